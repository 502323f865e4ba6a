/** Random indicators, backwards from the value they give. */
import fc from 'fast-check';
import type { Aggregate, CompareOp, Expr, Indicator, Program, Share, Target } from '../../dsl/program.ts';
import { aggregates, constant, fieldOf, node, predicates, rows, yes } from './expressions.ts';
import { BOOLEAN, KINDS, LEDGERS, PARAMETERS, TEXT, numberType } from './schema.ts';
import { days } from './worlds.ts';

const some = <T>(...items: T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
const percent = numberType('%');
const OPS: CompareOp[] = ['<', '<=', '>', '>=', '=', '!='];

type Draft = Pick<Indicator, 'value' | 'targets'>;
const target = (op: CompareOp, value: Expr, principle = false): Target => ({ op, value, principle });
const shareTargets: fc.Arbitrary<Target[]> = fc.option(fc.tuple(some(...OPS), some('100', '50', '20', '0', '33.33'), fc.boolean()).map(([op, value, principle]) => [target(op, constant(value, '%'), principle)]), { nil: [], freq: 3 });

function excluding(condition: fc.Arbitrary<Expr>): fc.Arbitrary<Share['excluding']> {
  return fc.array(condition, { maxLength: 2 }).map((conditions) => conditions.map((one, index) => ({ condition: one, reason: `理由${index + 1}` })));
}
const shareOf = (over: Share['over'], exclusions: Share['excluding'], condition: Expr): Expr => node(percent, { kind: 'share', over, excluding: exclusions, with: condition });

function rowShares(year: number): fc.Arbitrary<Draft> {
  return some<[string, object]>(['cases', {}], ['cases', {}], ['cases', {}], ['cases', { datedBy: 'revoked_on' }], ['training', {}], ['officers', {}], ['officers', { whole: true }], ['checks', {}], ['filings', {}], ['appeals', {}])
    .chain(([ledger, more]) => fc.tuple(rows(ledger, year, more, true), fc.oneof({ weight: 2, arbitrary: fc.constant<Share['excluding']>([]) }, { weight: 1, arbitrary: excluding(predicates(ledger, year, 0)) }), fc.oneof({ weight: 2, arbitrary: predicates(ledger, year, 0) }, { weight: 1, arbitrary: predicates(ledger, year, 2) }), shareTargets))
    .map(([from, exclusions, condition, targets]) => ({ value: shareOf({ kind: 'rows', rows: from }, exclusions, condition), targets }));
}

const compare = (op: CompareOp, left: Expr, right: Expr): Expr => node(BOOLEAN, { kind: 'compare', op, left, right });
function grouped(ledger: string, year: number): fc.Arbitrary<Expr> {
  return aggregates(ledger, year, 'group').chain((left) => fc.tuple(some(...OPS), fc.integer({ min: 0, max: 3 })).map(([op, bound]) => compare(op, left, constant(bound, left.type.kind === 'number' ? left.type.unit : '1'))));
}
const lastCap = node(numberType('次'), { kind: 'aggregate', fn: 'last', rows: { ledger: 'checks' }, of: fieldOf('checks', 'cap', ['class']), scope: 'group' });
const groupCount = node(numberType('件'), { kind: 'aggregate', fn: 'count', rows: { ledger: 'checks' }, scope: 'group' });

function groupShares(year: number): fc.Arbitrary<Draft> {
  const caps = fc.tuple(rows('checks', year), some(...OPS), fc.boolean()).map(([from, op, unlisted]) => shareOf(
    { kind: 'groups', rows: from, by: [fieldOf('checks', 'enterprise')] },
    unlisted ? [{ condition: node(BOOLEAN, { kind: 'empty', operand: lastCap }), reason: '没有上限' }] : [], compare(op, groupCount, lastCap)));
  const plain = some<[string, string[]]>(['checks', ['enterprise']], ['checks', ['enterprise', 'type']], ['cases', ['kind']], ['cases', ['officer']], ['training', ['officer']])
    .chain(([ledger, by]) => fc.tuple(rows(ledger, year), excluding(grouped(ledger, year)), grouped(ledger, year), fc.option(grouped(ledger, year)))
      .map(([from, exclusions, first, second]) => shareOf({ kind: 'groups', rows: from, by: by.map((name) => fieldOf(ledger, name)) }, exclusions.slice(0, 1), second ? node(BOOLEAN, { kind: 'or', operands: [first, second] }) : first)));
  return fc.tuple(fc.oneof(caps, plain), shareTargets).map(([value, targets]) => ({ value, targets }));
}

function unitShares(year: number): fc.Arbitrary<Draft> {
  const bucket = some('cases', 'training', 'checks', 'appeals').chain((ledger) => fc.tuple(some<'quarter' | 'month'>('quarter', 'month'), grouped(ledger, year)).map(([unit, condition]) => shareOf({ kind: 'buckets', unit }, [], condition)));
  const each = fc.tuple(some<[string, string]>(['cases', 'kind'], ['training', 'subject'], ['cases', 'marks']), fc.subarray(KINDS, { minLength: 1 }))
    .chain(([[ledger, field], values]) => grouped(ledger, year).map((condition) => shareOf({ kind: 'each', ledger, field, values }, [], condition)));
  return fc.tuple(fc.oneof(bucket, each), shareTargets).map(([value, targets]) => ({ value, targets }));
}

function figures(year: number): fc.Arbitrary<Draft> {
  const ledger = some('cases', 'training', 'checks', 'appeals', 'officers', 'filings');
  const growing = ledger.chain((name) => aggregates(name, year, 'agency'));
  const bound = (value: Expr): fc.Arbitrary<Target[]> => fc.option(fc.tuple(some(...OPS), fc.oneof(fc.integer({ min: 0, max: 3 }).map((most) => constant(most, value.type.kind === 'number' ? value.type.unit : '1')), fc.constant(node(numberType('件'), { kind: 'parameter', name: 'wanted' }))), fc.boolean())
    .map(([op, right, principle]) => [target(op, right, principle)]), { nil: [], freq: 3 });
  const plain = growing.chain((value) => bound(value).map((targets) => ({ value: value as Expr, targets })));
  const quotient = fc.tuple(ledger, ledger).chain(([one, other]) => fc.tuple(aggregates(one, year, 'agency'), aggregates(other, year, 'agency'), some<CompareOp>('>=', '<='), fc.boolean()).map(([left, right, op, aimed]) => ({
    value: node(numberType('1'), { kind: 'arithmetic', op: '/', left, right }), targets: aimed ? [target(op, constant('0.5'))] : [],
  })));
  const spread = fc.tuple(some<Aggregate['fn']>('avg', 'min', 'max', 'median'), rows('cases', year)).map(([fn, from]) => ({ value: node(numberType('元'), { kind: 'aggregate', fn, rows: from, of: fieldOf('cases', 'fine'), scope: 'agency' }), targets: [] }));
  const sum = fc.tuple(growing, growing).map(([left, right]) => ({ value: node(numberType('件'), { kind: 'arithmetic', op: '+', left: counted(left), right: counted(right) }), targets: [] }));
  return fc.oneof({ weight: 3, arbitrary: plain }, { weight: 2, arbitrary: quotient }, { weight: 1, arbitrary: spread }, { weight: 1, arbitrary: sum });
}
/** Unlike units do not add: only the counting part is kept. */
function counted(value: Aggregate & Expr): Expr {
  const { of: _, ...rest } = value;
  return { ...rest, fn: 'count', type: numberType('件') } as Expr;
}

function conditions(year: number): fc.Arbitrary<Draft> {
  const first = fc.tuple(some<[string, string]>(['filings', 'published_on'], ['cases', 'reviewed_on'], ['checks', 'checked_on']), some([1, 31, 1], [10, 31, 0], [3, 31, 0]), fc.boolean())
    .chain(([[ledger, field], [month, day, yearOffset], before]) => fc.tuple(rows(ledger, year), some<'earliest' | 'latest'>('earliest', 'earliest', 'latest')).map(([from, fn]) => node(BOOLEAN, {
      kind: 'by', before, deadline: node({ kind: 'date' }, { kind: 'yearDate', month: month!, day: day!, yearOffset: yearOffset! }),
      date: node({ kind: 'date' }, { kind: 'aggregate', fn, rows: from, of: fieldOf(ledger, field), scope: 'agency' }),
    })));
  const some_ = some('cases', 'training', 'checks', 'officers').chain((ledger) => aggregates(ledger, year, 'agency')).chain((left) => fc.tuple(some(...OPS), fc.integer({ min: 0, max: 2 })).map(([op, most]) => compare(op, left, constant(most, left.type.kind === 'number' ? left.type.unit : '1'))));
  const one = fc.oneof(first, some_);
  const joined = fc.tuple(one, one, some<'and' | 'or'>('and', 'or'), fc.boolean()).map(([left, right, kind, negated]) => node(BOOLEAN, { kind, operands: [negated ? node(BOOLEAN, { kind: 'not', operand: left }) : left, right] }));
  return fc.tuple(fc.oneof({ weight: 3, arbitrary: one }, { weight: 1, arbitrary: joined }), fc.boolean()).map(([value, aimed]) => ({ value, targets: aimed ? [target('=', yes)] : [] }));
}

/** Ledgers read anywhere in the expression, that an agency must have reported. */
function reads(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) reads(one, found);
  else if (value && typeof value === 'object') {
    const part = value as Record<string, unknown>;
    if (typeof part['ledger'] === 'string') found.add(part['ledger']);
    if (part['kind'] === 'field') { let at = LEDGERS[part['ledger'] as string]!; for (const step of part['path'] as string[]) { const field = at.fields.find((one) => one.name === step)!; at = LEDGERS[field.lookup?.ledger ?? field.refersTo!.ledger]!; found.add(at.name); } }
    for (const one of Object.values(part)) reads(one, found);
  }
  return found;
}

