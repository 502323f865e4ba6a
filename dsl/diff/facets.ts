/** A declaration taken apart: each part with its meaning (for comparing) and in words (for telling). */
import type { Check, Column, Expr, Field, Form, Indicator, Item, Ledger, Order, Pack, Parameter, Program, Scorecard, Source, Task, Unit, ValueType, View } from '../program.ts';
import { unitWords } from '../check/units.ts';
import { typeWords } from '../check/types.ts';
import { conditionWords, expressionWords, ruleWords, targetWords, valueWords, type Both } from '../words/index.ts';
import { spoken } from '../words/labels.ts';
import { dateWords } from '../words/numbers.ts';
import type { Meaning } from './meaning.ts';

/** `part` is the same in both programs for what is compared with each other: `value`, `field:kind`, `item:公示率`. */
export interface Facet { part: string; title: Both; meaning: unknown; words: Both }

export const both = (zh: string, en: string): Both => ({ zh, en });
export const same = (text: string): Both => both(text, text);
export const listed = (words: Both[], zh = '；', en = '; '): Both => both(words.map((one) => one.zh).join(zh), words.map((one) => one.en).join(en));
export const facet = (part: string, title: Both, meaning: unknown, words: Both): Facet => ({ part, title, meaning, words });
/** None where there is nothing to say. */
export const some = (there: unknown, make: () => Facet): Facet[] => (there === undefined || there === false || (Array.isArray(there) && there.length === 0) ? [] : [make()]);

// ---------------------------------------------------------------- small parts

function sourceWords({ document, clause, url, from, to }: Source): Both {
  const name = [document, clause, url].filter((part) => part !== undefined).join(' ');
  return both(`${name}${from ? `，自${dateWords(from).zh}` : ''}${to ? `至${dateWords(to).zh}` : ''}`, `${name}${from ? `, from ${dateWords(from).en}` : ''}${to ? ` to ${dateWords(to).en}` : ''}`);
}
export const sources = (list: Source[] | undefined, meaning: Meaning): Facet[] => some(list, () => facet('source', both('依据', 'source'), meaning.of(list), listed(list!.map(sourceWords))));

function checks(program: Program, list: Check[] | undefined, meaning: Meaning): Facet[] {
  return (list ?? []).map(({ label, severity, condition }) => {
    const words = conditionWords(program, condition);
    return facet(`check:${label}`, both(`校验“${label}”`, `check “${label}”`), [severity, meaning.of(condition)],
      both(`${severity === 'error' ? '必须' : '提示'}：${words.zh}`, `${severity === 'error' ? 'hard' : 'soft'}: ${words.en}`));
  });
}

/** A condition on the agency, said of the agency. */
const applies = (program: Program, condition: Expr | undefined, meaning: Meaning): Facet[] =>
  some(condition, () => facet('applies to', both('适用', 'applies to'), meaning.of(condition), conditionWords(program, condition!)));

const choicesWords = (type: ValueType): string => (type.kind === 'choice' || type.kind === 'choices' ? type.choices.join('、') : '');

// ---------------------------------------------------------------- what is measured

export function indicatorFacets(program: Program, one: Indicator, meaning: Meaning): Facet[] {
  const way = one.better === 'higher' ? both('越高越好', 'higher is better') : both('越低越好', 'lower is better');
  return [
    ...sources(one.sources, meaning),
    ...applies(program, one.appliesTo, meaning),
    facet('value', both('取值', 'value'), meaning.of(one.value), expressionWords(program, one.value)),
    ...some(one.targets, () => facet('target', both('目标', 'target'), one.targets.map((target) => meaning.of(target)), targetWords(one, program))),
    ...some(one.better, () => facet('better', both('方向', 'direction'), one.better, way)),
    ...some(one.shownOnly, () => facet('shown only', both('用途', 'use'), true, both('仅供参考', 'shown only'))),
    ...some(one.shownIn, () => facet('shown in', both('显示单位', 'shown in'), one.shownIn, unitWords(one.shownIn!))),
    ...some(one.shownBy, () => facet('shown by', both('分组显示', 'shown grouped by'), one.shownBy, both(one.shownBy!.join('、'), one.shownBy!.map(spoken).join(', ')))),
    ...checks(program, one.checks, meaning),
  ];
}

