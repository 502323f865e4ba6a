/**
 * Conditions and values, one recursion: conditions compare values, values come from aggregates (`rows.ts`), aggregates choose their
 * rows by conditions. Negation is pushed to the atoms; what is in doubt stays in the formula until it is settled.
 */
import Fraction from 'fraction.js';
import type { Aggregate, CompareOp, Expr, Indicator, Parameter, Share } from '../../dsl/program.ts';
import { inTime, signedWorkdays } from './days.ts';
import type { Result } from './oracle.ts';
import { EMPTY, NEGATED, arithmetic, boolean, compared, date, dayNumber, dayText, known, none, opposite, rounded, scaleOf, settle, unitScale, unknownFrom, worst, type Formula, type None, type Ordered, type Value } from './values.ts';
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
/** The agency whose row (or form) it is; else the one at hand. */
export function owner(place: Place): Row | undefined {
  if (place.other) return place.other;
  const code = place.row?.row['agency'];
  return code === undefined || code === place.agency['code'] ? place.agency : roster(place.question).find((one) => one['code'] === code);
}
export const verdict = (expr: Expr, place: Place): ReturnType<typeof settle> => settle(formula(expr, place));

// ---------------------------------------------------------------- conditions

/** States of a figure, taken over also by what asks whether it is there. */
const STATES: None['why'][] = ['error', 'not_reported', 'not_applicable', 'pending'];
/** When the condition (or its negation) is true. */
export function formula(expr: Expr, place: Place, negated = false): Formula {
  const decided = (value: boolean): Formula => value !== negated;
  switch (expr.kind) {
    case 'not': return formula(expr.operand, place, !negated);
    case 'and': case 'or': {
      const parts = expr.operands.map((operand) => formula(operand, place, negated));
      return (expr.kind === 'and') !== negated ? { all: parts } : { any: parts };
    }
    case 'quantified': {
      const parts = named(expr.field, place).map((row) => formula(expr.with, { ...place, each: { field: expr.field, row } }, negated));
      return parts.length === 0 ? false : (expr.quantifier === 'every') !== negated ? { all: parts } : { any: parts };
    }
    case 'compare': return compare(expr.op, valueOf(expr.left, place), valueOf(expr.right, place), negated);
    case 'in': {
      const operand = valueOf(expr.operand, place);
      const parts = expr.values.map((value) => compare('=', operand, valueOf(value, place), negated));
      return negated ? { all: parts } : { any: parts };
    }
    case 'filled': case 'empty': {
      const operand = valueOf(expr.operand, place);
      // what an aggregate over an open period has not met yet, it may still meet
      if (operand.kind === 'none' && (operand.why === 'nothing yet' || STATES.includes(operand.why))) return unknownFrom(operand);
      if (operand.kind === 'boolean') { const there: Formula = { any: [operand.yes, operand.no] }; return (expr.kind === 'filled') !== negated ? there : opposite(there); }
      const isEmpty = operand.kind === 'none' || ('vague' in operand && operand.vague === true);
      return decided(isEmpty === (expr.kind === 'empty'));
    }
    case 'by': {
      const deadline = valueOf(expr.deadline, place); const when = valueOf(expr.date, place);
      if (deadline.kind !== 'date') return unknownFrom(deadline as None);
      return timely(when, place, negated, (day) => (expr.before ? day.lt(deadline.now) : day.lte(deadline.now)));
    }
    case 'within': return within(expr, place, negated);
    case 'doneBy': {
      const done = formula(expr.condition, place); const result = settle(done);
      if (result === 'holds') return decided(true);
      if (typeof result === 'object') return { doubt: result.state, missing: result.missing };
      const deadline = valueOf(expr.deadline, place);
      if (deadline.kind !== 'date') return unknownFrom(deadline as None);
      return dayNumber(place.question.asOf).lte(deadline.now) ? { doubt: 'open' } : decided(false);
    }
    default: {
      const value = valueOf(expr.kind === 'isTrue' ? expr.operand : expr, place);
      return value.kind === 'boolean' ? (negated ? value.no : value.yes) : unknownFrom(value as None);
    }
  }
}

/** An atom on a date: with the date, what it says; without, open as long as the as-of day would do. */
function timely(when: Value, place: Place, negated: boolean, inLimit: (day: Fraction) => boolean | { missing: number }): Formula {
  if (when.kind === 'none' && (when.why === 'error' || when.why === 'pending' || when.why === 'not_reported')) return unknownFrom(when);
  const result = inLimit(when.kind === 'date' ? when.now : dayNumber(place.question.asOf));
  if (typeof result === 'object') return { doubt: 'error', missing: [result.missing] };
  return when.kind === 'date' || !result ? result !== negated : { doubt: 'open' };
}

