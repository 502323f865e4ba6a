/**
 * A block copied from a spreadsheet, put into the cells of a form. With heads (across, also of two lines, or down the first
 * column) cells go by their heads; without, one after the other from where the caret stands. What has no place is told.
 */
import { narrow } from './reading.ts';

/** A column of the form: everything it may be called. `parts`: a head of a printed table that stands for several columns. */
export interface PasteColumn { name: string; heads: string[]; /** Of money: a head in another unit is told apart. */ unit?: string }
export interface PasteHeads { columns: PasteColumn[]; /** Heads that stand for several columns, folded → shown. */ merged?: ReadonlyMap<string, string> }

export interface Pasted {
  /** Texts by column, in the order of the block. */
  cells: Map<string, string>;
  how: 'heads' | 'order';
  /** Heads that are no column of this form. */
  unknown: string[];
  /** Heads that put several columns together and cannot be parted. */
  merged: string[];
  /** Cells that found no column: the block is longer than the form. */
  left: number;
  /** Rows of figures beyond the first, which were not taken. */
  rows: number;
}

/** A spreadsheet's text: tabs part cells, lines rows; a cell in quotes may hold both, with its quotes doubled. */
export function parseBlock(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '', quoted = false;
  const source = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
  for (let at = 0; at < source.length; at++) {
    const one = source[at]!;
    if (quoted) {
      if (one !== '"') cell += one;
      else if (source[at + 1] === '"') { cell += '"'; at++; } else quoted = false;
    } else if (one === '"' && cell === '') quoted = true;
    else if (one === '\t') { rows.at(-1)!.push(cell); cell = ''; }
    else if (one === '\n') { rows.at(-1)!.push(cell); rows.push([]); cell = ''; }
    else cell += one;
  }
  rows.at(-1)!.push(cell);
  return rows;
}

