/** Random expressions of a wanted type: over rows, over groups, over an agency's year. Generated backwards: first the type, then what gives it. */
import type { Aggregate, CompareOp, Expr, Rows, Unit, ValueType } from '../../dsl/program.ts';
import type { Dice } from './dice.ts';
import { LANDED } from './landed.ts';
import { dayIn, ENTERPRISES } from './worlds.ts';
import { BOOLEAN, CLASSES, DATE, FORMS, KINDS, LEDGERS, TEXT, named, node, number, numberType } from './schema.ts';

/** `earlier`: indicators before this one, that it may refer to. */
export interface Making { dice: Dice; year: number; earlier: { name: string; type: ValueType; units: boolean }[] }

const OPS: CompareOp[] = ['=', '!=', '<', '<=', '>', '>='];
const text = (value: string): Expr => node(TEXT, { kind: 'text', value });
const compare = (op: CompareOp, left: Expr, right: Expr): Expr => node(BOOLEAN, { kind: 'compare', op, left, right });
const isTrue = (operand: Expr): Expr => node(BOOLEAN, { kind: 'isTrue', operand });
const stateDay = node(DATE, { kind: 'stateDay' });
export const unitOf = (type: ValueType): Unit => (type.kind === 'number' ? type.unit : '1');

export function fieldOf(ledger: string, name: string, path: string[] = []): Expr {
  let at = LEDGERS[ledger]!;
  for (const step of path) { const field = at.fields.find((one) => one.name === step)!; at = LEDGERS[field.lookup?.ledger ?? field.refersTo!.ledger]!; }
  return node(at.fields.find((one) => one.name === name)!.type, { kind: 'field', ledger, field: name, path });
}
/** `due`, `officer.role`. */
const fields = (ledger: string, ...names: string[]): Expr[] => names.map((name) => { const path = name.split('.'); return fieldOf(ledger, path.pop()!, path); });
const agencyField = (name: string, more: { of?: 'row' } = {}): Expr => node(LEDGERS['agencies']!.fields.find((one) => one.name === name)!.type, { kind: 'agencyField', field: name, ...more });

/** What may stand on a row of each ledger, by type. */
interface Shelf { dates: Expr[]; numbers: Expr[]; flags: Expr[]; choices: { expr: Expr; values: string[] }[]; texts: { expr: Expr; values: string[] }[]; lists: Expr[] }
const chosen = (ledger: string, name: string, values = KINDS): Shelf['choices'][number] => ({ expr: fields(ledger, name)[0]!, values });
export const SHELVES: Record<string, Shelf> = {
  officers: { dates: fields('officers', 'certified_on', 'left_on', 'cancelled_on'), numbers: fields('officers', 'grade'), flags: fields('officers', 'lawyer'), choices: [chosen('officers', 'role', ['执法', '辅助'])], texts: [], lists: [] },
  training: { dates: fields('training', 'held_on', 'officer.certified_on'), numbers: fields('training', 'hours', 'minutes'), flags: fields('training', 'officer.lawyer'), choices: [chosen('training', 'subject')], texts: [chosen('training', 'officer', ['O1', 'O9'])], lists: [] },
  cases: {
    dates: fields('cases', 'decided_on', 'disclosed_on', 'due', 'reviewed_on', 'revoked_on', 'officer.certified_on'), numbers: fields('cases', 'days_by_law', 'fine', 'amount', 'speed', 'officer.grade'), flags: fields('cases', 'major', 'in_time', 'officer.lawyer'),
    choices: [chosen('cases', 'kind'), chosen('cases', 'heaviest'), chosen('cases', 'officer.role', ['执法', '辅助'])], texts: [chosen('cases', 'exempt', ['依法不公开']), chosen('cases', 'case_no', ['001', '002'])], lists: fields('cases', 'marks'),
  },
  appeals: { dates: fields('appeals', 'filed_on', 'case_no.decided_on', 'case_no.disclosed_on'), numbers: fields('appeals', 'costs', 'case_no.fine'), flags: fields('appeals', 'case_no.major', 'case_no.in_time'), choices: [chosen('appeals', 'kind'), ...(LANDED.computedFields ? [chosen('appeals', 'case_no.heaviest')] : []), chosen('appeals', 'case_no.officer.role', ['执法', '辅助'])], texts: [chosen('appeals', 'case_no', ['001'])], lists: [] },
  checks: { dates: fields('checks', 'checked_on'), numbers: fields('checks', 'class.cap'), flags: fields('checks', 'done'), choices: [chosen('checks', 'type'), chosen('checks', 'class', CLASSES)], texts: [chosen('checks', 'enterprise', ENTERPRISES)], lists: [] },
  filings: { dates: fields('filings', 'published_on'), numbers: fields('filings', 'version'), flags: [], choices: [chosen('filings', 'report', ['年报', '季报'])], texts: [], lists: [] },
  duties: { dates: fields('duties', 'assigned_on', 'completed_on'), numbers: [], flags: [], choices: [chosen('duties', 'task', ['清单', '裁量'])], texts: [], lists: [] },
};

