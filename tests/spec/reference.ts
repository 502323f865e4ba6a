/**
 * The reference manual of the language, made from the cases: `node tests/spec/reference.ts` writes `dsl/REFERENCE.md`. A test
 * compares the file with what this makes, and another runs every case.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { compile, format } from '../../dsl/index.ts';
import type { Program } from '../../dsl/index.ts';
import { keywords } from '../../dsl/syntax/keywords.ts';
import type { Case, Chapter, Table, Words } from './case.ts';
import { chapters } from './chapters/index.ts';
import { unitRows } from './chapters/spellings.ts';
import { programOf } from './run.ts';

export const PAGE = fileURLToPath(new URL('../../dsl/REFERENCE.md', import.meta.url));

const catalogue = compile(catalogueSources()).program;

/** The manual as Markdown. */
export function referencePage(): string {
  return [
    '# 衡语言参考 Heng: the reference', '',
    '由 `tests/spec` 中的示例生成（`node tests/spec/reference.ts`），请勿手改；每个示例都由测试在真实引擎上运行，中英文写法必须得到同一个程序。',
    'Made from the cases in `tests/spec` (`node tests/spec/reference.ts`): do not edit. A test runs every one of them on the real engine, and both languages must give one program.', '',
    '表中未列出的字段不影响结果。未写年度的示例是 2024 年，截至 12 月 31 日；名录上的执法主体是甲局、乙局……，未写执法主体的行属于甲局。台账和字段见 [`data/catalogue/REFERENCE.md`](../data/catalogue/REFERENCE.md)。',
    'Fields that a table leaves out do not matter. Where no year is said it is 2024 as of 31 December; the agencies are 甲, 乙 …, and rows without an agency are 甲\'s. Ledgers and fields: [`data/catalogue/REFERENCE.md`](../data/catalogue/REFERENCE.md).', '',
    ...chapters.flatMap((chapter) => [`- [${chapter.title.zh} ${chapter.title.en}](#${anchor(chapter.title)})：${chapter.cases.map((one) => `[${one.title.zh}](#${one.id})`).join(' · ')}`]),
    '- [单位 Units](#units)', '- [关键词 Keywords](#keywords)', '',
    ...chapters.flatMap(chapterLines), ...unitLines(), ...keywordLines(),
  ].join('\n');
}

const anchor = ({ en }: Words): string => en.toLowerCase().replaceAll(/[^a-z]+/g, '-');
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const tableLines = (head: string[], rows: string[][]): string[] => [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row), ''];

function chapterLines({ title, text, cases }: Chapter): string[] {
  return [`<a id="${anchor(title)}"></a>`, '', `## ${title.zh} ${title.en}`, '', text.zh, '', text.en, '', ...cases.flatMap(caseLines)];
}

function caseLines(one: Case): string[] {
  const program = one.kind === 'program' || one.kind === 'card' || one.kind === 'checks' || one.before ? programOf(one, 'en') : catalogue;
  return [
    `<a id="${one.id}"></a>`, '', `### ${one.title.zh}　${one.title.en}`, '', one.text.zh, '', one.text.en, '',
    ...(['zh', 'en'] as const).flatMap((language) => ['```', codeOf(one, language), '```']), '',
    ...(one.year !== undefined || one.asOf !== undefined ? [`${one.year ?? 2024} 年，截至 as of ${one.asOf ?? `${one.year}-12-31`}`, ''] : []),
    ...resultLines(one, program),
  ];
}

function codeOf(one: Case, language: 'zh' | 'en'): string {
  const packs = Object.entries(one.packs ?? {}).map(([name, text]) => `// ${name}.heng\n${format(text[language], { language })}\n`).join('');
  const before = packs + (one.before ? `${format(one.before[language], { language }).trimEnd()}\n` : '');
  switch (one.kind) {
    case 'program': case 'card': case 'checks': return before + format(one.written[language], { language }).trimEnd();
    case 'value': {
      const clauses = one.clauses?.[language].split(/[;；]/).map((clause) => `\n${clause.trim()}`).join('') ?? '';
      return `${before}${language === 'zh' ? '取值' : 'value'} ${one.written[language]}${clauses}`;
    }
    case 'spellings': return [one.written[language], ...(language === 'en' ? [] : one.also)].join('\n');
    default: return before + one.written[language];
  }
}

// ---------------------------------------------------------------- tables

function titleOf(program: Program, ledger: string, column: string): string {
  if (column === 'agency') return '执法主体';
  const label = program.ledgers[ledger]?.fields.find((field) => field.name === column)?.label ?? program.forms[ledger]?.columns.find((one) => one.name === column)?.label ?? column;
  return label === column ? label : `${label} ${column}`;
}
const nameOf = (program: Program, ledger: string): string => `${program.ledgers[ledger]?.label ?? program.forms[ledger]?.label ?? ledger} \`${ledger}\``;

const dataLines = (program: Program, { ledger, columns, rows }: Table, more: { title: string; cells: string[] } | undefined): string[] => [
  `${nameOf(program, ledger)}`, '', ...tableLines([...columns.map((column) => titleOf(program, ledger, column)), ...(more ? [more.title] : [])], rows.map((cells, index) => [...cells, ...(more ? [more.cells[index]!] : [])])),
];

function resultLines(one: Case, program: Program): string[] {
  const [first, ...others] = one.tables ?? [];
  switch (one.kind) {
    case 'condition': case 'quantity': case 'checks': {
      const title = one.kind === 'checks' ? '**违反 breaks**' : '**结果 result**';
      return [...dataLines(program, first!, { title, cells: one.expect.map(told) }), ...others.flatMap((table) => dataLines(program, table, undefined))];
    }
    case 'spellings': return [];
    default: {
      const silent = one.silent ?? [];
      return [
        ...(one.tables ?? []).flatMap((table) => dataLines(program, table, undefined)),
        ...(one.kind === 'card' && one.hand ? [`酌情评分 judged by hand: ${Object.entries(one.hand).map(([agency, items]) => `${agency} ${Object.entries(items).map(([item, points]) => `${item} ${points}`).join('、')}`).join('；')}`, ''] : []),
        ...tableLines(['执法主体 agency', '**结果 result**'], Object.entries(one.expect).map(([agency, expected]) => [`${agency}${silent.includes(agency) ? '（什么都没有报送 nothing handed in）' : ''}`, told(expected)])),
      ];
    }
  }
}

const words: [RegExp, string][] = [
  [/^yes$/, '是 yes'], [/^no$/, '否 no'], [/^unknown$/, '未知 unknown'], [/^empty$/, '空 empty'], [/^none$/, '无 none'], [/^not there$/, '不计 not there'], [/^not applicable$/, '不适用 not applicable'],
  [/^not reported$/, '未报送 not reported'], [/^pending( \d+)?$/, '未到期 pending$1'], [/^excluded (\d+)$/, '剔除 excluded $1'], [/^met$/, '达标 met'], [/^not met$/, '未达标 not met'],
  [/^missed in principle$/, '原则上应达到，未达到 missed in principle'], [/^error: choice needed$/, '错误：须先选定取值 error: a value must be chosen'], [/^error: (\d{4})$/, '错误：缺少 $1 年的工作日安排 error: $1'],
  [/^(\S+) points$/, '$1 分 points'], [/^rank (\d+)$/, '第 $1 名 rank $1'], [/^veto (.+)$/, '一票否决 veto “$1”'],
];
/** What comes out, in both languages. */
const told = (expected: string): string => expected.split('; ').map((part) => words.reduce((text, [pattern, said]) => text.replace(pattern, said), part).replaceAll(/\bempty (\d+)/g, '未填 empty $1')).join(' · ');

// ---------------------------------------------------------------- units, keywords

function unitLines(): string[] {
  return [
    '<a id="units"></a>', '', '## 单位 Units', '',
    '单位是一张封闭的表；同一行的写法含义相同。不带单位的数可以与任何计数比较，各种计数之间不能相加。', '',
    'A closed list; words in one row mean the same. A bare number goes with any count; unlike counts cannot be added.', '',
    ...tableLines(['单位 unit', '写法 written'], unitRows().map(({ unit, words: list }) => [unit, list.map((word) => `\`${/^[a-z%]/.test(word) ? `7 ${word}` : `7${word}`}\``).join(' ').replace('`7 %`', '`7%`')])),
  ];
}

const kindTitles: Record<string, string> = {
  declaration: '声明 declarations', clause: '子句 clauses', modifier: '修饰 modifiers', type: '类型 types', rule: '评分 scoring', value: '值 values', operator: '运算 operators',
  operand: '运算对象 operands', function: '函数（在括号前）functions, before a parenthesis', suffix: '后置词 words behind',
};
function keywordLines(): string[] {
  const kinds = [...new Set(keywords.map((one) => one.kind))];
  return [
    '<a id="keywords"></a>', '', '## 关键词 Keywords', '',
    '同一行的词含义相同，中英文可以混用。子句词只在一个运算对象结束之后才是子句词，其他地方是名称。', '',
    'Words in one row mean the same, and languages mix. A clause word is one only where an operand has ended; elsewhere it is a name.', '',
    ...kinds.flatMap((kind) => [`### ${kindTitles[kind]!}`, '', ...tableLines(['中文', 'English'], merged(keywords.filter((one) => one.kind === kind)))]),
  ];
}
/** Rows of one token and meaning are one. */
function merged(list: typeof keywords): string[][] {
  const rows = new Map<string, { zh: string[]; en: string[] }>();
  for (const { token, means, zh, en } of list) {
    const found = rows.get(`${token} ${means ?? ''}`) ?? { zh: [], en: [] };
    found.zh.push(...zh); found.en.push(...en);
    rows.set(`${token} ${means ?? ''}`, found);
  }
  const code = (texts: string[]): string => [...new Set(texts)].map((text) => `\`${text}\``).join(' ');
  return [...rows.values()].map(({ zh, en }) => [code(zh), code(en)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, `${referencePage()}\n`);
