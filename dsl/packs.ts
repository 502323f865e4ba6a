/**
 * `use "…"`: the packs that sources use, and those that these use in turn, each brought in once and before its first
 * user. Where they come from is the caller's business: a table by name, or a function; nothing is read here.
 */
import { nameKey, nearest } from './check/names.ts';
import { diagnose } from './diagnostics/catalogue.ts';
import type { Diagnostic } from './diagnostics/types.ts';
import { parsed } from './parsed.ts';
import type { Range } from './program.ts';
import type { DeclarationAst } from './syntax/ast.ts';

export interface SourceText { file: string; text: string }
/** A pack's text by the names it may be used by. Several names may lead to one text (one `file`). */
export type Packs = Readonly<Record<string, SourceText>> | ((name: string) => SourceText | undefined);

export interface InScope {
  /** The given sources in their order, but what is used stands before its users. */
  sources: SourceText[];
  /** Files that were not given but brought in. */
  brought: Set<string>;
  /** Names of the packs that a file uses. */
  uses: Map<string, string[]>;
  diagnostics: Diagnostic[];
}

/** So many packs may be in scope: more are no one's library but a resolver that never ends. */
const most = 100;

/** So many wrong uses are said. */
const mostSaid = 100;

/** Everything that the sources have in scope. */
export function inScope(sources: SourceText[], packs: Packs = {}): InScope {
  const result: InScope = { sources: [], brought: new Set(), uses: new Map(), diagnostics: [] };
  const known = new Map(sources.map((source) => [source.file, source]));
  // A pack that is among the given sources is used from there.
  const given = new Map(sources.flatMap((source) => packsIn(source).map((pack) => [nameKey(pack.name.text), source] as const)));
  const resolve = (name: string): SourceText | undefined => {
    const found = given.get(name) ?? (typeof packs === 'function' ? packs(name) : Object.hasOwn(packs, name) ? packs[name] : undefined);
    return found && (known.get(found.file) ?? found);
  };
  const seen = new Set<SourceText>();
  /** Sources whose uses are being followed, outermost first. */
  const open: SourceText[] = [];
  const visit = (source: SourceText): void => {
    seen.add(source);
    open.push(source);
    const used: string[] = [];
    for (const use of usesIn(source)) {
      const name = nameKey(use.pack.value);
      const target = resolve(name);
      const said = target ? bringIn(target, use.pack.at) : unknown(name, use.pack.at);
      if (said) { if (result.diagnostics.length < mostSaid) result.diagnostics.push(said); }
      else used.push(nameOf(target!));
    }
    open.pop();
    result.uses.set(source.file, [...new Set(used)]);
    result.sources.push(source);
  };
  const bringIn = (target: SourceText, at: Range): Diagnostic | undefined => {
    if (open.includes(target)) return diagnose('cyclic-packs', at, { names: [...open.slice(open.indexOf(target)), target].map(nameOf) });
    if (seen.has(target)) return undefined;
    if (!known.has(target.file)) {
      if (result.brought.size >= most) return diagnose('too-many-packs', at, { limit: most });
      known.set(target.file, target);
      result.brought.add(target.file);
    }
    visit(target);
    return undefined;
  };
  const unknown = (name: string, at: Range): Diagnostic => {
    const names = [...given.keys(), ...(typeof packs === 'function' ? [] : Object.keys(packs))];
    const near = nearest(name, names);
    if (near.length === 0) return diagnose('unknown-pack', at, { name }, names.length > 0 ? { hints: [{ zh: `可写：${names.slice(0, 24).join('、')}`, en: `it may be ${names.slice(0, 24).join(', ')}` }] } : {});
    const hints = [{ zh: `是否想写：${near.join('、')}`, en: `did you mean ${near.join(' or ')}?` }];
    if (near.length > 1) return diagnose('unknown-pack', at, { name }, { hints });
    return diagnose('unknown-pack', at, { name }, { hints, fix: { title: { zh: `改为 “${near[0]!}”`, en: `write "${near[0]!}"` }, edits: [{ range: at, text: `"${near[0]!}"` }] } });
  };
  for (const source of sources) if (!seen.has(source)) visit(source);
  return result;
}

/** Packs by the names they may be used by: that of the declaration, its label, and the file's own without folder and ending. */
export function packTable(sources: SourceText[]): Record<string, SourceText> {
  const table = new Map<string, SourceText>();
  const enter = (name: string | undefined, source: SourceText): void => { if (name && !table.has(nameKey(name))) table.set(nameKey(name), source); };
  for (const source of sources) for (const pack of packsIn(source)) enter(pack.name.text, source);
  for (const source of sources) for (const pack of packsIn(source)) enter(pack.label?.value, source);
  for (const source of sources) enter(source.file.replace(/^.*[/\\]/, '').replace(/\.heng$/, ''), source);
  return Object.fromEntries(table);
}

type Of<Kind extends DeclarationAst['kind']> = Extract<DeclarationAst, { kind: Kind }>;
const declarations = (source: SourceText): DeclarationAst[] => parsed(source.file, source.text).tree.declarations;
const usesIn = (source: SourceText): Of<'use'>[] => declarations(source).filter((one): one is Of<'use'> => one.kind === 'use');
const packsIn = (source: SourceText): Of<'pack'>[] => declarations(source).filter((one): one is Of<'pack'> => one.kind === 'pack');
const nameOf = (source: SourceText): string => packsIn(source)[0]?.name.text ?? source.file;