function fixedDay({ dice, year }: Making): Expr {
  return dice.weighted([3, () => node(DATE, { kind: 'date', value: dayIn(dice, year) })], [2, () => stateDay], [4, () => {
    const [month, day, yearOffset] = dice.of([[12, 31, 0], [10, 31, 0], [1, 31, 1], [6, 30, 0], [3, 1, 0]] as const);
    return node(DATE, { kind: 'yearDate', month, day, yearOffset });
  }]);
}
/** Literals near what rows hold. */
const literal = (dice: Dice, unit: Unit): Expr => {
  const most: Partial<Record<Unit, number>> = { 元: 9000, 分钟: 1800, 学时: 40, days: 30, workdays: 12, 万元: 3, '%': 100 };
  return number(unit === '元' && dice.chance(30) ? dice.of(['0.0001', '0', '2.25']) : dice.int(0, most[unit] ?? 4), unit);
};

// ---------------------------------------------------------------- logic, over whatever atoms

function logic(dice: Dice, atom: () => Expr, deep: number): Expr {
  if (deep === 0) return atom();
  const inner = (): Expr => logic(dice, atom, deep - 1);
  const joined = (kind: 'and' | 'or'): Expr => node(BOOLEAN, { kind, operands: Array.from({ length: dice.int(2, 3) }, inner) });
  return dice.weighted([4, atom], [2, () => joined('and')], [2, () => joined('or')], [2, () => node(BOOLEAN, { kind: 'not', operand: inner() })]);
}

// ---------------------------------------------------------------- on rows

/** `rollups`: aggregates of what refers to the row are allowed. `across`: the row may be another agency's. */
export interface OnRow { ledger: string; rollups?: boolean; across?: boolean }

export const conditionOn = (making: Making, on: OnRow, deep = 2): Expr => logic(making.dice, () => atomOn(making, on), making.dice.int(0, deep));

function dateOn(making: Making, { ledger }: OnRow): Expr {
  const { dice } = making; const dates = SHELVES[ledger]!.dates;
  return dice.chance(8) ? node(DATE, { kind: 'else', operand: dice.of(dates), fallback: dice.of([...dates, stateDay]) }) : dice.of(dates);
}

export function numberOn(making: Making, on: OnRow, deep = 1): Expr {
  const { dice } = making; const shelf = SHELVES[on.ledger]!;
  const plain = (): Expr => (shelf.numbers.length ? dice.of(shelf.numbers) : node(numberType('days'), { kind: 'daysBetween', unit: 'days', from: dice.of(shelf.dates), to: dice.of([...shelf.dates, stateDay]) }));
  if (deep === 0) return plain();
  const part = (): Expr => numberOn(making, on, deep - 1);
  return dice.weighted([6, plain],
    [2, () => { const left = part(); const unit = unitOf(left.type); return node(left.type, { kind: 'arithmetic', op: dice.of(['+', '-']), left, right: dice.chance(50) ? literal(dice, unit) : sameUnit(making, on, unit) }); }],
    [1, () => { const left = part(); return node(left.type, { kind: 'arithmetic', op: dice.of(['*', '/']), left, right: number(dice.of(['0', '2', '3', '0.5'])) }); }],
    [1, () => { const left = part(); const unit = unitOf(left.type); return node(numberType('%'), { kind: 'arithmetic', op: '/', left, right: sameUnit(making, on, unit) }); }],
    [1, () => { const operand = part(); return node(operand.type, { kind: 'else', operand, fallback: literal(dice, unitOf(operand.type)) }); }],
    [1, () => { const operand = part(); return unitOf(operand.type) === '%' && !LANDED.roundedRatios ? operand : node(operand.type, { kind: 'rounded', operand, digits: dice.int(0, 2) }); }],
    [1, () => { const unit = dice.of<'days' | 'workdays'>(['days', 'workdays']); return node(numberType(unit), { kind: 'daysBetween', unit, from: dateOn(making, on), to: dice.chance(20) ? stateDay : dateOn(making, on) }); }]);
}
/** Another number of the row in that unit, converted where it is of the same dimension; else a literal. */
function sameUnit({ dice }: Making, { ledger }: OnRow, unit: Unit): Expr {
  const fits = SHELVES[ledger]!.numbers.flatMap((expr): Expr[] => {
    const own = unitOf(expr.type);
    return own === unit ? [expr] : (own === '万元' && unit === '元') || (own === '学时' && unit === '分钟') ? [node(numberType(unit), { kind: 'convert', unit, operand: expr })] : [];
  });
  return fits.length > 0 && dice.chance(70) ? dice.of(fits) : literal(dice, unit);
}

