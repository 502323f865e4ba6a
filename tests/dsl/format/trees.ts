/** Random syntax trees, made backwards from ast.ts: every kind of node, in the form in which the parser makes it. */
import fc from 'fast-check';
import type { AggregateFn, CompareOp, Unit } from '../../../dsl/program.ts';
import type {
  CapAst, CheckAst, ColumnAst, DateAst, DeclarationAst, DimensionAst, ExpectAst, ExprAst, ExtraAst, FieldAst, ItemAst, LeaveOutAst, Name, PieceAst, ReportColumnAst, ReportItemAst, ReportNoteAst, ReportPartAst, ReportWhenAst, RuleAst, SourceAst, TemplateAst, Text, TypeAst, WordedAst,
} from '../../../dsl/syntax/ast.ts';

const at = { file: 't', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
type Without<T> = T extends unknown ? Omit<T, 'at'> : never;
const placed = <T>(part: T): T & { at: typeof at } => ({ ...part, at });

/** Plain names, soft keywords (names almost everywhere), hard keywords and other texts (names in backquotes only). */
const words = [
  'decisions', 'kind', 'fine', 'handled_by', 'a', 'b2', '公示日期', '行政处罚', '承办人', '在岗', 'kind2类别',
  'source', 'due', 'report', 'level', 'item', 'count', 'total', 'text', 'value', 'pending', 'last', 'year', 'points', 'full', 'version', 'group', 'key',
  '依据', '期限', '合计', '清单', '内', '起', '月份', '季度', '最大', '满分', '不足', '取值', '未到期', '次', '件', '日',
  'where', 'with', 'of', 'and', 'not', 'in', 'is', 'all', 'each', '中', '的', '且', '为', '全部', '各', '是', '占比', '件数', '之和', '不晚于',
  '12345', 'a-b', '最近 5年', '（一）', 'x"y',
];
const name = fc.constantFrom(...words).map((text): Name => placed({ text }));
const text = fc.constantFrom('甲', '市政办发〔2022〕40号', '四(一)3', '“引”文', 'say "no"', '，', '', '// no comment', 'a | b').map((value): Text => placed({ value }));
const digits = fc.constantFrom('0', '1', '7', '95.5', '100', '0.05', '20000');
const points = fc.constantFrom('0', '0.5', '1', '15', '30');
const units = fc.constantFrom<Unit>('件', '宗', '起', '人', '次', '家', '个', '项', '份', '册', '天次', '元', '万元', '学时', '分钟', 'days', 'workdays', 'months', 'years', '%', 'percentage_points', '分');
const ops = fc.constantFrom<CompareOp>('=', '!=', '<', '<=', '>', '>=');
const flag = fc.boolean();
const list = <T>(one: fc.Arbitrary<T>, minLength = 0, maxLength = 3): fc.Arbitrary<T[]> => fc.array(one, { minLength, maxLength });
/** A record whose optional parts are there or not. */
const record = <T>(all: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T)[]): fc.Arbitrary<Without<T>> =>
  fc.record(all, { requiredKeys: required }) as unknown as fc.Arbitrary<Without<T>>;

const day = fc.constantFrom('2024-01-31', '2019-10-26', '2024-02-29');
const yearDay = fc.record({ kind: fc.constant('yearDate' as const), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }), yearOffset: fc.constantFrom(-1, 0, 1) });
const date: fc.Arbitrary<DateAst> = fc.oneof(
  day.map((value): DateAst => placed({ kind: 'date' as const, value })),
  fc.oneof(yearDay, fc.constantFrom({ kind: 'yearDate' as const, month: 12, day: 31, yearOffset: 0 }, { kind: 'yearDate' as const, month: 2, day: 29, yearOffset: 0 })).map((one): DateAst => placed(one)),
);

// ---------------------------------------------------------------- expressions

