/** A card over rows: every row is judged by itself, the agency has the mean. Exact; rounded once, by the caller. */
import Fraction from 'fraction.js';
import type { Expr, Scorecard, State } from '../../dsl/program.ts';
import type { RecordFacts, RecordScore, RecordScores, RecordValue } from '../types.ts';
import { absentCard, base, gradeOf, judgeCard, shownDimension, shownItem, sum, type Absent, type Judged, type Scored, type Subject } from './card.ts';
import { ONE, ZERO, exact, roundHalfUp } from './exact.ts';
import { rowExpressions } from './row-expressions.ts';
import { STATE_REASON, cannot, literalWorth, unitOf, type Reader, type Worth } from './values.ts';
import type { Words } from './words.ts';

/** What came of the rows of one agency. `open`: the year goes on, more rows may come. */
export interface Rows { rows: RecordFacts[]; error: Words | null; open: boolean }

interface JudgedRow { facts: RecordFacts; judged: Judged; grade: string | null; total: Fraction | null }

/**
 * Rows that are still open and rows without points are left out of the mean. Ledgers not handed in, and no row to judge,
 * are missing by the card's rules for that state.
 */
export function judgeRows(card: Scorecard, subject: Subject, { rows, error, open }: Rows): Judged {
  if (subject.silent) return judgeCard(card, subject);
  if (error) return absentCard(card, subject, { state: 'error', reason: error });
  const counted = subject.reader.worth({ kind: 'indicator', name: `${card.name}#rows`, yearOffset: 0, type: { kind: 'number', unit: '1' } });
  if (counted.state !== 'value') return absentCard(card, subject, counted);
  const unsure = rows.find((row) => row.missingYear !== null);
  if (unsure) return absentCard(card, subject, missingYear(unsure.missingYear!));

  const expressions = new Map(rowExpressions(card).map((expr, index) => [expr, index]));
  const judged = rows.filter((row) => !row.open).map((facts): JudgedRow => {
    const one = judgeCard(card, { ...subject, hand: {}, row: true, reader: rowReader(subject.reader, expressions, facts) });
    return { facts, judged: one, total: one.total, grade: one.total && (one.veto?.grade ?? gradeOf(card, roundHalfUp(one.total, 2))) };
  });
  const records = recordScores(card, judged, rows.length - judged.length);
  const failed = judged.find((row) => row.judged.state === 'error');
  if (failed) return { ...absentCard(card, subject, { state: 'error', reason: failure(failed) }), records };
  const scored = judged.filter((row) => row.total !== null);
  if (scored.length === 0) {
    const state = rows.length > judged.length || judged.some((row) => row.judged.state === 'pending') || (rows.length === 0 && open) ? 'pending' : 'not_applicable';
    return { ...absentCard(card, subject, { state, reason: rows.length === 0 ? NO_ROWS[state] : STATE_REASON[state] }), records };
  }
  return { ...meanOf(card, scored, judged[0]!.judged), records };
}

const NO_ROWS: Record<'pending' | 'not_applicable', Words> = {
  pending: { zh: '还没有可评的记录', en: 'nothing to judge yet' }, not_applicable: { zh: '没有可评的记录', en: 'there is nothing to judge' },
};

function missingYear(year: number): Absent {
  return { state: 'error', reason: { zh: `缺少${year}年的工作日安排`, en: `the working-day arrangement of ${year} is missing` } };
}

function failure({ facts, judged }: JudgedRow): Words {
  const reason = [...judged.dimensions.flatMap((dimension) => dimension.items), ...judged.extras].find((item) => item.shown.state === 'error')?.shown.reason;
  return { zh: `${facts.key}：${reason?.zh ?? '无法计算'}`, en: `${facts.key}: ${reason?.en ?? 'cannot be computed'}` };
}

/** Rules that read a row: literals as written, all else as the engine found it. */
function rowReader(agency: Reader, expressions: Map<Expr, number>, facts: RecordFacts): Reader {
  return {
    program: agency.program, roster: agency.roster, measure: () => undefined,
    worth(expr) {
      const index = expressions.get(expr);
      return index === undefined ? literalWorth(expr) : found(facts.values[index]!, expr);
    },
  };
}

function found(value: RecordValue, expr: Expr): Worth {
  if (value === null) return { state: 'not_applicable', reason: { zh: '没有填写', en: 'not filled in' } };
  if (typeof value === 'boolean') return { state: 'value', value: { kind: 'boolean', value } };
  if (typeof value === 'string') return { state: 'value', value: expr.type.kind === 'number' ? { kind: 'number', value: exact(value), unit: unitOf(expr.type) } : { kind: 'text', value } };
  return 'open' in value ? { state: 'pending', reason: STATE_REASON.pending } : cannot(`缺少${value.missingYear}年的工作日安排`, `the working-day arrangement of ${value.missingYear} is missing`);
}