export function taskFacets(program: Program, one: Task, meaning: Meaning): Facet[] {
  return [
    ...sources(one.sources, meaning),
    ...some(one.lead, () => facet('lead', both('牵头', 'lead'), one.lead, same(one.lead!))),
    ...some(one.responsible, () => facet('responsible', both('责任', 'responsible'), one.responsible, same(one.responsible.join('、')))),
    facet('due', both('期限', 'due'), meaning.of(one.due), valueWords(program, one.due)),
    ...some(one.doneWhen, () => facet('done when', both('完成', 'done when'), meaning.of(one.doneWhen), conditionWords(program, one.doneWhen!))),
    ...applies(program, one.appliesTo, meaning),
    ...some(one.historic, () => facet('historic', both('历史期限', 'historic'), true, both('只作历史记载', 'kept as history'))),
  ];
}

/** From, to, where and in which case something holds. */
function validity({ from, to, regions, source }: { from?: string; to?: string; regions?: string[]; source?: Source }): { zh: string; en: string } {
  const zh = [from && `自${dateWords(from).zh}`, to && `至${dateWords(to).zh}`, regions && `限${regions.join('、')}`, source && `依据${sourceWords(source).zh}`].filter(Boolean).join('，');
  const en = [from && `from ${dateWords(from).en}`, to && `to ${dateWords(to).en}`, regions && `in ${regions.join(', ')}`, source && sourceWords(source).en].filter(Boolean).join(', ');
  return both(zh && `（${zh}）`, en && ` (${en})`);
}

export function parameterFacets(program: Program, one: Parameter, meaning: Meaning): Facet[] {
  const words = one.values.map((value): Both => {
    const is = valueWords(program, value.value), valid = validity(value), when = value.when && conditionWords(program, value.when);
    return both(`${when ? `${when.zh}的，` : ''}${is.zh}${valid.zh}`, `${is.en}${when ? ` where ${when.en}` : ''}${valid.en}`);
  });
  return [
    ...some(one.choose, () => facet('choose', both('任选', 'choose'), true, both('由管理员选定', 'an administrator picks one'))),
    facet('values', both('取值', 'values'), one.values.map((value) => meaning.of(value)), listed(words)),
  ];
}

export function orderFacets(one: Order, meaning: Meaning): Facet[] {
  const words = one.values.map((value): Both => {
    const { region, ...rest } = value, valid = validity({ ...rest, ...(region && { regions: region }) });
    return both(`${value.order.join('＜')}${valid.zh}`, `${value.order.join(' < ')}${valid.en}`);
  });
  return [facet('values', both('次序', 'order'), one.values.map((value) => meaning.of(value)), listed(words))];
}

// ---------------------------------------------------------------- what figures are

