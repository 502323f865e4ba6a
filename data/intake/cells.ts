/**
 * How a cell's text is read: one pure function a type. SQL reads the canonical forms in bulk (`typed.ts`); every other
 * form comes here, so that this is the only description of what is accepted.
 */
import type { Field, Unit } from '../../dsl/program.ts';
import type { ProblemCode } from './problems.ts';
import { SEPARATORS } from '../store/schema.ts';
import { nearest } from './nearest.ts';

export type CellType =
  /** `code`: an agency's code, read in capitals and ASCII. `several`: names parted by 、 , ; or |. */
  | { kind: 'text'; emptyWords: string[]; identifier: boolean; code?: boolean; several?: boolean }
  | { kind: 'date' } | { kind: 'boolean' }
  | { kind: 'number'; integer: boolean; unit: Unit }
  | { kind: 'choice' | 'choices'; choices: { value: string; name?: string }[]; open?: boolean };

/** `value` null: the cell is empty. Dates are yyyy-mm-dd, numbers decimal strings. */
export type Reading =
  | { value: string | boolean | string[] | null }
  | { problem: ProblemCode; words: Record<string, string | number> };

/** The cell type of a declared field. `identifier`: a key, a reference, the agency: digits must not get lost. `code`: an agency's code. */
export function cellType(field: Field, identifier: boolean, code = false): CellType {
  switch (field.type.kind) {
    case 'text': return { kind: 'text', emptyWords: field.emptyWords ?? [], identifier: identifier || field.refersTo !== undefined, code: code || field.refersTo?.ledger === 'agencies', ...(field.several ? { several: true } : {}) };
    case 'date': return { kind: 'date' };
    case 'boolean': return { kind: 'boolean' };
    case 'number': return { kind: 'number', integer: field.integer === true, unit: field.type.unit };
    case 'choice': case 'choices': return { kind: field.type.kind, choices: field.choices ?? field.type.choices.map(value => ({ value })), open: field.open === true };
  }
}

/** Blanks of every kind, zero-width ones and byte-order marks, around a text. */
export const BLANKS = ' \t\r\n\u00a0\u3000\u200b\u200c\u200d\ufeff';
/** What parts the names, or the choices, in one cell. */
const PARTING = new RegExp(`[${SEPARATORS}]`);
const EDGE = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, 'g');
export const trimmed = (text: string): string => text.replace(EDGE, '');

/** Full-width digits, letters and punctuation, and their ASCII twins. */
const ascii = (text: string): string => text.replace(/[\uff01-\uff5e]/g, character => String.fromCharCode(character.charCodeAt(0) - 0xfee0));
export const narrow = (text: string): string => ascii(text)
  .replaceAll('\u3000', ' ').replaceAll('\u2212', '-').replaceAll('。', '.');

export function readCell(type: CellType, raw: string): Reading {
  const text = trimmed(raw);
  if (text === '') return { value: null };
  switch (type.kind) {
    case 'text': return readText(type, text);
    case 'date': return readDate(text);
    case 'boolean': return readBoolean(text);
    case 'number': return readNumber(type, text);
    case 'choice': return readChoice(type, text);
    case 'choices': return readChoices(type, text);
  }
}

function readText(type: CellType & { kind: 'text' }, text: string): Reading {
  if (type.emptyWords.includes(text) || type.emptyWords.includes(narrow(text))) return { value: null };
  if (type.identifier && /^\d(\.\d+)?E\+?\d+$/i.test(text)) return { problem: 'lost_digits', words: { found: text } };
  const own = type.code ? agencyCode(text) : text;
  if (!type.several) return { value: own };
  const names = [...new Set(own.split(PARTING).map(trimmed))].filter(name => name !== '');
  return { value: names.length ? names : null };
}

/** An agency's code as it is kept: 91a… and 91A… (full-width) are 91A…. Only ASCII letters have capitals here, as in SQL. */
export const agencyCode = (text: string): string => ascii(text).replace(/[a-z]+/g, letters => letters.toUpperCase());

const DATE = /^(\d{2,4})\s*[-/.年 ]\s*(\d{1,2})\s*[-/.月 ]\s*(\d{1,2})\s*日?(?:[ T]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|\+\d\d:?\d\d)?)?$/;

function readDate(found: string): Reading {
  const text = narrow(found);
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const match = compact ?? DATE.exec(text);
  if (!match) {
    // A sheet saved as CSV with unformatted dates holds their serial numbers (days since 1899-12-30): those of 1990 to 2100 are taken.
    if (/^\d{5}$/.test(text) && +text >= 32874 && +text <= 73415) return { value: new Date(Date.UTC(1899, 11, 30 + Number(text))).toISOString().slice(0, 10) };
    return { problem: /^\d{5}(\.\d+)?$/.test(text) ? 'serial_date' : 'not_a_date', words: { found } };
  }
  const [, year, month, day, hour, minute, second] = match;
  if (year!.length !== 4) return { problem: 'not_a_date', words: { found } };
  if (+year! < 1900 || +year! > 2100) return { problem: 'date_out_of_range', words: { found } };
  const value = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  const date = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value) return { problem: 'impossible_date', words: { found } };
  if (+(hour ?? 0) || +(minute ?? 0) || +(second ?? 0)) return { problem: 'date_with_time', words: { found } };
  return { value };
}