function within(expr: Expr & { kind: 'within' }, place: Place, negated: boolean): Formula {
  const from = valueOf(expr.from, place); const count = valueOf(expr.count, place);
  const missing = worst([from, count]);
  if (missing) return unknownFrom(missing);
  const [start, n] = [(from as Ordered).now, (count as Ordered).now.valueOf()];
  return timely(valueOf(expr.date, place), place, negated, (day) =>
    (expr.unit === 'days' ? day.lte(start.add(expr.sameDay ? n - 1 : n)) : inTime(place.question.calendar, dayText(day), n, dayText(start), expr.sameDay)));
}

function compare(op: CompareOp, left: Value, right: Value, negated: boolean): Formula {
  // an empty cell is empty: what the other side is without comes first
  const missing = worst([left, right].map((side) => (side.kind === 'none' && side.why === 'blank' ? EMPTY : side)));
  if (missing) return unknownFrom(missing);
  if ('now' in left && 'now' in right) return compared(negated ? NEGATED[op] : op, left, right);
  if (left.kind === 'boolean' && right.kind === 'boolean') {
    return (op === '=') !== negated ? { any: [{ all: [left.yes, right.yes] }, { all: [left.no, right.no] }] } : { any: [{ all: [left.yes, right.no] }, { all: [left.no, right.yes] }] };
  }
  const text = right.kind === 'text' ? right.value : null;
  if (text === null || (left.kind !== 'text' && left.kind !== 'list')) throw new Error(`cannot compare ${left.kind} and ${right.kind}`);
  return ((left.kind === 'list' ? left.value.includes(text) : left.value === text) === (op === '=')) !== negated;
}

// ---------------------------------------------------------------- values

