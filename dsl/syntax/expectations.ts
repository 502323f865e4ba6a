/** In human words: what the parser wants at a place, and which clauses a block has. */
import { EOF, type TokenType } from 'chevrotain';
import type { Both } from '../diagnostics/syntax.ts';
import { keywords } from './keywords.ts';
import * as tokens from './tokens.ts';
import { keyword } from './tokens.ts';

export type BlockKind =
  | 'file' | 'pack' | 'list' | 'ledger' | 'form' | 'group' | 'view' | 'order' | 'parameter' | 'indicator'
  | 'task' | 'scorecard' | 'dimension' | 'items' | 'rules' | 'example' | 'report' | 'part' | 'reportTable';

const types = (...names: string[]): TokenType[] => names.map(keyword);

export const declarationTokens: TokenType[] = types(
  'Use', 'Pack', 'List', 'Ledger', 'Form', 'View', 'Order', 'Parameter', 'Define', 'Indicator', 'Scorecard', 'Example', 'Report', 'Task');

/** What a clause of each block begins with. Items of a scorecard also begin with a name. */
export const clauseTokens: Record<BlockKind, TokenType[]> = {
  file: declarationTokens,
  pack: types('Authority', 'Region', 'Version', 'ValidFrom'),
  list: [],
  ledger: types('Key', 'DatedBy', 'InForceFrom', 'Field', 'Check', 'Snapshot', 'KeptBySystem', 'Shared'),
  form: types('Group', 'Column', 'Check'),
  group: types('Column'),
  view: types('Group', 'Column'),
  order: types('Value'),
  parameter: types('Value', 'Choose'),
  indicator: types('Source', 'Value', 'Target', 'BetterHigher', 'BetterLower', 'ShownOnly', 'ShownIn', 'ShownGroupedBy', 'AppliesTo', 'Note', 'Check'),
  task: types('Source', 'Lead', 'Responsible', 'Due', 'DoneWhen', 'AppliesTo', 'Note', 'Historic'),
  scorecard: types('Source', 'GroupsBy', 'Dimension', 'Bonus', 'ExtraDeductions', 'Veto', 'NotApplicable', 'NotReported', 'Pending', 'Ties', 'Grades', 'Combine', 'Subject'),
  dimension: types('Item', 'Together', 'Veto'),
  items: types('Item'),
  rules: types('Full', 'Deduct', 'Award', 'InProportion', 'ByHand', 'ForEach', 'When', 'Below', 'Above', 'InAll'),
  example: types('Expect'),
  report: types('Layout', 'Source', 'Title', 'SubmitBy', 'PublishBy', 'Region', 'CombinedBy', 'LeaveOut', 'SuppressBelow', 'Note', 'Part'),
  part: types('Table', 'Chart', 'TextType', 'ToWrite', 'Section', 'Note'),
  reportTable: types('Column', 'Note'),
};

/** Soft words that go on with a clause of the block after a list in it. */
export const innerTokens: Partial<Record<BlockKind, TokenType[]>> = { parameter: types('Source'), order: types('Source') };

const both = (zh: string, en: string): Both => ({ zh, en });

/** What an alternative wants, by the key that the grammar gives with it. */
export const wantedNames: Record<string, Both> = {
  declaration: both('一个声明（台账、统计表、参数、指标、考评表等）', 'a declaration (ledger, form, parameter, indicator, scorecard …)'),
  operand: both('字段、数、日期、文字或括号', 'a field, number, date, text or parenthesis'),
  relation: both('比较（≥、≤、＝、为 等）和一个值', 'a comparison (>=, <=, = …) and a value'),
  type: both('字段类型（文本、日期、是/否、计数、数值、金额、取自、可多选、指向）', 'a type (text, date, yes/no, count, number, money, one of, several of, refers to)'),
  unit: both('单位', 'a unit'),
  region: both('地区的名称或代码', 'the name or code of a region'),
  choice: both('选项的名称或引号中的标签', 'the name of a choice or its label in quotes'),
  date: both('日期', 'a date'),
  rule: both('评分规则', 'a scoring rule'),
  zhTail: both('“占比”“件数”“… 之和”，或逗号和下一个条件', 'the end of the phrase (占比, 件数, … 之和) or a comma and the next condition'),
  inZone: both('“起 … 内”或“前”', '起 … 内, or 前'),
  expect: both('预期结果（如 1/2、3、是、不适用）', 'the expected result (such as 1/2, 3, yes, not applicable)'),
  atMost: both('“最多”或“不超过”', 'up to or at most'),
  tiesRule: both('跳号（shared）或连号（dense）', 'shared or dense'),
  missing: both('折算、满分或零分', 'rescale, full or zero'),
  share: both('台账、各季度 或 各 …', 'a ledger, quarters or each …'),
  row: both('表格行（以“|”分隔）', 'a table row (cells between |)'),
  deduct: both('“每 满/不足 … 低于 …”“每有”或“当”', 'per … below …, for each … or when …'),
  award: both('“当”“每有”或“否则”', 'when …, for each … or otherwise'),
  give: both('“得”或“扣”几分', 'award or deduct and the points'),
  side: both('“低于”或“高于”', 'below or above'),
  of: both('所依据的统计表（of）', 'of and a form'),
  by: both('“按”（by）', 'by'),
  where: both('“其中”和条件', 'where and a condition'),
  orderOrColumn: both('次序的名称，或“列序在后”', 'the name of an order, or later column'),
  verdict: both('“定为”等次或“得分”', 'a grade or points'),
};

const marks = new Map<TokenType, string>([
  [tokens.LBrace, '{'], [tokens.RBrace, '}'], [tokens.LParen, '('], [tokens.RParen, ')'], [tokens.Comma, ','], [tokens.Semicolon, ';'],
  [tokens.Colon, ':'], [tokens.Dot, '.'], [tokens.Slash, '/'], [tokens.Minus, '-'], [tokens.Percent, '%'], [tokens.Less, '<'], [tokens.Equal, '='],
]);
const shapes = new Map<TokenType, Both>([
  [tokens.Name, both('名称', 'a name')], [tokens.Text, both('引号中的文字', 'a text in quotes')], [tokens.NumberLiteral, both('数', 'a number')],
  [tokens.DateLiteral, both('日期', 'a date')], [tokens.TableRow, wantedNames['row']!], [tokens.Relation, wantedNames['relation']!],
  [EOF, both('文件末尾', 'the end of the text')],
]);

/** A token type in human words. */
export function describeToken(type: TokenType): Both {
  const mark = marks.get(type);
  if (mark) return both(`“${mark}”`, mark);
  const shape = shapes.get(type);
  if (shape) return shape;
  const rows = keywords.filter(row => row.token === type.name);
  const zh = rows.flatMap(row => row.zh)[0], en = rows.flatMap(row => row.en)[0];
  return both(zh && en ? `“${zh}”（${en}）` : `“${zh ?? en}”`, zh && en ? `${en} (${zh})` : `${en ?? zh}`);
}

/** The clauses of a block in human words. */
export function describeBlock(kind: BlockKind): Both {
  const parts = [...new Set(clauseTokens[kind])].map(describeToken);
  if (kind === 'items' || kind === 'dimension') parts.push(both('指标名称和分值', 'the name of an indicator and its points'));
  return both(`子句：${parts.map(part => part.zh).join('、')}`, `a clause: ${parts.map(part => part.en).join(', ')}`);
}