function atomOn(making: Making, on: OnRow): Expr {
  const { dice } = making; const { ledger } = on; const shelf = SHELVES[ledger]!;
  const choiceAtom = ({ expr, values }: { expr: Expr; values: string[] }, value: (one: string) => Expr): Expr =>
    (dice.chance(50) ? compare(dice.of<CompareOp>(['=', '!=']), expr, value(dice.of(values))) : node(BOOLEAN, { kind: 'in', operand: expr, values: dice.some(values, 1).map(value) }));
  const ways: [number, () => Expr][] = [
    [4, () => choiceAtom(dice.of(shelf.choices), named)],
    [2, () => node(BOOLEAN, { kind: dice.of(['filled', 'empty']), operand: dice.of([...shelf.dates, ...shelf.numbers, ...shelf.flags.filter(plainly), ...shelf.texts.map((one) => one.expr), ...shelf.choices.map((one) => one.expr)]) })],
    [3, () => compare(dice.of(OPS), dateOn(making, on), dice.chance(50) ? dateOn(making, on) : fixedDay(making))],
    [3, () => { const left = numberOn(making, on); return compare(dice.of(OPS), left, dice.chance(50) ? literal(dice, unitOf(left.type)) : sameUnit(making, on, unitOf(left.type))); }],
    [6, () => within(making, on)], [3, () => by(dice, dateOn(making, on), dice.chance(50) ? fixedDay(making) : dateOn(making, on))],
    [1, () => agencyAtom(making, on)],
  ];
  if (ledger === 'cases') ways.push([2, () => by(dice, dice.of(fields('cases', 'disclosed_on', 'reviewed_on', 'revoked_on')), fieldOf('cases', 'due'))]);
  if (shelf.flags.length) ways.push([2, () => isTrue(dice.of(shelf.flags))], [1, () => compare(dice.of<CompareOp>(['=', '!=']), shelf.flags[0]!, LANDED.comparedTruths ? shelf.flags.at(-1)! : shelf.flags[0]!)]);
  if (shelf.texts.length) ways.push([1, () => choiceAtom(dice.of(shelf.texts), text)]);
  if (shelf.lists.length) ways.push([2, () => node(BOOLEAN, { kind: 'in', operand: dice.of(shelf.lists), values: dice.some(KINDS, 1).map(named) })]);
  if (shelf.numbers.length) ways.push([1, () => { const operand = dice.of(shelf.numbers); return node(BOOLEAN, { kind: 'in', operand, values: [literal(dice, unitOf(operand.type)), literal(dice, unitOf(operand.type))] }); }]);
  if (on.rollups && (ledger === 'officers' || ledger === 'cases')) ways.push([5, () => rollup(making, ledger)]);
  if (LANDED.bucketOf) ways.push([1, () => compare('=', node(TEXT, { kind: 'bucketOf', unit: 'quarter', operand: dateOn(making, on) }), text(`${making.year}-Q${dice.int(1, 4)}`)), ], [1, () => compare('!=', node(TEXT, { kind: 'bucketOf', unit: 'month', operand: dateOn(making, on) }), text(`${making.year}-12`))]);
  if (LANDED.quantified && ledger === 'cases') ways.push([3, () => node(BOOLEAN, { kind: 'quantified', quantifier: dice.of(['any', 'every']), field: 'helpers', with: logic(dice, () => helperAtom(making), dice.int(0, 1)) })]);
  return dice.weighted(...ways);
}

