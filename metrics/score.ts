/**
 * Measures → points → grade → rank, for one scorecard. Pure and exact; the same code runs on the server and in the browser.
 *
 * Points of items are exact; what is missing leaves the card (`rescale`: points ÷ applicable full points × 100), counts full
 * or zero, as the card says for each state. Bonus and extra deductions come after rescaling, within their caps. The total is
 * rounded half up to two decimals once, and that printed total decides grade and rank.
 */
import type Fraction from 'fraction.js';
import type { Dimension, Item, MissingRule, Program, Scorecard } from '../dsl/program.ts';
import type { DimensionScore, ItemScore, Measures, MeasureRow, RosterRow, ScoreRow } from './types.ts';
import { ranks } from './rank.ts';
import { HUNDRED, ZERO, exact, greatest, least, roundHalfUp } from './scoring/exact.ts';
import { itemResult, type ItemResult, type Part } from './scoring/item.ts';
import { worth, type Reader } from './scoring/values.ts';
import { STATE_WORDS, plain, type Words } from './scoring/words.ts';

export { rankChange, ranks } from './rank.ts';

/** Points given by hand: agency → item name → points (decimal). */
export type HandPoints = Record<string, Record<string, string | number>>;

export interface ScoreRequest { program: Program; scorecard: string; measures: Measures; handPoints?: HandPoints }

/**
 * One row an agency of the roster: peer groups in the order of their first agency, within a group by rank, then those
 * without points; agencies that reported nothing at all come last of all.
 * @throws RangeError if the program has no such scorecard.
 */
export function score(request: ScoreRequest): ScoreRow[] {
  const card = request.program.scorecards[request.scorecard];
  if (!card) throw new RangeError(`no scorecard ${request.scorecard}`);
  const byAgency = measuresByAgency(request.measures);
  const rows = request.measures.roster.map((agency) => cardOf(card, {
    program: request.program, roster: agency, measure: (indicator) => byAgency.get(agency.agency)?.get(indicator),
  }, request.handPoints?.[agency.agency] ?? {}));
  return ordered(rows);
}

function measuresByAgency(measures: Measures): Map<string, Map<string, MeasureRow>> {
  const found = new Map<string, Map<string, MeasureRow>>(measures.roster.map((agency) => [agency.agency, new Map()]));
  for (const rows of Object.values(measures.byIndicator)) for (const row of rows) found.get(row.agency)?.set(row.indicator, row);
  return found;
}

