/** Random expressions of a wanted type over the rows of a ledger. */
import fc from 'fast-check';
import type { Aggregate, CompareOp, Expr, ExprNode, Rows, Unit, ValueType } from '../../dsl/program.ts';
import { AGENCIES, days } from './worlds.ts';
import { BOOLEAN, CLASSES, DATE, KINDS, LEDGERS, TEXT, numberType } from './schema.ts';

export const node = (type: ValueType, content: ExprNode): Expr => ({ type, ...content }) as Expr;
export const constant = (value: string | number, unit: Unit = '1'): Expr => node(numberType(unit), { kind: 'number', value: String(value), unit });
const text = (value: string): Expr => node(TEXT, { kind: 'text', value });
const named = (value: string): Expr => node(TEXT, { kind: 'choiceValue', value });
export const yes = node(BOOLEAN, { kind: 'boolean', value: true });

export function fieldOf(ledger: string, name: string, path: string[] = []): Expr {
  let at = LEDGERS[ledger]!;
  for (const step of path) { const field = at.fields.find((one) => one.name === step)!; at = LEDGERS[field.lookup?.ledger ?? field.refersTo!.ledger]!; }
  return node(at.fields.find((one) => one.name === name)!.type, { kind: 'field', ledger, field: name, path });
}
const some = <T>(...items: T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
const OPS: CompareOp[] = ['=', '!=', '<', '<=', '>', '>='];
const compare = (op: CompareOp, left: Expr, right: Expr): Expr => node(BOOLEAN, { kind: 'compare', op, left, right });

/** What may stand on a row of each ledger, by type. */
interface Shelf { dates: Expr[]; numbers: Expr[]; flags: Expr[]; choices: { expr: Expr; values: string[] }[]; texts: Expr[]; lists: Expr[] }
const SHELVES: Record<string, Shelf> = {
  officers: {
    dates: ['certified_on', 'left_on', 'cancelled_on'].map((name) => fieldOf('officers', name)), numbers: [fieldOf('officers', 'grade')], flags: [fieldOf('officers', 'lawyer')],
    choices: [{ expr: fieldOf('officers', 'role'), values: ['执法', '辅助'] }], texts: [], lists: [],
  },
  training: {
    dates: [fieldOf('training', 'held_on'), fieldOf('training', 'certified_on', ['officer'])], numbers: [fieldOf('training', 'hours'), fieldOf('training', 'minutes')], flags: [fieldOf('training', 'lawyer', ['officer'])],
    choices: [{ expr: fieldOf('training', 'subject'), values: KINDS }], texts: [fieldOf('training', 'officer')], lists: [],
  },
  cases: {
    dates: [...['decided_on', 'disclosed_on', 'due', 'reviewed_on', 'revoked_on'].map((name) => fieldOf('cases', name)), fieldOf('cases', 'certified_on', ['officer'])],
    numbers: ['days_by_law', 'fine', 'amount'].map((name) => fieldOf('cases', name)), flags: [fieldOf('cases', 'major')],
    choices: [{ expr: fieldOf('cases', 'kind'), values: KINDS }, { expr: fieldOf('cases', 'role', ['officer']), values: ['执法', '辅助'] }], texts: [fieldOf('cases', 'exempt')], lists: [fieldOf('cases', 'marks')],
  },
  appeals: { dates: [fieldOf('appeals', 'filed_on'), fieldOf('appeals', 'decided_on', ['case_no'])], numbers: [fieldOf('appeals', 'costs')], flags: [fieldOf('appeals', 'major', ['case_no'])], choices: [{ expr: fieldOf('appeals', 'kind'), values: KINDS }], texts: [], lists: [] },
  checks: {
    dates: [fieldOf('checks', 'checked_on')], numbers: [fieldOf('checks', 'cap', ['class'])], flags: [fieldOf('checks', 'done')],
    choices: [{ expr: fieldOf('checks', 'type'), values: KINDS }, { expr: fieldOf('checks', 'class'), values: CLASSES }], texts: [fieldOf('checks', 'enterprise')], lists: [],
  },
  filings: { dates: [fieldOf('filings', 'published_on')], numbers: [fieldOf('filings', 'version')], flags: [], choices: [{ expr: fieldOf('filings', 'report'), values: ['年报', '季报'] }], texts: [], lists: [] },
};
export const PREDICATE_LEDGERS = Object.keys(SHELVES);

const stateDay = node(DATE, { kind: 'stateDay' });
function fixedDays(year: number): fc.Arbitrary<Expr> {
  return fc.oneof(
    days(year).map((value) => node(DATE, { kind: 'date', value })), fc.constant(stateDay),
    some([12, 31, 0], [10, 31, 0], [1, 31, 1], [6, 30, 0]).map(([month, day, yearOffset]) => node(DATE, { kind: 'yearDate', month: month!, day: day!, yearOffset: yearOffset! })),
  );
}

/** A predicate on rows of the ledger. `deep` more levels of and/or/not; `rollups`: aggregates per row are allowed. */
export function predicates(ledger: string, year: number, deep = 2, rollups = true): fc.Arbitrary<Expr> {
  const atom = atoms(ledger, year, rollups);
  if (deep === 0) return atom;
  const inner = predicates(ledger, year, deep - 1, rollups);
  return fc.oneof({ weight: 4, arbitrary: atom }, { weight: 2, arbitrary: joined('and', inner) }, { weight: 2, arbitrary: joined('or', inner) }, { weight: 1, arbitrary: inner.map((operand) => node(BOOLEAN, { kind: 'not', operand })) });
}
const joined = (kind: 'and' | 'or', inner: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> => fc.array(inner, { minLength: 2, maxLength: 3 }).map((operands) => node(BOOLEAN, { kind, operands }));

function atoms(ledger: string, year: number, rollups: boolean): fc.Arbitrary<Expr> {
  const shelf = SHELVES[ledger]!; const kinds: fc.Arbitrary<Expr>[] = [];
  const date = some(...shelf.dates); const number = numbers(ledger); const op = some(...OPS);
  for (const { expr, values } of shelf.choices) {
    kinds.push(fc.tuple(some<CompareOp>('=', '!='), some(...values)).map(([sign, value]) => compare(sign, expr, named(value))));
    kinds.push(fc.subarray(values, { minLength: 1 }).map((chosen) => node(BOOLEAN, { kind: 'in', operand: expr, values: chosen.map(named) })));
  }
  for (const list of shelf.lists) kinds.push(fc.subarray(KINDS, { minLength: 1 }).map((chosen) => node(BOOLEAN, { kind: 'in', operand: list, values: chosen.map(named) })));
  if (shelf.flags.length) kinds.push(some(...shelf.flags).map((operand) => node(BOOLEAN, { kind: 'isTrue', operand })));
  kinds.push(fc.tuple(some<'filled' | 'empty'>('filled', 'empty'), some(...shelf.dates, ...shelf.texts, ...shelf.numbers, ...shelf.flags)).map(([kind, operand]) => node(BOOLEAN, { kind, operand })));
  kinds.push(fc.tuple(op, date, fc.oneof(date, fixedDays(year))).map(([sign, left, right]) => compare(sign, left, right)));
  kinds.push(number.chain((left) => fc.tuple(op, sameUnit(left, ledger)).map(([sign, right]) => compare(sign, left, right))));
  kinds.push(within(ledger, date), within(ledger, date), within(ledger, date), by(date, year));
  kinds.push(fc.tuple(op, some<'workdays' | 'days'>('workdays', 'days'), date, fc.oneof(date, fc.constant(stateDay)), fc.integer({ min: -3, max: 30 })).map(([sign, unit, from, to, bound]) => compare(sign, node(numberType(unit), { kind: 'daysBetween', unit, from, to }), constant(bound, unit))));
  kinds.push(some('市', '县').map((value) => compare('=', node(TEXT, { kind: 'agencyField', field: 'level' }), named(value))));
  kinds.push(fc.tuple(some('O1', 'E1', '001'), fc.constant(0)).map(([value]) => (shelf.texts.length ? node(BOOLEAN, { kind: 'in', operand: shelf.texts[0]!, values: [text(value)] }) : yes)));
  if (rollups && (ledger === 'officers' || ledger === 'cases')) kinds.push(rollup(ledger, year), rollup(ledger, year));
  return fc.oneof(...kinds);
}

function unitOf(expr: Expr): Unit { return expr.type.kind === 'number' ? expr.type.unit : '1'; }
function sameUnit(left: Expr, ledger: string): fc.Arbitrary<Expr> {
  const unit = unitOf(left);
  const most = unit === '元' ? 9000 : unit === '分钟' ? 1800 : unit === '学时' ? 40 : 6;
  return fc.oneof(fc.integer({ min: 0, max: most }).map((value) => constant(value, unit)), unit === '元' && ledger === 'cases' ? fc.constant(node(numberType('元'), { kind: 'convert', unit: '元', operand: fieldOf('cases', 'amount') })) : fc.constant(constant(1, unit)));
}

export function numbers(ledger: string): fc.Arbitrary<Expr> {
  const shelf = SHELVES[ledger]!; const plain = some(...shelf.numbers);
  return fc.oneof({ weight: 3, arbitrary: plain },
    { weight: 1, arbitrary: plain.chain((left) => fc.tuple(some<'+' | '-' | '*'>('+', '-', '*'), fc.integer({ min: 0, max: 3 })).map(([op, value]) => node(left.type, { kind: 'arithmetic', op, left, right: constant(value, op === '*' ? '1' : unitOf(left)) }))) },
    { weight: 1, arbitrary: plain.map((operand) => node(operand.type, { kind: 'else', operand, fallback: constant(2, unitOf(operand)) })) });
}

function within(ledger: string, date: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  const workdays = fc.integer({ min: 0, max: 22 }).map((value) => constant(value, 'workdays'));
  const counts: fc.Arbitrary<Expr>[] = [workdays];
  if (ledger === 'cases') {
    counts.push(workdays.map((fallback) => node(numberType('workdays'), { kind: 'else', operand: fieldOf('cases', 'days_by_law'), fallback })), fc.constant(fieldOf('cases', 'days_by_law')),
      some('term_by_kind', 'term_by_region').map((name) => node(numberType('workdays'), { kind: 'parameter', name })));
  }
  const own = LEDGERS[ledger]!.datedBy === 'year' ? date : fc.oneof(date, fc.constant(fieldOf(ledger, LEDGERS[ledger]!.datedBy ?? 'certified_on')));
  // the clause this is all about: published within so many working days of the decision
  const published = ledger === 'cases' ? [{ weight: 6, arbitrary: fc.tuple(fc.oneof(...counts), fc.boolean()).map(([count, sameDay]) => node(BOOLEAN, { kind: 'within', date: fieldOf('cases', 'disclosed_on'), count: sameDay ? constant(3, 'workdays') : count, unit: 'workdays' as const, from: fieldOf('cases', 'decided_on'), sameDay })) }] : [];
  return fc.oneof(
    ...published,
    { weight: 4, arbitrary: fc.tuple(date, fc.oneof(...counts), own).map(([when, count, from]) => node(BOOLEAN, { kind: 'within', date: when, count, unit: 'workdays', from, sameDay: false })) },
    { weight: 1, arbitrary: fc.tuple(date, fc.integer({ min: 1, max: 8 }), own).map(([when, count, from]) => node(BOOLEAN, { kind: 'within', date: when, count: constant(count, 'workdays'), unit: 'workdays', from, sameDay: true })) },
    { weight: 1, arbitrary: fc.tuple(date, fc.integer({ min: 0, max: 40 }), own).map(([when, count, from]) => node(BOOLEAN, { kind: 'within', date: when, count: constant(count, 'days'), unit: 'days', from, sameDay: false })) },
  );
}
function by(date: fc.Arbitrary<Expr>, year: number): fc.Arbitrary<Expr> {
  return fc.tuple(date, fc.oneof(fixedDays(year), date), fc.boolean()).map(([when, deadline, before]) => node(BOOLEAN, { kind: 'by', date: when, deadline, before }));
}

/** An aggregate compared with a number, per row: training of an officer, appeals of a case. */
function rollup(ledger: 'officers' | 'cases', year: number): fc.Arbitrary<Expr> {
  const [from, link] = ledger === 'officers' ? ['training', 'officer'] : ['appeals', 'case_no'];
  return aggregates(from!, year, 'row', link).chain((left) => fc.tuple(some(...OPS), fc.integer({ min: 0, max: unitOf(left) === '学时' ? 40 : 3 })).map(([op, bound]) => compare(op, left, constant(bound, unitOf(left)))));
}

export function rows(ledger: string, year: number, more: Partial<Rows> = {}, rollups = false): fc.Arbitrary<Rows> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: predicates(ledger, year, 1, rollups) }).map((where) => ({ ledger, ...more, ...(where ? { where } : {}) }));
}

