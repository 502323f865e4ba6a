/** What a text declares, in order: for a list of contents beside the editor. Works on broken text. */
import type { Range } from '../program.ts';
import type { SyntaxTree } from '../syntax/ast.ts';

export interface OutlineEntry { kind: SyntaxTree['declarations'][number]['kind']; name: string; label: string; range: Range; nameRange: Range }

export function outline(tree: SyntaxTree): OutlineEntry[] {
  return tree.declarations.map((ast): OutlineEntry => {
    switch (ast.kind) {
      case 'use': return { kind: ast.kind, name: ast.pack.value, label: ast.pack.value, range: ast.at, nameRange: ast.pack.at };
      case 'example': return { kind: ast.kind, name: ast.indicator.text, label: ast.label.value, range: ast.at, nameRange: ast.label.at };
      default: return { kind: ast.kind, name: ast.name.text, label: ast.label?.value ?? ast.name.text, range: ast.at, nameRange: ast.name.at };
    }
  });
}
