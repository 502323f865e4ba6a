/**
 * Measures → points → grade → rank, for one scorecard. Pure and exact; the same code runs on the server and in the browser.
 *
 * Points of items are exact; what is missing leaves the card (`rescale`: points ÷ applicable full points × 100), counts full
 * or zero, as the card says for each state. Bonus and extra deductions come after rescaling, within their caps. The total is
 * rounded half up to two decimals once, and that printed total decides grade and rank.
 */
import type Fraction from 'fraction.js';
import type { Program, Scorecard } from '../dsl/program.ts';
import type { Measures, MeasureRow, RosterRow, ScoreRow } from './types.ts';
import { ranks } from './rank.ts';
import { judgeCard, type Hand, type Judged, type Subject } from './scoring/card.ts';
import { judgeCombined, type Component } from './scoring/combined.ts';
import { exact, roundHalfUp } from './scoring/exact.ts';
import { agencyReader } from './scoring/values.ts';

export { rankChange, ranks } from './rank.ts';
export type { HandPoint } from './scoring/judging.ts';

/** Points given by hand, with a reason: agency → item → points (decimal). An item is named `card#item`, or `item` where one card has it. */
export type HandPoints = Record<string, Hand>;

export interface ScoreRequest { program: Program; scorecard: string; measures: Measures; handPoints?: HandPoints }

/**
 * One row an agency of the roster: peer groups in the order of their first agency, within a group by rank, then those
 * without points; agencies that reported nothing at all come last of all.
 * @throws RangeError if the program has no such scorecard.
 */
export function score(request: ScoreRequest): ScoreRow[] {
  const { program, measures } = request;
  const card = cardOf(program, request.scorecard);
  const byAgency = measuresByAgency(measures);
  const rows = measures.roster.map((agency) => {
    const subject: Subject = {
      group: groupOf(card, agency), reader: agencyReader(program, agency, (indicator) => byAgency.get(agency.agency)?.get(indicator)),
      hand: request.handPoints?.[agency.agency] ?? {}, silent: !agency.reportedAnything,
    };
    return rowOf(card, agency, judge(card, subject));
  });
  return ordered(rows, card.ties);
}

function cardOf(program: Program, name: string): Scorecard {
  const card = program.scorecards[name];
  if (!card) throw new RangeError(`no scorecard ${name}`);
  return card;
}

/** A card of items, or of other cards by weight. */
function judge(card: Scorecard, subject: Subject): Judged {
  if (!card.combine) return judgeCard(card, subject);
  const components = card.combine.map(({ scorecard, weight }): Component => {
    const component = cardOf(subject.reader.program, scorecard);
    return { card: component, weight, judged: judge(component, subject) };
  });
  return judgeCombined(card, components, subject);
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
    bonus: judged.bonus.valueOf(), deductions: judged.deductions.valueOf(),
  };
}

/** The agency's value of the card's group field (`groups by agencies.category`). */
function groupOf(card: Scorecard, agency: RosterRow): string {
  const value = card.groupsBy ? agency.fields[card.groupsBy] : undefined;
  return value === null || value === undefined ? agency.group : String(value);
}

function gradeOf(card: Scorecard, printed: Fraction): string | null {
  return card.grades.find((grade) => grade.atLeast === undefined || (grade.exclusive ? printed.gt(exact(grade.atLeast)) : printed.gte(exact(grade.atLeast))))?.label ?? null;
}
