/** One card for one agency (or one row of it): items → dimensions → total, exact. Nothing is rounded here. */
import type Fraction from 'fraction.js';
import type { Dimension, Item, MissingRule, Rule, Scorecard, State } from '../../dsl/program.ts';
import type { DimensionScore, ItemScore, RecordScores } from '../types.ts';
import { HUNDRED, ZERO, exact, greatest, least } from './exact.ts';
import { itemResult, type ItemResult, type Part } from './item.ts';
import { taken, type HandPoint } from './judging.ts';
import type { Reader, Worth } from './values.ts';
import { STATE_WORDS, plain, type Words } from './words.ts';

/** Points given by hand, by item name. */
export type Hand = Record<string, HandPoint | string | number>;

/** An item with its exact points; those of extra deductions are negative. */
export interface Scored { shown: ItemScore; points: Fraction | null; full: Fraction }
export interface ScoredDimension { shown: DimensionScore; items: Scored[] }

/** A card worked out. `total`: exact, null where there are no points. */
export interface Judged {
  state: State; total: Fraction | null; veto: Scorecard['vetoes'][number] | null;
  dimensions: ScoredDimension[]; bonus: Fraction; deductions: Fraction; extras: Scored[];
  /** Of a card over rows. */
  records?: RecordScores;
}

/** Why nothing at all can be judged. */
export type Absent = Exclude<Worth, { state: 'value' }>;
/** What a card is judged by. `silent`: the agency reported nothing at all. `row`: the reader reads one row; a veto gives it 0 points where it sets none. */
export interface Subject { group: string; reader: Reader; hand: Hand; silent: boolean; row?: boolean; absent?: Absent }

/** Bonus and extra deductions come after rescaling, within their caps; a veto may set the points. */
export function judgeCard(card: Scorecard, subject: Subject): Judged {
  const dimensions = card.dimensions.map((dimension) => dimensionOf(dimension, card, subject));
  return closed(card, subject, dimensions, base(card, dimensions.flatMap((dimension) => dimension.items)));
}

/** The card where nothing can be judged: every item is missing for the same reason, by the card's rules. */
export function absentCard(card: Scorecard, subject: Subject, absent: Absent): Judged {
  return judgeCard(card, { ...subject, absent });
}

/** Points of what counts: of a card that may leave items out in hundredths of what applies, for every agency alike. */
export function base(card: Scorecard, scored: Scored[]): Fraction | null {
  const counted = scored.filter((item) => item.points !== null), full = sum(counted.map((item) => item.full));
  if (!full.gt(0)) return null;
  const reached = sum(counted.map((item) => item.points!));
  return Object.values(card.missing).includes('rescale') ? reached.div(full).mul(HUNDRED) : reached;
}

/** The total: what the dimensions come to, then bonus and extra deductions, then vetoes. */
export function closed(card: Scorecard, subject: Subject, dimensions: ScoredDimension[], reached: Fraction | null): Judged {
  const bonus = extras(card, card.bonus?.items ?? [], 'bonus', subject), deductions = extras(card, card.deductions?.items ?? [], 'deduction', subject);
  const scored = dimensions.flatMap((dimension) => dimension.items), all = [...scored, ...bonus, ...deductions];
  const judged: Judged = {
    state: 'value', total: null, veto: null, dimensions, extras: [...bonus, ...deductions],
    bonus: within(bonus, card.bonus?.upTo), deductions: ZERO.sub(within(deductions, card.deductions?.upTo)),
  };
  if (subject.silent) return { ...judged, state: 'not_reported', bonus: ZERO, deductions: ZERO };
  if (all.some((item) => item.shown.state === 'error')) return { ...judged, state: 'error' };
  const veto = subject.absent ? null : vetoOf(card, subject.reader);
  if (veto === 'error') return { ...judged, state: 'error' };
  if (reached === null) return { ...judged, state: subject.absent?.state ?? (scored.some((item) => item.shown.state === 'pending') ? 'pending' : 'not_applicable') };
  const set = veto?.points ?? (veto && subject.row ? '0' : undefined);
  const total = set === undefined ? greatest(ZERO, reached.add(judged.bonus).sub(judged.deductions)) : exact(set);
  return { ...judged, total, veto };
}

export function sum(values: Fraction[]): Fraction { return values.reduce((total, value) => total.add(value), ZERO); }

// ---------------------------------------------------------------- dimensions

function dimensionOf(dimension: Dimension, card: Scorecard, subject: Subject): ScoredDimension {
  const full = dimension.points[subject.group] ?? dimension.points[''];
  const listed = sum(dimension.items.map((item) => exact(item.points)));
  const scale = full === undefined || !listed.gt(0) ? ZERO : exact(full).div(listed);
  const results = full === undefined || subject.silent ? [] : dimension.items.map((item) => resultOf(card, item, 'regular', subject));
  if (results.length > 0) capTogether(dimension, results);
  const items = dimension.items.map((item, index) => {
    if (full === undefined) return leftOut(item, ZERO, 'not_applicable', { zh: '本组不考评此项', en: 'not judged in this group' });
    if (subject.silent) return leftOut(item, exact(item.points).mul(scale), 'not_reported', STATE_WORDS['not_reported']!);
    return byMissingRule(item, scale, results[index]!, card);
  });
  return { items, shown: shownDimension(dimension.name, dimension.label, items) };
}

export function shownDimension(name: string, label: string, items: Scored[]): DimensionScore {
  const counted = items.filter((item) => item.points !== null);
  return {
    name, label, full: sum(items.map((item) => item.full)).valueOf(),
    points: counted.length ? sum(counted.map((item) => item.points!)).valueOf() : null,
    applicableFull: sum(counted.map((item) => item.full)).valueOf(), items: items.map((item) => item.shown),
  };
}

