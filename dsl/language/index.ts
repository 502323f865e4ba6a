/** Editor services; they work on broken text. */
export { outline, type OutlineEntry } from './outline.ts';
export { complete, type CompleteOptions, type Completion } from './complete.ts';
export { definition, marks, uses, type Mark } from './references.ts';
export { applied, prepareRename, rename, type Edit, type Refused, type RenameOptions } from './rename.ts';
export { placesOf, type Places } from './places.ts';
export { hover, type Hover, type HoverOptions } from './hover.ts';
export { actions, type Action } from './actions.ts';
export { colours, type Colour } from './colours.ts';
export { folds, type Fold } from './folding.ts';
export { splitAsTyped, type Split } from './split.ts';
export { formatEdit, type FormatEdit } from './formatting.ts';