/** Cells as a spreadsheet takes them; what holds a tab, a line or begins with a quote stands in quotes. */
export function blockText(rows: string[][]): string {
  return rows.map((row) => row.map((cell) => (/[\t\n]|^"/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t')).join('\n');
}

/** A head for comparison: narrow, without blanks, asterisks, and a counting word in brackets; money keeps its unit. */
export const foldedHead = (text: string): string => narrow(text).toLowerCase().replace(/[\s*]/g, '').replace(/\((宗|件|起|次|人|家|个)\)$/, '');

/** Heads beside the figures that are of no interest here. */
const ASIDE = new Set(['序号', '单位名称', '单位', '执法主体', '机关', '年度', '备注', '项目', '指标', '数量', '统计项目', 'agency', 'year', '统一社会信用代码', '本年', '上年', '上年数', '台账', '台账数']);

/** Columns by folded head; `yuan`: the head says 元 where the column is in 万元. */
type Heads = Map<string, { name: string; yuan: boolean }>;

const looksLikeCell = (text: string): boolean => /^(-?[\d０-９][\d０-９,，.．]*\D{0,2}|[/／\\]|[-－–—―─]+|不适用|无相关职责|未填)$/.test(narrow(text).trim());

export function place(block: string[][], { columns, merged = new Map() }: PasteHeads, start: string): Pasted {
  const byHead: Heads = new Map();
  const enter = (head: string, name: string, yuan: boolean): void => { const key = foldedHead(head); if (key && !byHead.has(key)) byHead.set(key, { name, yuan }); };
  for (const column of columns) for (const head of column.heads) enter(head, column.name, false);
  // Money told in yuan is taken as such, never as so many 10,000 yuan.
  for (const column of columns) if (column.unit === '万元') for (const head of column.heads) { const bare = head.replace(/[(（]万元[)）]$/, ''); enter(`${bare}(万元)`, column.name, false); enter(`${bare}(元)`, column.name, true); }
  const known = (text: string): boolean => { const key = foldedHead(text); return byHead.has(key) || merged.has(key); };
  const filled = block.map((row) => row.map((cell) => cell.trim())).filter((row) => row.some((cell) => cell !== ''));
  return across(filled, byHead, merged, known) ?? down(filled, byHead, merged, known) ?? inOrder(filled, columns, start);
}

const empty = (how: Pasted['how']): Pasted => ({ cells: new Map(), how, unknown: [], merged: [], left: 0, rows: 0 });

/** Heads in a row (or two, the upper for groups), figures in the rows below. Tables printed in several bands have several such heads. */
function across(rows: string[][], byHead: Heads, merged: ReadonlyMap<string, string>, known: (text: string) => boolean): Pasted | null {
  const heads = rows.map((row) => row.filter(known).length >= Math.max(1, row.filter((cell) => cell !== '' && !ASIDE.has(foldedHead(cell))).length / 2) && row.some(known) && !row.some((cell) => looksLikeCell(cell)));
  if (!heads.some(Boolean) || rows.every((row) => row.filter((cell) => cell !== '').length < 2 && row.length < 2)) return null;
  const result = empty('heads');
  for (let at = 0; at < rows.length; at++) {
    if (!heads[at]) continue;
    // A second line of heads refines the first.
    let lower = at;
    while (lower + 1 < rows.length && heads[lower + 1]) lower++;
    const width = Math.max(...rows.slice(at, lower + 1).map((row) => row.length));
    const names = Array.from({ length: width }, (_, column) => { for (let line = lower; line >= at; line--) { const text = rows[line]![column] ?? ''; if (text !== '' && known(text)) return text; } return rows[at]![column] || rows[lower]![column] || ''; });
    const figures: string[][] = [];
    let next = lower + 1;
    for (; next < rows.length && !heads[next]; next++) if (rows[next]!.some((cell, column) => looksLikeCell(cell) && known(names[column] ?? ''))) figures.push(rows[next]!);
    if (figures.length === 0) { at = next - 1; continue; }
    names.forEach((name, column) => take(result, name, figures[0]![column] ?? '', byHead, merged));
    result.rows += figures.length - 1;
    at = next - 1;
  }
  return result.cells.size > 0 || result.merged.length > 0 ? result : null;
}

/** Heads down a column, the figures in the first column beside it that holds any. */
function down(rows: string[][], byHead: Heads, merged: ReadonlyMap<string, string>, known: (text: string) => boolean): Pasted | null {
  const width = Math.max(0, ...rows.map((row) => row.length));
  for (let column = 0; column + 1 < width; column++) {
    const heads = rows.filter((row) => known(row[column] ?? '')).length;
    if (heads < Math.max(1, rows.length / 3)) continue;
    let best = -1, most = 0;
    for (let beside = column + 1; beside < width; beside++) {
      const cells = rows.filter((row) => known(row[column] ?? '') && looksLikeCell(row[beside] ?? '')).length;
      if (cells > most) { best = beside; most = cells; }
    }
    if (best < 0) continue;
    const result = empty('heads');
    for (const row of rows) take(result, row[column] ?? '', row[best] ?? '', byHead, merged);
    return result;
  }
  return null;
}

function take(result: Pasted, head: string, text: string, byHead: Heads, merged: ReadonlyMap<string, string>): void {
  const key = foldedHead(head);
  if (key === '') return;
  const column = byHead.get(key);
  if (column !== undefined) { if (!result.cells.has(column.name)) result.cells.set(column.name, column.yuan && /^[-－]?[\d０-９,，.．]+$/.test(text) ? `${text}元` : text); } else if (merged.has(key)) { if (text !== '') result.merged.push(merged.get(key)!); } else if (!ASIDE.has(key) && looksLikeCell(text)) result.unknown.push(head);
}

/** One after the other from the caret: along a row, then the next. */
function inOrder(rows: string[][], columns: PasteColumn[], start: string): Pasted {
  const result = empty('order'), from = Math.max(0, columns.findIndex((column) => column.name === start));
  const texts = rows.flat();
  texts.slice(0, columns.length - from).forEach((text, index) => result.cells.set(columns[from + index]!.name, text));
  result.left = Math.max(0, texts.length - (columns.length - from));
  return result;
}
