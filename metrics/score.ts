/**
 * Measures → points → grade → rank, for one scorecard. Pure and exact; the same code runs on the server and in the browser.
 *
 * Points of items are exact; what is missing leaves the card (`rescale`: points ÷ applicable full points × 100), counts full
 * or zero, as the card says for each state. Bonus and extra deductions come after rescaling, within their caps. The total is
 * rounded half up to two decimals once, and that printed total decides grade and rank.
 */
import type { Program, Scorecard } from '../dsl/program.ts';
import type { CardRecords, Measures, MeasureRow, RecordFacts, RosterRow, ScoreRow } from './types.ts';
import { ranks } from './rank.ts';
import { gradeOf, judgeCard, type Hand, type Judged, type Subject } from './scoring/card.ts';
import { judgeCombined, type Component } from './scoring/combined.ts';
import { roundHalfUp } from './scoring/exact.ts';
import { judgeRows, type Rows } from './scoring/rows.ts';
import { agencyReader } from './scoring/values.ts';

export { rankChange, ranks } from './rank.ts';
export type { HandPoint } from './scoring/judging.ts';

/** Points given by hand, with a reason: agency → item → points (decimal). An item is named `card#item`, or `item` where one card has it. */
export type HandPoints = Record<string, Hand>;

export interface ScoreRequest {
  program: Program; scorecard: string; measures: Measures; handPoints?: HandPoints;
  /** Of a card with `subject`, or one that combines such a card: what `evaluateRecords` gives. */
  records?: CardRecords;
}

/**
 * One row an agency of the roster: peer groups in the order of their first agency, within a group by rank, then those
 * without points; agencies that reported nothing at all come last of all.
 * @throws RangeError if the program has no such scorecard, or it scores rows and there are no `records` of it.
 */
export function score(request: ScoreRequest): ScoreRow[] {
  const { program, measures } = request;
  const card = cardOf(program, request.scorecard);
  const byAgency = measuresByAgency(measures), rowsOf = rowsByAgency(request);
  const rows = measures.roster.map((agency) => {
    const subject: Subject = {
      group: groupOf(card, agency), reader: agencyReader(program, agency, (indicator) => byAgency.get(agency.agency)?.get(indicator)),
      hand: request.handPoints?.[agency.agency] ?? {}, silent: !agency.reportedAnything,
    };
    return rowOf(card, agency, judge(card, subject, rowsOf));
  });
  return ordered(rows, card.ties);
}

function cardOf(program: Program, name: string): Scorecard {
  const card = program.scorecards[name];
  if (!card) throw new RangeError(`no scorecard ${name}`);
  return card;
}

/** A card of items, of other cards by weight, or over rows. */
function judge(card: Scorecard, subject: Subject, rowsOf: RowsOf): Judged {
  if (card.subject) return judgeRows(card, subject, rowsOf(card.name, subject.reader.roster.agency));
  if (!card.combine) return judgeCard(card, subject);
  const components = card.combine.map(({ scorecard, weight }): Component => {
    const component = cardOf(subject.reader.program, scorecard);
    return { card: component, weight, judged: judge(component, subject, rowsOf) };
  });
  return judgeCombined(card, components, subject);
}

type RowsOf = (card: string, agency: string) => Rows;
function rowsByAgency({ program, records = {}, measures }: ScoreRequest): RowsOf {
  const grouped = new Map<string, Map<string, RecordFacts[]>>();
  /** More rows may come: not to a register, which is a state, and only while the year goes on and the card's document holds. */
  const open = ({ subject, sources }: Scorecard): boolean => {
    const end = `${measures.year}-12-31`, last = sources?.[0]?.to;
    return measures.asOf < (last !== undefined && last < end ? last : end) && !program.ledgers[subject!.ledger]?.snapshot;
  };
  for (const [card, found] of Object.entries(records)) {
    const agencies = new Map<string, RecordFacts[]>();
    if ('rows' in found) for (const row of found.rows) { const known = agencies.get(row.agency); if (known) known.push(row); else agencies.set(row.agency, [row]); }
    grouped.set(card, agencies);
  }
  return (card, agency) => {
    const found = records[card];
    if (!found) throw new RangeError(`the rows of ${card} are wanted: see evaluateRecords`);
    return { rows: grouped.get(card)!.get(agency) ?? [], error: 'error' in found ? found.error : null, open: open(program.scorecards[card]!) };
  };
}

function measuresByAgency(measures: Measures): Map<string, Map<string, MeasureRow>> {
  const found = new Map<string, Map<string, MeasureRow>>(measures.roster.map((agency) => [agency.agency, new Map()]));
  for (const rows of Object.values(measures.byIndicator)) for (const row of rows) found.get(row.agency)?.set(row.indicator, row);
  return found;
}

function ordered(rows: ScoreRow[], ties: Scorecard['ties']): ScoreRow[] {
  const groups = new Map<string, ScoreRow[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  for (const members of groups.values()) ranks(members.map((row) => row.points), ties).forEach((rank, index) => { members[index]!.rank = rank; });
  const place = (row: ScoreRow): number => row.rank ?? Infinity;
  const inOrder = [...groups.values()].flatMap((members) => members.sort((first, second) => (place(first) === place(second) ? 0 : place(first) - place(second))));
  return [...inOrder.filter((row) => row.state !== 'not_reported'), ...inOrder.filter((row) => row.state === 'not_reported')];
}

/** The printed total, rounded half up once, decides the grade. */
function rowOf(card: Scorecard, agency: RosterRow, judged: Judged): ScoreRow {
  const printed = judged.total && roundHalfUp(judged.total, 2);
  return {
    agency: agency.agency, name: agency.name, group: groupOf(card, agency), rank: null, state: judged.state,
    points: printed?.valueOf() ?? null, grade: printed ? judged.veto?.grade ?? gradeOf(card, printed) : null, veto: judged.veto?.label ?? null,
    dimensions: judged.dimensions.map((dimension) => dimension.shown),
    items: [...judged.dimensions.flatMap((dimension) => dimension.items), ...judged.extras].map((item) => item.shown),
    bonus: judged.bonus.valueOf(), deductions: judged.deductions.valueOf(), ...(judged.records && { records: judged.records }),
  };
}

/** The agency's value of the card's group field (`groups by agencies.category`). */
function groupOf(card: Scorecard, agency: RosterRow): string {
  const value = card.groupsBy ? agency.fields[card.groupsBy] : undefined;
  return value === null || value === undefined ? agency.group : String(value);
}
