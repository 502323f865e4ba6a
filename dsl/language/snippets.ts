/** Whole declarations with places to fill in; an example with the columns that its indicator reads. */
import { find } from '../check/names.ts';
import { keywordWords } from '../syntax/keywords.ts';
import type { SyntaxTree } from '../syntax/ast.ts';
import type { Candidate } from './candidates.ts';
import type { Knowledge } from './knowledge.ts';
import { occurrences } from './occurrences.ts';
import { placesOf } from './places.ts';
import { asName } from './spelling.ts';
import type { Thing } from './things.ts';

type Language = 'zh' | 'en';

const templates: { token: string; zh: string; en: string }[] = [
  {
    token: 'Indicator',
    zh: '指标 ${1:名称} “${2:全称}” {\n  依据 “${3:文号}” 条款 “${4:条款}” 自 ${5:2024-01-01}\n  取值 ${6:台账} 中 ${7:范围} 的，${8:达标条件} 的 占比\n  目标 ≥ ${9:100%}\n}',
    en: 'indicator ${1:name} "${2:label}" {\n  source "${3:document}" clause "${4:clause}" from ${5:2024-01-01}\n  value share of ${6:ledger} where ${7:scope} with ${8:condition}\n  target >= ${9:100%}\n}',
  },
  {
    token: 'Parameter',
    zh: '参数 ${1:名称} “${2:全称}” {\n  取值 ${3:7个工作日} 自 ${4:2024-01-01} 依据 “${5:文号}” 条款 “${6:条款}”\n}',
    en: 'parameter ${1:name} "${2:label}" {\n  value ${3:7 workdays} from ${4:2024-01-01} source "${5:document}" clause "${6:clause}"\n}',
  },
  { token: 'Define', zh: '口径 ${1:名称} “${2:全称}” = ${3:台账} 其中 ${4:条件}', en: 'define ${1:name} "${2:label}" = ${3:ledger} where ${4:condition}' },
  {
    token: 'Scorecard',
    zh: '考评表 ${1:名称} “${2:全称}” {\n  分组依 agency.category\n  维度 “${3:维度}” ${4:100} {\n    ${5:指标} ${4:100} { 按比例 }\n  }\n  不适用：折算；未报送：零分；未到期：折算\n  等次 “优秀” ≥ 90，“良好” ≥ 80，“合格” ≥ 60，“不合格”\n}',
    en: 'scorecard ${1:name} "${2:label}" {\n  groups by agency.category\n  dimension "${3:dimension}" ${4:100} {\n    ${5:indicator} ${4:100} { in proportion }\n  }\n  not applicable: rescale; not reported: zero; pending: rescale\n  grades "优秀" >= 90, "良好" >= 80, "合格" >= 60, "不合格"\n}',
  },
  {
    token: 'Task',
    zh: '任务 ${1:名称} “${2:全称}” {\n  依据 “${3:文号}” 条款 “${4:条款}”\n  牵头 “${5:单位}” 期限 ${6:2024年底}\n}',
    en: 'task ${1:name} "${2:label}" {\n  source "${3:document}" clause "${4:clause}"\n  lead "${5:agency}" due ${6:2024-12-31}\n}',
  },
  {
    token: 'Report',
    zh: '年报 ${1:名称} “${2:全称}” {\n  文体 A\n  标题 “{执法主体.名称}{年份}年度${2:全称}”\n  报送期限 次年1月15日；公开期限 次年1月31日\n\n  部分 数据表 “第一部分　数据表” { 表 ${3:统计表} }\n  部分 情况说明 “第二部分　情况说明” {\n    节 “${4:标题}” { 文本 ${5:名称} “${6:文字}{${7:数}}。” }\n  }\n}',
    en: 'report ${1:name} "${2:label}" {\n  layout A\n  title "{agency.name}{year}年度${2:label}"\n  submit by 15 January; publish by 31 January\n\n  part tables "第一部分　数据表" { table ${3:form} }\n  part narrative "第二部分　情况说明" {\n    section "${4:heading}" { text ${5:name} "${6:text}{${7:figure}}。" }\n  }\n}',
  },
  {
    token: 'Ledger',
    zh: '台账 ${1:名称} “${2:全称}” {\n  主键 ${3:编号} 年度依 ${4:日期}\n  字段 ${3:编号} 文本 必填\n  字段 ${4:日期} 日期 必填\n}',
    en: 'ledger ${1:name} "${2:label}" {\n  key ${3:number} dated by ${4:day}\n  field ${3:number} text required\n  field ${4:day} date required\n}',
  },
];

