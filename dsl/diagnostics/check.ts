/** What checking the meaning of a program can say. */
import { error, warning } from './entry.ts';

/** Something in both languages; of a declared thing its label and its name. */
interface Both { zh: string; en: string }
/** A name that is not known; `where` is the thing it was looked for in, left out where that is everything. */
interface Unknown { name: string; where?: Both }

/** The members of a circle; the middle of a long one is left out. */
function circle(names: string[]): string {
  return (names.length > 10 ? [...names.slice(0, 5), '…', ...names.slice(-4)] : names).join(' → ');
}

export const checkMessages = {
  // ---- names
  'unknown-ledger': error<Unknown>(
    p => `没有名为“${p.name}”的台账`, p => `there is no ledger “${p.name}”`),
  'unknown-field': error<Unknown>(
    p => `台账“${p.where?.zh}”没有字段“${p.name}”`, p => `ledger “${p.where?.en}” has no field “${p.name}”`),
  'unknown-form': error<Unknown>(
    p => `没有名为“${p.name}”的统计表`, p => `there is no form “${p.name}”`),
  'unknown-column': error<Unknown>(
    p => `统计表“${p.where?.zh}”没有列“${p.name}”`, p => `form “${p.where?.en}” has no column “${p.name}”`),
  'unknown-group': error<Unknown>(
    p => `没有名为“${p.name}”的列组`, p => `there is no group of columns “${p.name}”`),
  'unknown-choice': error<Unknown>(
    p => `“${p.name}”不是“${p.where?.zh}”的可选值`, p => `“${p.name}” is not a choice of “${p.where?.en}”`),
  'several-not-followed': error<{ name: string; field: Both; ledger: Both }>(
    p => `“${p.field.zh}”一格可填多个，要写明是其中任一还是每一个“${p.ledger.zh}”`, p => `a cell of “${p.field.en}” may name several of “${p.ledger.en}”: say whether any or every one is meant`,
    { zh: p => `写 任一 ${p.name} 满足 …（至少一个）或 每一 ${p.name} 满足 …（全部）`, en: p => `write: any ${p.name} with … (one at least), or: every ${p.name} with … (all of them)` }),
  'choice-not-listed': warning<{ name: string; where: Both }>(
    p => `“${p.name}”不在“${p.where.zh}”列出的值之内，按另填的值处理`, p => `“${p.name}” is not among the listed values of “${p.where.en}”; taken as one written in`),
  'unknown-indicator': error<Unknown>(
    p => `没有名为“${p.name}”的指标`, p => `there is no indicator “${p.name}”`),
  'unknown-order': error<Unknown>(
    p => `没有名为“${p.name}”的次序`, p => `there is no order “${p.name}”`),
  'unknown-list': error<Unknown>(
    p => `没有名为“${p.name}”的清单`, p => `there is no list “${p.name}”`),
  'unknown-name': error<Unknown>(
    p => p.where ? `“${p.where?.zh}”中没有“${p.name}”，也没有这个名称的口径、参数` : `没有名为“${p.name}”的指标、口径、参数或执法主体字段`,
    p => p.where ? `“${p.name}” is neither a field of “${p.where?.en}” nor a define or parameter` : `“${p.name}” is not an indicator, define, parameter or field of agencies`),
  'unknown-agency-field': error<Unknown>(
    p => `执法主体名录没有字段“${p.name}”`, p => `the ledger of agencies has no field “${p.name}”`),
  'unknown-region': error<Unknown>(
    p => `不认识的地区“${p.name}”`, p => `unknown region “${p.name}”`,
    { zh: () => '写省级名称（如 山西）或行政区划代码（如 "320900"）', en: () => 'write a province (山西) or a GB/T 2260 code ("320900")' }),
  'reserved-name': error<{ name: string }>(p => `不能用“${p.name}”作名称`, p => `“${p.name}” cannot be a name`),
  'agency-field-in-row': error<{ name: string; row: Both }>(
    p => `“${p.name}”不是“${p.row.zh}”的字段，而是执法主体的`, p => `“${p.name}” is not a field of “${p.row.en}” but of the agency`),
  'ambiguous-name': error<{ name: string; names: string[] }>(
    p => `“${p.name}”可指：${p.names.join('、')}`, p => `“${p.name}” may mean ${p.names.join(' or ')}`),
  'duplicate-name': error<{ name: string; place: string }>(
    p => `“${p.name}”已在 ${p.place} 声明`, p => `“${p.name}” is already declared at ${p.place}`),
  'duplicate-field': error<{ name: string }>(
    p => `字段“${p.name}”重复`, p => `field “${p.name}” is declared twice`),
  'duplicate-column': error<{ name: string }>(
    p => `列“${p.name}”重复`, p => `column “${p.name}” is declared twice`),
  'duplicate-choice': error<{ name: string }>(
    p => `可选值“${p.name}”重复`, p => `choice “${p.name}” is listed twice`),

  // ---- packs
  'unknown-pack': error<{ name: string }>(
    p => `没有名为“${p.name}”的指标包`, p => `there is no pack “${p.name}”`),
  'cyclic-packs': error<{ names: string[] }>(
    p => `指标包互相引用：${circle(p.names)}`, p => `packs use each other: ${circle(p.names)}`),
  'too-many-packs': error<{ limit: number }>(
    p => `引用的指标包过多（超过${p.limit}个）`, p => `too many packs are used (more than ${p.limit})`),
  'second-pack': error<{ name: string }>(
    p => `一个文件只能声明一个指标包，此前已有“${p.name}”`, p => `a file is one pack: it is already “${p.name}”`),

  // ---- ledgers and forms
  'ledger-without-key': error<{ name: Both }>(
    p => `台账“${p.name.zh}”没有主键`, p => `ledger “${p.name.en}” has no key`,
    { zh: () => '写 主键 字段', en: () => 'write: key field' }),
  'ledger-without-date': error<{ name: Both }>(
    p => `台账“${p.name.zh}”没有写明按哪个日期归入年度`, p => `ledger “${p.name.en}” does not say which date puts a row into a year`,
    { zh: () => '写 年度依 日期字段；只存现状的台账写 快照', en: () => 'write: dated by a date field; a ledger that holds a state is a snapshot' }),
  'date-field-wanted': error<{ name: Both }>(
    p => `“${p.name.zh}”不是日期字段`, p => `“${p.name.en}” is not a date field`),
  'field-without-type': error<{ name: string }>(
    p => `字段“${p.name}”没有写类型`, p => `field “${p.name}” has no type`,
    { zh: () => '可写 文本、日期、是/否、计数、金额、取自 …', en: () => 'write text, date, yes/no, count, money, one of …' }),
  'reference-needs-key': error<{ name: Both }>(
    p => `“${p.name.zh}”的主键不是一个字段，不能被指向`, p => `“${p.name.en}” cannot be referred to: its key is not one field`),
  'column-not-a-number': error<{ name: Both }>(
    p => `统计表的列“${p.name.zh}”只能是数`, p => `column “${p.name.en}” of a form must be a number`),
  'cyclic-fields': error<{ names: Both[] }>(
    p => `字段互相引用：${p.names.map(one => one.zh).join(' → ')}`, p => `fields refer to each other: ${p.names.map(one => one.en).join(' → ')}`),
  'several-of-unordered': error<{ name: Both; names: string[] }>(
    p => `次序“${p.name.zh}”里的“${p.names.join('”、“')}”不是任何多选字段的可选值`, p => `“${p.names.join('”, “')}” in order “${p.name.en}” are not choices of any field`),
  'order-incomplete': warning<{ name: Both; names: string[] }>(
    p => `次序“${p.name.zh}”没有列入：${p.names.join('、')}`, p => `order “${p.name.en}” leaves out ${p.names.join(', ')}`),

  // ---- types
  'not-a-condition': error<{ what: Both }>(
    p => `此处应为条件，而这是${p.what.zh}`, p => `a condition is wanted here, this is ${p.what.en}`),
  'not-a-number': error<{ what: Both }>(
    p => `此处应为数，而这是${p.what.zh}`, p => `a number is wanted here, this is ${p.what.en}`),
  'not-a-date': error<{ what: Both }>(
    p => `此处应为日期，而这是${p.what.zh}`, p => `a date is wanted here, this is ${p.what.en}`),
  'cannot-compare': error<{ left: Both; right: Both }>(
    p => `${p.left.zh}不能与${p.right.zh}比较`, p => `${p.left.en} cannot be compared with ${p.right.en}`),
  'no-order': error<{ what: Both }>(
    p => `${p.what.zh}没有大小，只能用 =、≠ 或 属于`, p => `${p.what.en} has no order: only =, != and in have a meaning`),
  'several-values': error<{ name: Both }>(
    p => `“${p.name.zh}”可有多个值，应写 含`, p => `“${p.name.en}” may have several values: write has`),
  'choice-as-condition': error<{ name: string; field: Both }>(
    p => `“${p.name}”是“${p.field.zh}”的可选值，不是条件`, p => `“${p.name}” is a choice of “${p.field.en}”, not a condition`,
    { zh: p => `多个可选值写作 ${p.field.zh} 属于 …、${p.name}`, en: p => `write: ${p.field.en} in …, ${p.name}` }),
  'text-needs-quotes': error<{ name: string; field: Both }>(
    p => `“${p.field.zh}”是文本，右边的文字要加引号`, p => `“${p.field.en}” is text: what it is compared with needs quotation marks`),
  'unlike-units': error<{ left: Both; right: Both }>(
    p => `单位不同：${p.left.zh}与${p.right.zh}`, p => `unlike units: ${p.left.en} and ${p.right.en}`),
  'percent-wanted': error<{ value: string }>(
    p => `占比要与百分数比较：“${p.value}”应写作“${p.value}%”`, p => `a share is compared with a percentage: write ${p.value}%`),
  'unit-wanted': error<{ unit: Both }>(
    p => `此数要写单位：${p.unit.zh}`, p => `this number needs a unit: ${p.unit.en}`),
  'cannot-convert': error<{ from: Both; to: Both }>(
    p => `${p.from.zh}不能折为${p.to.zh}`, p => `${p.from.en} cannot be converted to ${p.to.en}`),
  'times-hundred': warning(
    () => '比值本身就是百分比，不必乘100', () => 'a quotient is a ratio already: leave out × 100'),
  'within-needs-days': error<{ what: Both }>(
    p => `期限应为工作日或日，而这是${p.what.zh}`, p => `a term is a number of workdays or days, this is ${p.what.en}`),
  'term-not-whole': error<{ value: string }>(
    p => `期限应为不小于1的整数，而不是${p.value}`, p => `a term is a whole number of 1 or more, not ${p.value}`),
  'by-is-meant': warning<{ name: Both }>(
    p => `“${p.name.zh}”可能未填：与期限比较时，未填的不算逾期也不算未到期`, p => `“${p.name.en}” may be empty: compared with a deadline, an empty date is neither late nor pending`,
    { zh: () => '写 不晚于', en: () => 'write by' }),
  'date-arithmetic': error(
    () => '日期不能加减', () => 'dates cannot be added or subtracted',
    { zh: () => '写 自 … 至 … 工作日数，或 在 … 起 N个工作日内', en: () => 'write workdays from … to …, or within N workdays of …' }),

  // ---- places
  'field-outside-rows': error<{ ledger: string; field: string }>(
    p => `“${p.ledger}”的“${p.field}”每行一个值，要先汇总`, p => `“${p.field}” of “${p.ledger}” has a value on each row: it must be aggregated`,
    { zh: p => `例如 合计（${p.ledger}.${p.field}）、最早（${p.ledger}.${p.field}）`, en: p => `for example sum(${p.ledger}.${p.field}) or earliest(${p.ledger}.${p.field})` }),
  'foreign-field': error<{ ledger: string; field: string; row: Both }>(
    p => `“${p.row.zh}”的一行里看不到“${p.ledger}”的字段“${p.field}”`, p => `a row of “${p.row.en}” does not see field “${p.field}” of “${p.ledger}”`),
  'ledger-as-value': error<{ name: string }>(
    p => `“${p.name}”是台账，不是数`, p => `“${p.name}” is a ledger, not a number`,
    { zh: p => `写 计数（${p.name}）`, en: p => `write count(${p.name})` }),
  'form-as-value': error<{ name: string }>(
    p => `“${p.name}”是统计表，要写明列`, p => `“${p.name}” is a form: name a column of it`,
    { zh: p => `写 ${p.name}.列名`, en: p => `write ${p.name}.column` }),
  'agency-figure-in-row': error<{ name: string }>(
    p => `“${p.name}”是整个执法主体的数，不能用在逐行的条件里`, p => `“${p.name}” is a figure of the whole agency and has no place in a condition on rows`),
  'share-in-row': error(
    () => '占比是整个执法主体的数，不能用在逐行的条件里', () => 'a share is a figure of the whole agency and has no place in a condition on rows'),
  'varies-in-group': error<{ name: string }>(
    p => `同一组内各行的“${p.name}”可能不同，要先汇总`, p => `“${p.name}” may differ between the rows of a group: it must be aggregated`,
    { zh: p => `例如 末次（…${p.name}）、最大（…${p.name}）`, en: p => `for example last(….${p.name}) or max(….${p.name})` }),
  'across-not-here': error(
    () => '“跨主体”只用于整个执法主体的数', () => 'across agencies has its place in figures of the whole agency only',
    { zh: () => '写 L 中 跨主体 按 … 分组，… 的 占比，组内不必再写', en: () => 'write: share of L across agencies grouped by … with …; in the groups it is not said again' }),
  'forms-only-summed': error<{ form: Both }>(
    p => `各主体的“${p.form.zh}”只能求和`, p => `the forms “${p.form.en}” of all agencies can only be summed`,
    { zh: () => '写 合计（统计表.列 跨主体）', en: () => 'write: sum(form.column across agencies)' }),
  'forms-chosen-by-agency': error(
    () => '跨主体汇总统计表时，条件只能用执法主体的字段', () => 'forms of all agencies are chosen by fields of agencies only',
    { zh: () => '例如 其中 agency.上级机关 ＝ 统一社会信用代码', en: () => 'for example: where agency.parent = code' }),
  'bucket-in-group': error(
    () => '对组的条件里不能写月份、季度', () => 'a condition on groups has no months or quarters',
    { zh: () => '写在“按 … 分组”里，或写进范围（其中 …）', en: () => 'write them after grouped by, or into the condition on rows (where …)' }),
  'foreign-aggregate': error<{ ledger: Both; row: Both }>(
    p => `“${p.ledger.zh}”没有指向“${p.row.zh}”的字段，不能按“${p.row.zh}”的行汇总`, p => `no field of “${p.ledger.en}” refers to “${p.row.en}”: it cannot be aggregated for a row of it`,
    { zh: p => `在“${p.ledger.zh}”的字段上写 指向 ${p.row.zh}`, en: p => `declare a field of “${p.ledger.en}” with: refers to ${p.row.en}` }),
  'own-aggregate': error<{ ledger: Both }>(
    p => `逐行的条件里不能再汇总“${p.ledger.zh}”自己`, p => `a condition on rows of “${p.ledger.en}” cannot aggregate “${p.ledger.en}” itself`,
    { zh: () => '按对象汇总写 按 … 分组', en: () => 'to aggregate by something write: grouped by …' }),
  'foreign-group-aggregate': error<{ ledger: Both; grouped: Both }>(
    p => `分组的是“${p.grouped.zh}”，不能汇总“${p.ledger.zh}”`, p => `the groups are of “${p.grouped.en}”: “${p.ledger.en}” cannot be aggregated in them`),
  'bucket-needs-date': error<{ ledger: Both }>(
    p => `“${p.ledger.zh}”是快照，没有日期，不能按季度、月份汇总`, p => `“${p.ledger.en}” is a snapshot without dates: it has no quarters or months`),
  'ambiguous-link': error<{ ledger: Both; row: Both; names: Both[] }>(
    p => `“${p.ledger.zh}”有几个字段指向“${p.row.zh}”：${p.names.map(one => one.zh).join('、')}`, p => `several fields of “${p.ledger.en}” refer to “${p.row.en}”: ${p.names.map(one => one.en).join(', ')}`),
  'quantified-outside-rows': error(
    () => '任一、每一 只用于逐行的条件', () => 'any and every have their place in conditions on rows'),
  'quantified-nested': error(
    () => '任一、每一 的条件里不能再写 任一、每一', () => 'the condition after any or every cannot hold another any or every'),
  'quantified-needs-several': error<{ name: Both }>(
    p => `“${p.name.zh}”不是可填多个的引用字段，不能写 任一、每一`, p => `“${p.name.en}” is not a field that may refer to several: any and every have nothing to choose from`),
  'aggregate-in-quantified': error(
    () => '任一、每一 的条件里不能汇总', () => 'the condition after any or every cannot aggregate',
    { zh: () => '先在台账里写成计算字段', en: () => 'make it a computed field of the ledger' }),
  'aggregate-without-ledger': error<{ ledgers: Both[] }>(
    p => p.ledgers.length > 0 ? `没有写明台账，可能是：${p.ledgers.map(one => one.zh).join('、')}` : '没有写明汇总哪个台账',
    p => p.ledgers.length > 0 ? `which ledger? It may be ${p.ledgers.map(one => one.en).join(' or ')}` : 'it is not said which ledger is aggregated',
    { zh: () => '写 台账.字段', en: () => 'write ledger.field' }),
  'aggregate-of-two-ledgers': error<{ ledgers: Both[] }>(
    p => `一次汇总只能用一个台账，这里有：${p.ledgers.map(one => one.zh).join('、')}`, p => `one aggregate is over one ledger, here are ${p.ledgers.map(one => one.en).join(' and ')}`),
  'aggregate-needs-field': error<{ ledger: Both }>(
    p => `没有写明汇总“${p.ledger.zh}”的哪个字段`, p => `it is not said which field of “${p.ledger.en}” is aggregated`),
  'count-of-field': error<{ ledger: Both; field: string }>(
    p => `计数数的是行：“${p.ledger.zh}”`, p => `count counts rows of “${p.ledger.en}”`,
    { zh: p => `不同的“${p.field}”有几个写 去重；已填的有几行写 其中 ${p.field} 已填`, en: p => `write distinct(…) for how many different values, or where ${p.field} is filled` }),
  'aggregate-of-form': error<{ form: string }>(
    p => `统计表“${p.form}”每年一行，不必汇总`, p => `form “${p.form}” has one row a year: nothing to aggregate`,
    { zh: p => `写 ${p.form}.列名`, en: p => `write ${p.form}.column` }),
  'group-of-unlike-units': error<{ name: Both; units: string[] }>(
    p => `列组“${p.name.zh}”的单位不同：${p.units.join('、')}`, p => `the columns of “${p.name.en}” have unlike units: ${p.units.join(', ')}`),
  'no-selection-here': error(
    () => '各季度、各月、各项不能再筛选', () => 'quarters, months and listed values cannot be selected from',
    { zh: () => '条件写进 有（…）、计数（…）', en: () => 'put the condition into exists(…) or count(…)' }),
  'define-not-rows': error<{ name: string }>(
    p => `口径“${p.name}”不是一些行`, p => `define “${p.name}” does not stand for rows`),
  'formula-too-large': error(
    () => '这个式子太大', () => 'this expression is too large',
    { zh: () => '拆成几个指标', en: () => 'split it into several indicators' }),

  // ---- what cannot matter
  'always-true': warning<{ because: Both }>(
    p => `这个条件总是满足：${p.because.zh}`, p => `this condition always holds: ${p.because.en}`,
    { zh: () => '删去它，或写成要表达的条件', en: () => 'leave it out, or write what is meant' }),
  'always-false': warning<{ because: Both }>(
    p => `这个条件从不满足：${p.because.zh}`, p => `this condition never holds: ${p.because.en}`,
    { zh: () => '几种情形之一写 或、属于', en: () => 'for one of several cases write or, in' }),
  'target-always-met': warning<{ because: Both }>(
    p => `任何结果都达到这个目标：${p.because.zh}`, p => `whatever the value, this target is met: ${p.because.en}`),
  'target-never-met': warning<{ because: Both }>(
    p => `没有结果能达到这个目标：${p.because.zh}`, p => `no value can meet this target: ${p.because.en}`),
  'never-used': warning<{ kind: Both; name: Both }>(
    p => `${p.kind.zh}“${p.name.zh}”没有用到`, p => `${p.kind.en} “${p.name.en}” is used nowhere`),
  'hidden-by-field': warning<{ kind: Both; name: string; where: Both }>(
    p => `${p.kind.zh}“${p.name}”与“${p.where.zh}”的字段同名：在那里写“${p.name}”指的是字段`, p => `${p.kind.en} “${p.name}” is called like a field of “${p.where.en}”: there “${p.name}” is the field`,
    { zh: p => `换个名称，例如 ${p.name}口径`, en: p => `rename it, for example ${p.name}_rule` }),
  'order-values-overlap': warning<{ name: Both; place: string }>(
    p => `次序“${p.name.zh}”的这个值与第 ${p.place} 行的值适用于同一时间和地区`, p => `this value of order “${p.name.en}” holds for the same time and place as that of line ${p.place}`),
  'source-given-twice': warning<{ document: string; place: string }>(
    p => `第 ${p.place} 行已引用“${p.document}”的同一条款，效力期间重叠`, p => `the same clause of “${p.document}” is cited on line ${p.place} already, for a time that overlaps`),

  // ---- cycles
  'cyclic-indicators': error<{ names: Both[] }>(
    p => `指标互相引用：${circle(p.names.map(one => one.zh))}`, p => `indicators refer to each other: ${circle(p.names.map(one => one.en))}`),
  'cyclic-define': error<{ name: Both }>(
    p => `口径“${p.name.zh}”引用了自己`, p => `define “${p.name.en}” refers to itself`),
  'cyclic-parameter': error<{ name: Both }>(
    p => `参数“${p.name.zh}”引用了自己`, p => `parameter “${p.name.en}” refers to itself`),

  // ---- parameters and indicators
  'indicator-without-value': error<{ name: Both }>(
    p => `指标“${p.name.zh}”没有取值`, p => `indicator “${p.name.en}” has no value`),
  'indicator-value-type': error<{ what: Both }>(
    p => `指标的取值应为数、日期或是否，而这是${p.what.zh}`, p => `the value of an indicator is a number, a date or yes/no, this is ${p.what.en}`),
  'indicator-without-source': warning<{ name: Both }>(
    p => `指标“${p.name.zh}”没有写依据`, p => `indicator “${p.name.en}” cites no source`,
    { zh: () => '写 依据 “文号” 条款 “…”', en: () => 'write: source "document" clause "…"' }),
  'task-without-source': warning<{ name: Both }>(
    p => `任务“${p.name.zh}”没有写依据`, p => `task “${p.name.en}” cites no source`,
    { zh: () => '写 依据 “文号” 条款 “…”', en: () => 'write: source "document" clause "…"' }),
  'task-without-due': error<{ name: Both }>(
    p => `任务“${p.name.zh}”没有写期限`, p => `task “${p.name.en}” has no deadline`,
    { zh: () => '写 期限 2024年底', en: () => 'write: due 2024-12-31' }),
  'parameter-without-source': warning<{ name: Both }>(
    p => `参数“${p.name.zh}”的这个值没有写依据`, p => `this value of parameter “${p.name.en}” cites no source`),
  'parameter-values-overlap': warning<{ name: Both; place: string }>(
    p => `参数“${p.name.zh}”的这个值与第 ${p.place} 行的值适用于同一时间、地区和情形；先写的有效`,
    p => `this value of parameter “${p.name.en}” holds for the same time, place and case as that of line ${p.place}; the first one is used`),
  'choose-of-one': warning<{ name: Both }>(
    p => `参数“${p.name.zh}”写了任选，却只有一个值`, p => `parameter “${p.name.en}” is to be chosen, yet has one value only`,
    { zh: () => '删去 任选，或写上另一个值', en: () => 'leave out choose, or write the other value' }),
  'parameter-without-value': error<{ name: Both }>(
    p => `参数“${p.name.zh}”没有值`, p => `parameter “${p.name.en}” has no value`),
  'parameter-of-unlike-values': error<{ name: Both; left: Both; right: Both }>(
    p => `参数“${p.name.zh}”的值类型不同：${p.left.zh}与${p.right.zh}`, p => `the values of parameter “${p.name.en}” are unlike: ${p.left.en} and ${p.right.en}`),
  'parameter-of-other-rows': error<{ name: Both; ledger: Both; row: Both }>(
    p => `参数“${p.name.zh}”的情形说的是“${p.ledger.zh}”的行，不能用于“${p.row.zh}”`, p => `the cases of parameter “${p.name.en}” are about rows of “${p.ledger.en}”, not of “${p.row.en}”`),
  'shown-in-other-unit': error<{ unit: Both; value: Both }>(
    p => `取值的单位是${p.value.zh}，不能显示为${p.unit.zh}`, p => `the value is in ${p.value.en} and cannot be shown in ${p.unit.en}`),
  'distribution-not-whole': error(
    () => '分布只能是一个指标的全部取值', () => 'a distribution is the whole value of an indicator'),
  'distribution-by-choice': error<{ what: Both }>(
    p => `分布按可选值或文本分组，而这是${p.what.zh}`, p => `a distribution is grouped by a choice or a text, this is ${p.what.en}`),
  'distribution-shown-only': error<{ name: Both }>(
    p => `指标“${p.name.zh}”的取值是分布：只供显示，没有目标`, p => `the value of indicator “${p.name.en}” is a distribution: it is shown only and has no target`),
  'distribution-not-referred': error<{ name: Both }>(
    p => `指标“${p.name.zh}”的取值是分布，不能引用`, p => `the value of indicator “${p.name.en}” is a distribution: nothing can refer to it`,
    { zh: () => '引用其中一类写 计数（… 其中 …）', en: () => 'for one of its parts write count(… where …)' }),
  'shown-by-needs-rows': error(
    () => '分组显示要有逐行计数的取值：取值应来自一个台账的行', () => 'a value shown grouped by a field counts the rows of one ledger',
    { zh: () => '例如 取值 行政执法决定 中 … 的 占比；显示 分组 类别', en: () => 'for example: value share of decisions with …; shown grouped by kind' }),
  'shown-by-needs-choice': error<{ name: Both; what: Both }>(
    p => `分组显示的字段应为可选值或文本，而“${p.name.zh}”是${p.what.zh}`, p => `what a value is shown grouped by is a choice or a text, “${p.name.en}” is ${p.what.en}`),
  'shown-only-with-target': warning<{ name: Both }>(
    p => `指标“${p.name.zh}”仅供参考，又写了目标`, p => `indicator “${p.name.en}” is shown only, yet has a target`),
  'period-reversed': error(
    () => '止日早于起日', () => 'the period ends before it begins'),
  'date-of-a-year-wanted': error(
    () => '此处要写明年份', () => 'a date with its year is wanted here'),

  // ---- examples
  'example-row-length': error<{ found: string; wanted: string }>(
    p => `这一行有${p.found}格，应为${p.wanted}格`, p => `this row has ${p.found} cells, ${p.wanted} are wanted`),
};
