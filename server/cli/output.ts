/** What the command line prints: results on standard output, everything else on standard error. */
import type { Words } from '../words.ts';
import { both, widthOf } from '../words.ts';

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
