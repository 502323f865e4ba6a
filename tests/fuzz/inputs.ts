/** Texts to try: real declarations cut, spliced and mistyped; printed trees; floods of one thing. One seed gives one text. */
import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { print } from '../../dsl/format/index.ts';
import { keywordWords } from '../../dsl/syntax/keywords.ts';
import { parse } from '../../dsl/syntax/parse.ts';
import { declaration } from '../dsl/format/trees.ts';
import { dices, type Dice } from '../property/dice.ts';

const folder = (path: string): string => new URL(`../../${path}`, import.meta.url).pathname;
const textsIn = (path: string): string[] => readdirSync(folder(path)).filter((name) => name.endsWith('.heng')).map((name) => readFileSync(`${folder(path)}/${name}`, 'utf8'));
const TEXTS = ['data/catalogue', 'metrics/packs', 'tests/dsl/syntax/samples', 'tests/golden/xian', 'tests/fuzz'].flatMap(textsIn);

/** Every declaration of the project's texts by itself. */
const DECLARATIONS = TEXTS.flatMap((text) => {
  const starts = [0]; for (const found of text.matchAll(/\n/g)) starts.push(found.index + 1);
  return parse('t', text).tree.declarations.map(({ at }) => text.slice(starts[at.start.line - 1]! + at.start.column - 1, starts[at.end.line - 1]! + at.end.column - 1));
}).filter((text) => text.length > 0 && text.length < 4000);
const CLAUSES = DECLARATIONS.flatMap((text) => text.split('\n')).map((line) => line.trim()).filter((line) => line.length > 3 && line.length < 300);

const TOKEN = /[\p{Script=Han}]+|[A-Za-z_][A-Za-z0-9_]*|\d+(?:\.\d+)?|"[^"\n]*"|“[^”\n]*”|《[^》\n]*》|\s+|[^\s]/gu;
const WORDS = keywordWords.map(({ word }) => word);
const NAMES = ['decisions', 'kind', 'disclosed_on', 'decided_on', '公示日期', '决定日期', '行政执法决定', 'officers', 'handled_by', '承办人', 'fine', '罚款金额', 'penalty', '行政处罚', 'training', 'hours', 'inspections', 'enterprise', 'agencies', 'level', '市', 'term', 'base_rate', '按期公示率', 'penalty_form', 'total', '合计', 'severity', 'due', 'source', 'item', 'x', 'é', '𠮷', 'major'];
const MARKS = ['{', '}', '(', ')', '（', '）', '｛', '｝', ';', '；', ',', '，', '、', ':', '：', '.', '=', '!=', '≠', '>=', '≥', '<=', '≤', '<', '>', '-', '－', '+', '/', '×', '÷', '*', '%', '％', '|', '｜', '"', '“', '”', '《', '》', '`', '//', '\n', '\r\n', '\r', '\t', '@', '#', '\\', '…'];
const VALUES = ['1', '0', '7个工作日', '20 workdays', '95%', '100％', '30学时', '1,000', '3.5万元', '1个百分点', '2024-01-31', '2024-02-30', '2024年6月底', '次年1月31日', '31 January of next year', '2024年6月前', '"甲"', '“乙”', '《丙》', '`d`', '90分', '１２３', '.5', '1.', '1e9'];
const ODD = ['\u0000', '\uFEFF', '\u200b', '\u200d', '\u202e', '\ud800', '\udc00', '\udfff\ud800', '😀', '👩‍👩‍👧', '\u0301', 'ﬁ', '\u3000', '\u00a0', '\u2028', '\u2029', '\u0085', '\u007f', '\u001b[31m', '𠮷𠮷', '㍿', 'İ', 'ß', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '${x}', '<script>', "'; DROP TABLE x; --"];

/** Half width to full and back. */
function otherWidth(text: string): string {
  return text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).replace(/ /g, '\u3000');
}
function word(dice: Dice): string {
  return dice.weighted([4, () => dice.of(WORDS)], [4, () => dice.of(NAMES)], [3, () => dice.of(MARKS)], [2, () => dice.of(VALUES)], [1, () => dice.of(ODD)], [1, () => number(dice)]);
}
const number = (dice: Dice): string => `${dice.of(['1', '9', '0', '１'])}`.repeat(dice.of([1, 3, 20, 400, 5000])) + dice.of(['', '.5', '%', '学时', '个工作日', '-01-01', '万元', '.'.repeat(3)]);

/** One change to a list of tokens. */
function mistyped(dice: Dice, tokens: string[]): string[] {
  if (tokens.length === 0) return [word(dice)];
  const at = dice.int(0, tokens.length - 1); const to = Math.min(tokens.length, at + dice.of([1, 1, 1, 2, 5, 20]));
  const before = tokens.slice(0, at); const part = tokens.slice(at, to); const after = tokens.slice(to);
  return dice.weighted<string[]>(
    [4, () => [...before, ...after]], [3, () => [...before, ...part, ...part, ...after]], [4, () => [...before, word(dice), ...after]], [4, () => [...before, ' ', word(dice), ' ', ...part, ...after]],
    [2, () => { const other = dice.int(0, tokens.length - 1); const swapped = [...tokens]; [swapped[at], swapped[other]] = [swapped[other]!, swapped[at]!]; return swapped; }],
    [2, () => [...before, ...part.map(otherWidth), ...after]], [2, () => [...before, ' ', dice.of(CLAUSES), ' ', ...after]], [1, () => [...before, ...part.map((one) => one.slice(0, dice.int(0, one.length))), ...after]],
    [1, () => before], [1, () => [...before, ...part.filter((one) => one.trim() !== ''), ...after.filter((one) => one.trim() !== '')]], [1, () => [...before, dice.of(ODD), ...part, ...after]]);
}