type Node = Without<ExprAst>;
const path = list(name, 1, 3).filter(parts => parts.length === 1 || !/^(月份|季度)$/.test(parts.at(-1)!.text)).map((parts): Node => ({ kind: 'path', parts }));
const leaves: fc.Arbitrary<Node>[] = [
  fc.record({ kind: fc.constant('number' as const), value: fc.oneof(digits, digits.map(value => `-${value}`)), unit: fc.option(units, { nil: undefined }) }).map(({ unit, ...one }): Node => ({ ...one, ...(unit && { unit }) })),
  text.map(({ value }): Node => ({ kind: 'text', value })),
  flag.map((value): Node => ({ kind: 'boolean', value })),
  date.map((one): Node => one.kind === 'date' ? { kind: 'date', value: one.value } : { kind: 'yearDate', month: one.month, day: one.day, yearOffset: one.yearOffset }),
  fc.constant<Node>({ kind: 'stateDay' }),
  path, path, path, path,
  fc.record({ kind: fc.constant('groupTotal' as const), group: name }),
  fc.record({ kind: fc.constant('highestOf' as const), operand: path.map(placed) as fc.Arbitrary<ExprAst>, order: name }),
];
const fns: AggregateFn[] = ['count', 'sum', 'avg', 'min', 'max', 'median', 'distinct', 'earliest', 'latest', 'exists', 'last'];

export const { expression } = fc.letrec<{ expression: ExprAst; node: Node }>(tie => {
  const expr = tie('expression');
  const reason = fc.option(text, { nil: undefined });
  const excluding = list(fc.record({ condition: expr, reason }).map(({ condition, reason: why }) => placed({ condition, ...(why && { reason: why }) })), 0, 2);
  const inner: fc.Arbitrary<Node>[] = [
    fc.record({ kind: fc.constant('compare' as const), op: ops, left: expr, right: expr }),
    fc.record({ kind: fc.constant('in' as const), operand: expr, values: list(expr, 1, 3) }),
    fc.record({ kind: fc.constantFrom('filled' as const, 'empty' as const, 'not' as const, 'lastYear' as const, 'growth' as const), operand: expr }) as fc.Arbitrary<Node>,
    fc.record({ kind: fc.constant('within' as const), date: expr, count: expr, from: expr, sameDay: flag }),
    fc.record({ kind: fc.constant('by' as const), date: expr, deadline: expr, before: flag }),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), operands: list(expr, 2, 4) }) as fc.Arbitrary<Node>,
    fc.record({ kind: fc.constant('arithmetic' as const), op: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const), left: expr, right: expr }),
    fc.record({ kind: fc.constant('convert' as const), operand: expr, unit: units }),
    fc.record({ kind: fc.constant('else' as const), operand: expr, fallback: expr }),
    fc.record({ kind: fc.constant('rounded' as const), operand: expr, digits: fc.integer({ min: 0, max: 4 }) }),
    fc.record({ kind: fc.constant('daysBetween' as const), unit: fc.constantFrom('days' as const, 'workdays' as const), from: expr, to: expr }),
    fc.record({ kind: fc.constant('bucketOf' as const), unit: fc.constantFrom('month' as const, 'quarter' as const), operand: expr }),
    record<Extract<ExprAst, { kind: 'aggregate' }>>({ kind: fc.constant('aggregate'), fn: fc.constantFrom(...fns), of: expr, where: expr, datedBy: name, whole: flag, across: fc.constant(true) } as never, ['kind', 'fn', 'of', 'whole'] as never)
      .filter(one => !('whole' in one && one.whole) || startsWithName(one.of)) as fc.Arbitrary<Node>,
    record<Extract<ExprAst, { kind: 'aggregate' }>>({ kind: fc.constant('aggregate'), fn: fc.constantFrom(...fns), of: expr, where: expr, ledger: name, datedBy: name, whole: flag, across: fc.constant(true) } as never, ['kind', 'fn', 'of', 'ledger', 'whole'] as never)
      .filter(one => one.of?.kind !== 'path') as fc.Arbitrary<Node>,
    record<Extract<ExprAst, { kind: 'share' }>>({ kind: fc.constant('share'), where: expr, excluding, with: expr, over: fc.oneof(
      record({ kind: fc.constant('ledger'), ledger: name, whole: flag, datedBy: name, across: fc.constant(true), groupBy: list(expr, 1, 2) } as never, ['kind', 'ledger', 'whole'] as never),
      fc.record({ kind: fc.constant('buckets'), unit: fc.constantFrom('quarter', 'month') }),
      fc.record({ kind: fc.constant('each'), field: path.map(placed), values: list(expr, 1, 3) }),
    ) } as never, ['kind', 'excluding', 'with', 'over'] as never) as fc.Arbitrary<Node>,
    fc.record({ kind: fc.constant('quantified' as const), quantifier: fc.constantFrom('any' as const, 'every' as const), field: name, with: expr }),
    record<Extract<ExprAst, { kind: 'distribution' }>>({ kind: fc.constant('distribution'), ledger: name, whole: flag, across: flag, datedBy: name, where: expr, by: expr } as never,
      ['kind', 'ledger', 'whole', 'across', 'by'] as never) as fc.Arbitrary<Node>,
  ];
  return {
    node: fc.oneof({ maxDepth: 4, depthSize: 'small' }, ...leaves, ...inner),
    expression: tie('node').map(one => placed(one) as ExprAst),
  };
});
/** `all` goes before a name: `count(all officers)`. */
function startsWithName(of: ExprAst | undefined): boolean {
  return of?.kind === 'path' && !of.parts[0]!.text.includes(' ');
}

