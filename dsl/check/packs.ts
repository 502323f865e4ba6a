/** Packs: a file may declare that it is one; what it declares then belongs to it. */
import type { Pack, Program } from '../program.ts';
import type { SyntaxTree } from '../syntax/ast.ts';
import { report, type Ast, type Context } from './context.ts';
import { period } from './sources.ts';

/** Which files are not the author's own but brought in, and by file which packs it uses. */
export interface PackScope { brought: ReadonlySet<string>; uses: ReadonlyMap<string, string[]> }
export const nothingUsed: PackScope = { brought: new Set(), uses: new Map() };

/** Enters the packs, the author's own (the last of them) beside, and notes which indicator and task belongs to which. */
export function notePacks(context: Context, trees: SyntaxTree[], scope: PackScope, program: Program): void {
  const byFile = new Map<string, Pack>();
  const packs: Record<string, Pack> = {};
  for (const tree of trees) {
    for (const ast of tree.declarations) {
      if (ast.kind !== 'pack') continue;
      const { text: name, at } = ast.name;
      if (name === '' || byFile.has(tree.file)) { if (name !== '') report(context, 'second-pack', at, { name: byFile.get(tree.file)!.name }); continue; }
      if (name === '__proto__') { report(context, 'reserved-name', at, { name }); continue; }
      const pack = packOf(context, ast, scope.uses.get(tree.file) ?? []);
      byFile.set(tree.file, pack);
      if (Object.hasOwn(packs, name)) { report(context, 'duplicate-name', at, { name, place: placeOf(trees, name) }); continue; }
      packs[name] = pack;
      if (!scope.brought.has(tree.file)) program.pack = pack;
    }
  }
  if (byFile.size === 0) return;
  program.packs = packs;
  for (const declared of [...Object.values(program.indicators), ...Object.values(program.tasks)]) {
    const pack = declared.at && byFile.get(declared.at.file);
    if (pack) declared.pack = pack.name;
  }
}

function packOf(context: Context, ast: Ast<'pack'>, uses: string[]): Pack {
  return {
    name: ast.name.text, label: ast.label?.value ?? ast.name.text,
    ...(ast.authority && { authority: ast.authority.value }), ...(ast.region && { region: ast.region.value }),
    ...(ast.version && { version: ast.version.value }), ...period(context, ast.from, ast.to), ...(uses.length > 0 && { uses }),
  };
}

function placeOf(trees: SyntaxTree[], name: string): string {
  const first = trees.flatMap((tree) => tree.declarations).find((one) => one.kind === 'pack' && one.name.text === name)!;
  return `${first.at.file}:${first.at.start.line}`;
}