export function ledgerFacets(program: Program, one: Ledger, meaning: Meaning): Facet[] {
  const field = (name: string): string => one.fields.find((each) => each.name === name)?.label ?? name;
  const names = (list: string[]): Both => both(list.map(field).join('、'), list.map(spoken).join(', '));
  const mapped = (list: string[]): string[] => list.map((name) => meaning.fieldName(one.name, name));
  const { from = [], to = [], through = [] } = one.inForce ?? {};
  return [
    facet('key', both('主键', 'key'), mapped(one.key), names(one.key)),
    ...some(one.datedBy, () => facet('dated by', both('年度依', 'dated by'), mapped([one.datedBy!]), names([one.datedBy!]))),
    ...some(one.inForce, () => facet('in force', both('有效期', 'in force'), [mapped(from), mapped(to), mapped(through)], both(
      [`自${names(from).zh}`, to.length > 0 && `至${names(to).zh}`, through.length > 0 && `有效至${names(through).zh}`].filter(Boolean).join(''),
      [`from ${names(from).en}`, to.length > 0 && `to ${names(to).en}`, through.length > 0 && `through ${names(through).en}`].filter(Boolean).join(' ')))),
    ...some(one.snapshot, () => facet('snapshot', both('快照', 'snapshot'), true, both('每次报送是当年的状态', 'a hand-in is the state for its year'))),
    ...some(one.system, () => facet('system', both('系统记录', 'kept by system'), true, both('由系统记录', 'kept by the system'))),
    ...some(!one.hasAgency, () => facet('shared', both('公用', 'shared'), true, both('不分执法主体', 'not kept by agency'))),
    ...one.fields.map((each) => facet(`field:${meaning.fieldName(one.name, each.name)}`, both(`字段“${each.label}”`, `field ${spoken(each.name)}`), fieldMeaning(one, each, meaning), fieldWords(program, each))),
    ...checks(program, one.checks, meaning),
  ];
}

/** What a field is, but for its name and label. */
export function fieldMeaning(ledger: Ledger, field: Field, meaning: Meaning): unknown {
  const { type, required, integer, personal, open, several, planned, emptyWords, aliases, refersTo, lookup, computed, otherwise } = field;
  return {
    type, required, integer, personal, open, several, planned, emptyWords, aliases: [...aliases ?? []].sort(),
    refersTo: refersTo && meaning.name('ledgers', refersTo.ledger),
    lookup: lookup && { ledger: meaning.name('ledgers', lookup.ledger), match: lookup.match.map(({ field: name, by }) => [meaning.fieldName(ledger.name, name), by]) },
    computed: computed && meaning.of(computed), otherwise: otherwise && meaning.of(otherwise),
  };
}

function fieldWords(program: Program, field: Field): Both {
  const type = typeWords(field.type), choices = choicesWords(field.type);
  const computed = field.computed && expressionWords(program, field.computed), otherwise = field.otherwise && valueWords(program, field.otherwise);
  const parts: (Both | false | undefined)[] = [
    both(choices ? `${type.zh}（${choices}）` : type.zh, choices ? `${type.en} (${choices})` : type.en),
    field.required && both('必填', 'required'), field.open && both('可另填', 'open'), field.several && both('可填多个', 'several'),
    field.personal && both('个人信息', 'personal'), field.planned && both('计划', 'planned'),
    field.refersTo && both(`指向${program.ledgers[field.refersTo.ledger]?.label ?? field.refersTo.ledger}`, `refers to ${spoken(field.refersTo.ledger)}`),
    field.lookup && both(`查找${program.ledgers[field.lookup.ledger]?.label ?? field.lookup.ledger}`, `looks up ${spoken(field.lookup.ledger)}`),
    computed && both(`由${computed.zh}算出`, `computed as ${computed.en}`), otherwise && both(`未填时取${otherwise.zh}`, `${otherwise.en} where empty`),
    field.emptyWords && field.emptyWords.length > 0 && both(`${field.emptyWords.join('、')}视为空`, `${field.emptyWords.join(', ')} mean empty`),
    field.aliases && field.aliases.length > 0 && both(`又名${field.aliases.join('、')}`, `also ${field.aliases.join(', ')}`),
  ];
  return listed(parts.filter((part): part is Both => Boolean(part)), '，', ', ');
}