const YES = new Set(['是', 'y', 'yes', 'true', 't', '1', '√', '✓', '✔', '有', '对']);
const NO = new Set(['否', 'n', 'no', 'false', 'f', '0', '×', '✗', '无', '不是']);

function readBoolean(found: string): Reading {
  const text = narrow(found).toLowerCase();
  if (YES.has(text)) return { value: true };
  if (NO.has(text)) return { value: false };
  return { problem: 'not_yes_no', words: { found } };
}

/** Words for a unit in a message. */
export const unitWord = (unit: Unit): string => ({ '1': '个', days: '日', workdays: '工作日', months: '月', years: '年', percentage_points: '百分点' } as Record<string, string>)[unit] ?? unit;

function readNumber(type: { integer: boolean; unit: Unit }, found: string): Reading {
  let text = narrow(found).replaceAll(' ', '');
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) text = text.replaceAll(',', '');
  const match = /^(-?)0*(\d+?)(?:\.(\d+?)0*)?$/.exec(text);
  if (!match) return { problem: 'not_a_number', words: { found, unit: unitWord(type.unit) } };
  const [, sign, whole] = match, part = (match[3] ?? '').replace(/0+$/, '');
  if (whole!.length > 14) return { problem: 'number_too_large', words: { found } };
  if (type.integer && part) return { problem: 'fraction_in_count', words: { found } };
  if (part.length > 4) return { problem: 'too_many_decimals', words: { found } };
  const zero = whole === '0' && !part;
  if (type.integer && sign && !zero) return { problem: 'negative_count', words: { found } };
  return { value: `${sign && !zero ? '-' : ''}${whole}${part ? `.${part}` : ''}` };
}

const folded = (text: string): string => narrow(text).toLowerCase().replaceAll(' ', '');

/** The canonical value of a choice written as its label or its name, in any width and case. */
function choiceOf(type: CellType & { choices: { value: string; name?: string }[] }, text: string): string | null {
  const exact = type.choices.find(choice => choice.value === text || choice.name === text);
  if (exact) return exact.value;
  const wanted = folded(text);
  return type.choices.find(choice => folded(choice.value) === wanted || (choice.name !== undefined && folded(choice.name) === wanted))?.value ?? null;
}

function unknownChoice(type: CellType & { choices: { value: string; name?: string }[] }, found: string): Reading {
  const close = nearest(found, type.choices.flatMap(choice => (choice.name ? [choice.value, choice.name] : [choice.value])));
  return { problem: 'unknown_choice', words: {
    found, wanted: type.choices.map(choice => choice.value).join('、'),
    nearest_zh: close ? `(是否为“${close}”?)` : '', nearest_en: close ? ` (did you mean "${close}"?)` : '',
  } };
}

function readChoice(type: CellType & { kind: 'choice' | 'choices' }, found: string): Reading {
  const value = choiceOf(type, found);
  if (value === null) return type.open ? { value: found } : unknownChoice(type, found);
  return { value };
}

function readChoices(type: CellType & { kind: 'choice' | 'choices' }, found: string): Reading {
  const values: string[] = [];
  // A label may itself hold a separator: the whole text is tried first.
  const whole = choiceOf(type, found);
  if (whole !== null) return { value: [whole] };
  for (const part of found.split(PARTING)) {
    const text = trimmed(part);
    if (text === '') continue;
    const value = choiceOf(type, text) ?? (type.open ? text : null);
    if (value === null) return unknownChoice(type, text);
    if (!values.includes(value)) values.push(value);
  }
  return { value: values.length ? values : null };
}

/** Counting words that tables of cases use for one another. */
export const CASE_WORDS: readonly string[] = ['宗', '件', '起', '次'];
/** `3宗` in a column of cases is 3; `304册` is not. */
function withoutUnit(unit: Unit, text: string): string {
  const match = /^(-?[\d,.]+)\s*(\D{1,2})$/.exec(narrow(text));
  if (!match) return text;
  const word = match[2]!, alike = CASE_WORDS.includes(unit) ? CASE_WORDS : unit === '人' ? ['人', '名'] : [unit];
  return alike.includes(word) ? match[1]! : text;
}

/** A form's cell: a value, empty, `/` (not applicable), `-` (not filled in), or a text that is kept as a mark. */
export type FormReading = { value: string | null; mark: string | null } | { problem: ProblemCode; words: Record<string, string | number> };

export function readFormCell(type: { integer: boolean; unit: Unit }, raw: string): FormReading {
  const text = trimmed(raw);
  if (text === '') return { value: null, mark: null };
  const mark = narrow(text);
  if (mark === '/' || mark === '\\' || mark === '不适用' || mark === '无相关职责') return { value: null, mark: '/' };
  if (/^[-–—―─]+$/.test(mark) || mark === '未填') return { value: null, mark: '-' };
  const reading = readNumber(type, withoutUnit(type.unit, text));
  if ('value' in reading) return { value: reading.value as string, mark: null };
  return reading.problem === 'not_a_number' ? { value: null, mark: text } : reading;
}
