/**
 * A workbook's sheets as rows of plain cells. Formulas give their saved results and are never computed; formats matter
 * only where they make a number a date. Rows are read piece by piece from the unpacked XML, so that a large sheet does
 * not become a large tree. Entities are the five of XML and character references; documents types are refused.
 */
import { inflate, zipEntries, ZipError } from './zip.ts';
import type { ZipEntry } from './zip.ts';

/** Text, a number, a number formatted as a date (days since 1899-12-30), yes/no, an error value, a formula that reads another workbook, or empty. */
export type SheetCell = string | number | boolean | { serial: number } | { error: string } | { noValue: true } | { external: true } | null;
/** `formulas`: columns whose cells are saved results of formulas. */
export interface SheetRow { number: number; cells: SheetCell[]; formulas?: number[] }
export interface Sheet {
  name: string; hidden: boolean;
  /** Unpacks the sheet; before `merges` and `rows`. @throws ZipError */
  open(): Promise<void>;
  /** Lets go of what was unpacked. */
  close(): void | Promise<void>;
  /** `A1:C1` … */
  readonly merges: string[];
  /** Rows that hold anything, in order, in batches. */
  rows(): Generator<SheetRow[]> | AsyncGenerator<SheetRow[]>;
}
/** A sheet of a workbook in memory. */
export interface WorkbookSheet extends Sheet { close(): void; rows(): Generator<SheetRow[]> }

/** No text of XML is made larger than this. */
const TEXT_LIMIT = 256 << 20;

