/**
 * Conditions and values, one recursion: conditions compare values, values come from aggregates (`rows.ts`), aggregates choose their
 * rows by conditions. Negation is pushed to the atoms; what is in doubt stays in the formula until it is settled.
 */
import Fraction from 'fraction.js';
import type { Aggregate, CompareOp, Expr, Field, Indicator, Parameter, Program, Share } from '../../dsl/program.ts';
import { addDays, inTime, signedWorkdays } from './days.ts';
import type { Result } from './oracle.ts';
import { EMPTY, ENDLESS, NEGATED, arithmetic, boolean, compared, date, dayOf, isVague, known, none, opposite, rounded, scaleOf, settle, text, unitScale, unknownFrom, worst, type Formula, type None, type Ordered, type Value } from './values.ts';
import { cell, inForce, isReported, roster, snapshotRows, stateDay, yearEnd, type Cell, type Question, type Row } from './world.ts';

/** What lies above in the recursion, handed down: aggregates choose their rows by conditions, figures are made of aggregates. */
export interface Above { aggregate(node: Aggregate, place: Place): Value; share(node: Share, place: Place): Result; indicator(indicator: Indicator, question: Question, code: string): Result }
/** Where an expression stands. `row`: inside a condition on rows; `unit`: inside a condition on a group or bucket. */
export interface Place {
  question: Question; above: Above;
  /** The agency at hand, as the roster of the year has it. */
  agency: Row;
  /** Days between which the indicator's source holds. */
  valid: { from: string; to: string };
  row?: { ledger: string; row: Row };
  /** The agency of the form at hand, within `formSum`; one that may be asked, `across agencies`. */
  other?: Row;
  unit?: { rows?: Row[]; from?: string; to?: string; keys?: { by: Expr; value: Value }[] };
  /** Within `any`, `every`: the one referred row at hand (none bears the key: null). */
  each?: { field: string; row: Row | null };
}
export const at = (place: Place, ledger: string, row: Row): Place => ({ ...place, row: { ledger, row } });
export const verdict = (expr: Expr, place: Place): ReturnType<typeof settle> => settle(formula(expr, place));
/** The agency whose row (or form) it is; else the one at hand. */
function owner(place: Place): Row | undefined {
  const code = place.row?.row['agency'];
  return place.other ?? (code === undefined || code === place.agency['code'] ? place.agency : roster(place.question).find((one) => one['code'] === code));
}
const ledgerOf = (place: Place, name: string) => place.question.program.ledgers[name]!;
const fieldOf = (place: Place, ledger: string, name: string): Field | undefined => ledgerOf(place, ledger).fields.find((one) => one.name === name);

/** Every node of an expression but those within what is skipped. */
export function* nodes(part: unknown, skip: (node: Node) => boolean = () => false): Generator<Node> {
  if (!part || typeof part !== 'object' || skip(part)) return;
  yield part;
  for (const [key, one] of Object.entries(part)) if (key !== 'type' && key !== 'at') yield* nodes(one, skip);
}
export interface Node { kind?: string; type?: { kind: string }; name?: string; op?: string; value?: string; ledger?: string; form?: string; field?: string; path?: string[]; yearOffset?: number; toDate?: true; rows?: { across?: true } }
/** The ledger of a field and those that its path leads through, to the one that it is read of. */
export function along({ ledger, path }: Node, { ledgers }: Program): string[] {
  return path!.reduce((found, step) => { const field = ledgers[found.at(-1)!]!.fields.find((one) => one.name === step)!; return [...found, (field.lookup ?? field.refersTo!).ledger]; }, [ledger!]);
}

// ---------------------------------------------------------------- conditions

