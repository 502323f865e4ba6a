/** How words, numbers, dates, texts and names are spelled in each keyword language. One spelling for each thing. */
import type { CompareOp, Unit } from '../program.ts';
import type { DateAst } from '../syntax/ast.ts';
import { keywords } from '../syntax/keywords.ts';
import { Word } from '../syntax/tokens.ts';

export type Language = 'zh' | 'en';

const canonical = new Map<string, string>();
for (const { token, means, en, zh } of keywords) {
  for (const [language, words] of [['en', en], ['zh', zh]] as const) {
    for (const key of [`${language} ${token} ${means ?? ''}`, `${language} ${token}`]) {
      if (words[0] !== undefined && !canonical.has(key)) canonical.set(key, words[0]);
    }
  }
}
/** The word of a token of the keyword table; in the other language where this one has none. */
export function wordFor(language: Language, token: string, means?: string): string {
  const key = (of: Language): string => means === undefined ? `${of} ${token}` : `${of} ${token} ${means}`;
  const word = canonical.get(key(language)) ?? canonical.get(key(language === 'zh' ? 'en' : 'zh'));
  if (word === undefined) throw new Error(`no word for ${token} ${means ?? ''}`);
  return word;
}
export const hasWord = (language: Language, token: string, means: string): boolean => canonical.has(`${language} ${token} ${means}`);

// ---------------------------------------------------------------- names

/**
 * Words that are keywords wherever they stand; words that are one together with the next (`total of`) or before a mark;
 * words that are one where a clause can begin.
 */
const hard = new Set<string>(), joining = new Set<string>(), soft = new Set<string>();
for (const row of keywords) {
  for (const word of [...row.en, ...row.zh]) {
    const [first, ...more] = word.split(' ');
    (more.length > 0 || row.only === 'before (' || row.only === 'before :' ? joining : row.soft ? soft : hard).add(first!);
  }
}
const plainWord = new RegExp(`^${(Word.PATTERN as RegExp).source}$`);

/** Which names stand in backquotes: those that must; also those that may be misread beside a word; all that are a keyword somewhere. */
export const quotings = [0, 1, 2] as const;
export type Quoting = typeof quotings[number];

/**
 * A name: in backquotes where it would not be read as one. `wasQuoted`: as it was written; kept for words that are keywords
 * somewhere. After a dot (`inPath`) all words are names.
 */
export function nameText(text: string, wasQuoted: boolean, quoting: Quoting, inPath = false): string {
  const kept = inPath || !(hard.has(text) || (joining.has(text) && (wasQuoted || quoting >= 1)) || (soft.has(text) && (wasQuoted || quoting === 2)));
  return kept && plainWord.test(text) ? text : `\`${text}\``;
}

/** Whether a bare name may be misread. */
export const isDelicate = (text: string): boolean => joining.has(text) || soft.has(text);

// ---------------------------------------------------------------- texts

const quotes = { zh: ['“”', '""', '《》', '＂＂'], en: ['""', '“”', '《》', '＂＂'] } as const;
/** In the quotes of the language, in others where the text holds its end mark; 《…》 stays what it is. */
export function textText(language: Language, value: string, bookMarks: boolean): string {
  const marks = [...(bookMarks ? ['《》'] as const : []), ...quotes[language]].find(([, end]) => !value.includes(end!)) ?? '""';
  return marks[0]! + value + marks[1]!;
}

// ---------------------------------------------------------------- numbers and units

const englishUnits: Partial<Record<Unit, [one: string, many: string]>> = {
  days: ['day', 'days'], workdays: ['workday', 'workdays'], months: ['month', 'months'], years: ['year', 'years'],
  percentage_points: ['percentage point', 'percentage points'],
};
const chineseUnits: Partial<Record<Unit, string>> = { days: '日', workdays: '个工作日', months: '个月', years: '年', percentage_points: '个百分点' };

/** A unit by itself: `in 宗`, `as 万元`. Units of count, money and hours are Chinese words in both languages, as in the documents. */
export const unitText = (language: Language, unit: Unit): string => (language === 'en' ? englishUnits[unit]?.[1] : chineseUnits[unit]) ?? unit;

export function numberText(language: Language, value: string, unit: Unit | undefined): string {
  if (unit === undefined || unit === '1') return value;
  if (language === 'zh') return value + (chineseUnits[unit] ?? unit);
  const words = englishUnits[unit];
  return words ? `${value} ${words[value === '1' || value === '-1' ? 0 : 1]}` : value + unit;
}

/** Points: `15分`, 15. */
export const pointsText = (language: Language, value: string): string => language === 'zh' ? `${value}分` : value;

// ---------------------------------------------------------------- dates and operators

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
type DateParts = { kind: 'date'; value: string } | Omit<Extract<DateAst, { kind: 'yearDate' }>, 'at'>;

export function dateText(language: Language, date: DateParts): string {
  if (date.kind === 'date') return date.value;
  const { month, day, yearOffset } = date;
  if (month === 12 && day === 31 && yearOffset === 0) return wordFor(language, 'YearEnd');
  if (language === 'en') return `${day} ${months[month - 1]!}${yearOffset > 0 ? ' of next year' : yearOffset < 0 ? ' of last year' : ''}`;
  const lastOfFebruary = month === 2 && day === 29;
  return `${yearOffset > 0 ? '次年' : yearOffset < 0 ? '上年' : ''}${month}月${lastOfFebruary ? '底' : `${day}日`}`;
}

const chineseOperators: Record<CompareOp | '+' | '-' | '*' | '/', string> = {
  '=': '＝', '!=': '≠', '<': '＜', '<=': '≤', '>': '＞', '>=': '≥', '+': '＋', '-': '－', '*': '×', '/': '÷',
};
export const operatorText = (language: Language, op: CompareOp | '+' | '-' | '*' | '/'): string => language === 'zh' ? chineseOperators[op] : op;