/** A condition on one of the officers a case names, now and then on the case itself. */
function helperAtom(making: Making): Expr {
  const { dice } = making; const [certified, left, lawyer, role] = fields('cases', 'helpers.certified_on', 'helpers.left_on', 'helpers.lawyer', 'helpers.role');
  return dice.weighted([3, () => isTrue(lawyer!)], [3, () => compare(dice.of<CompareOp>(['=', '!=']), role!, named(dice.of(['执法', '辅助'])))], [3, () => compare(dice.of(OPS), certified!, dice.of(fields('cases', 'decided_on', 'reviewed_on')))],
    [2, () => node(BOOLEAN, { kind: dice.of(['filled', 'empty']), operand: dice.of([left!, certified!, role!]) })], [2, () => by(dice, left!, fixedDay(making))], [1, () => { for (;;) { const atom = atomOn(making, { ledger: 'cases' }); if (!JSON.stringify(atom).includes('"quantified"')) return atom; } }]);
}

function agencyAtom({ dice }: Making, on: OnRow | null): Expr {
  const more = on?.across && dice.chance(50) ? { of: 'row' as const } : {};
  return dice.weighted([3, () => compare(dice.of<CompareOp>(['=', '!=']), agencyField('level', more), named(dice.of(['市', '县'])))], [1, () => isTrue(agencyField('listed', more))],
    [1, () => compare(dice.of(OPS), agencyField('staff', more), number(dice.int(0, 9), '人'))], [on?.across ? 4 : 0, () => compare('=', agencyField('parent', { of: 'row' }), agencyField('code'))], [1, () => node(BOOLEAN, { kind: dice.of(['filled', 'empty']), operand: agencyField(dice.of(['level', 'region', 'staff']), more) })]);
}

function within(making: Making, on: OnRow): Expr {
  const { dice } = making; const workdays = (): Expr => number(dice.int(1, 22), 'workdays');
  const terms: [number, () => Expr][] = [[3, workdays]];
  if (on.ledger === 'cases') {
    terms.push([1, () => node(numberType('workdays'), { kind: 'else', operand: fieldOf('cases', 'days_by_law'), fallback: workdays() })], [1, () => fieldOf('cases', 'days_by_law')], [2, () => node(numberType('workdays'), { kind: 'parameter', name: dice.of(['term_by_kind', 'term_by_region', ...(LANDED.choose ? ['disputed_term'] : [])]) })]);
  }
  const start = LEDGERS[on.ledger]!.datedBy; const own = start && start !== 'year' ? fieldOf(on.ledger, start) : dateOn(making, on);
  const made = (date: Expr, count: Expr, from: Expr, sameDay: boolean): Expr => node(BOOLEAN, { kind: 'within', date, count, unit: unitOf(count.type) as 'workdays', from, sameDay });
  return dice.weighted(
    // the clause this is all about: published within so many working days of the decision
    [on.ledger === 'cases' ? 5 : 0, () => made(fieldOf('cases', 'disclosed_on'), dice.weighted(...terms), fieldOf('cases', 'decided_on'), dice.chance(20))],
    [3, () => made(dateOn(making, on), dice.weighted(...terms), dice.chance(50) ? own : dateOn(making, on), false)],
    [1, () => made(dateOn(making, on), number(dice.int(1, 8), 'workdays'), own, true)], [2, () => made(dateOn(making, on), number(dice.int(1, 40), 'days'), dateOn(making, on), dice.chance(20))]);
}
const by = (dice: Dice, date: Expr, deadline: Expr): Expr => node(BOOLEAN, { kind: 'by', date, deadline, before: dice.chance(50) });

/** An aggregate compared with a number, per row: training of an officer, appeals of a case. */
function rollup(making: Making, ledger: 'officers' | 'cases'): Expr {
  const [from, link] = ledger === 'officers' ? ['training', 'officer'] : ['appeals', 'case_no'];
  return aggregateAtom(making, aggregateOf(making, from!, 'row', { link: link! }));
}

// ---------------------------------------------------------------- aggregates

export function rowsOf(making: Making, ledger: string, more: Partial<Rows> = {}, rollups = false): Rows {
  const where = making.dice.chance(40) ? { where: conditionOn(making, { ledger, rollups, across: more.across === true }, 1) } : {};
  return { ledger, ...more, ...where };
}

