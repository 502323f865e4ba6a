/**
 * Indicator packs: each is a program of its own (the catalogue, the packs it uses, its own text), so names may coincide
 * across packs. Here texts become packs, and the pack that fits a roster is found.
 */
import { basename } from 'node:path';
import { inScope, packTable } from '../dsl/index.ts';
import { parsed } from '../dsl/parsed.ts';
import { formTable, ledgerTable } from '../data/store/schema.ts';
import type { Table } from '../data/store/schema.ts';
import type { Diagnostic, Form, Ledger, Pack, Program, Range } from '../dsl/index.ts';
import { makeLibrary, packSources } from './library.ts';
import type { Library, SourceText } from './library.ts';
import { Refusal } from './words.ts';

export interface PackSource {
  name: string;
  /** One file as a rule; a folder without several packs is one program of several files. */
  sources: SourceText[];
}

/** The name that a text declares for its pack, undefined where it declares none. Throws `input` for several. */
function declaredName({ file, text }: SourceText): string | undefined {
  const { declarations } = parsed(file, text).tree;
  const names = declarations.flatMap((one) => (one.kind === 'pack' ? [one.name.text] : []));
  if (names.length > 1) throw new Refusal('input', 'several_packs', `“${file}”声明了几个指标包(${names.join('、')}):每个指标包一个文件。`, `"${file}" declares several packs (${names.join(', ')}): each wants a file of its own.`, file);
  return names[0];
}

/**
 * Packs from texts: texts that declare one pack or none are one program; where several are declared, each file is one.
 * Throws `input` when then a file declares none, or two the same.
 */
export function packsOf(sources: SourceText[]): PackSource[] {
  const heads = sources.map((source) => ({ source, name: declaredName(source) }));
  const declared = heads.filter((head) => head.name !== undefined);
  if (declared.length <= 1) {
    const [first] = sources;
    return [{ name: declared[0]?.name ?? (first ? basename(first.file, '.heng') : 'program'), sources }];
  }
  const packs = new Map<string, PackSource>();
  for (const { source, name } of heads) {
    if (name === undefined) throw new Refusal('input', 'no_pack', `这里有几个指标包,而“${source.file}”没有声明自己属于哪一个:请在文件开头写 pack,或单独运行它。`, `There are several packs here, but "${source.file}" declares none: begin it with pack, or run it by itself.`, source.file);
    const other = packs.get(name)?.sources[0];
    if (other) throw new Refusal('input', 'pack_twice', `指标包“${name}”声明了两次:“${other.file}”和“${source.file}”。`, `The pack "${name}" is declared twice: in "${other.file}" and "${source.file}".`, source.file);
    packs.set(name, { name, sources: [source] });
  }
  return [...packs.values()];
}

/** A pack and what it means, alone with what it uses. */
export interface CompiledPack { source: PackSource; library: Library }

/** Compiles packs; what one uses is found among them, else among the shipped ones. */
export function compiled(packs: PackSource[]): CompiledPack[] {
  const table = packTable([...packs.map(textOf), ...packSources()]);
  return packs.map((source) => ({ source, library: makeLibrary(source.sources, table) }));
}

/** The packs that come with the software. */
export function shippedPacks(): PackSource[] { return packsOf(packSources()); }

/** The packs and the shipped ones that they use, each once, in that order. */
export function withUsed(packs: PackSource[]): PackSource[] {
  const shipped = shippedPacks();
  const table = packTable([...packs, ...shipped].map(textOf));
  const { brought } = inScope(packs.map(textOf), table);
  return [...packs, ...shipped.filter((pack) => brought.has(textOf(pack).file))];
}

/** The pack's text as one: files of a folder follow each other. */
export function textOf({ sources }: PackSource): SourceText {
  const [first] = sources;
  return sources.length === 1 ? first! : { file: first?.file ?? 'program.heng', text: sources.map((source) => source.text).join('\n') };
}