export function valueOf(expr: Expr, place: Place): Value {
  const { question } = place;
  if (place.unit?.keys && !place.row) {
    const key = place.unit.keys.find(({ by }) => plain(by) === plain(expr));
    if (key) return key.value;
  }
  switch (expr.kind) {
    case 'number': return known(new Fraction(expr.value).mul(scaleOf(expr.unit, question.program)));
    case 'text': case 'choiceValue': return { kind: 'text', value: expr.value };
    case 'boolean': return boolean(expr.value);
    case 'date': return date(expr.value);
    case 'yearDate': return date(`${question.year + expr.yearOffset}-${String(expr.month).padStart(2, '0')}-${String(expr.day).padStart(2, '0')}`);
    case 'stateDay': return date(stateDay(question));
    case 'agencyField': {
      const agency = expr.of === 'row' ? owner(place) : place.agency;
      return agency ? read(place, 'agencies', agency, expr.field) : EMPTY;
    }
    case 'field': {
      if (!place.row) throw new Error(`the field ${expr.field} stands outside rows`);
      if (place.each && expr.path[0] === place.each.field) {
        const { ledger } = question.program.ledgers[place.row.ledger]!.fields.find((one) => one.name === expr.path[0])!.refersTo!;
        return place.each.row ? follow(place, ledger, place.each.row, expr.path.slice(1), expr.field) : EMPTY;
      }
      return follow(place, place.row.ledger, place.row.row, expr.path, expr.field);
    }
    case 'parameter': return parameter(question.program.parameters[expr.name]!, place);
    case 'aggregate': return place.above.aggregate(expr, place);
    case 'arithmetic': {
      const sides = [valueOf(expr.left, place), valueOf(expr.right, place)] as [Ordered, Ordered];
      const missing = worst(sides); const vague = sides.some((side) => side.vague);
      if (missing) return vague ? worst([missing, none('blank')])! : missing;
      return inUnits(expr, arithmetic(expr.op, ...sides), question) ?? none(vague ? 'blank' : place.row || place.unit ? 'empty' : 'not_applicable');
    }
    case 'convert': return valueOf(expr.operand, place);
    case 'else': {
      const operand = valueOf(expr.operand, place);
      if (operand.kind === 'none' ? ['error', 'pending', 'not_reported'].includes(operand.why) : !('vague' in operand && operand.vague)) return operand;
      const fallback = valueOf(expr.fallback, place);
      return operand.kind === 'none' && operand.why === 'nothing yet' && 'now' in fallback ? { ...fallback, low: -Infinity, high: Infinity } : fallback;
    }
    case 'rounded': {
      const operand = valueOf(expr.operand, place);
      return 'now' in operand ? rounded(operand, expr.digits, expr.type.kind === 'number' ? scaleOf(expr.type.unit, question.program) : new Fraction(1)) : operand;
    }
    case 'daysBetween': {
      const ends = [valueOf(expr.from, place), valueOf(expr.to, place)] as [Ordered, Ordered];
      const missing = worst(ends);
      if (missing) return missing;
      const [from, to] = [ends[0].now, ends[1].now];
      const count = expr.unit === 'days' ? to.sub(from).valueOf() : signedWorkdays(question.calendar, dayText(from), dayText(to));
      return typeof count === 'number' ? known(new Fraction(count)) : none('error', [count.missing]);
    }
    case 'highestOf': {
      const list = valueOf(expr.operand, place);
      if (list.kind !== 'list') return list;
      const order = inPlace(question.program.orders[expr.order]!.values.map((one) => ({ ...one, regions: one.region })), place)[0]?.order ?? [];
      const highest = order.filter((one) => list.value.includes(one)).at(-1);
      return highest === undefined ? EMPTY : { kind: 'text', value: highest };
    }
    case 'bucketOf': {
      const day = valueOf(expr.operand, place);
      if (day.kind !== 'date') return day;
      const [year, month] = dayText(day.now).split('-');
      return { kind: 'text', value: expr.unit === 'month' ? `${year}-${month}` : `${year}-Q${Math.ceil(Number(month) / 3)}` };
    }
    case 'cell': return formCell(place, expr.form, expr.column, expr.yearOffset);
    case 'groupTotal': {
      const cells = question.program.forms[expr.form]!.columns.filter((one) => one.group === expr.group).map((one) => formCell(place, expr.form, one.name, 0));
      const missing = cells.find((one) => one.kind === 'none' && one.why === 'not_reported');
      if (missing) return missing;
      const total = cells.reduce((sum, one) => (one.kind === 'number' ? sum.add(one.now) : sum), new Fraction(0));
      return cells.every((one) => one.kind === 'number' || (one.kind === 'none' && one.why === 'not_applicable')) ? known(total) : { kind: 'number', now: total, low: total, high: Infinity, vague: true };
    }
    case 'formSum': {
      const asked = askedOf(expr.where, place); const reporting = asked.filter((one) => isReported(question, String(one['code']), expr.form));
      if (reporting.length === 0) return none(asked.length === 0 ? 'not_applicable' : 'not_reported');
      const cells = reporting.map((one) => formCell({ ...place, agency: one }, expr.form, expr.column, 0));
      const figures = cells.flatMap((one) => (one.kind === 'number' ? [one.now] : []));
      // of nothing but /
      if (figures.length === 0) return none(reporting.length === asked.length && cells.every((one) => one.kind === 'none' && one.why === 'not_applicable') ? 'not_applicable' : 'blank');
      return known(figures.reduce((sum, one) => sum.add(one), new Fraction(0)));
    }
    case 'indicator': return ofResult(place.above.indicator(question.program.indicators[expr.name]!, { ...question, year: question.year + expr.yearOffset }, String(place.agency['code'])), expr.yearOffset !== 0);
    case 'lastYear': {
      const earlier = { ...question, year: question.year - 1 };
      const agency = roster(earlier).find((one) => one['code'] === place.agency['code']);
      if (!agency || readsOf(expr.operand, question).some((name) => !isReported(earlier, String(agency['code']), name))) return none('not_applicable');
      const value = valueOf(expr.operand, { ...place, question: earlier, agency, valid: { from: '', to: '9999' } });
      if (value.kind === 'none') return value.why === 'blank' ? EMPTY : value.why === 'not_reported' ? none('not_applicable') : value;
      return 'vague' in value && value.vague ? EMPTY : value;
    }
    case 'share': return ofResult(place.above.share(expr, place), false);
    case 'distribution': throw new Error('a distribution is the whole value of an indicator');
    default: return { kind: 'boolean', yes: formula(expr, place), no: formula(expr, place, true) };
  }
}
/** Products and quotients are those of the numbers as they are written, each in its unit: 件 ÷ 学时 is by the hour. */
function inUnits({ op, left, right, type }: Expr & { kind: 'arithmetic' }, value: Ordered | null, { program }: Question): Ordered | null {
  if (op === '+' || op === '-' || value === null) return value;
  const [of, by] = [unitScale(left.type, program), unitScale(right.type, program)];
  return arithmetic('*', value, known(unitScale(type, program).div(op === '*' ? of.mul(by) : of.div(by))));
}
const plain = (expr: Expr): string => JSON.stringify(expr, (key, value: unknown) => (key === 'at' || key === 'type' ? undefined : value));

/** A figure within another; a year before, what was not reported is without data. */
function ofResult(result: Result, before: boolean): Value {
  if (result.value) return result.value;
  return none(result.state === 'not_reported' && before ? 'not_applicable' : result.state as None['why'], result.missing);
}

