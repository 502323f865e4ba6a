/** The language: text in, checked program or diagnostics out. See README.md. */
export * from './program.ts';
export { compile, type Compiled, type CompileOptions } from './compile.ts';
export { inScope, packTable, type InScope, type Packs, type SourceText } from './packs.ts';
export { words, targetWords } from './words/index.ts';
export * from './language/index.ts';
export { viewInUse, viewsInUse } from './views.ts';
export { lineage, type Lineage, type LineageEdge, type LineageKind, type LineageNode } from './lineage.ts';
export { changeTitle, diff, type Change, type ChangedKind, type ChangedPart } from './diff/index.ts';
export { format, formatted, type FormatOptions, type Formatted } from './format/index.ts';
export { highlight, parse } from './syntax/parse.ts';
export type { Diagnostic } from './diagnostics/types.ts';
export type { SyntaxTree } from './syntax/ast.ts';