// ---------------------------------------------------------------- declarations

const head = { name, label: text };
const source: fc.Arbitrary<SourceAst> = record<SourceAst>({ document: text, clause: text, url: text, from: date, to: date } as never, ['document'] as never).map(one => placed(one) as SourceAst);
const choice = fc.oneof(fc.record({ name }), fc.record({ name, label: text }), fc.record({ label: text })).map(placed) as fc.Arbitrary<{ name?: Name; label?: Text; at: typeof at }>;
const choiceType = fc.record({ kind: fc.constantFrom('choice' as const, 'choices' as const), choices: list(choice, 1, 4) }).map(({ kind, choices }): TypeAst => {
  const only = choices.length === 1 ? choices[0]! : undefined;
  return { kind, ...(only?.name && !only.label && { list: only.name }), choices };
});
const type: fc.Arbitrary<TypeAst> = fc.oneof(
  fc.constantFrom<TypeAst>({ kind: 'text' }, { kind: 'date' }, { kind: 'boolean' }), choiceType,
  fc.record({ kind: fc.constantFrom('count' as const, 'number' as const, 'money' as const), unit: units }), fc.record({ kind: fc.constantFrom('count' as const, 'number' as const, 'money' as const) }),
);
const yes = fc.constant(true);
const field: fc.Arbitrary<FieldAst> = record<FieldAst>({
  ...head, type, required: flag, personal: flag, planned: flag, open: yes, several: yes, emptyWords: list(text, 0, 2), aliases: list(text, 0, 2), refersTo: name,
  lookup: fc.record({ ledger: name, by: list(name, 1, 2) }), computed: expression, otherwise: expression,
} as never, ['name', 'required', 'personal', 'planned', 'emptyWords', 'aliases'] as never).map(one => placed(one) as FieldAst);
const check: fc.Arbitrary<CheckAst> = fc.record({ severity: fc.constantFrom('error' as const, 'warning' as const), label: text, condition: expression }).map(placed);
const column: fc.Arbitrary<ColumnAst> = record<ColumnAst>({ ...head, type, derived: expression, aliases: list(text, 0, 2) } as never, ['name', 'aliases'] as never).map(one => placed(one) as ColumnAst);
const valid = { from: date, to: date, regions: list(text, 0, 2), source };
const some = <T extends object>(all: Record<string, fc.Arbitrary<unknown>>, required: string[]): fc.Arbitrary<T> => fc.record(all, { requiredKeys: required }).map(one => placed(one)) as unknown as fc.Arbitrary<T>;

const ledger = some<DeclarationAst>({ kind: fc.constant('ledger'), ...head, key: list(name, 0, 2), datedBy: name, snapshot: flag, system: flag, shared: flag,
  inForce: fc.record({ from: list(name, 1, 2), to: list(name, 0, 2), through: list(name, 0, 2) }), fields: list(field), checks: list(check, 0, 2) },
['kind', 'name', 'key', 'snapshot', 'system', 'shared', 'fields', 'checks']);
const form = fc.record({ ...head, groups: list(fc.record(head, { requiredKeys: ['name'] }), 0, 2), columns: list(column), inGroups: list(column), checks: list(check, 0, 2) })
  .map(({ name: title, label, groups, columns, inGroups, checks }): DeclarationAst => {
    const own = groups.filter((one, index) => groups.findIndex(other => other.name.text === one.name.text) === index);
    const grouped = own.flatMap((one, index) => inGroups.filter((_, at_) => at_ % own.length === index).map(each => ({ ...each, group: one.name })));
    return placed({ kind: 'form' as const, name: title, label, groups: own as { name: Name; label?: Text }[], columns: [...grouped, ...columns], checks });
  });