function columnFacet(program: Program, of: string, one: Column, meaning: Meaning): Facet {
  const { name, label, derived, aliases, integer, group } = one, from = derived && valueWords(program, derived);
  const unit = unitOf(one.unit);
  return facet(`column:${meaning.columnName(of, name)}`, both(`列“${label}”`, `column ${spoken(name)}`), { unit: one.unit, integer, group, aliases: [...aliases ?? []].sort(), derived: derived && meaning.of(derived) },
    both([unit.zh, one.group && `列组${one.group}`, from && `＝${from.zh}`, aliases && aliases.length > 0 && `又名${aliases.join('、')}`].filter(Boolean).join('，'),
      [unit.en, one.group && `in ${spoken(one.group)}`, from && `= ${from.en}`, aliases && aliases.length > 0 && `also ${aliases.join(', ')}`].filter(Boolean).join(', ')));
}
const unitOf = (unit: Unit): Both => (unit === '1' ? both('数', 'a number') : both(`单位${unitWords(unit).zh}`, `in ${unitWords(unit).en}`));

export function formFacets(program: Program, one: Form, meaning: Meaning): Facet[] {
  return [...one.columns.map((column) => columnFacet(program, one.name, column, meaning)), ...checks(program, one.checks, meaning)];
}
export function viewFacets(program: Program, one: View, meaning: Meaning): Facet[] {
  return [
    facet('form', both('统计表', 'form'), meaning.name('forms', one.form), both(program.forms[one.form]?.label ?? one.form, spoken(one.form))),
    ...some(one.regions, () => facet('regions', both('适用地区', 'regions'), [...one.regions!].sort(), same(one.regions!.join('、')))),
    ...some(one.from, () => facet('from', both('自', 'from'), one.from, same(one.from!))), ...some(one.to, () => facet('to', both('至', 'to'), one.to, same(one.to!))),
    ...one.columns.map((column) => columnFacet(program, one.name, column, meaning)),
  ];
}

export function packFacets(one: Pack): Facet[] {
  const plain = (part: 'authority' | 'region' | 'version' | 'from' | 'to', title: Both): Facet[] => some(one[part], () => facet(part, title, one[part], same(one[part]!)));
  return [
    ...plain('authority', both('制定机关', 'authority')), ...plain('region', both('适用地区', 'region')), ...plain('version', both('版本', 'version')),
    ...plain('from', both('施行自', 'valid from')), ...plain('to', both('施行至', 'valid to')),
    ...some(one.uses, () => facet('uses', both('引用', 'uses'), [...one.uses!].sort(), same(one.uses!.join('、')))),
  ];
}

// ---------------------------------------------------------------- scorecards