/** When the condition (or its negation) is true. */
export function formula(expr: Expr, place: Place, negated = false): Formula {
  const joined = (parts: Formula[], every: boolean): Formula => (every !== negated ? { all: parts } : { any: parts });
  switch (expr.kind) {
    case 'not': return formula(expr.operand, place, !negated);
    case 'and': case 'or': return joined(expr.operands.map((operand) => formula(operand, place, negated)), expr.kind === 'and');
    case 'quantified': {
      const parts = named(expr.field, place).map((row) => formula(expr.with, { ...place, each: { field: expr.field, row } }, negated));
      return parts.length > 0 && joined(parts, expr.quantifier === 'every');
    }
    case 'compare': return compare(expr.op, valueOf(expr.left, place), valueOf(expr.right, place), negated);
    case 'in': {
      const operand = valueOf(expr.operand, place);
      return joined(expr.values.map((value) => compare('=', operand, valueOf(value, place), negated)), false);
    }
    case 'filled': case 'empty': {
      const operand = valueOf(expr.operand, place); const wanted = (expr.kind === 'filled') !== negated;
      if (operand.kind === 'boolean') return wanted ? { any: [operand.yes, operand.no] } : opposite({ any: [operand.yes, operand.no] });
      // what an aggregate over an open period has not met yet, it may still meet; the state of a figure is taken over
      const isEmpty = isVague(operand) || (operand.kind === 'none' && unknownFrom(operand) === false);
      return operand.kind === 'none' && !isEmpty ? unknownFrom(operand) : isEmpty !== wanted;
    }
    case 'by': {
      const deadline = valueOf(expr.deadline, place); const when = valueOf(expr.date, place);
      return deadline.kind === 'date' ? timely(when, place, negated, (day) => (expr.before ? day < dayOf(deadline) : day <= dayOf(deadline))) : unknownFrom(deadline as None);
    }
    case 'within': {
      const [from, count] = [valueOf(expr.from, place), valueOf(expr.count, place)] as [Ordered, Ordered]; const missing = worst([from, count]);
      if (missing) return unknownFrom(missing);
      const n = Math.floor(count.now.valueOf());
      return timely(valueOf(expr.date, place), place, negated, (day) =>
        (expr.unit === 'days' ? day <= addDays(dayOf(from), expr.sameDay ? n - 1 : n) : inTime(place.question.calendar, day, n, dayOf(from), expr.sameDay)));
    }
    case 'doneBy': {
      const result = verdict(expr.condition, place); const deadline = valueOf(expr.deadline, place);
      if (result === 'holds') return !negated;
      if (typeof result === 'object') return { doubt: result.state, missing: result.missing };
      return deadline.kind !== 'date' ? unknownFrom(deadline as None) : place.question.asOf <= dayOf(deadline) ? { doubt: 'open' } : negated;
    }
    default: {
      const value = valueOf(expr.kind === 'isTrue' ? expr.operand : expr, place);
      return value.kind === 'boolean' ? (negated ? value.no : value.yes) : unknownFrom(value as None);
    }
  }
}

/** An atom on a date: with the date, what it says; without, open as long as the as-of day would do. */
function timely(when: Value, place: Place, negated: boolean, inLimit: (day: string) => boolean | { missing: number }): Formula {
  if (when.kind === 'none' && ['error', 'pending', 'not_reported'].includes(when.why)) return unknownFrom(when);
  const result = inLimit(when.kind === 'date' ? dayOf(when) : place.question.asOf);
  if (typeof result === 'object') return { doubt: 'error', missing: [result.missing] };
  return when.kind === 'date' || !result ? result !== negated : { doubt: 'open' };
}

function compare(op: CompareOp, left: Value, right: Value, negated: boolean): Formula {
  // an empty cell is empty: what the other side is without comes first
  const missing = worst([left, right].map((side) => (side.kind === 'none' && side.why === 'blank' ? EMPTY : side)));
  if (missing) return unknownFrom(missing);
  if ('now' in left && 'now' in right) return compared(negated ? NEGATED[op] : op, left, right);
  if (left.kind === 'boolean' && right.kind === 'boolean') {
    const [same, other] = (op === '=') !== negated ? [right.yes, right.no] : [right.no, right.yes];
    return { any: [{ all: [left.yes, same] }, { all: [left.no, other] }] };
  }
  if (right.kind !== 'text' || (left.kind !== 'text' && left.kind !== 'list')) throw new Error(`cannot compare ${left.kind} and ${right.kind}`);
  return ((left.kind === 'list' ? left.value.includes(right.value) : left.value === right.value) === (op === '=')) !== negated;
}

// ---------------------------------------------------------------- values

