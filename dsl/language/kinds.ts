/** How kinds of things are called in a sentence. */
import type { DeclarationAst } from '../syntax/ast.ts';
import type { ThingKind } from './things.ts';

/** Something in both languages. */
export interface Both { zh: string; en: string }

const words: Record<ThingKind | DeclarationAst['kind'], Both> = {
  ledger: { zh: '台账', en: 'ledger' }, form: { zh: '统计表', en: 'form' }, view: { zh: '地方表式', en: 'view' }, list: { zh: '清单', en: 'list' },
  order: { zh: '次序', en: 'order' }, parameter: { zh: '参数', en: 'parameter' }, define: { zh: '口径', en: 'define' }, indicator: { zh: '指标', en: 'indicator' },
  scorecard: { zh: '考评表', en: 'scorecard' }, task: { zh: '任务', en: 'task' }, pack: { zh: '指标包', en: 'pack' }, use: { zh: '引用', en: 'use' }, example: { zh: '示例', en: 'example' },
  report: { zh: '年报', en: 'report' },
  field: { zh: '字段', en: 'field' }, column: { zh: '列', en: 'column' }, group: { zh: '列组', en: 'group of columns' }, choice: { zh: '可选值', en: 'choice' }, grade: { zh: '等次', en: 'grade' },
};

export const kindWords = (kind: ThingKind | DeclarationAst['kind']): Both => words[kind];
