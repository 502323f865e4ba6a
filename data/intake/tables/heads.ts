/**
 * Where in a sheet the tables stand: title, unit, a head of one or two lines, the rows below, notes. Merged cells and blanks
 * in the upper line of a head stand for the group to their right. Nothing is known here of what a column means but which
 * words are heads of some form or view.
 */
import { foldedName } from '../headers.ts';
import { narrow } from '../cells.ts';
import type { Grid, GridRow, Merge } from './grid.ts';

/** `column` from 0; `row` is the line that the label stands in. */
export interface Head { label: string; group: string | null; column: number; row: number }
export interface Block {
  title: string | null;
  /** Where the title stands. */
  titleRow: number | null;
  /** As written at the top right: 宗;万元. */
  unit: string | null;
  heads: Head[];
  /** First and last line of the head. */
  from: number; to: number;
  rows: GridRow[];
  notes: { row: number; text: string }[];
}

/** A text that stands where figures stand: a number, with or without a unit, or a mark. */
export const isFigure = (text: string): boolean => /^[-+]?[\d,]*\.?\d+\s*[%‰]?\D{0,2}$/.test(narrow(text)) || /^(\/|\\|[-–—―─]+|不适用|无相关职责|未填)$/.test(narrow(text));

/** A head for comparison: without blanks, punctuation and a unit in parentheses at its end. */
export const headKey = (text: string): string => foldedName(text).replace(/[(（][^()（）]{1,4}[)）]$/, '').replace(/[、,，;；.:：\-—_%()（）]/g, '');
/** The unit that a head gives in parentheses at its end, or after a full-width one. */
export const headUnit = (text: string): string | null => /[(（]\s*(?:单位[:：])?\s*([^()（）]{1,4})\s*[)）]\s*$/.exec(text)?.[1] ?? (/%\s*$/.test(text) ? '%' : null);