export function valueOf(expr: Expr, place: Place): Value {
  const { question } = place; const { program, year } = question;
  const key = place.row ? undefined : place.unit?.keys?.find(({ by }) => plain(by) === plain(expr));
  if (key) return key.value;
  switch (expr.kind) {
    case 'number': return known(new Fraction(expr.value).mul(scaleOf(expr.unit, program)));
    case 'text': case 'choiceValue': return text(expr.value);
    case 'boolean': return boolean(expr.value);
    case 'date': return date(expr.value);
    case 'yearDate': return date(`${year + expr.yearOffset}-${String(expr.month).padStart(2, '0')}-${String(expr.day).padStart(2, '0')}`);
    case 'stateDay': return date(stateDay(question));
    case 'agencyField': {
      const agency = expr.of === 'row' ? owner(place) : place.agency;
      return agency ? read(place, 'agencies', agency, expr.field) : EMPTY;
    }
    case 'field': {
      const { ledger, row } = place.row!;
      if (expr.path[0] !== place.each?.field || !place.each) return follow(place, ledger, row, expr.path, expr.field);
      return place.each.row ? follow(place, fieldOf(place, ledger, place.each.field)!.refersTo!.ledger, place.each.row, expr.path.slice(1), expr.field) : EMPTY;
    }
    case 'parameter': return parameter(program.parameters[expr.name]!, place);
    case 'aggregate': return place.above.aggregate(expr, place);
    case 'arithmetic': {
      const sides = [valueOf(expr.left, place), valueOf(expr.right, place)] as [Ordered, Ordered]; const blank = sides.some(isVague) ? [none('blank')] : [];
      const missing = worst(sides);
      if (missing) return worst([missing, ...blank])!;
      const result = arithmetic(expr.op, ...sides); const units = [expr.type, expr.left.type, expr.right.type].map((type) => unitScale(type, program)) as [Fraction, Fraction, Fraction];
      if (!result) return blank[0] ?? none(place.row || place.unit ? 'empty' : 'not_applicable');
      // products and quotients are those of the numbers as they are written, each in its unit: 件 ÷ 学时 is by the hour
      return expr.op === '+' || expr.op === '-' ? result : arithmetic('*', result, known(expr.op === '*' ? units[0].div(units[1]).div(units[2]) : units[0].div(units[1]).mul(units[2])))!;
    }
    case 'convert': return valueOf(expr.operand, place);
    case 'else': {
      const operand = valueOf(expr.operand, place);
      if (operand.kind === 'none' ? ['error', 'pending', 'not_reported'].includes(operand.why) : !isVague(operand)) return operand;
      const fallback = valueOf(expr.fallback, place);
      return operand.kind === 'none' && operand.why === 'nothing yet' && 'now' in fallback ? { ...fallback, low: ENDLESS.neg(), high: ENDLESS } : fallback;
    }
    case 'rounded': {
      const operand = valueOf(expr.operand, place);
      return 'now' in operand ? rounded(operand, expr.digits, expr.type.kind === 'number' ? scaleOf(expr.type.unit, program) : new Fraction(1)) : operand;
    }
    case 'daysBetween': {
      const [from, to] = [valueOf(expr.from, place), valueOf(expr.to, place)] as [Ordered, Ordered]; const missing = worst([from, to]);
      if (missing) return missing;
      const count = expr.unit === 'days' ? to.now.sub(from.now).valueOf() : signedWorkdays(question.calendar, dayOf(from), dayOf(to));
      return typeof count === 'number' ? known(new Fraction(count)) : none('error', [count.missing]);
    }
    case 'highestOf': {
      const list = valueOf(expr.operand, place);
      if (list.kind !== 'list') return list;
      const highest = inPlace(program.orders[expr.order]!.values.map((one) => ({ ...one, regions: one.region })), place)[0]?.order.filter((one) => list.value.includes(one)).at(-1);
      return highest === undefined ? EMPTY : text(highest);
    }
    case 'bucketOf': {
      const day = valueOf(expr.operand, place);
      return day.kind !== 'date' ? day : text(expr.unit === 'month' ? dayOf(day).slice(0, 7) : `${dayOf(day).slice(0, 4)}-Q${Math.ceil(Number(dayOf(day).slice(5, 7)) / 3)}`);
    }
    case 'cell': return formCell(place, expr.form, expr.column, expr.yearOffset);
    case 'groupTotal': {
      const cells = program.forms[expr.form]!.columns.filter((one) => one.group === expr.group).map((one) => formCell(place, expr.form, one.name));
      const whys = cells.map((one) => (one.kind === 'none' ? one.why : 'filled')); const total = known(sumOf(cells));
      if (whys.includes('not_reported')) return none('not_reported');
      if (whys.every((why) => why === 'not_applicable')) return none('not_applicable');
      return whys.includes('blank') ? { ...total, high: ENDLESS, vague: true } : total;
    }
    case 'formSum': {
      const asked = askedOf(expr.where, place); const reporting = asked.filter((one) => isReported(question, String(one['code']), expr.form));
      const cells = reporting.map((one) => formCell({ ...place, agency: one }, expr.form, expr.column));
      if (cells.some((one) => one.kind === 'number')) return known(sumOf(cells));
      // of nothing but /, or of no one
      if (reporting.length === asked.length && cells.every((one) => one.kind === 'none' && one.why === 'not_applicable')) return none('not_applicable');
      return none(reporting.length === 0 ? 'not_reported' : 'blank');
    }
    case 'indicator': return ofResult(place.above.indicator(program.indicators[expr.name]!, { ...question, year: year + expr.yearOffset }, String(place.agency['code'])), expr.yearOffset !== 0);
    case 'lastYear': {
      const earlier = { ...question, year: year - 1 }; const agency = roster(earlier).find((one) => one['code'] === place.agency['code']);
      if (!agency || readsOf(expr.operand, question).some((name) => !isReported(earlier, String(agency['code']), name))) return none('not_applicable');
      const value = valueOf(expr.operand, { ...place, question: earlier, agency, valid: { from: '', to: '9999' } });
      return isVague(value) || (value.kind === 'none' && value.why === 'blank') ? EMPTY : value.kind === 'none' && value.why === 'not_reported' ? none('not_applicable') : value;
    }
    case 'share': return ofResult(place.above.share(expr, place), false);
    case 'distribution': throw new Error('a distribution is the whole value of an indicator');
    default: return { kind: 'boolean', yes: formula(expr, place), no: formula(expr, place, true) };
  }
}
const plain = (expr: Expr): string => JSON.stringify(expr, (key, value: unknown) => (key === 'at' || key === 'type' ? undefined : value));
export const sumOf = (values: Value[]): Fraction => values.reduce((sum, one) => ('now' in one ? sum.add(one.now) : sum), new Fraction(0));