/** Any aggregate of the ledger; `counting`: one that only grows and is 0 over nothing. */
export function aggregateOf(making: Making, ledger: string, scope: Aggregate['scope'], { link, counting, rows }: { link?: string; counting?: boolean; rows?: Partial<Rows> } = {}): Expr & Aggregate {
  const { dice } = making; const shelf = SHELVES[ledger]!;
  const number_ = (): { of: Expr; type: ValueType } => { const of = numberOn(making, { ledger }, dice.chance(70) ? 0 : 1); return { of, type: of.type }; };
  const amount = (): { of: Expr; type: ValueType } => { for (;;) { const found = number_(); if (LANDED.signedSums || !/daysBetween|speed|"op":"-"/.test(JSON.stringify(found.of))) return found; if (shelf.numbers.length === 0) return { of: number(1), type: numberType('1') }; } };
  const kind = dice.weighted<{ fn: Aggregate['fn']; of?: Expr; type: ValueType }>(
    [5, () => ({ fn: 'count', type: numberType('1') })], [2, () => ({ fn: 'distinct', of: dice.of([...shelf.choices, ...shelf.texts].map((one) => one.expr).concat(shelf.dates)), type: numberType('1') })], [3, () => ({ fn: 'sum', ...amount() })],
    [counting ? 0 : 5, () => ({ fn: dice.of(['avg', 'min', 'max', 'median', 'median']), ...number_() })], [counting ? 0 : 2, () => ({ fn: dice.of(['earliest', 'latest']), of: dateOn(making, { ledger }), type: DATE })],
    [counting ? 0 : 2, () => { const of = dice.of([...shelf.numbers, ...shelf.dates, ...shelf.flags.filter(plainly), ...shelf.choices.map((one) => one.expr)]); return { fn: 'last', of, type: of.type }; }]);
  const plain = ['count', 'sum', 'distinct', 'last'].includes(kind.fn) || LANDED.choiceOfMeans;
  return { kind: 'aggregate', rows: plain ? rowsOf(making, ledger, rows) : { ledger, ...rows }, scope, ...(link ? { link } : {}), ...kind } as Expr & Aggregate;
}
const plainly = (expr: Expr): boolean => LANDED.computedFields || (expr.kind === 'field' && expr.field !== 'in_time');
const filledTruths = (expr: Aggregate & Expr): boolean => LANDED.computedFields || expr.type.kind !== 'boolean';
const grows = (expr: Expr): boolean => expr.kind === 'aggregate' && ['count', 'sum', 'distinct'].includes(expr.fn);

/** A condition on one aggregate (or two of one unit). */
function aggregateAtom(making: Making, left: Expr & Aggregate): Expr {
  const { dice } = making;
  if (dice.chance(10) && filledTruths(left) && (LANDED.openMeans || left.fn === 'last')) return node(BOOLEAN, { kind: dice.of(['filled', 'empty']), operand: left });
  if (left.type.kind === 'boolean') return isTrue(left);
  if (left.type.kind === 'choice') return compare(dice.of<CompareOp>(['=', '!=']), left, named(dice.of(left.type.choices)));
  if (left.type.kind === 'date') return dice.chance(50) ? by(dice, left, fixedDay(making)) : compare(dice.of(OPS), left, fixedDay(making));
  const unit = unitOf(left.type);
  if (!grows(left) && !LANDED.openMeans) return compare(dice.of(OPS), left, literal(dice, unit));
  const right = dice.weighted([6, () => literal(dice, unit)], [1, () => node(left.type, { ...left, fn: left.of ? left.fn : 'count' }) as Expr], [1, () => node(left.type, { kind: 'arithmetic', op: '-', left: literal(dice, unit), right: { ...left } as Expr })]);
  if (dice.chance(8)) return node(BOOLEAN, { kind: 'in', operand: left, values: [right, literal(dice, unit)] });
  return compare(dice.of(OPS), wrapped(dice, left), right);
}
/** Now and then rounded, replaced where empty, or doubled. */
function wrapped(dice: Dice, operand: Expr): Expr {
  return dice.weighted([8, () => operand], [LANDED.openMeans ? 1 : 0, () => node(operand.type, { kind: 'rounded', operand, digits: 0 })], [LANDED.openMeans ? 1 : 0, () => node(operand.type, { kind: 'else', operand, fallback: literal(dice, unitOf(operand.type)) })],
    [1, () => node(operand.type, { kind: 'arithmetic', op: dice.of(['*', '/']), left: operand, right: number(dice.of(['2', '0.5', '-1'])) })]);
}