/** @throws ZipError when damaged, encrypted or larger than `limit` bytes unpacked */
export async function openWorkbook(file: Buffer, limit: number): Promise<WorkbookSheet[]> {
  const entries = zipEntries(file);
  if ([...entries.keys()].some(name => /(^|\/)vbaproject\.bin$|^xl\/macrosheets\//.test(name))) throw new ZipError('macros', 'macros');
  const wanted = [...entries.values()].filter(entry => /^xl\/(workbook\.xml|sharedstrings\.xml|styles\.xml|_rels\/workbook\.xml\.rels|worksheets\/)/i.test(entry.name));
  if (entries.has('encryptedpackage') || wanted.some(entry => entry.encrypted)) throw new ZipError('encrypted', 'encrypted');
  const total = wanted.reduce((sum, entry) => sum + entry.size, 0);
  if (total > limit) throw new ZipError('bomb', 'too large', total);
  const part = async (name: string): Promise<string | null> => {
    const entry = entries.get(name.toLowerCase());
    return entry ? text(await inflate(file, entry, Math.min(limit, TEXT_LIMIT))) : null;
  };
  const workbook = await part('xl/workbook.xml');
  if (workbook === null) throw new ZipError('damaged', 'xl/workbook.xml is missing');
  const relations = new Map([...(await part('xl/_rels/workbook.xml.rels') ?? '').matchAll(/<(?:\w+:)?Relationship\s([^>]*)>/g)]
    .map(match => [attribute(match[1]!, 'Id') ?? '', attribute(match[1]!, 'Target') ?? '']));
  const epoch = /<(?:\w+:)?workbookPr\s[^>]*date1904="(?:1|true)"/.test(workbook) ? 1462 : 0;
  const dateStyles = readDateStyles(await part('xl/styles.xml') ?? '');
  let strings: string[] | null = null;
  const shared = async (): Promise<string[]> => (strings ??= readSharedStrings(await part('xl/sharedStrings.xml') ?? ''));

  return [...workbook.matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)].flatMap(match => {
    const target = relations.get(attribute(match[1]!, 'r:id') ?? attribute(match[1]!, 'id') ?? '') ?? '';
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    const entry = entries.get(path.toLowerCase());
    if (!entry || !/worksheets\//i.test(path)) return [];
    return [sheet(file, entry, limit, unescape(attribute(match[1]!, 'name') ?? ''), /state="(?:veryH|h)idden"/.test(match[1]!), shared, dateStyles, epoch)];
  });
}

function sheet(file: Buffer, entry: ZipEntry, limit: number, name: string, hidden: boolean, shared: () => Promise<string[]>, dateStyles: boolean[], epoch: number): WorkbookSheet {
  let data: Buffer = Buffer.alloc(0), strings: string[] = [], opened = false;
  return {
    name, hidden,
    async open() {
      if (opened) return;
      data = checked(await inflate(file, entry, limit));
      strings = await shared();
      opened = true;
    },
    close() { data = Buffer.alloc(0); opened = false; },
    get merges() {
      const at = data.indexOf('mergeCell');
      if (at < 0) return [];
      return [...data.toString('latin1', at - 8).matchAll(/<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"/g)].map(match => match[1]!);
    },
    *rows() {
      const prefix = /<(\w+:)?sheetData/.exec(data.toString('latin1', 0, Math.min(data.length, 1 << 20)))?.[1] ?? '';
      const close = Buffer.from(`</${prefix}row>`);
      const open = data.indexOf(`<${prefix}sheetData`);
      if (open < 0) return;
      let at = open, before = 0;
      while (at < data.length) {
        let end = data.lastIndexOf(close, Math.min(data.length, at + (1 << 20)));
        if (end <= at) end = data.indexOf(close, at);
        if (end < 0) return;
        if (end - at > TEXT_LIMIT) throw new ZipError('damaged', 'a row is too long');
        const rows = readRows(data.toString('utf8', at, end + close.length), prefix, strings, dateStyles, epoch, before);
        before = rows.at(-1)?.number ?? before;
        at = end + close.length;
        if (rows.length) yield rows;
      }
    },
  };
}

function checked(data: Buffer): Buffer {
  if (data.includes('<!DOCTYPE')) throw new ZipError('damaged', 'a document type is not allowed');
  if (data.indexOf('worksheet') < 0 || data.lastIndexOf('worksheet>') < data.length - 200) throw new ZipError('damaged', 'the sheet is cut short');
  return data;
}

function readRows(xml: string, prefix: string, strings: string[], dateStyles: boolean[], epoch: number, before: number): SheetRow[] {
  const rows: SheetRow[] = [];
  const rowPattern = new RegExp(`<${prefix}row(?:\\s([^>]*?))?(?:/>|>([\\s\\S]*?)</${prefix}row>)`, 'g');
  const cellPattern = new RegExp(`<${prefix}c(?:\\s([^>]*?))?(?:/>|>([\\s\\S]*?)</${prefix}c>)`, 'g');
  const valuePattern = new RegExp(`<${prefix}v(?:\\s[^>]*)?>([\\s\\S]*?)</${prefix}v>`);
  const formulaPattern = new RegExp(`<${prefix}f[\\s/>]`), externalPattern = new RegExp(`<${prefix}f(?:\\s[^>]*)?>[^<]*\\[\\d+\\]`);
  let number = before;
  for (const row of xml.matchAll(rowPattern)) {
    number = Number(attribute(row[1] ?? '', 'r') ?? number + 1);
    const cells: SheetCell[] = [], formulas: number[] = [];
    let column = -1, filled = false;
    for (const cell of (row[2] ?? '').matchAll(cellPattern)) {
      const attributes = cell[1] ?? '', body = cell[2] ?? '';
      const reference = attribute(attributes, 'r');
      column = reference ? columnIndex(reference) : column + 1;
      if (column > 16_384) break;
      const formula = body !== '' && formulaPattern.test(body);
      const value = formula && externalPattern.test(body) ? { external: true as const } : readValue(attributes, body, valuePattern, formulaPattern, strings, dateStyles, epoch);
      if (value === null) continue;
      if (formula) formulas.push(column);
      while (cells.length < column) cells.push(null);
      cells[column] = value;
      filled = true;
    }
    if (filled) rows.push({ number, cells, ...(formulas.length && { formulas }) });
  }
  return rows;
}

function readValue(attributes: string, body: string, valuePattern: RegExp, formulaPattern: RegExp, strings: string[], dateStyles: boolean[], epoch: number): SheetCell {
  if (body === '') return null;
  const type = attribute(attributes, 't');
  if (type === 'inlineStr') return richText(body) || null;
  const value = valuePattern.exec(body)?.[1];
  if (value === undefined || value === '') {
    if (!formulaPattern.test(body)) return null;
    return type === 'str' ? null : { noValue: true };
  }
  switch (type) {
    case 's': return strings[Number(value)] || null;
    case 'str': return unescape(value) || null;
    case 'b': return value === '1' || value === 'true';
    case 'e': return { error: value };
    case 'd': return unescape(value);
    default: {
      const number = Number(value);
      if (Number.isNaN(number)) return unescape(value);
      return dateStyles[Number(attribute(attributes, 's') ?? 0)] ? { serial: number + epoch } : number;
    }
  }
}

function readSharedStrings(xml: string): string[] {
  return [...xml.matchAll(/<(?:\w+:)?si(?:\s[^>]*)?(?:\/>|>([\s\S]*?)<\/(?:\w+:)?si>)/g)].map(match => richText(match[1] ?? ''));
}

/** The runs of a text, without the phonetic guides that East Asian editions keep beside it. */
function richText(xml: string): string {
  const runs = xml.replace(/<(?:\w+:)?rPh[\s>][\s\S]*?<\/(?:\w+:)?rPh>/g, '');
  let result = '';
  for (const match of runs.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?t>/g)) result += unescape(match[1]!);
  return result;
}

/** Which cell styles show a number as a date: the built-in formats and custom ones with a year or day in them. */
function readDateStyles(xml: string): boolean[] {
  const custom = new Map([...xml.matchAll(/<(?:\w+:)?numFmt\s([^>]*)>/g)].map(match => [Number(attribute(match[1]!, 'numFmtId')), unescape(attribute(match[1]!, 'formatCode') ?? '')]));
  const styles = /<(?:\w+:)?cellXfs[\s>]([\s\S]*?)<\/(?:\w+:)?cellXfs>/.exec(xml)?.[1] ?? '';
  return [...styles.matchAll(/<(?:\w+:)?xf\s([^>]*)>/g)].map(match => {
    const id = Number(attribute(match[1]!, 'numFmtId') ?? 0);
    const format = custom.get(id);
    if (format !== undefined) return /[yd年日]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, keep => (/[年日]/.test(keep) ? '年' : '')));
    return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  });
}

function attribute(attributes: string, name: string): string | undefined {
  const at = (` ${attributes}`).indexOf(` ${name}="`);
  if (at < 0) return undefined;
  const start = at + name.length + 2;
  return attributes.slice(start, attributes.indexOf('"', start));
}

function columnIndex(reference: string): number {
  let index = 0;
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at);
    if (code < 65 || code > 90) break;
    index = index * 26 + code - 64;
  }
  return index - 1;
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
function unescape(text: string): string {
  let result = text;
  if (result.includes('&')) result = result.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, decimal?: string, name?: string) => {
    const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : null;
    if (code !== null) return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    return NAMED[name!] ?? all;
  });
  if (result.includes('_x')) result = result.replace(/_x([0-9A-F]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return result;
}

function text(data: Buffer): string {
  if (data.includes('<!DOCTYPE')) throw new ZipError('damaged', 'a document type is not allowed');
  return data.toString('utf8').replace(/^\ufeff/, '');
}