export function indicators(year: number): fc.Arbitrary<Indicator[]> {
  const draft = fc.oneof({ weight: 5, arbitrary: rowShares(year) }, { weight: 2, arbitrary: groupShares(year) }, { weight: 2, arbitrary: unitShares(year) }, { weight: 3, arbitrary: figures(year) }, { weight: 2, arbitrary: conditions(year) });
  const source = fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: days(year).map((from) => ({ from })) }, { weight: 1, arbitrary: days(year).map((to) => ({ to })) });
  const applies = fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some('市', '县').map((level) => compare('=', node(TEXT, { kind: 'agencyField', field: 'level' }), node(TEXT, { kind: 'choiceValue', value: level }))) });
  return fc.array(fc.tuple(draft, source, applies), { minLength: 1, maxLength: 6 }).map((list) => list.map(([one, valid, appliesTo], index) => ({
    name: `i${index}`, label: `指标${index}`, sources: [{ document: '文件', ...valid }], ...(appliesTo ? { appliesTo } : {}), ...one, shownOnly: one.targets.length === 0,
    reads: [...reads(one.value)].filter((ledger) => LEDGERS[ledger]!.hasAgency && !LEDGERS[ledger]!.system).sort(),
  })));
}

export function programOf(list: Indicator[]): Program {
  return { format: 1, ledgers: LEDGERS, forms: {}, views: {}, orders: {}, parameters: PARAMETERS, scorecards: {}, tasks: {}, examples: [], indicators: Object.fromEntries(list.map((one) => [one.name, one])) };
}