const view = fc.record({ ...head, form: name, regions: list(text, 0, 2), from: date, to: date, groups: list(fc.record(head, { requiredKeys: ['name'] }), 0, 2), columns: list(column), inGroups: list(column) }, { requiredKeys: ['name', 'form', 'regions', 'groups', 'columns', 'inGroups'] })
  .map(({ groups, columns, inGroups, ...rest }): DeclarationAst => {
    const own = groups.filter((one, index) => groups.findIndex(other => other.name.text === one.name.text) === index);
    const grouped = own.flatMap((one, index) => inGroups.filter((_, at_) => at_ % own.length === index).map(each => ({ ...each, group: one.name })));
    return placed({ kind: 'view' as const, ...rest, groups: own, columns: [...grouped, ...columns] }) as DeclarationAst;
  });
const rules: fc.Arbitrary<RuleAst> = fc.oneof(
  some<RuleAst>({ kind: fc.constant('fullWhen'), op: ops, value: expression }, ['kind', 'op', 'value']),
  some<RuleAst>({ kind: fc.constant('deductPerStep'), points, rounding: fc.constantFrom('full', 'started'), step: expression, side: fc.constantFrom('below', 'above'), bound: expression, upTo: points }, ['kind', 'points', 'rounding', 'step', 'side', 'bound']),
  some<RuleAst>({ kind: fc.constant('deductWhen'), points, when: expression, upTo: points }, ['kind', 'points', 'when']),
  some<RuleAst>({ kind: fc.constantFrom('deductForEach', 'awardForEach'), points, of: expression, upTo: points }, ['kind', 'points', 'of']),
  some<RuleAst>({ kind: fc.constant('award'), points, op: ops, value: expression }, ['kind', 'points', 'op', 'value']),
  some<RuleAst>({ kind: fc.constant('award'), points, when: expression }, ['kind', 'points']),
  fc.constant<RuleAst>(placed({ kind: 'inProportion' as const })),
  some<RuleAst>({ kind: fc.constant('byHand'), from: points, to: points }, ['kind', 'from', 'to']),
);
const item: fc.Arbitrary<ItemAst> = fc.oneof(
  some<ItemAst>({ indicator: name, points, rules: list(rules), lossUpTo: points }, ['indicator', 'points', 'rules']),
  some<ItemAst>({ label: text, points, rules: list(rules), lossUpTo: points }, ['label', 'points', 'rules']));
const extra: fc.Arbitrary<ExtraAst> = some<ExtraAst>({ upTo: points, items: list(item, 0, 2) }, ['items']);
const cap = some<CapAst>({ label: text, upTo: points, items: list(item, 0, 2) }, ['label', 'upTo', 'items']);
const dimension: fc.Arbitrary<DimensionAst> = some<DimensionAst>({
  label: text, items: list(item), points: list(fc.record({ value: points, group: text }, { requiredKeys: ['value'] }), 1, 2), caps: list(cap, 1, 2) }, ['label', 'items', 'points'])
  .map(one => ({ ...one, items: [...one.items, ...(one.caps ?? []).flatMap(each => each.items)] }));