/** 单位：宗、万元 at the top right; 填报单位：某局 is none. */
const UNIT_LINE = /(?:^|\s)(?:计量)?单位\s*[:：]\s*([^:：局厅委院队府]{1,16})$/;
const NOTE = /^[(（【]?\s*(注|备注|说明|填表|填报|填写|编制|数据来源|※|\*)/;
const SECTION = /^[(（]?[一二三四五六七八九十]+[)）、.．]/;

const filled = (row: GridRow): { text: string; column: number }[] => row.cells.flatMap((text, column) => (text === null ? [] : [{ text, column }]));

/** @param known whether a text, folded by `headKey`, is a head of some form or view */
export function blocksOf(grid: Grid, known: (key: string) => boolean): Block[] {
  const heads = new Map<number, { head: Head[]; lines: number }>();
  for (let index = 0; index < grid.rows.length; index++) {
    const found = headAt(grid, index, known);
    if (!found) continue;
    heads.set(index, found);
    index += found.lines - 1;
  }
  if (heads.size === 0) {
    const index = strangeHead(grid);
    if (index !== null) heads.set(index, linesOf(grid, index, known));
  }
  const blocks: Block[] = [];
  const starts = [...heads.keys()];
  starts.forEach((start, order) => {
    const { head, lines } = heads.get(start)!;
    const before = order === 0 ? 0 : starts[order - 1]! + heads.get(starts[order - 1]!)!.lines;
    const block: Block = { title: null, titleRow: null, unit: null, heads: head, from: grid.rows[start]!.number, to: grid.rows[start + lines - 1]!.number, rows: [], notes: [] };
    const above = grid.rows.slice(before, start);
    // What stands between two tables belongs to the one below where it reads like its title.
    for (let at = above.length - 1; at >= 0; at--) {
      const cells = filled(above[at]!), texts = cells.map(cell => cell.text).join(' ');
      const unit = cells.map(cell => UNIT_LINE.exec(cell.text)?.[1]).find(found => found !== undefined);
      if (unit && block.unit === null) { block.unit = unit.trim(); if (cells.length === 1 && texts.length < 24) continue; }
      if (cells.some(cell => isFigure(cell.text)) && cells.length > 1) break;
      if (block.title === null && !NOTE.test(cells[0]?.text ?? '') && !/^单位[(（]/.test(texts)) {
        block.title = (cells.find(cell => !UNIT_LINE.test(cell.text)) ?? cells[0])?.text ?? null;
        block.titleRow = above[at]!.number;
      }
    }
    const end = order + 1 < starts.length ? starts[order + 1]! : grid.rows.length;
    let noting = false;
    for (const row of grid.rows.slice(start + lines, end)) {
      const cells = filled(row);
      if (cells.length === 0) { block.rows.push(row); continue; }
      const lone = cells.length === 1 && !isFigure(cells[0]!.text) && head.length > 1 && (NOTE.test(cells[0]!.text) || SECTION.test(cells[0]!.text) || cells[0]!.text.length > 20);
      if (NOTE.test(cells[0]!.text) && !cells.some(cell => isFigure(cell.text))) noting = true;
      if (noting || lone) block.notes.push({ row: row.number, text: cells.map(cell => cell.text).join(' ') });
      else block.rows.push(row);
    }
    // A title of the next table is no row of this one.
    while (order + 1 < starts.length && block.rows.length > 0 && !filled(block.rows.at(-1)!).some(cell => isFigure(cell.text)) && filled(block.rows.at(-1)!).length <= 2) block.rows.pop();
    blocks.push(block);
  });
  return blocks;
}

/** A head begins at this row: no figures in it, and half of its texts are heads. */
function headAt(grid: Grid, index: number, known: (key: string) => boolean): { head: Head[]; lines: number } | null {
  const row = grid.rows[index]!, cells = filled(row);
  if (cells.length === 0 || cells.some(cell => isFigure(cell.text))) return null;
  if (coversAll(grid, row)) return null;
  const made = linesOf(grid, index, known);
  const hits = made.head.filter(head => known(headKey(head.label)) || (head.group !== null && known(headKey(head.group + head.label)))).length;
  return hits > 0 && hits * 2 >= made.head.length ? made : null;
}

/** One merged cell over several columns, alone in its row, is a title. */
function coversAll(grid: Grid, row: GridRow): boolean {
  const cells = filled(row);
  return cells.length === 1 && grid.merges.some(merge => merge.top === row.number && merge.left === cells[0]!.column && merge.right > merge.left);
}

const mergeAt = (merges: Merge[], row: number, column: number): Merge | undefined => merges.find(merge => merge.top <= row && row <= merge.bottom && merge.left <= column && column <= merge.right);

function linesOf(grid: Grid, index: number, known: (key: string) => boolean): { head: Head[]; lines: number } {
  const upper = grid.rows[index]!, lower = grid.rows[index + 1];
  const top = filled(upper);
  const single = { head: top.map(({ text, column }): Head => ({ label: text, group: null, column, row: upper.number })), lines: 1 };
  if (!lower) return single;
  const below = filled(lower);
  if (below.length === 0 || below.some(cell => isFigure(cell.text))) return single;
  const wide = grid.merges.filter(merge => merge.top === upper.number && merge.right > merge.left && merge.bottom === upper.number);
  const under = (column: number): boolean => wide.some(merge => merge.left <= column && column <= merge.right);
  // Without merged cells: the lower line fills what the upper leaves blank, or stands under the first of a group.
  const complementary = wide.length === 0 && grid.merges.length === 0 && below.every(({ text }) => known(headKey(text)) || top.length > 0)
    && below.some(({ column }) => upper.cells[column] === null || upper.cells[column] === undefined) && below.length < Math.max(upper.cells.length, lower.cells.length)
    && top.some(({ column }) => lower.cells[column] === null || lower.cells[column] === undefined);
  if (!(wide.length > 0 && below.every(({ column }) => under(column) || upper.cells[column] === undefined || upper.cells[column] === null)) && !complementary) return single;
  const head: Head[] = [];
  const width = Math.max(upper.cells.length, lower.cells.length);
  let group: string | null = null;
  for (let column = 0; column < width; column++) {
    const merge = mergeAt(grid.merges, upper.number, column);
    const above = upper.cells[column] ?? (merge ? upper.cells[merge.left] ?? null : null);
    const here = lower.cells[column] ?? null;
    if (above !== null && (upper.cells[column] ?? null) !== null) group = above;
    if (here !== null && !(merge && merge.bottom > upper.number)) {
      const own = grid.merges.length > 0 ? (under(column) ? above : null) : group;
      head.push({ label: here, group: own, column, row: lower.number });
    } else if ((upper.cells[column] ?? null) !== null) { head.push({ label: upper.cells[column]!, group: null, column, row: upper.number }); if (grid.merges.length === 0) group = null; }
  }
  return { head, lines: 2 };
}

/** The head of a table that no form knows: the first row of several texts above a row with a figure. */
function strangeHead(grid: Grid): number | null {
  for (let index = 0; index + 1 < grid.rows.length; index++) {
    const cells = filled(grid.rows[index]!);
    if (cells.length < 2 || cells.some(cell => isFigure(cell.text)) || coversAll(grid, grid.rows[index]!)) continue;
    const next = grid.rows.slice(index + 1, index + 3).find(row => filled(row).some(cell => isFigure(cell.text)));
    if (next) return index;
  }
  return null;
}