/** Items that together lose more than their cap get back what is over, in proportion to what each has lost. */
function capTogether(dimension: Dimension, results: ItemResult[]): void {
  for (const cap of dimension.caps ?? []) {
    const members = dimension.items.flatMap((item, index) => {
      const result = results[index]!;
      return cap.items.includes(item.name) && result.state === 'value' ? [{ index, result, loss: exact(item.points).sub(result.points) }] : [];
    });
    const lost = sum(members.map((one) => one.loss)), most = exact(cap.upTo);
    if (!lost.gt(most)) continue;
    for (const { index, result, loss } of members) {
      if (!loss.gt(0)) continue;
      const kept = loss.mul(most).div(lost), cost = taken(kept);
      results[index] = {
        state: 'value', points: result.points.add(loss).sub(kept),
        reason: { zh: `${result.reason?.zh ?? ''}；“${cap.label}”合计最多扣${cap.upTo}分，此项实${cost.zh}`, en: `${result.reason?.en ?? ''}; "${cap.label}" together at most ${cap.upTo}: ${cost.en} here` },
      };
    }
  }
}

function resultOf(card: Scorecard, item: Item, part: Part, subject: Subject): ItemResult {
  return subject.absent ?? itemResult(item, part, subject.reader, handPoint(card, item, subject.hand));
}

function handPoint(card: Scorecard, item: Item, hand: Hand): HandPoint | undefined {
  const given = hand[`${card.name}#${item.name}`] ?? hand[item.name];
  return typeof given === 'object' || given === undefined ? given : { points: given };
}

// ---------------------------------------------------------------- items

/** What a score shows of an item. */
interface ShownOf { name: string; label: string; indicator?: string | null; rules?: Rule[] }

export function leftOut(item: ShownOf, full: Fraction, state: ItemScore['state'], reason: Words): Scored {
  return { shown: shownItem(item, state, null, full, reason), points: null, full };
}

export function shownItem(item: ShownOf, state: ItemScore['state'], points: Fraction | null, full: Fraction, reason: Words | null): ItemScore {
  return {
    name: item.name, label: item.label, indicator: item.indicator ?? null, state,
    points: points === null ? null : points.valueOf(), full: full.valueOf(), exactPoints: points === null ? null : points.toFraction(), reason,
    ...(item.rules && readBy(item.rules)),
  };
}

function readBy(rules: Rule[]): Pick<ItemScore, 'reads'> {
  const read = rules.flatMap((rule) => ('of' in rule ? rule.of : 'when' in rule ? rule.when ?? [] : []));
  const names = new Set(read.flatMap((expr) => (expr.kind === 'indicator' ? expr.name : [])));
  return names.size > 0 ? { reads: [...names] } : {};
}

const RULE_WORDS: Record<MissingRule, (full: Fraction) => Words> = {
  rescale: () => ({ zh: '不计入，按适用满分折算', en: 'left out; the card is rescaled to what applies' }),
  full: (full) => ({ zh: `计满分${plain(full)}分`, en: `counts full, ${plain(full)} points` }),
  zero: (full) => ({ zh: `计0分，扣${plain(full)}分`, en: `counts 0: −${plain(full)} points` }),
};

/** What is missing leaves the card, or counts full or zero, as the card says for its state. */
export function byMissingRule(item: ShownOf & Pick<Item, 'points'>, scale: Fraction, result: ItemResult, card: Scorecard): Scored {
  const full = exact(item.points).mul(scale);
  if (result.state === 'value') {
    const points = result.points.mul(scale);
    return { shown: shownItem(item, 'value', points, full, scale.equals(1) ? result.reason : scaledReason(result.reason, full, points)), points, full };
  }
  if (result.state === 'error') return leftOut(item, full, 'error', result.reason);
  const rule = { not_applicable: card.missing.notApplicable, not_reported: card.missing.notReported, pending: card.missing.pending }[result.state];
  const consequence = RULE_WORDS[rule](full);
  const reason = { zh: `${result.reason.zh}，${consequence.zh}`, en: `${result.reason.en}: ${consequence.en}` };
  if (rule === 'rescale') return leftOut(item, full, result.state, reason);
  const points = rule === 'full' ? full : ZERO;
  return { shown: shownItem(item, result.state, points, full, reason), points, full };
}

/** Points in the reason are those the rules are written with; in this group the item has others. */
function scaledReason(reason: Words | null, full: Fraction, points: Fraction): Words | null {
  const cost = taken(full.sub(points));
  return reason && { zh: `${reason.zh}；本组此项${plain(full)}分，折合${cost.zh}`, en: `${reason.en}; here the item has ${plain(full)} points: ${cost.en}` };
}

/** Bonus items and extra deductions (their points are negative). What is missing gives and costs nothing. */
function extras(card: Scorecard, items: Item[], part: Part, subject: Subject): Scored[] {
  return items.map((item) => {
    const full = exact(item.points);
    if (subject.silent) return leftOut(item, full, 'not_reported', STATE_WORDS['not_reported']!);
    const result = resultOf(card, item, part, subject);
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

function vetoOf(card: Scorecard, reader: Reader): Scorecard['vetoes'][number] | 'error' | null {
  for (const veto of card.vetoes) {
    const condition = reader.worth(veto.when);
    if (condition.state === 'error') return 'error';
    if (condition.state === 'value' && condition.value.kind === 'boolean' && condition.value.value) return veto;
  }
  return null;
}

/** The grade of a printed total. */
export function gradeOf(card: Scorecard, printed: Fraction): string | null {
  return card.grades.find((grade) => grade.atLeast === undefined || (grade.exclusive ? printed.gt(exact(grade.atLeast)) : printed.gte(exact(grade.atLeast))))?.label ?? null;
}