/** Counts, sums and distinct counts: they only grow, and are 0 where nothing is. */
export function aggregates(ledger: string, year: number, scope: Aggregate['scope'], link?: string): fc.Arbitrary<Expr & Aggregate> {
  const sums: Record<string, [string, Unit][]> = { training: [['hours', '学时'], ['minutes', '分钟']], cases: [['fine', '元'], ['days_by_law', 'workdays']], appeals: [['costs', '元']], officers: [['grade', '1']], checks: [], filings: [] };
  const distincts: Record<string, string> = { training: 'officer', cases: 'kind', appeals: 'case_no', officers: 'role', checks: 'enterprise', filings: 'report' };
  const kinds: fc.Arbitrary<Partial<Aggregate> & { type: ValueType }>[] = [
    fc.constant({ fn: 'count' as const, type: numberType('件') }), fc.constant({ fn: 'distinct' as const, of: fieldOf(ledger, distincts[ledger]!), type: numberType('1') }),
    ...sums[ledger]!.map(([name, unit]) => fc.constant({ fn: 'sum' as const, of: fieldOf(ledger, name), type: numberType(unit) })),
  ];
  return fc.tuple(fc.oneof(...kinds), rows(ledger, year)).map(([kind, from]) => ({ kind: 'aggregate', rows: from, scope, ...(link ? { link } : {}), ...kind }) as Expr & Aggregate);
}

export { AGENCIES };
