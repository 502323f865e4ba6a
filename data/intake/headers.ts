/**
 * Which ledger or form a file or sheet holds, and which field each column holds: by name, label or alias, in any order,
 * width and case.
 */
import type { Field, Form, Ledger, Program, Unit } from '../../dsl/program.ts';
import { storedFields } from '../store/schema.ts';
import { narrow, trimmed, unitWord } from './cells.ts';
import { nearest } from './nearest.ts';
import { columnLetters } from './problems.ts';
import type { Place, Problems } from './problems.ts';

/** What a file is read as. A form's columns are its `agency`, `year` and its declared columns. */
export type Target =
  | { kind: 'ledger'; name: string; label: string; ledger: Ledger; fields: Field[] }
  | { kind: 'form'; name: string; label: string; form: Form; fields: Field[] };

const YEAR_FIELD: Field = { name: 'year', label: '年度', type: { kind: 'number', unit: '1' }, required: false, integer: true, aliases: ['年份', '_year'] };
const FORM_AGENCY: Field = { name: 'agency', label: '执法主体', type: { kind: 'text' }, required: true, aliases: ['统一社会信用代码'] };

export function targetOf(program: Program, name: string): Target | null {
  const ledger = program.ledgers[name];
  if (ledger) return { kind: 'ledger', name, label: ledger.label, ledger, fields: storedFields(ledger) };
  const form = program.forms[name];
  if (!form) return null;
  const fields = form.columns.map((column): Field => ({
    name: column.name, label: column.label, type: { kind: 'number', unit: column.unit as Unit }, required: false, integer: column.integer, aliases: column.aliases ?? [],
  }));
  return { kind: 'form', name, label: form.label, form, fields: [FORM_AGENCY, YEAR_FIELD, ...fields] };
}

/** A header, file or sheet name for comparison: narrow, lower case, without blanks, asterisks and line breaks. */
export const foldedName = (text: string): string => narrow(trimmed(text)).toLowerCase().replace(/[\s*]/g, '');

/** The ledger or form whose name or label a file or sheet name is, begins with, or (for labels) contains; the longest wins. */
export function matchTarget(program: Program, name: string): Target | null {
  const text = foldedName(name);
  let best: { name: string; score: number } | null = null;
  for (const { name: target, label } of [...Object.values(program.ledgers), ...Object.values(program.forms)]) {
    for (const word of new Set([foldedName(target), foldedName(label)])) {
      if (!word) continue;
      const after = text[word.length];
      const score = text === word ? 1000 + word.length
        : text.startsWith(word) && after !== undefined && !/[a-z_]/.test(after) ? 500 + word.length
        : /[\u3400-\u9fff]/.test(word) && text.includes(word) ? word.length
        : text.endsWith(word) && /[^a-z_]/.test(text[text.length - word.length - 1] ?? '') ? word.length : 0;
      if (score && (!best || score > best.score)) best = { name: target, score };
    }
  }
  return best ? targetOf(program, best.name) : null;
}

/** All headers a field answers to, folded. */
function headersOf(field: Field): string[] {
  return [field.name, field.label, ...(field.aliases ?? [])].map(foldedName);
}

export interface MappedColumn { index: number; field: Field; header: string }

/** How many cells of a row are headers of the target: to find the head below title rows. */
export function headScore(target: Target, cells: (string | null)[]): number {
  const known = new Set(target.fields.flatMap(headersOf));
  return cells.filter(cell => cell !== null && known.has(foldedName(cell))).length;
}

/** `罚没金额(万元)` is the column 罚没金额 if that is its unit; with another unit it is a stranger, not silently the same. */
function withUnit(header: string, byHeader: Map<string, Field>): Field | undefined {
  const match = /^(.*)[(\uff08]([^()\uff08\uff09]*)[)\uff09]$/.exec(trimmed(header));
  const field = match ? byHeader.get(foldedName(match[1]!)) : undefined;
  if (!match || !field) return undefined;
  const remark = trimmed(match[2]!);
  const units = field.type.kind === 'number' ? [field.type.unit, unitWord(field.type.unit), ...(COUNT_WORDS.has(field.type.unit) ? COUNT_WORDS : [])] : [];
  return ['必填', 'required', ...units].includes(remark) ? field : undefined;
}
/** Counting words that tables use for one another. */
const COUNT_WORDS = new Set<string>(['件', '宗', '起', '人', '次', '家', '个', '项', '份', '1']);

/**
 * Maps the cells of a head to fields. Unknown headers are warnings that name the nearest; a required column that is
 * missing, or one that comes twice, is an error. `agencyGiven`: the agency is known from the upload, its column may be absent.
 */
export function mapHead(target: Target, cells: (string | null)[], row: number, place: Place, agencyGiven: boolean, problems: Problems): MappedColumn[] {
  const byHeader = new Map<string, Field>();
  for (const field of target.fields) for (const header of headersOf(field).reverse()) if (!byHeader.has(header)) byHeader.set(header, field);
  for (const field of target.fields) byHeader.set(foldedName(field.label), field);
  for (const field of target.fields) byHeader.set(foldedName(field.name), field);
  const mapped: MappedColumn[] = [];
  const strangers: { index: number; header: string }[] = [];
  cells.forEach((cell, index) => {
    const header = cell === null ? '' : trimmed(cell);
    if (header === '') return;
    const field = byHeader.get(foldedName(header)) ?? withUnit(header, byHeader);
    if (!field) { strangers.push({ index, header }); return; }
    const earlier = mapped.find(column => column.field === field);
    if (earlier) problems.add('duplicate_column', { ...place, row, columnIndex: index, column: header }, { wanted: field.label, first: columnLetters(earlier.index), second: columnLetters(index) });
    else mapped.push({ index, field, header });
  });
  const missing = target.fields.filter(field => !mapped.some(column => column.field === field));
  for (const { index, header } of strangers) {
    const close = nearest(header, missing.flatMap(field => [field.label, field.name]));
    problems.add('unknown_column', { ...place, row, columnIndex: index, column: header },
      { table: target.label, found: header, nearest_zh: close ? `(是否为“${close}”?)` : '', nearest_en: close ? ` (did you mean "${close}"?)` : '' });
  }
  for (const field of missing) {
    if (!field.required || (field.name === 'agency' && agencyGiven)) continue;
    const alternative = otherField(field);
    if (alternative && mapped.some(column => column.field.name === alternative)) continue;
    const close = nearest(field.label, strangers.map(stranger => stranger.header)) ?? nearest(field.name, strangers.map(stranger => stranger.header));
    // Where its header should stand: in place of what is meant by it, else behind the last.
    const columnIndex = strangers.find(stranger => stranger.header === close)?.index ?? cells.findLastIndex(cell => cell !== null && trimmed(cell) !== '') + 1;
    problems.add('missing_column', { ...place, row, columnIndex, column: field.label },
      { wanted: field.label, name: field.name, nearest_zh: close ? `;“${close}”是否就是它?` : '', nearest_en: close ? `; is "${close}" meant?` : '' });
  }
  return mapped;
}

/** `hours … else minutes`: the field that may be filled in instead. */
export function otherField(field: Field): string | null {
  const find = (node: unknown): string | null => {
    if (!node || typeof node !== 'object') return null;
    const { kind, field: name } = node as { kind?: string; field?: string };
    if (kind === 'field' && name) return name;
    for (const part of Object.values(node)) { const inner = find(part); if (inner) return inner; }
    return null;
  };
  return field.otherwise ? find(field.otherwise) : null;
}
