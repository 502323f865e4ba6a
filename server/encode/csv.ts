/** Tables as CSV that Excel opens rightly: UTF-8 with BOM, CRLF, formulas neutralised. */

export type Cell = string | number | boolean | null;

/**
 * A text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab or carriage return first, also after
 * blanks or in full width) gets an apostrophe in front. Numbers are left alone.
 */
export function neutralise(text: string): string {
  return /^[\s\u00a0\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
}

/** Yes and no as 是/否; null as an empty cell. */
export function csv(header: string[], rows: Iterable<Cell[]>): string {
  const quote = (cell: Cell): string => {
    if (cell === null) return '';
    if (typeof cell === 'boolean') return cell ? '是' : '否';
    if (typeof cell === 'number') return String(cell);
    const text = neutralise(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [header.map(quote).join(',')];
  for (const row of rows) lines.push(row.map(quote).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}
