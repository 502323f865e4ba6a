/** Every name and label that texts declare: what a run of words without blanks is parted by. */
import type { Name, SyntaxTree, Text } from '../syntax/ast.ts';

export function declaredWords(trees: SyntaxTree[]): Set<string> {
  const words = new Set<string>();
  const add = (thing: { name?: Name; label?: Text }): void => {
    if (thing.name?.text) words.add(thing.name.text);
    if (thing.label?.value) words.add(thing.label.value);
  };
  for (const ast of trees.flatMap((tree) => tree.declarations)) {
    if (ast.kind === 'use' || ast.kind === 'example') continue;
    add(ast);
    if (ast.kind === 'list') ast.choices.forEach(add);
    if (ast.kind === 'form') { ast.groups.forEach(add); ast.columns.forEach(add); }
    if (ast.kind !== 'ledger') continue;
    for (const field of ast.fields) {
      add(field);
      if (field.type?.kind === 'choice' || field.type?.kind === 'choices') field.type.choices.forEach(add);
    }
  }
  return words;
}
