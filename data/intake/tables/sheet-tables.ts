/**
 * The tables of one sheet, recognised: blocks whose heads are those of a form or view, blocks printed in two rows of columns
 * put together again, and blocks that are nobody's form.
 */
import type { Match, Matcher } from './match.ts';
import { blocksOf, headKey, type Block, type Head } from './heads.ts';
import type { Grid, GridRow } from './grid.ts';

/** A row of a table: one row of the sheet, or several where the table is printed in several rows of columns. */
export interface TableRow { rows: GridRow[] }
/** A head and in which printed row of columns it stands. */
export interface BandHead extends Head { band: number }
export interface SheetTable {
  file: string; sheet: string | null;
  title: string | null; titleRow: number | null; unit: string | null;
  heads: BandHead[]; rows: TableRow[]; notes: string[];
  match: Match | null;
  /** Part of a year that the title names (第三季度): not a year's figures. */
  period: string | null;
  /** The year that the title names. */
  year: number | null;
}
export interface SheetTables { tables: SheetTable[]; grid: Grid }

export interface TableContext { matcher: Matcher; region: string | null; year: number; wanted: string | null }

export function tablesOf(context: TableContext, grid: Grid, file: string, sheet: string | null, names: string[]): SheetTables {
  const { matcher, region, year, wanted } = context;
  const match = (block: Block): Match | null => matcher.match(block, names, region, year, wanted);
  const tables: SheetTable[] = [];
  let previous = null as { block: Block; table: SheetTable } | null;
  for (const block of blocksOf(grid, matcher.knows)) {
    const own = match(block);
    const joined: ReturnType<typeof joins> = previous && joins(previous, block, match);
    if (joined && previous) {
      const band = Math.max(...previous.table.heads.map(head => head.band)) + 1;
      Object.assign(previous.table, { match: joined.match, heads: [...previous.table.heads, ...block.heads.map(head => ({ ...head, band }))], notes: [...previous.table.notes, ...block.notes.map(note => note.text)] });
      previous.table.rows.forEach((row, index) => row.rows.push(block.rows[index]!));
      previous = { block: joined.block, table: previous.table };
      continue;
    }
    const title = block.title ?? null, words = [title ?? '', ...names].join(' ');
    const table: SheetTable = {
      file, sheet, title, titleRow: block.titleRow, unit: block.unit, heads: block.heads.map(head => ({ ...head, band: 0 })), rows: block.rows.map(row => ({ rows: [row] })),
      notes: block.notes.map(note => note.text), match: own, period: /第?[一二三四1-4]\s*季度|上半年|下半年|前[一二三三四五六七八九\d]+个?月|1\s*[-—–至]\s*\d{1,2}\s*月|\d{1,2}\s*月份/.exec(words.replace(/1\s*[-—–至]\s*12\s*月/g, ''))?.[0] ?? null,
      year: Number(/((?:19|20|21)\d{2})\s*年/.exec(title ?? '')?.[1] ?? 0) || null,
    };
    tables.push(table);
    previous = { block, table };
  }
  return { tables, grid };
}

/** Whether the block below goes on with the table above: other columns of the same view, as many rows, no title of its own. */
function joins(previous: { block: Block; table: SheetTable }, block: Block, match: (block: Block) => Match | null): { block: Block; match: Match } | null {
  if (block.title !== null || !previous.table.match || block.rows.length !== previous.block.rows.length || block.rows.length === 0) return null;
  const names = new Set(['单位名称', '执法主体', '序号', '备注'].map(headKey));
  const fresh = block.heads.filter(head => !names.has(headKey(head.label)));
  if (fresh.some(head => previous.block.heads.some(other => headKey(other.label) === headKey(head.label) && other.group === head.group))) return null;
  const whole: Block = { ...previous.block, heads: [...previous.block.heads, ...block.heads] };
  const together = match(whole);
  const before = previous.table.match;
  if (!together || together.form !== before.form || together.strangers.length > before.strangers.length) return null;
  return { block: whole, match: together };
}