/**
 * What stands beside figures in a store that several packs read: every ledger, form, order and parameter of any of them.
 * Throws `input` where two packs declare a ledger or form of one name differently.
 */
export function dataProgram(programs: Program[]): Program {
  const [first] = programs;
  if (!first) return makeLibrary([]).program;
  const ledgers: Record<string, Ledger> = {};
  const forms: Record<string, Form> = {};
  const put = <T>(into: Record<string, T>, from: Record<string, T>): void => {
    for (const [name, one] of Object.entries(from)) {
      if (Object.hasOwn(into, name) && fingerprint(into[name]) !== fingerprint(one)) throw new Refusal('input', 'declared_differently', `台账或统计表“${name}”在几个指标包里的声明不同。`, `The ledger or form "${name}" is declared differently in several packs.`);
      into[name] ??= one;
    }
  };
  for (const program of programs) { put(ledgers, program.ledgers); put(forms, program.forms); }
  const all = <K extends 'views' | 'orders' | 'parameters'>(key: K): Program[K] => Object.assign({}, ...programs.toReversed().map((program) => program[key])) as Program[K];
  const { pack: _, packs: __, ...rest } = first;
  return { ...rest, ledgers, forms, views: all('views'), orders: all('orders'), parameters: all('parameters'), indicators: {}, scorecards: {}, tasks: {}, examples: [] };
}

function fingerprint(declaration: unknown): string {
  return JSON.stringify(declaration, (key, value: unknown) => (key === 'at' ? undefined : value));
}

/**
 * Ledgers and forms of a program that a store has no tables for, or other ones, as errors where they are declared: they
 * cannot be evaluated, and no text reaches a table by declaring it.
 */
export function strangers(program: Program, tables: ReadonlyMap<string, Table>): Diagnostic[] {
  const found: Diagnostic[] = [];
  const look = (table: Table, label: string, at: Range | undefined): void => {
    const columns = new Map(tables.get(table.name)?.columns.map((column) => [column.name, column.sqlType]));
    if (table.columns.every((column) => columns.get(column.name) === column.sqlType)) return;
    found.push({
      code: 'no-such-table', severity: 'error', range: at ?? { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
      message: { zh: `数据库里没有台账或统计表“${label}”:新的声明要随系统安装(启动时用 --program 给出)。`, en: `The store has no ledger or form "${table.name}" like this: new declarations are installed with the system (--program at the start).` },
    });
  };
  for (const ledger of Object.values(program.ledgers)) look(ledgerTable(ledger), ledger.label, ledger.at);
  for (const form of Object.values(program.forms)) look(formTable(form), form.label, form.at);
  return found;
}

/**
 * The pack that fits a roster: the one whose region covers most of its agencies (GB/T 2260: 610100 covers 610102); where
 * none covers any, the one of the same province. Of equals the one of the wider region, then the first by name. A pack
 * without a region fits where no other does.
 * @param regions region codes of the agencies
 */
export function fittingPack(packs: Pick<Pack, 'name' | 'region'>[], regions: string[]): string {
  const counted = packs.map(({ name, region }) => {
    const prefix = regionPrefix(region ?? '');
    const within = (length: number): number => (prefix === '' ? 0 : regions.filter((one) => one.startsWith(prefix.slice(0, length))).length);
    return { name, wide: prefix === '' ? 99 : prefix.length, covered: within(prefix.length), near: within(2) };
  });
  const order = counted.toSorted((one, other) => other.covered - one.covered || other.near - one.near || one.wide - other.wide || (one.name < other.name ? -1 : 1));
  return order[0]!.name;
}

/** What the GB/T 2260 codes within a region begin with: 610000 → 61, 610100 → 6101, 610102 as it is. */
export function regionPrefix(region: string): string { return region.replace(/^(\d{2})0000$/, '$1').replace(/^(\d{4})00$/, '$1'); }
