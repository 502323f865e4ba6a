/** What the command line prints: results on standard output, everything else on standard error. */
import type { Words } from '../words.ts';
import { both } from '../words.ts';

/** Writes to standard output and waits until it is out, so that a pipe gets all of it before the process ends. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, (error) => {
      // A reader that closed the pipe (head, less) has what it wanted.
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error); else resolve();
    });
  });
}

export function printJson(value: unknown): Promise<void> { return print(JSON.stringify(value)); }

/** A remark for people, on standard error. */
export function note(words: Words): void { process.stderr.write(`${both(words)}\n`); }

/** Cells a text takes in a terminal: 2 for CJK and full-width characters, 0 for combining marks. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x20 || (code >= 0x300 && code <= 0x36f)) continue;
    width += (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3)
      || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60)
      || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd) ? 2 : 1;
  }
  return width;
}

export interface TableColumn { title: string; align?: 'left' | 'right' }

/** A table in aligned columns, CJK characters counted as two. Control characters in cells are shown as spaces. */
export function table(columns: TableColumn[], rows: (string | number | boolean | null)[][]): string {
  // oxlint-disable-next-line no-control-regex -- control characters must not reach a terminal
  const shown = rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell)).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ')));
  const widths = columns.map((column, index) => Math.max(widthOf(column.title), ...shown.map((row) => widthOf(row[index] ?? ''))));
  const line = (cells: string[]): string => cells.map((cell, index) => {
    const space = ' '.repeat(Math.max(0, widths[index]! - widthOf(cell)));
    return columns[index]!.align === 'right' ? space + cell : cell + space;
  }).join('  ').trimEnd();
  return [line(columns.map((column) => column.title)), widths.map((width) => '─'.repeat(width)).join('  '), ...shown.map(line)].join('\n');
}