const verdict = fc.oneof(fc.record({ grade: text }), fc.record({ points }), fc.record({ grade: text, points }));
const veto = fc.tuple(some<object>({ label: text, when: expression }, ['label', 'when']), verdict).map(([one, then]) => ({ ...one, ...then }));
const scorecard = some<DeclarationAst>({
  kind: fc.constant('scorecard'), ...head, groupsBy: path.map(placed), dimensions: list(dimension, 0, 2), bonus: extra, deductions: extra, vetoes: list(veto, 0, 2),
  missing: list(fc.record({ what: fc.constantFrom('notApplicable', 'notReported', 'pending'), rule: fc.constantFrom('rescale', 'full', 'zero') }).map(placed), 0, 2),
  grades: list(fc.oneof(fc.record({ label: text, atLeast: points }, { requiredKeys: ['label'] }), fc.record({ label: text, atLeast: points, exclusive: fc.constant(true) })), 0, 3),
  sources: list(source, 1, 2), ties: fc.constantFrom('shared', 'dense'), combine: list(some<object>({ scorecard: name, weight: points }, ['scorecard', 'weight']), 1, 3),
  subject: some<object>({ ledger: name, whole: flag, datedBy: name, where: expression }, ['ledger', 'whole']),
}, ['kind', 'name', 'dimensions', 'vetoes', 'missing', 'grades']);
const expectation: fc.Arbitrary<ExpectAst> = fc.oneof(
  some<ExpectAst>({ kind: fc.constant('share'), numerator: fc.constantFrom('0', '1'), denominator: fc.constantFrom('2', '3'), pending: fc.nat(9), excluded: fc.nat(9) }, ['kind', 'numerator', 'denominator']),
  some<ExpectAst>({ kind: fc.constant('value'), value: fc.constantFrom('3', '62.5', '-4'), unit: units, pending: fc.nat(9), excluded: fc.nat(9) }, ['kind', 'value']),
  some<ExpectAst>({ kind: fc.constant('value'), value: flag, pending: fc.nat(9) }, ['kind', 'value']),
  some<ExpectAst>({ kind: fc.constant('state'), state: fc.constantFrom('pending', 'not_applicable', 'not_reported', 'error'), pending: fc.nat(9), excluded: fc.nat(9) }, ['kind', 'state']),
);
const cell = fc.constantFrom('', 'A1', '行政处罚', '2024-02-05', 'x // y', '“甲”').map((value): Text => placed({ value }));
const table = fc.tuple(name, fc.integer({ min: 1, max: 3 })).chain(([of, width]) => fc.record({
  ledger: fc.constant(of), columns: list(cell.filter(one => one.value !== ''), width, width), rows: list(list(cell, width, width), 0, 3) })).map(placed);
const example = some<DeclarationAst>({ kind: fc.constant('example'), label: text, indicator: name, asOf: date, year: fc.integer({ min: 2000, max: 2100 }), tables: list(table, 0, 2), expect: expectation },
  ['kind', 'label', 'indicator', 'asOf', 'tables', 'expect']);
const indicator = some<DeclarationAst>({
  kind: fc.constant('indicator'), ...head, sources: list(source, 0, 2), appliesTo: expression, value: expression,
  targets: list(some<object>({ op: ops, value: expression, principle: flag, when: expression }, ['op', 'value', 'principle']), 0, 2),
  better: fc.constantFrom('higher', 'lower'), shownOnly: flag, shownIn: units, shownBy: list(name, 1, 2), note: text, checks: list(check, 1, 2),
}, ['kind', 'name', 'sources', 'targets', 'shownOnly']);
const task = some<DeclarationAst>({ kind: fc.constant('task'), ...head, sources: list(source, 0, 2), lead: text, responsible: list(text, 0, 2), due: expression, doneWhen: expression,
  appliesTo: expression, historic: flag, note: text }, ['kind', 'name', 'sources', 'responsible', 'historic']);
const define = some<DeclarationAst>({ kind: fc.constant('define'), ...head, value: fc.oneof(expression, fc.record({ kind: fc.constant('rows'), ledger: name, where: expression }).map(placed)) }, ['kind', 'name', 'value']);
const order = some<DeclarationAst>({ kind: fc.constant('order'), ...head, values: list(some<object>({ order: list(name, 1, 4), ...valid }, ['order', 'regions']), 0, 2) }, ['kind', 'name', 'values']);
const parameter = some<DeclarationAst>({ kind: fc.constant('parameter'), ...head, choose: flag, values: list(some<object>({ value: expression, ...valid, when: expression }, ['value', 'regions']), 0, 2) },
  ['kind', 'name', 'choose', 'values']);
const pack = some<DeclarationAst>({ kind: fc.constant('pack'), ...head, authority: text, region: text, version: text, from: date }, ['kind', 'name']);
const use = some<DeclarationAst>({ kind: fc.constant('use'), pack: text }, ['kind', 'pack']);
const choices = some<DeclarationAst>({ kind: fc.constant('list'), ...head, choices: list(choice, 0, 4) }, ['kind', 'name', 'choices']);

// Figures of a report's texts: paths, and what is made of them.
const figurePath = path.map(placed) as fc.Arbitrary<ExprAst>;
const figureOf = fc.oneof(figurePath, figurePath.map(operand => placed({ kind: 'growth' as const, operand }) as ExprAst), fc.tuple(figurePath, units).map(([operand, unit]) => placed({ kind: 'convert' as const, operand, unit }) as ExprAst),
  fc.tuple(figurePath, figurePath).map(([left, right]) => placed({ kind: 'arithmetic' as const, op: '/' as const, left, right }) as ExprAst));