/** A figure within another; a year before, what was not reported is without data. */
function ofResult({ state, value, missing }: Result, before: boolean): Value {
  return value ?? none(state === 'not_reported' && before ? 'not_applicable' : state as None['why'], missing);
}

/** A cell: a number, `/` not applicable, anything else blank; without a form not reported. Of an earlier year only empty, and not applicable. */
function formCell({ question: { program, world, year }, agency }: Place, form: string, column: string, yearOffset = 0): Value {
  const row = (world.rows[form] ?? []).find((one) => one['agency'] === agency['code'] && one._year === year + yearOffset);
  if (!row) return none(yearOffset === 0 ? 'not_reported' : 'not_applicable');
  const content = cell(row, column);
  if (typeof content === 'string' && /^-?\d+(\.\d+)?$/.test(content)) return known(new Fraction(content).mul(scaleOf(program.forms[form]!.columns.find((one) => one.name === column)!.unit, program)));
  return none(content === '/' ? 'not_applicable' : yearOffset === 0 ? 'blank' : 'empty');
}

/** A field of a row, masked: a date later than the as-of day reads as empty unless it is planned. */
export function read(place: Place, ledger: string, row: Row, name: string): Value {
  const field = fieldOf(place, ledger, name); const raw: Cell = cell(row, name); const { program, asOf } = place.question;
  const { each: _, other: __, ...outer } = place;
  const instead = field?.computed ?? (raw === null ? field?.otherwise : undefined);
  if (instead) return valueOf(instead, at(outer, ledger, row));
  if (raw === null || (field?.type.kind === 'date' && !field.planned && String(raw) > asOf)) return EMPTY;
  switch (field?.type.kind) {
    case 'date': return date(String(raw));
    case 'boolean': return boolean(raw === true);
    case 'number': return known(new Fraction(String(raw)).mul(scaleOf(field.type.unit, program)));
    default: return Array.isArray(raw) ? { kind: 'list', value: raw } : text(String(raw));
  }
}

// ---------------------------------------------------------------- references, places and times

function follow(place: Place, ledger: string, row: Row, [step, ...rest]: string[], field: string): Value {
  if (step === undefined) return read(place, ledger, row, field);
  const { lookup, refersTo } = fieldOf(place, ledger, step)!; const here = at(place, ledger, row);
  const target = lookup ? looked(here, lookup) : referred(here, refersTo!, cell(row, step));
  return target ? follow(place, (lookup ?? refersTo!).ledger, target, rest, field) : EMPTY;
}

/** The row of the same agency that bears the key; of a dated ledger only what is there on the as-of day. */
function referred(place: Place, to: { ledger: string; field: string }, key: Cell): Row | undefined {
  const ledger = ledgerOf(place, to.ledger); const { question } = place; const code = String(place.row!.row['agency'] ?? place.agency['code']);
  const rows = ledger.snapshot ? snapshotRows(question, ledger, code)
    : (question.world.rows[to.ledger] ?? []).filter((row) => (!ledger.hasAgency || row['agency'] === code) && String(cell(row, ledger.datedBy!)) <= question.asOf);
  return key === null ? undefined : rows.find((row) => cell(row, to.field) === key);
}
/** The rows that a field naming several refers to; a key that no row bears: null. */
function named(field: string, place: Place): (Row | null)[] {
  const { ledger, row } = place.row!;
  return [cell(row, field) ?? []].flat().map((key) => referred(place, fieldOf(place, ledger, field)!.refersTo!, key) ?? null);
}