// ---------------------------------------------------------------- on groups and buckets

/** `keys`: what the rows of a group have in common. */
export function conditionOnUnit(making: Making, ledger: string, keys: Expr[] = [], deep = 1): Expr {
  const { dice } = making;
  return logic(dice, () => {
    const key = keys.length && dice.chance(15) ? dice.of(keys) : null;
    if (key && key.kind === 'field' && key.type.kind === 'choice') return compare(dice.of<CompareOp>(['=', '!=']), key, named(dice.of(key.type.choices)));
    if (ledger === 'checks' && keys.length && dice.chance(20)) { const cap = node(numberType('次'), { kind: 'aggregate', fn: 'last', rows: { ledger }, of: fieldOf('checks', 'cap', ['class']), scope: 'group' }); return dice.chance(25) ? node(BOOLEAN, { kind: 'empty', operand: cap }) : compare(dice.of(OPS), node(numberType('次'), { kind: 'aggregate', fn: 'count', rows: { ledger }, scope: 'group' }), cap); }
    return dice.chance(6) ? agencyAtom(making, null) : aggregateAtom(making, aggregateOf(making, ledger, 'group'));
  }, dice.int(0, deep));
}

// ---------------------------------------------------------------- on an agency's year

const LEDGERS_OF_YEAR = ['cases', 'training', 'checks', 'appeals', 'officers', 'filings', 'duties'];

/** A number; its unit is whatever comes. */
export function figureOf(making: Making, deep = 2): Expr {
  const { dice, earlier } = making;
  const numeric = earlier.filter((one) => one.type.kind === 'number' && (LANDED.unitsRead || !one.units));
  const aggregate = (): Expr => { for (;;) { const found = aggregateOf(making, dice.of(LEDGERS_OF_YEAR), 'agency', dice.chance(15) && LANDED.across ? { rows: { across: true } } : {}); if (found.type.kind === 'number' && (LANDED.openMeans || grows(found))) return found; } };
  const leaf = (): Expr => dice.weighted([8, aggregate], [2, () => formFigure(making)], [numeric.length ? 2 : 0, () => { const one = dice.of(numeric); return node(one.type, { kind: 'indicator', name: one.name, yearOffset: dice.chance(25) ? -1 : 0 }); }],
    [1, () => node(numberType('件'), { kind: 'parameter', name: dice.of(['wanted', 'wanted_by_level', ...(LANDED.choose ? ['disputed_number'] : [])]) })], [1, () => agencyField('staff')]);
  if (deep === 0) return leaf();
  const part = (): Expr => figureOf(making, deep - 1);
  const beforePart = (): Expr => { for (;;) { const found = part(); if (refersNowhere(found)) return found; } };
  return dice.weighted([10, leaf],
    [2, () => { const left = part(); return node(left.type, { kind: 'arithmetic', op: dice.of(['+', '-']), left, right: inUnitOf(making, left) }); }],
    [3, () => { const [left, right] = [leaf(), leaf()]; return node(numberType(unitOf(left.type) === unitOf(right.type) ? '%' : '1'), { kind: 'arithmetic', op: '/', left, right }); }],
    [1, () => { const left = part(); return node(left.type, { kind: 'arithmetic', op: '*', left, right: number(dice.of(['2', '0.5', '-1'])) }); }],
    [2, () => { const operand = beforePart(); return node(operand.type, { kind: 'lastYear', operand }); }],
    [2, () => { const operand = beforePart(); const before = node(operand.type, { kind: 'lastYear', operand }); return node(numberType('%'), { kind: 'arithmetic', op: '/', left: node(operand.type, { kind: 'arithmetic', op: '-', left: operand, right: before }), right: before }); }],
    [1, () => { const operand = part(); return node(operand.type, { kind: 'else', operand, fallback: literal(dice, unitOf(operand.type)) }); }], [1, () => { const operand = part(); return unitOf(operand.type) === '%' && !LANDED.roundedRatios ? operand : node(operand.type, { kind: 'rounded', operand, digits: dice.int(0, 2) }); }],
    [1, () => { const operand = part(); const unit = unitOf(operand.type) === '元' ? '万元' : unitOf(operand.type) === '分钟' ? '学时' : null; return unit ? node(numberType(unit), { kind: 'convert', unit, operand }) : operand; }],
    [1, () => shareOfRows(making)]);
}
const refersNowhere = (expr: Expr): boolean => LANDED.referencesBefore || !/"path":\["|quantified|"yearOffset":-1,"|"yearOffset":-1}/.test(JSON.stringify(expr));
function inUnitOf(making: Making, left: Expr): Expr {
  const { dice } = making; const unit = unitOf(left.type);
  return dice.weighted([3, () => literal(dice, unit)], [2, () => ({ ...left }) as Expr], [refersNowhere(left) ? 1 : 0, () => node(left.type, { kind: 'lastYear', operand: left })], [unit === '1' ? 3 : 0, () => countOf(making)]);
}
const countOf = (making: Making): Expr => ({ ...aggregateOf(making, making.dice.of(LEDGERS_OF_YEAR), 'agency'), fn: 'count', of: undefined, type: numberType('1') }) as unknown as Expr;
export function shareOfRows(making: Making): Expr {
  const ledger = making.dice.of(['cases', 'checks', 'training', 'officers']);
  return node(numberType('%'), { kind: 'share', over: { kind: 'rows', rows: rowsOf(making, ledger) }, excluding: [], with: conditionOn(making, { ledger }, 1) });
}
function formFigure({ dice }: Making): Expr {
  const form = dice.of(Object.values(FORMS)); const column = dice.of(form.columns); const type = numberType(column.unit);
  return dice.weighted([4, () => node(type, { kind: 'cell', form: form.name, column: column.name, yearOffset: dice.chance(25) ? -1 : 0 })], [LANDED.vagueTotals ? 2 : 0, () => node(numberType('件'), { kind: 'groupTotal', form: 'penalty_form', group: 'kinds' })],
    [LANDED.formSum ? 3 : 0, () => node(type, { kind: 'formSum', form: form.name, column: column.name, ...(dice.chance(70) ? { where: compare('=', agencyField('parent', { of: 'row' }), agencyField('code')) } : {}) })]);
}