/** A cell: a number, `/` not applicable, anything else blank; without a form not reported. Of an earlier year only empty, and not applicable. */
function formCell(place: Place, form: string, column: string, yearOffset: number): Value {
  const row = (place.question.world.rows[form] ?? []).find((one) => one['agency'] === place.agency['code'] && one._year === place.question.year + yearOffset);
  const content = row ? cell(row, column) : null;
  if (typeof content === 'string' && /^-?\d+(\.\d+)?$/.test(content)) return known(new Fraction(content).mul(scaleOf(place.question.program.forms[form]!.columns.find((one) => one.name === column)!.unit, place.question.program)));
  if (!row) return none(yearOffset === 0 ? 'not_reported' : 'not_applicable');
  return none(content === '/' ? 'not_applicable' : yearOffset === 0 ? 'blank' : 'empty');
}

/** A field of a row, masked: a date later than the as-of day reads as empty unless it is planned. */
export function read(place: Place, ledgerName: string, row: Row, name: string): Value {
  const field = place.question.program.ledgers[ledgerName]!.fields.find((one) => one.name === name);
  const raw: Cell = cell(row, name);
  if (!field) return raw === null ? EMPTY : { kind: 'text', value: String(raw) }; // the implicit `agency`
  const { each: _, other: __, ...outer } = place;
  const inRow: Place = { ...outer, row: { ledger: ledgerName, row } };
  if (field.computed) return valueOf(field.computed, inRow);
  if (raw === null) return field.otherwise ? valueOf(field.otherwise, inRow) : EMPTY;
  switch (field.type.kind) {
    case 'date': return !field.planned && String(raw) > place.question.asOf ? EMPTY : date(String(raw));
    case 'boolean': return boolean(raw === true);
    case 'number': return known(new Fraction(String(raw)).mul(scaleOf(field.type.unit, place.question.program)));
    case 'choices': return { kind: 'list', value: raw as string[] };
    default: return field.several ? { kind: 'list', value: raw as string[] } : { kind: 'text', value: String(raw) };
  }
}

// ---------------------------------------------------------------- references, places and times

function follow(place: Place, ledgerName: string, row: Row, path: string[], field: string): Value {
  const [step, ...rest] = path;
  if (step === undefined) return read(place, ledgerName, row, field);
  const declared = place.question.program.ledgers[ledgerName]!.fields.find((one) => one.name === step)!;
  const here: Place = { ...place, row: { ledger: ledgerName, row } };
  const [next, target] = declared.lookup ? [declared.lookup.ledger, looked(here, declared.lookup)] : [declared.refersTo!.ledger, referred(here, declared.refersTo!, cell(row, step))];
  return target ? follow(place, next, target, rest, field) : EMPTY;
}

/** The row of the same agency that bears the key; of a dated ledger only what is there on the as-of day. */
function referred(place: Place, to: { ledger: string; field: string }, key: Cell): Row | undefined {
  const ledger = place.question.program.ledgers[to.ledger]!; const code = String(place.row!.row['agency'] ?? place.agency['code']);
  const rows = ledger.snapshot ? snapshotRows(place.question, ledger, code)
    : (place.question.world.rows[to.ledger] ?? []).filter((row) => (!ledger.hasAgency || row['agency'] === code) && String(cell(row, ledger.datedBy!)) <= place.question.asOf);
  return key === null ? undefined : rows.find((row) => cell(row, to.field) === key);
}

/** The rows that a field naming several refers to; a key that no row bears: null. */
function named(field: string, place: Place): (Row | null)[] {
  const declared = place.question.program.ledgers[place.row!.ledger]!.fields.find((one) => one.name === field)!;
  const raw = cell(place.row!.row, field);
  const keys = Array.isArray(raw) ? raw : raw === null ? [] : [raw];
  return keys.map((key) => referred(place, declared.refersTo!, key) ?? null);
}

/** Who is asked across agencies: those of the roster for which the parts of the condition hold that speak of agencies alone. */
export function askedOf(where: Expr | undefined, place: Place): Row[] {
  const parts = (where?.kind === 'and' ? where.operands : where ? [where] : []).filter((part) => !/"kind":"(field|aggregate|bucketOf)"/.test(JSON.stringify(part)));
  const { row: _, ...outside } = place;
  return roster(place.question).filter((other) => parts.every((part) => verdict(part, { ...outside, other }) === 'holds'));
}

/** A GB/T 2260 code holds for all codes below it: 610100 for 610102. */
const prefix = (code: string): string => code.replace(/(00)+$/, '');
const regionOf = (place: Place): string => { const agency = owner(place); return String((agency && cell(agency, 'region')) ?? ''); };

