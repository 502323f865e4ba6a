/** A place where a name is written. */
import type { Range } from '../program.ts';
import type { Thing } from './things.ts';

export interface Occurrence {
  /** The name without its backquotes or quotation marks. */
  text: string;
  at: Range;
  /** What it may stand for: none where it is unknown, several where it is ambiguous. */
  things: Thing[];
  declares: boolean;
  /** How it is written: as a name in the text, in quotation marks, or as a cell of a table. */
  as: 'name' | 'text' | 'cell';
}

/** Given by text, so that things are looked for only where they are wanted. */
export type Wanted = (text: string) => boolean;
export const everything: Wanted = () => true;
