/** The language: text in, checked program or diagnostics out. See README.md. */
export * from './program.ts';
export type { Diagnostic } from './diagnostics/types.ts';
export type { SyntaxTree } from './syntax/ast.ts';
