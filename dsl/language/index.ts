/** Editor services; they work on broken text. */
export { outline, type OutlineEntry } from './outline.ts';
export { complete, type Completion } from './complete.ts';