export function conditionOnAgency(making: Making, deep = 1): Expr {
  const { dice, earlier } = making; const truths = earlier.filter((one) => one.type.kind === 'boolean');
  return logic(dice, () => dice.weighted(
    [3, () => aggregateAtom(making, aggregateOf(making, dice.of(LEDGERS_OF_YEAR), 'agency'))], [2, () => { const left = figureOf(making, 1); return compare(dice.of(OPS), left, dice.chance(60) ? literal(dice, unitOf(left.type)) : inUnitOf(making, left)); }],
    [3, () => { const [ledger, field] = dice.of([['filings', 'published_on'], ['cases', 'reviewed_on'], ['checks', 'checked_on']] as const); return by(dice, node(DATE, { kind: 'aggregate', fn: dice.of(['earliest', 'earliest', 'latest']), rows: rowsOf(making, ledger), of: fieldOf(ledger, field), scope: 'agency' }), fixedDay(making)); }],
    [1, () => node(BOOLEAN, { kind: dice.of(['filled', 'empty']), operand: figureOf(making, 0) })], [1, () => agencyAtom(making, null)],
    [truths.length ? 2 : 0, () => isTrue(node(BOOLEAN, { kind: 'indicator', name: dice.of(truths).name, yearOffset: dice.chance(20) ? -1 : 0 }))],
    [LANDED.doneBy ? 3 : 0, () => doneBy(making)]), dice.int(0, deep));
}
export function doneBy(making: Making): Expr {
  const { dice } = making;
  const rows: Rows = { ledger: 'duties', toDate: true, where: node(BOOLEAN, { kind: 'and', operands: [compare('=', fieldOf('duties', 'task'), named('清单')), node(BOOLEAN, { kind: 'filled', operand: fieldOf('duties', 'completed_on') })] }) };
  const done = dice.chance(60) ? compare('>=', node(numberType('1'), { kind: 'aggregate', fn: 'count', rows, scope: 'agency' }), number(dice.int(1, 2))) : aggregateAtom(making, aggregateOf(making, dice.of(['duties', 'cases', 'officers']), 'agency', dice.chance(60) ? { rows: { toDate: true } } : {}));
  return node(BOOLEAN, { kind: 'doneBy', condition: done, deadline: dice.chance(70) ? fixedDay(making) : dice.of([stateDay]) });
}