/** In force on the state day, longest prefix of the agency's region, then the latest `from`. */
function looked(place: Place, lookup: { ledger: string; match: { field: string; by: 'value' | 'region' }[] }): Row | undefined {
  const ledger = place.question.program.ledgers[lookup.ledger]!; const region = regionOf(place); const code = String(place.row!.row['agency'] ?? place.agency['code']);
  const fits = (one: Row): boolean => lookup.match.every(({ field, by }) => {
    const wanted = cell(one, field);
    return by === 'region' ? region.startsWith(prefix(String(wanted ?? ''))) : wanted !== null && wanted === cell(place.row!.row, field);
  });
  const regionField = lookup.match.find((one) => one.by === 'region')?.field;
  const length = (one: Row): number => (regionField ? prefix(String(cell(one, regionField) ?? '')).length : 0);
  const since = (one: Row): string => String(cell(one, ledger.inForce?.from[0] ?? '') ?? '');
  return snapshotRows(place.question, ledger, code).filter((one) => inForce(ledger, one, stateDay(place.question)) && fits(one))
    .sort((one, other) => length(other) - length(one) || (since(one) < since(other) ? 1 : since(one) > since(other) ? -1 : 0))[0];
}

/** Those valid on the row's date (else at year end) and nearest in region, in written order. */
function inPlace<T extends { from?: string; to?: string; regions?: string[] | undefined }>(values: T[], place: Place): T[] {
  const datedBy = place.row && place.question.program.ledgers[place.row.ledger]!.datedBy;
  const own = datedBy ? read(place, place.row!.ledger, place.row!.row, datedBy) : EMPTY;
  const day = own.kind === 'date' ? dayText(own.now) : yearEnd(place.question.year);
  const region = regionOf(place);
  const nearness = (one: T): number => (one.regions?.length ? Math.max(-1, ...one.regions.map(prefix).filter((code) => region.startsWith(code)).map((code) => code.length)) : 0);
  const valid = values.filter((one) => (!one.from || one.from <= day) && (!one.to || day <= one.to) && nearness(one) >= 0);
  const nearest = Math.max(...valid.map(nearness));
  return valid.filter((one) => nearness(one) === nearest);
}

/** The first value whose `when` holds; of a choice the one chosen. */
function parameter(declared: Parameter, place: Place): Value {
  if (declared.choose) {
    const chosen = declared.values[place.question.choices?.[declared.name] ?? -1];
    return chosen ? valueOf(chosen.value, place) : none('error', [declared.name]);
  }
  const chosen = inPlace(declared.values, place).find((one) => !one.when || verdict(one.when, place) === 'holds');
  return chosen ? valueOf(chosen.value, place) : EMPTY;
}

/** Parameters not chosen that an expression itself mentions. */
export function needs(part: unknown, question: Question): string[] {
  if (Array.isArray(part)) return part.flatMap((one) => needs(one, question));
  if (!part || typeof part !== 'object') return [];
  const expr = part as Record<string, unknown>; const { parameters } = question.program;
  if (expr['kind'] === 'parameter') { const name = String(expr['name']); return parameters[name]!.choose && !parameters[name]!.values[question.choices?.[name] ?? -1] ? [name] : []; }
  return Object.entries(expr).flatMap(([key, value]) => (key === 'type' || key === 'at' ? [] : needs(value, question)));
}

/** Ledgers and forms that an expression reads of the year at hand. */
function readsOf(part: unknown, question: Question): string[] {
  if (Array.isArray(part)) return part.flatMap((one) => readsOf(one, question));
  if (!part || typeof part !== 'object') return [];
  const expr = part as Partial<Record<string, unknown>>;
  if ((expr['rows'] as { across?: true } | undefined)?.across || expr['kind'] === 'formSum' || expr['kind'] === 'indicator' || expr['kind'] === 'lastYear' || (expr['kind'] === 'cell' && expr['yearOffset'] !== 0)) return [];
  const inside = Object.entries(expr).flatMap(([key, value]) => (key === 'type' || key === 'at' ? [] : readsOf(value, question)));
  if (expr['kind'] === 'field') {
    let ledger = String(expr['ledger']);
    for (const step of expr['path'] as string[]) { const field = question.program.ledgers[ledger]!.fields.find((one) => one.name === step)!; ledger = field.lookup?.ledger ?? field.refersTo!.ledger; inside.push(ledger); }
  }
  return [...inside, ...[expr['ledger'], expr['form']].filter((name): name is string => typeof name === 'string')];
}
