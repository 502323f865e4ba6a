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
};
