/** What checking a scorecard can say. */
import { error, warning } from './entry.ts';

interface Both { zh: string; en: string }

export const scorecardMessages = {
  'dimension-points': warning<{ name: string; points: string; sum: string }>(
    p => `维度“${p.name}”为${p.points}分，各项之和为${p.sum}分`, p => `dimension “${p.name}” has ${p.points} points, its items add up to ${p.sum}`),
  'scorecard-points': warning<{ name: Both; sum: string; group: string }>(
    p => `考评表“${p.name.zh}”${p.group ? `对“${p.group}”` : ''}的总分为${p.sum}分，不是100分`,
    p => `the dimensions of scorecard “${p.name.en}” add up to ${p.sum}, not 100${p.group ? ` for “${p.group}”` : ''}`),
  'grades-not-descending': error<{ name: string }>(
    p => `等次“${p.name}”的分数线不低于上一等次`, p => `grade “${p.name}” begins no lower than the one before it`),
  'grade-without-bound': error<{ name: string }>(
    p => `只有最后一个等次可以不写分数线：“${p.name}”`, p => `only the last grade may be without a bound: “${p.name}”`),
  'last-grade-bounded': warning<{ name: string }>(
    p => `低于“${p.name}”的没有等次`, p => `what is below “${p.name}” has no grade`),
  'unknown-grade': error<{ name: string }>(
    p => `没有名为“${p.name}”的等次`, p => `there is no grade “${p.name}”`),
  'item-needs-indicator': error(
    () => '这条规则要有指标：此项没有引用指标', () => 'this rule judges an indicator, but the item names none'),
  'item-indicator-shown-only': warning<{ name: Both }>(
    p => `指标“${p.name.zh}”仅供参考，却在考评表里计分`, p => `indicator “${p.name.en}” is shown only, yet the scorecard scores it`),
  'proportion-needs-target': error<{ name: Both }>(
    p => `按比例得分要有目标：指标“${p.name.zh}”没有“不低于”的目标`, p => `points in proportion need a target: indicator “${p.name.en}” has no target with >=`),
  'step-not-positive': error(
    () => '每一步要大于零', () => 'a step must be greater than zero'),
  'duplicate-item': error<{ name: string }>(
    p => `考评表里“${p.name}”重复`, p => `“${p.name}” stands in the scorecard twice`),
  'scorecard-without-dimensions': error<{ name: Both }>(
    p => `考评表“${p.name.zh}”没有维度`, p => `scorecard “${p.name.en}” has no dimension`,
    { zh: () => '写 维度 “…” 分值 { … }，或 合成 各考评表及其权重', en: () => 'write dimension "…" points { … }, or combine other scorecards by weight' }),

  // ---- rules of an item
  'item-without-rule': error<{ name: string; indicator: boolean }>(
    p => p.indicator ? `“${p.name}”没有计分规则，指标也没有目标` : `“${p.name}”没有计分规则`,
    p => p.indicator ? `“${p.name}” has no rule, and its indicator no target` : `“${p.name}” has no rule`,
    { zh: () => '写 满分 当 …、当 … 扣 …分、每有 … 扣 …分、按比例、酌情 …分 至 …分 等', en: () => 'write full when …, deduct …, award …, in proportion or by hand …' }),
  'item-never-full': warning<{ name: string; most: string; points: string }>(
    p => `“${p.name}”为${p.points}分，按其规则最多得${p.most}分`, p => `“${p.name}” is worth ${p.points} points, its rules give ${p.most} at most`),
  'cap-above-item': warning<{ cap: string; points: string }>(
    p => `上限${p.cap}分超过此处的${p.points}分，不起作用`, p => `a cap of ${p.cap} points has no effect on ${p.points} points`),
  'award-above-item': warning<{ award: string; points: string }>(
    p => `得${p.award}分，而此项只有${p.points}分`, p => `${p.award} points are given, the item has only ${p.points}`),
  'award-unreachable': warning<{ line: string }>(
    p => `凡符合此档的，已先符合第 ${p.line} 行的规则，此档不会用到`, p => `whatever meets this step has met the rule of line ${p.line} before: it is never reached`,
    { zh: () => '各档从高到低写', en: () => 'write the steps from the highest down' }),
  'hand-range-reversed': error<{ from: string; to: string }>(
    p => `酌情的分值应从低到高，而不是${p.from}分至${p.to}分`, p => `points by hand go from the lower to the higher, not from ${p.from} to ${p.to}`),
  'each-of-ratio': error(
    () => '“每有”按件、次等计数扣分，占比没有个数', () => 'for each counts things: a ratio has no number of them',
    { zh: () => '写 低于 …% 每 满 1个百分点 扣 …分', en: () => 'write deduct … per full 1 percentage point below …%' }),
  'deduction-is-veto': warning<{ points: string; label: string; condition: string }>(
    p => `扣${p.points}分就是否决：此项最多扣到0分，其他项的得分不受影响`, p => `taking ${p.points} points off is a veto: here it takes no more than the item has, and leaves the others`,
    { zh: p => `写 一票否决 “${p.label}” 当 ${p.condition || '…'} 则 得分 0`, en: p => `write veto "${p.label}" when ${p.condition || '…'} then points 0` }),

  // ---- cards of cards
  'unknown-scorecard': error<{ name: string }>(
    p => `没有名为“${p.name}”的考评表`, p => `there is no scorecard “${p.name}”`),
  'combine-with-dimensions': error<{ name: Both }>(
    p => `考评表“${p.name.zh}”由其他考评表合成，不能再有维度或考评对象`, p => `scorecard “${p.name.en}” combines others: it cannot have dimensions or a subject of its own`),
  'combine-weights': error<{ name: Both; sum: string }>(
    p => `考评表“${p.name.zh}”合成的权重之和为${p.sum}%，应为100%`, p => `the weights of scorecard “${p.name.en}” add up to ${p.sum}%, not 100%`),
  'combine-twice': error<{ name: Both }>(
    p => `“${p.name.zh}”合成了两次`, p => `“${p.name.en}” is combined twice`),
  'combine-groups': error<{ name: Both; group: Both; other: Both; otherGroup: Both }>(
    p => `“${p.name.zh}”按“${p.group.zh}”分组，“${p.other.zh}”按“${p.otherGroup.zh}”分组，不能合成`, p => `“${p.name.en}” groups by “${p.group.en}”, “${p.other.en}” by “${p.otherGroup.en}”: they cannot be combined`),
  'cyclic-scorecards': error<{ names: Both[] }>(
    p => `考评表互相合成：${p.names.map(one => one.zh).join(' → ')}`, p => `scorecards combine each other: ${p.names.map(one => one.en).join(' → ')}`),

  // ---- cards over rows
  'subject-without-agency': error<{ name: Both }>(
    p => `“${p.name.zh}”的行不属于哪个执法主体，不能逐行考评`, p => `rows of “${p.name.en}” belong to no agency: they cannot be scored one by one`),
  'indicator-in-row-card': error<{ name: Both; ledger: Both }>(
    p => `逐行考评“${p.ledger.zh}”时，评分点不能引用指标“${p.name.zh}”`, p => `where rows of “${p.ledger.en}” are scored, an item cannot be the indicator “${p.name.en}”`,
    { zh: () => '写字段名，或 评分点 “…” 并以条件计分', en: () => 'name a field, or write item "…" with conditions' }),
  'by-hand-on-rows': error(
    () => '逐行考评不能酌情评分', () => 'rows cannot be given points by hand',
    { zh: () => '把评分登记在台账的字段里，写 每有 字段 得 1分', en: () => 'keep the points in a field of the ledger: award 1 for each field' }),
};