const figurePiece: fc.Arbitrary<PieceAst> = fc.oneof(figureOf.map((value): PieceAst => placed({ kind: 'figure' as const, value })),
  fc.tuple(fc.integer({ min: 1, max: 5 }), figurePath).map(([count, of]): PieceAst => placed({ kind: 'largest' as const, count, of })));
const wordsPiece = fc.constantFrom('作出行政处罚', '宗，', '“', 'of the year ').map((words): PieceAst => ({ kind: 'words', text: words }));
/** Words, a figure, words …; maybe parts that may be left out; maybe a second literal. */
const template: fc.Arbitrary<TemplateAst> = fc.array(fc.tuple(wordsPiece, fc.oneof(figurePiece, fc.array(fc.tuple(wordsPiece, figurePiece), { minLength: 1, maxLength: 2 }).map((pairs): PieceAst => ({ kind: 'optional', pieces: pairs.flat() })), fc.constant<PieceAst>({ kind: 'break' }))), { maxLength: 3 })
  .map(pairs => placed({ pieces: [...pairs.flat(), { kind: 'words' as const, text: '。' }] }));
const worded = fc.record({ zh: template, en: template }, { requiredKeys: ['zh'] }) as fc.Arbitrary<WordedAst>;
const reportWhen = fc.oneof(expression, name.map(of => placed({ kind: 'noDuty' as const, form: of }))) as fc.Arbitrary<ReportWhenAst>;
const reportNote = some<ReportNoteAst>({ text: worded, when: reportWhen }, ['text']);
const reportColumn = some<ReportColumnAst>({ ...head, en: text, type: type.filter(one => one.kind === 'count' || one.kind === 'money' || one.kind === 'number'), value: expression }, ['name', 'value']);
const plainItems: fc.Arbitrary<ReportItemAst>[] = [
  some<ReportItemAst>({ kind: fc.constant('table'), ...head, en: text, totals: flag, columns: list(reportColumn, 0, 2), notes: list(reportNote, 0, 1), when: reportWhen }, ['kind', 'name', 'totals', 'columns', 'notes']),
  some<ReportItemAst>({ kind: fc.constant('chart'), ...head, en: text, of: figurePath, columns: list(reportColumn, 0, 2), notes: list(reportNote, 0, 1), when: reportWhen }, ['kind', 'name', 'columns', 'notes']),
  some<ReportItemAst>({ kind: fc.constant('text'), name, text: worded, when: reportWhen }, ['kind', 'text']),
  some<ReportItemAst>({ kind: fc.constant('toWrite'), name, text: worded }, ['kind', 'name', 'text']),
  some<ReportItemAst>({ kind: fc.constant('note'), text: worded, when: reportWhen }, ['kind', 'text']),
];
const reportItem: fc.Arbitrary<ReportItemAst> = fc.oneof(...plainItems, some<ReportItemAst>({ kind: fc.constant('section'), label: text, en: text, items: list(fc.oneof(...plainItems), 0, 2), when: reportWhen }, ['kind', 'label', 'items']));
const reportPart = some<ReportPartAst>({ ...head, en: text, sameAs: name, when: reportWhen, items: list(reportItem, 0, 3) }, ['items']);
const yearly = yearDay.map((one): DateAst => placed(one));
const report = some<DeclarationAst>({
  kind: fc.constant('report'), ...head, base: name, layout: fc.constantFrom('A', 'A′', 'D').map(value => placed({ value })), sources: list(source, 0, 1), title: worded, submitBy: yearly, publishBy: yearly, regions: list(text, 0, 2),
  combinedBy: some<object>({ order: name }, []), leaveOut: list(some<LeaveOutAst>({ ledger: name, where: expression, because: worded }, ['ledger', 'because']), 0, 1), suppressBelow: fc.constantFrom('3', '10').map(value => placed({ value })),
  notes: list(reportNote, 0, 1), parts: list(reportPart, 0, 2),
}, ['kind', 'name', 'sources', 'regions', 'leaveOut', 'notes', 'parts']);

/** One declaration of any kind. */
export const declaration: fc.Arbitrary<DeclarationAst> = fc.oneof(
  ledger, form, view, order, parameter, define, define, indicator, indicator, task, scorecard, report, report, example, pack, use, choices);
