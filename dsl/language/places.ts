/** Offsets and positions of a text: positions are 1-based lines and columns, both count UTF-16 code units. */
import type { Position, Range } from '../program.ts';

export interface Places { offsetAt(position: Position): number; positionAt(offset: number): Position }

/** Lines end at `\n`, `\r\n` or `\r`, as the lexer and the language server protocol have it. Positions beyond the text are taken as its end. */
export function placesOf(text: string): Places {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length);
  return {
    offsetAt: ({ line, column }) => Math.min(text.length, (starts[line - 1] ?? text.length) + Math.max(0, column - 1)),
    positionAt: (offset) => {
      const place = Math.max(0, Math.min(offset, text.length));
      let low = 0, high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= place) low = middle; else high = middle - 1;
      }
      return { line: low + 1, column: place - starts[low]! + 1 };
    },
  };
}

export const isBefore = (a: Position, b: Position): boolean => a.line < b.line || (a.line === b.line && a.column < b.column);
/** Whether the position is in the range or at its end, where a caret behind a word stands. */
export const touches = (range: Range, position: Position): boolean => !isBefore(position, range.start) && !isBefore(range.end, position);
export const overlaps = (a: Range, b: Range): boolean => a.file === b.file && !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
export const samePlace = (a: Range, b: Range): boolean => a.file === b.file
  && a.start.line === b.start.line && a.start.column === b.start.column && a.end.line === b.end.line && a.end.column === b.end.column;