export function scorecardFacets(program: Program, one: Scorecard, meaning: Meaning): Facet[] {
  const rows = one.subject, where = rows?.where && conditionWords(program, rows.where);
  const missing = { rescale: both('折算', 'rescale'), full: both('满分', 'full'), zero: both('零分', 'zero') };
  const extra = (part: 'bonus' | 'deductions', title: Both): Facet[] => {
    const found = one[part];
    return found ? [facet(part, title, found.upTo, both(`最多${found.upTo}分`, `at most ${found.upTo}`)), ...found.items.map((item) => itemFacet(program, title, item, meaning))] : [];
  };
  return [
    ...sources(one.sources, meaning),
    ...some(rows, () => facet('subject', both('考评对象', 'subject'), meaning.of(rows), both(`${program.ledgers[rows!.ledger]?.label ?? rows!.ledger}${where ? `中${where.zh}的` : ''}`, `${spoken(rows!.ledger)}${where ? ` where ${where.en}` : ''}`))),
    facet('groups by', both('分组依', 'groups by'), one.groupsBy && meaning.fieldName('agencies', one.groupsBy), both(program.ledgers['agencies']?.fields.find((field) => field.name === one.groupsBy)?.label ?? one.groupsBy, spoken(one.groupsBy))),
    ...some(one.combine, () => facet('combine', both('合成', 'combine'), one.combine!.map(({ scorecard, weight }) => [meaning.name('scorecards', scorecard), weight]),
      listed(one.combine!.map(({ scorecard, weight }) => both(`${program.scorecards[scorecard]?.label ?? scorecard}${weight}%`, `${spoken(scorecard)} ${weight}%`)), '，', ', '))),
    ...one.dimensions.flatMap((dimension) => [
      facet(`dimension:${dimension.label}`, both(`维度“${dimension.label}”`, `dimension “${dimension.label}”`), [dimension.points, dimension.caps?.map(({ label, upTo, items }) => [label, upTo, items.length])], listed([
        ...Object.entries(dimension.points).map(([group, points]) => both(`${group}${points}分`, `${group ? `${group} ` : ''}${points} points`)),
        ...(dimension.caps ?? []).map(({ label, upTo }) => both(`“${label}”合计最多扣${upTo}分`, `“${label}” together at most ${upTo} off`)),
      ], '，', ', ')),
      ...dimension.items.map((item) => itemFacet(program, same(dimension.label), item, meaning)),
    ]),
    ...extra('bonus', both('加分', 'bonus')), ...extra('deductions', both('额外扣分', 'extra deductions')),
    ...one.vetoes.map((veto) => {
      const when = conditionWords(program, resolved(program, veto.when));
      const zh = [veto.grade && `定为“${veto.grade}”`, veto.points !== undefined && `得${veto.points}分`].filter(Boolean).join('，');
      const en = [veto.grade && `grade “${veto.grade}”`, veto.points !== undefined && `${veto.points} points`].filter(Boolean).join(', ');
      return facet(`veto:${veto.label}`, both(`一票否决“${veto.label}”`, `veto “${veto.label}”`), [meaning.of(veto.when), veto.grade, veto.points], both(`${when.zh}的，${zh}`, `${en} where ${when.en}`));
    }),
    facet('missing', both('缺项', 'missing items'), one.missing, both(
      `不适用${missing[one.missing.notApplicable].zh}，未报送${missing[one.missing.notReported].zh}，未到期${missing[one.missing.pending].zh}`,
      `not applicable: ${missing[one.missing.notApplicable].en}, not reported: ${missing[one.missing.notReported].en}, pending: ${missing[one.missing.pending].en}`)),
    facet('grades', both('等次', 'grades'), one.grades, same(one.grades.map(({ label, atLeast, exclusive }) => `${label}${atLeast === undefined ? '' : ` ${exclusive ? '>' : '≥'} ${atLeast}`}`).join(', '))),
    ...some(one.ties, () => facet('ties', both('并列', 'ties'), one.ties, both('连号', 'no rank is skipped'))),
  ];
}

/** Items are known by their indicator, or by their label. */
function itemFacet(program: Program, dimension: Both, item: Item, meaning: Meaning): Facet {
  const { indicator } = item;
  const rules = item.rules.map((rule) => ruleWords(program, resolved(program, rule)));
  const value = item.value && valueWords(program, item.value);
  const all: Both[] = [
    both(`${dimension.zh}，${item.points}分`, `${dimension.en}, ${item.points} points`), ...(value ? [both(`取${value.zh}`, `by ${value.en}`)] : []), ...rules,
    ...(item.lossUpTo === undefined ? [] : [both(`累计最多扣${item.lossUpTo}分`, `in all at most ${item.lossUpTo} off`)]),
  ];
  return facet(`item:${indicator ? `indicator ${meaning.name('indicators', indicator)}` : item.label}`, both(`评分点“${item.label}”`, `item ${indicator ? spoken(indicator) : `“${item.label}”`}`),
    [dimension.zh, item.points, item.lossUpTo, meaning.of(item.value), item.rules.map((rule) => meaning.of(rule))], listed(all));
}

/** A part with internal indicators replaced by what they compute, so that it can be put into words. */
function resolved<T>(program: Program, part: T): T {
  if (Array.isArray(part)) return part.map((one: unknown) => resolved(program, one)) as T;
  if (!part || typeof part !== 'object') return part;
  const one = part as unknown as Expr;
  const inner = one.kind === 'indicator' ? program.indicators[one.name] : undefined;
  if (inner?.internal) return resolved(program, inner.value) as unknown as T;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === 'type' || key === 'at' ? value : resolved(program, value)])) as T;
}