/** Much of one thing: nesting, chains, repetitions. `size` is how much. */
function flood(dice: Dice): string {
  const size = dice.of([10, 50, 50, 300, 300, 2000]); const many = (text: string, most = size): string => text.repeat(Math.min(size, most, Math.ceil(30_000 / text.length)));
  const value = dice.weighted<string>(
    [2, () => `${many('(')}1${many(')')}`], [2, () => `${many('（')}决定日期${many('）')} 不为 空`], [2, () => `1${many(` ${dice.of(['+', '-', '×', '/', 'and', 'or', '且', '或'])} ${dice.of(['1', 'base_rate', 'count(decisions)', '计数（行政执法决定）'])}`)}`],
    [2, () => `share of decisions with ${many('not ')}major`], [2, () => `share of decisions with major${many(dice.of([' and major', ' or not major', ' 且 重大决定']))}`], [1, () => `share of decisions with kind in ${many('penalty, ')}licence`],
    [1, () => many('count(decisions where ', 2000) + '1' + many(')', 2000)], [1, () => many("last year's ") + 'count(decisions)'], [1, () => `x${many('.x')}`], [1, () => `count(decisions)${many(' as 件')}`], [1, () => `1${many(' else 1')}`],
    [1, () => many(dice.of(WORDS) + ' ')], [1, () => many('公示日期在决定日期起')], [1, () => `rounded(${many('rounded(', 500)}1${many(', 0)', 500)}, 2)`], [1, () => `share of decisions${many(' excluding major because "甲"')} with major`]);
  return dice.weighted([6, () => `indicator f { source "文" value ${value} }`], [1, () => many(dice.of(['{', '}', '“', '"', '`', '《', '(', ';', '名', 'a.', '|', '\n', '//', '\u0000', '😀', 'ledger l { field ', '指标 a { 取值 ']))],
    [1, () => Array.from({ length: Math.min(size, 80) }, (_, index) => `indicator i${index} { source "文" value ${index ? `i${index - 1} + 1` : 'count(decisions)'} }`).join('\n')],
    [1, () => `indicator f { source "文" value 1 ${many('target >= 1 ')} }`], [1, () => `define d0 = major ${Array.from({ length: Math.min(size, 14) }, (_, index) => `define d${index + 1} = d${index} and d${index}`).join('\n')} indicator f { source "文" value share of decisions with d${Math.min(size, 14)} }`],
    [1, () => `scorecard s { ${many('dimension "甲" 1 { item "乙" 1 { award 1 otherwise } } ', 300)} }`], [1, () => `example "e" for base_rate as of 2024-02-28 { decisions | case_no | ${many('| a ', 500)}\n expect 1/1 }`]);
}

const printed = (dice: Dice): string => print({ file: 't', declarations: [dice.of(TREES())] }, dice.of(['en', 'zh']));
let trees: ReturnType<typeof fc.sample<Parameters<typeof print>[0]['declarations'][number]>> | undefined;
const TREES = () => (trees ??= fc.sample(declaration, { numRuns: 1500, seed: 7 }));

export function textOf(dice: Dice): string {
  const piece = (): string => dice.weighted([6, () => dice.of(DECLARATIONS)], [2, () => printed(dice)], [2, () => `indicator q "问" { source "文" ${dice.of(CLAUSES)} ${dice.chance(50) ? dice.of(CLAUSES) : ''} }`]);
  return dice.weighted(
    [12, () => { let tokens = piece().match(TOKEN) ?? []; for (let left = dice.of([1, 1, 2, 3, 6, 15]); left > 0; left -= 1) tokens = mistyped(dice, tokens) as RegExpMatchArray; return tokens.join(''); }],
    [3, () => { const [one, other] = [piece(), piece()]; return one.slice(0, dice.int(0, one.length)) + other.slice(dice.int(0, other.length)); }],
    [3, () => Array.from({ length: dice.int(1, 60) }, () => word(dice)).join(dice.of([' ', ' ', '']))],
    [2, () => `indicator w "词" { source "文" value ${Array.from({ length: dice.int(1, 25) }, () => word(dice)).join(' ')} }\nindicator after { source "文" value count(decisions) }`],
    [1, () => Array.from({ length: dice.int(2, 4) }, piece).join('\n')], [1, () => dice.of(TEXTS).slice(0, dice.int(0, 3000))], [1, () => (dice.chance(40) ? flood(dice) : dice.of(TEXTS).slice(0, dice.int(0, 3000)))],
    [1, () => Array.from({ length: dice.int(0, 80) }, () => String.fromCharCode(dice.weighted([4, () => dice.int(0x20, 0x7e)], [3, () => dice.int(0x4e00, 0x9fff)], [1, () => dice.int(0, 0xffff)]))).join('')]);
}
export const texts = dices(textOf);