// ---------------------------------------------------------------- the mean

/**
 * The mean of the totals, and of every item what it adds to them: its points (scaled where its row was), nothing on a
 * vetoed row. `shape`: any judged row, for what the items are.
 */
function meanOf(card: Scorecard, rows: JudgedRow[], shape: Judged): Judged {
  const count = new Fraction(rows.length), mean = (values: Fraction[]): Fraction => sum(values).div(count);
  const weights = rows.map((row) => weightOf(card, row));
  const itemOf = (pick: (judged: Judged) => Scored): Scored => {
    const each = rows.map((row, index) => ({ row, item: pick(row.judged), weight: weights[index]! }));
    const counted = each.filter(({ item }) => item.points !== null), { shown, full } = pick(shape);
    const points = counted.length === 0 ? null : mean(each.map(({ item, weight }) => (item.points ?? ZERO).mul(weight)));
    const state: State = counted.length === 0 ? shown.state : 'value';
    return { full, points, shown: shownItem(shown, state, points, full, counted.length === 0 ? shown.reason : lostOn(each)) };
  };
  const dimensions = shape.dimensions.map((dimension, place) => {
    const items = dimension.items.map((_, index) => itemOf((judged) => judged.dimensions[place]!.items[index]!));
    return { items, shown: shownDimension(dimension.shown.name, dimension.shown.label, items) };
  });
  const standing = (row: JudgedRow, value: Fraction): Fraction => (row.judged.veto ? ZERO : value);
  return {
    state: 'value', total: mean(rows.map((row) => row.total!)), veto: null, dimensions,
    bonus: mean(rows.map((row) => standing(row, row.judged.bonus))), deductions: mean(rows.map((row) => standing(row, row.judged.deductions))),
    extras: shape.extras.map((_, index) => itemOf((judged) => judged.extras[index]!)),
  };
}

/** By how much a row's items count towards its total: rescaled to what applied, nothing where it was vetoed. */
function weightOf(card: Scorecard, { judged }: JudgedRow): Fraction {
  if (judged.veto) return ZERO;
  const items = judged.dimensions.flatMap((dimension) => dimension.items), reached = base(card, items);
  const points = sum(items.flatMap((item) => item.points ?? []));
  return reached === null || points.equals(0) ? ONE : reached.div(points);
}

/** “12件中3件失分：A1（…，扣2分）”, at most three by name. */
function lostOn(each: { row: JudgedRow; item: Scored }[]): Words | null {
  const lost = each.filter(({ row, item }) => row.judged.veto || (item.points !== null && item.points.lt(item.full)));
  if (lost.length === 0) return null;
  const named = lost.slice(0, 3).map(({ row, item }): Words => {
    const why = row.judged.veto ? { zh: `一票否决：${row.judged.veto.label}`, en: `vetoed: ${row.judged.veto.label}` } : item.shown.reason;
    return { zh: `${row.facts.key}（${why?.zh ?? ''}）`, en: `${row.facts.key} (${why?.en ?? ''})` };
  });
  const more = lost.length > named.length;
  return {
    zh: `${each.length}件中${lost.length}件失分：${named.map((one) => one.zh).join('、')}${more ? '等' : ''}`,
    en: `${lost.length} of ${each.length} lose points: ${named.map((one) => one.en).join(', ')}${more ? ' …' : ''}`,
  };
}

// ---------------------------------------------------------------- the rows

function recordScores(card: Scorecard, rows: JudgedRow[], open: number): RecordScores {
  const scored = rows.filter((row) => row.total !== null);
  const list = rows.map(({ facts, judged, total, grade }): RecordScore => ({
    key: facts.key, state: judged.state, points: total && roundHalfUp(total, 2).valueOf(), grade, veto: judged.veto?.label ?? null,
    losses: judged.dimensions.flatMap((dimension) => dimension.items).flatMap(({ shown, points, full }) => (points !== null && points.lt(full) && shown.reason ? [{ item: shown.label, lost: full.sub(points).valueOf(), reason: shown.reason }] : [])),
  }));
  return {
    scored: scored.length, pending: open + rows.filter((row) => row.total === null && row.judged.state === 'pending').length,
    withoutPoints: rows.filter((row) => row.total === null && row.judged.state !== 'pending').length,
    grades: card.grades.map(({ label }) => ({ grade: label, count: scored.filter((row) => row.grade === label).length })),
    list: list.toSorted((one, other) => (one.points ?? Infinity) - (other.points ?? Infinity)),
  };
}