/** Who is asked across agencies: those of the roster for which the parts of the condition hold that speak of agencies alone. */
export function askedOf(where: Expr | undefined, place: Place): Row[] {
  const { row: _, ...outside } = place;
  const parts = (where?.kind === 'and' ? where.operands : where ? [where] : []).filter((part) => [...nodes(part)].every(({ kind }) => !['field', 'aggregate', 'bucketOf'].includes(kind!)));
  return roster(place.question).filter((other) => parts.every((part) => verdict(part, { ...outside, other }) === 'holds'));
}

/** A GB/T 2260 code holds for all codes below it: 610100 for 610102. How near it is to the region of the agency whose row it is; −1: elsewhere. */
function nearness(code: Cell, place: Place): number {
  const agency = owner(place); const prefix = String(code ?? '').replace(/(00)+$/, '');
  return String((agency && cell(agency, 'region')) ?? '').startsWith(prefix) ? prefix.length : -1;
}

/** In force on the state day, longest prefix of the agency's region, then the latest `from`. */
function looked(place: Place, lookup: NonNullable<Field['lookup']>): Row | undefined {
  const ledger = ledgerOf(place, lookup.ledger); const { row } = place.row!; const regionField = lookup.match.find((one) => one.by === 'region')?.field;
  const near = (one: Row): number => (regionField ? nearness(cell(one, regionField), place) : 0); const since = (one: Row): string => String(cell(one, ledger.inForce?.from[0] ?? '') ?? '');
  return snapshotRows(place.question, ledger, String(row['agency'] ?? place.agency['code']))
    .filter((one) => inForce(ledger, one, stateDay(place.question)) && near(one) >= 0 && lookup.match.every(({ field, by }) => by === 'region' || (cell(one, field) !== null && cell(one, field) === cell(row, field))))
    .sort((one, other) => near(other) - near(one) || (since(one) < since(other) ? 1 : since(one) > since(other) ? -1 : 0))[0];
}

/** Those valid on the row's date (else at year end) and nearest in region, in written order. */
function inPlace<T extends { from?: string; to?: string; regions?: string[] | undefined }>(values: T[], place: Place): T[] {
  const datedBy = place.row && ledgerOf(place, place.row.ledger).datedBy; const own = datedBy ? read(place, place.row!.ledger, place.row!.row, datedBy) : EMPTY;
  const day = own.kind === 'date' ? dayOf(own) : yearEnd(place.question.year);
  const near = ({ regions }: T): number => (regions?.length ? Math.max(...regions.map((code) => nearness(code, place))) : 0);
  const valid = values.filter((one) => (!one.from || one.from <= day) && (!one.to || day <= one.to) && near(one) >= 0);
  return valid.filter((one) => near(one) === Math.max(...valid.map(near)));
}

/** The first value whose `when` holds; of a choice the one chosen. */
function parameter({ name, choose, values }: Parameter, place: Place): Value {
  const chosen = choose ? values[place.question.choices?.[name] ?? -1] : inPlace(values, place).find((one) => !one.when || verdict(one.when, place) === 'holds');
  return chosen ? valueOf(chosen.value, place) : choose ? none('error', [name]) : EMPTY;
}
/** Parameters not chosen that an expression itself mentions. */
export function needs(part: unknown, { program, choices }: Question): string[] {
  return [...nodes(part)].flatMap(({ kind, name }) => (kind === 'parameter' && program.parameters[name!]!.choose && !program.parameters[name!]!.values[choices?.[name!] ?? -1] ? [name!] : []));
}

/** Ledgers and forms that an expression reads of the year at hand. */
function readsOf(part: Expr, { program }: Question): string[] {
  const skip = ({ kind, rows, yearOffset }: Node): boolean => rows?.across === true || kind === 'formSum' || kind === 'indicator' || kind === 'lastYear' || (kind === 'cell' && yearOffset !== 0);
  return [...nodes(part, skip)].flatMap((node) => (node.kind === 'field' ? along(node, program) : [node.ledger, node.form].filter((name) => typeof name === 'string')));
}