function ordered(rows: ScoreRow[]): ScoreRow[] {
  const groups = new Map<string, ScoreRow[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  for (const members of groups.values()) ranks(members.map((row) => row.points)).forEach((rank, index) => { members[index]!.rank = rank; });
  const place = (row: ScoreRow): number => row.rank ?? Infinity;
  const inOrder = [...groups.values()].flatMap((members) => members.sort((first, second) => (place(first) === place(second) ? 0 : place(first) - place(second))));
  return [...inOrder.filter((row) => row.state !== 'not_reported'), ...inOrder.filter((row) => row.state === 'not_reported')];
}

/** An item with its exact points, before anything is made ready for display. */
interface Scored { shown: ItemScore; points: Fraction | null; full: Fraction }

function cardOf(card: Scorecard, reader: Reader, hand: Record<string, string | number>): ScoreRow {
  const agency = reader.roster;
  const group = groupOf(card, agency);
  const silent = !agency.reportedAnything;
  const dimensions = card.dimensions.map((dimension) => dimensionOf(dimension, group, card, reader, hand, silent));
  const bonus = extras(card.bonus?.items ?? [], 'bonus', reader, hand, silent);
  const deductions = extras(card.deductions?.items ?? [], 'deduction', reader, hand, silent);
  const scored = dimensions.flatMap((dimension) => dimension.items);
  const all = [...scored, ...bonus, ...deductions].map((item) => item.shown);
  const row: ScoreRow = {
    agency: agency.agency, name: agency.name, group, rank: null, points: null, grade: null, state: 'value',
    dimensions: dimensions.map((dimension) => dimension.shown), items: all,
    bonus: shownSum(bonus, card.bonus?.upTo), deductions: -shownSum(deductions, card.deductions?.upTo) || 0, veto: null,
  };
  if (silent) return { ...row, state: 'not_reported', bonus: 0, deductions: 0 };
  if (all.some((item) => item.state === 'error')) return { ...row, state: 'error' };

  const counted = scored.filter((item) => item.points !== null);
  const full = sum(counted.map((item) => item.full));
  const veto = vetoOf(card, reader);
  if (veto === 'error') return { ...row, state: 'error' };
  if (!full.gt(0)) return { ...row, state: scored.some((item) => item.shown.state === 'pending') ? 'pending' : 'not_applicable' };

  const reached = sum(counted.map((item) => item.points!));
  const base = rescales(card) ? reached.div(full).mul(HUNDRED) : reached;
  const total = greatest(ZERO, base.add(within(bonus, card.bonus?.upTo)).add(within(deductions, card.deductions?.upTo)));
  const printed = roundHalfUp(veto?.points === undefined ? total : exact(veto.points), 2);
  return { ...row, points: printed.valueOf(), grade: veto?.grade ?? gradeOf(card, printed), veto: veto?.label ?? null };
}

/** A card that may leave items out is read in hundredths of what applies, for every agency alike. */
function rescales(card: Scorecard): boolean {
  return Object.values(card.missing).includes('rescale');
}

/** The agency's value of the card's group field (`groups by agencies.category`). */
function groupOf(card: Scorecard, agency: RosterRow): string {
  const value = card.groupsBy ? agency.fields[card.groupsBy] : undefined;
  return value === null || value === undefined ? agency.group : String(value);
}

function sum(values: Fraction[]): Fraction { return values.reduce((total, value) => total.add(value), ZERO); }

function dimensionOf(dimension: Dimension, group: string, card: Scorecard, reader: Reader, hand: Record<string, string | number>, silent: boolean): { shown: DimensionScore; items: Scored[] } {
  const full = dimension.points[group] ?? dimension.points[''];
  const listed = sum(dimension.items.map((item) => exact(item.points)));
  const scale = full === undefined || !listed.gt(0) ? ZERO : exact(full).div(listed);
  const items = dimension.items.map((item) => {
    if (full === undefined) return leftOut(item, ZERO, 'not_applicable', { zh: '本组不考评此项', en: 'not judged in this group' });
    if (silent) return leftOut(item, exact(item.points).mul(scale), 'not_reported', STATE_WORDS['not_reported']!);
    return byMissingRule(item, scale, itemResult(item, 'regular', reader, hand[item.name]), card);
  });
  const counted = items.filter((item) => item.points !== null);
  const shown: DimensionScore = {
    name: dimension.name, label: dimension.label, full: sum(items.map((item) => item.full)).valueOf(),
    points: counted.length ? sum(counted.map((item) => item.points!)).valueOf() : null,
    applicableFull: sum(counted.map((item) => item.full)).valueOf(), items: items.map((item) => item.shown),
  };
  return { shown, items };
}

function leftOut(item: Item, full: Fraction, state: ItemScore['state'], reason: Words): Scored {
  return { shown: shownItem(item, state, null, full, reason), points: null, full };
}

function shownItem(item: Item, state: ItemScore['state'], points: Fraction | null, full: Fraction, reason: Words | null): ItemScore {
  return {
    name: item.name, label: item.label, indicator: item.indicator ?? null, state,
    points: points === null ? null : points.valueOf(), full: full.valueOf(), exactPoints: points === null ? null : points.toFraction(), reason,
  };
}

const RULE_WORDS: Record<MissingRule, (full: Fraction) => Words> = {
  rescale: () => ({ zh: '不计入，按适用满分折算', en: 'left out; the card is rescaled to what applies' }),
  full: (full) => ({ zh: `计满分${plain(full)}分`, en: `counts full, ${plain(full)} points` }),
  zero: () => ({ zh: '计0分', en: 'counts 0 points' }),
};

function byMissingRule(item: Item, scale: Fraction, result: ItemResult, card: Scorecard): Scored {
  const full = exact(item.points).mul(scale);
  if (result.state === 'value') {
    const points = result.points.mul(scale);
    return { shown: shownItem(item, 'value', points, full, result.reason), points, full };
  }
  if (result.state === 'error') return leftOut(item, full, 'error', result.reason);
  const rule = { not_applicable: card.missing.notApplicable, not_reported: card.missing.notReported, pending: card.missing.pending }[result.state];
  const consequence = RULE_WORDS[rule](full);
  const reason = { zh: `${result.reason.zh}，${consequence.zh}`, en: `${result.reason.en}: ${consequence.en}` };
  if (rule === 'rescale') return leftOut(item, full, result.state, reason);
  const points = rule === 'full' ? full : ZERO;
  return { shown: shownItem(item, result.state, points, full, reason), points, full };
}

/** Bonus items and extra deductions (their points are negative). What is missing gives and costs nothing. */
function extras(items: Item[], part: Part, reader: Reader, hand: Record<string, string | number>, silent: boolean): Scored[] {
  return items.map((item) => {
    const full = exact(item.points);
    if (silent) return leftOut(item, full, 'not_reported', STATE_WORDS['not_reported']!);
    const result = itemResult(item, part, reader, hand[item.name]);
    if (result.state !== 'value') return leftOut(item, full, result.state, result.reason);
    const points = part === 'deduction' ? ZERO.sub(result.points) : result.points;
    return { shown: shownItem(item, 'value', points, full, result.reason), points, full };
  });
}

function within(items: Scored[], upTo: string | undefined): Fraction {
  const total = sum(items.map((item) => item.points ?? ZERO));
  if (upTo === undefined) return total;
  const cap = exact(upTo);
  return greatest(ZERO.sub(cap), least(cap, total));
}
function shownSum(items: Scored[], upTo: string | undefined): number { return within(items, upTo).valueOf(); }

function vetoOf(card: Scorecard, reader: Reader): Scorecard['vetoes'][number] | 'error' | null {
  for (const veto of card.vetoes) {
    const condition = worth(veto.when, reader);
    if (condition.state === 'error') return 'error';
    if (condition.state === 'value' && condition.value.kind === 'boolean' && condition.value.value) return veto;
  }
  return null;
}

function gradeOf(card: Scorecard, printed: Fraction): string | null {
  return card.grades.find((grade) => grade.atLeast === undefined || printed.gte(exact(grade.atLeast)))?.label ?? null;
}