/** @param before offset at which one types: the examples offered are of the indicators that stand before it, the nearest first. */
export function snippets(knowledge: Knowledge, file: string, before: number, language: Language): Candidate[] {
  const whole = templates.map(({ token, zh, en }): Candidate => {
    const word = keywordWords.find((one) => one.token === token && one.language === language)!.word;
    return { kind: 'snippet', name: `${word} … { }`.replace(token === 'Define' ? ' { }' : '', ''), snippet: language === 'zh' ? zh : en };
  });
  return [...whole, ...exampleSnippets(knowledge, file, before, language)];
}

const mostExamples = 5;

function exampleSnippets(knowledge: Knowledge, file: string, before: number, language: Language): Candidate[] {
  const tree = knowledge.treeOf.get(file), text = knowledge.textOf.get(file);
  if (!tree || text === undefined) return [];
  const line = placesOf(text).positionAt(before).line;
  const indicators = tree.declarations.filter((ast) => ast.kind === 'indicator' && ast.at.start.line <= line).slice(-mostExamples).reverse();
  return indicators.flatMap((ast): Candidate[] => {
    if (ast.kind !== 'indicator') return [];
    const name = language === 'zh' ? ast.label?.value ?? ast.name.text : ast.name.text;
    return [{ kind: 'snippet', name: language === 'zh' ? `示例 用于 ${name}` : `example for ${name}`, snippet: exampleFor(knowledge, tree, ast, asName(name), language) }];
  });
}

function exampleFor(knowledge: Knowledge, tree: SyntaxTree, ast: SyntaxTree['declarations'][number], name: string, language: Language): string {
  let place = 2;
  const word = (one: { name: string; label: string }): string => (language === 'zh' ? one.label : one.name);
  const tables = [...columnsRead(knowledge, ast)].map(([ledger, columns]) => {
    const head = asName(word(ledger));
    const headers = columns.map(word), cells = headers.map((header) => `\${${++place}}${' '.repeat(Math.max(0, widthOf(header)))}`);
    return `  ${head} | ${headers.join(' | ')} |\n  ${' '.repeat(widthOf(head))} | ${cells.join(' | ')} |\n`;
  }).join('');
  const [label, asOf, expected] = [`\${1:${language === 'zh' ? '说明' : 'what it shows'}}`, '${2:2024-12-31}', `\${${place + 1}:1/1}`];
  return language === 'zh'
    ? `示例 “${label}” 用于 ${name} 截至 ${asOf} {\n${tables}  应得 ${expected}\n}`
    : `example "${label}" for ${name} as of ${asOf} {\n${tables}  expect ${expected}\n}`;
}

/** Ledgers that a declaration reads, each with its key, its date and the fields that are read; through defines and parameters too. */
function columnsRead(knowledge: Knowledge, ast: SyntaxTree['declarations'][number]): Map<{ name: string; label: string }, { name: string; label: string }[]> {
  const { context } = knowledge;
  const found = new Map<string, Set<string>>(), seen = new Set<Thing>();
  const visit = (declaration: SyntaxTree['declarations'][number]): void => {
    const tree = knowledge.treeOf.get(declaration.at.file);
    if (!tree) return;
    const within = occurrences(knowledge, { ...tree, declarations: [declaration] });
    for (const thing of within.flatMap((one) => one.things)) {
      if (thing.kind === 'ledger' && !found.has(thing.name)) found.set(thing.name, new Set());
      if (thing.kind === 'field' && thing.of) found.set(thing.of.name, (found.get(thing.of.name) ?? new Set()).add(thing.name));
      if ((thing.kind === 'define' || thing.kind === 'parameter') && thing.declaration && !seen.has(thing)) { seen.add(thing); visit(thing.declaration); }
    }
  };
  visit(ast);
  const tables = new Map<{ name: string; label: string }, { name: string; label: string }[]>();
  for (const [name, read] of found) {
    const ledger = find(context.ledgers, name).find((one) => one.name === name);
    if (!ledger || name === 'agencies' || ledger.ast.shared) continue;
    const keyed = new Set([...ledger.ast.key, ...(ledger.ast.datedBy ? [ledger.ast.datedBy] : [])].map((one) => one.text));
    const columns = ledger.fields.all.map((entry) => entry.value)
      .filter((field) => field.name !== 'agency' && !field.ast?.computed && (read.has(field.name) || keyed.has(field.name) || keyed.has(field.label)));
    if (columns.length > 0) tables.set({ name: ledger.name, label: ledger.label }, columns);
  }
  return tables;
}

/** Columns that a text takes: Chinese characters are two. */
const widthOf = (text: string): number => [...text].reduce((wide, one) => wide + (/[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]/.test(one) ? 2 : 1), 0);

/** A snippet with its default texts: for clients that have no placeholders. */
export const plainSnippet = (snippet: string): string => snippet.replace(/\$\{\d+(?::([^}]*))?\}/g, (_, text: string | undefined) => text ?? '');
