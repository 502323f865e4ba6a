/**
 * Which text of a pack holds. Versions lie in the store (`data/store/definitions.ts`); this process alone changes them, so
 * all of them are kept in memory and compiled when they are asked for.
 *
 * The rule: a year is judged by one version of each pack, for all of the year: of those published with an effective date
 * not later than 31 December of the year the one that takes effect last (of one date the newest). A year before all of
 * them is judged by the first. So what is published with a date of this year leaves the years before as they are; a date
 * in a year that has ended changes that year's ranking, and must be confirmed (`retroactive`).
 */
import type { Definitions, StoredChoice, StoredVersion } from '../data/store/index.ts';
import { VersionConflict } from '../data/store/index.ts';
import { inScope, packTable } from '../dsl/index.ts';
import type { Diagnostic, Parameter, ParameterValue, Program } from '../dsl/index.ts';
import { expressionWords } from '../dsl/words/index.ts';
import type { DefinitionRef } from './api.ts';
import { makeLibrary } from './library.ts';
import type { Library } from './library.ts';
import { textOf } from './packs.ts';
import type { PackSource } from './packs.ts';
import { Refusal } from './words.ts';

export const SYSTEM_AUTHOR = '系统';
const SHIPPED_REASON = '随系统发布';
/** Later than any effective date: the newest published versions. */
export const NEWEST = 9999;
/** Compiled programs that are kept. */
const KEPT = 40;

/** What an evaluation goes by. Two with the same `key` give the same figures from the same data. */
export interface Definition {
  ref: DefinitionRef; library: Library; choices: Record<string, number>; key: string;
  /** The first error of a text that does not compile any more (the declarations of ledgers are newer), or of a draft: no card is scored by it. */
  broken: Diagnostic | null;
}

/** A pack's text with what it uses, and which versions these are. */
export interface Compiled { library: Library; uses: DefinitionRef['uses'] }

export interface PackVersionsOptions {
  definitions: Definitions;
  /** What is offered: a pack's text as it came with the software, or in files named at the start (`given`). */
  packs: PackSource[]; given?: boolean;
  today: () => string; now?: () => Date;
  say?: (zh: string, en: string) => void;
}

export class PackVersions {
  readonly #definitions: Definitions;
  readonly #sources: Map<string, PackSource>;
  readonly #today: () => string;
  readonly #now: () => Date;
  readonly #versions = new Map<string, StoredVersion[]>();
  readonly #compiled = new Map<string, Compiled>();
  #choices: StoredChoice[] = [];

  private constructor(options: PackVersionsOptions) {
    this.#definitions = options.definitions;
    this.#sources = new Map(options.packs.map((pack) => [pack.name, pack]));
    this.#today = options.today;
    this.#now = options.now ?? (() => new Date());
  }

  /** Reads what is stored and takes in the texts that are offered. */
  static async open(options: PackVersionsOptions): Promise<PackVersions> {
    const made = new PackVersions(options);
    for (const version of await options.definitions.versions()) made.#put(version);
    made.#choices = await options.definitions.choices();
    for (const pack of options.packs) await made.#takeIn(pack, options.given ?? false, options.say ?? (() => undefined));
    return made;
  }

  /**
   * The first text becomes version 1. A text that changed becomes a new version: published where no one has published
   * here since, else beside the local ones, as checked, for a person to compare and publish. Shipped changes take effect
   * today, so that no ended year changes; those of a file named at the start replace what that file said before.
   */
  async #takeIn(pack: PackSource, given: boolean, say: (zh: string, en: string) => void): Promise<void> {
    const { text } = textOf(pack);
    const known = this.#versions.get(pack.name) ?? [];
    const latest = known.findLast((one) => one.origin === 'shipped');
    if (latest?.text === text) return;
    const library = makeLibrary([textOf(pack)], packTable([...this.#sources.values()].map(textOf)));
    const from = library.program.pack?.from ?? '1900-01-01';
    const today = this.#today();
    const local = known.some((one) => one.origin === 'local' && one.state === 'published' && one.version > (latest?.version ?? 0));
    const added = await this.#definitions.add({
      pack: pack.name, author: SYSTEM_AUTHOR, text, parent: latest?.version ?? null, origin: 'shipped', at: this.#now(),
      as: { state: local ? 'checked' : 'published', fingerprint: library.version, reason: SHIPPED_REASON, effectiveFrom: latest === undefined || given || from > today ? from : today },
    });
    this.#put(added);
    if (local) say(`指标包“${pack.name}”随系统更新为第 ${added.version} 版;本地发布的版本仍然有效,请比较后决定是否发布。`, `The pack "${pack.name}" came with a new text, kept as version ${added.version}; what was published here still holds: compare, then publish it or not.`);
    else if (latest) say(`指标包“${pack.name}”随系统更新为第 ${added.version} 版,自 ${added.effectiveFrom} 起施行。`, `The pack "${pack.name}" came with a new text: version ${added.version}, in effect from ${added.effectiveFrom}.`);
  }

  names(): string[] { return [...this.#sources.keys()]; }

  /** Throws `not_found` with the names there are. */
  need(pack: string): string {
    if (this.#sources.has(pack)) return pack;
    const names = this.names();
    throw new Refusal('not_found', 'unknown_pack', `没有指标包“${pack}”;现有:${names.join('、')}。`, `There is no pack "${pack}"; there are: ${names.join(', ')}.`);
  }

  /** All versions of a pack, ascending. */
  versions(pack: string): readonly StoredVersion[] { return this.#versions.get(this.need(pack)) ?? []; }

  version(pack: string, version: number): StoredVersion {
    const found = this.versions(pack).find((one) => one.version === version);
    if (!found) throw new Refusal('not_found', 'unknown_version', `指标包“${pack}”没有第 ${version} 版。`, `The pack "${pack}" has no version ${version}.`);
    return found;
  }

  /** The version by which a year is judged. */
  inForce(pack: string, year: number, published = this.versions(pack).filter((one) => one.state === 'published')): StoredVersion {
    const end = `${year}-12-31`;
    const order = published.toSorted((one, other) => (one.effectiveFrom! < other.effectiveFrom! ? -1 : one.effectiveFrom! > other.effectiveFrom! ? 1 : one.version - other.version));
    return order.findLast((one) => one.effectiveFrom! <= end) ?? order[0]!;
  }

  /** The file name under which a pack's text is compiled and its diagnostics speak of it. */
  file(pack: string): string { return textOf(this.#sources.get(pack)!).file; }

  /** What a pack's text means in a year: it, with the versions in force of the packs it uses. Compiled once. */
  library(pack: string, text: string, year: number): Compiled {
    const others = this.names().filter((name) => name !== pack).map((name) => this.inForce(name, year));
    const key = [pack, text, ...others.map((one) => `${one.pack}@${one.version}`)].join('\u0000');
    let made = this.#compiled.get(key);
    if (made) this.#compiled.delete(key);
    made ??= this.#compile(pack, text, others);
    this.#compiled.set(key, made);
    while (this.#compiled.size > KEPT) this.#compiled.delete(this.#compiled.keys().next().value!);
    return made;
  }

  #compile(pack: string, text: string, others: StoredVersion[]): Compiled {
    const source = { file: this.file(pack), text };
    const table = packTable([source, ...others.map((one) => ({ file: this.file(one.pack), text: one.text }))]);
    const { brought } = inScope([source], table);
    return { library: makeLibrary([source], table), uses: others.filter((one) => brought.has(this.file(one.pack))).map((one) => ({ pack: one.pack, version: one.version })) };
  }

  /** What judges a year, or the version named; also one with errors (`broken`): what is sound of it can still be read. */
  definition(pack: string, year: number, version?: number): Definition {
    const stored = version === undefined ? this.inForce(this.need(pack), year) : this.version(pack, version);
    const { library, uses } = this.library(pack, stored.text, year);
    const choices = this.choicesOf(pack, library.program);
    return {
      ref: { pack, version: stored.version, uses }, library, choices, key: `${library.version}|${JSON.stringify(Object.entries(choices).toSorted())}`,
      broken: library.diagnostics.find((one) => one.severity === 'error') ?? null,
    };
  }

  /** Packs whose newest version uses this one, and what compiling them with another text of it says. */
  dependents(pack: string, text: string): { pack: string; diagnostics: Diagnostic[] }[] {
    const file = this.file(pack);
    const texts = new Map(this.names().map((name) => [name, { file: this.file(name), text: name === pack ? text : this.inForce(name, NEWEST).text }]));
    const table = packTable([...texts.values()]);
    return [...texts].flatMap(([name, source]) => (name !== pack && inScope([source], table).brought.has(file) ? [{ pack: name, diagnostics: makeLibrary([source], table).diagnostics }] : []));
  }

  /** The text of a file among those a definition is made of; '' for the catalogue's. */
  textOf({ pack, version, uses }: DefinitionRef, file: string): string {
    return [{ pack, version }, ...uses].flatMap((one) => (this.file(one.pack) === file ? [this.version(one.pack, one.version).text] : []))[0] ?? '';
  }

  // ---------------------------------------------------------------- drafts and publishing

  /** Opens a draft of an author, or saves the author's open one again. */
  async draft(pack: string, given: { text: string; author: string; parent: number | null }): Promise<StoredVersion> {
    const open = this.versions(pack).findLast((one) => isOpen(one) && one.origin === 'local' && one.author === given.author);
    if (open) return this.#kept(this.#definitions.save(pack, open.version, given.text, this.#now()));
    if (given.parent !== null) this.version(pack, given.parent);
    return this.#kept(this.#definitions.add({ pack, ...given, origin: 'local', at: this.#now() }));
  }

  /** Saves a draft again. `seen`: when it was last saved as far as the caller knows; another moment is a conflict. */
  async save(pack: string, version: number, text: string, seen?: string): Promise<StoredVersion> {
    const stored = this.version(pack, version);
    if (seen !== undefined && isOpen(stored) && stored.savedAt !== seen) throw new Refusal('busy', 'draft_changed', `第 ${version} 版草稿在别处保存过,没有覆盖:请先查看那里的修改。`, `The draft, version ${version}, was saved elsewhere and is left as it is: look at that change first.`);
    return this.#kept(this.#definitions.save(pack, version, text, this.#now()), version);
  }

  async markChecked(version: StoredVersion, fingerprint: string): Promise<StoredVersion> {
    return this.#kept(this.#definitions.check(version.pack, version.version, version.text, fingerprint, this.#now()), version.version);
  }

  async discard(pack: string, version: number): Promise<StoredVersion> {
    this.version(pack, version);
    return this.#kept(this.#definitions.discard(pack, version), version);
  }

  /** Ended years that a publication would judge anew. */
  changedYears(version: StoredVersion, effectiveFrom: string, years: number[]): number[] {
    const published = this.versions(version.pack).filter((one) => one.state === 'published');
    const then = [...published, { ...version, effectiveFrom }];
    const today = this.#today();
    return years.filter((year) => `${year}-12-31` < today && this.inForce(version.pack, year, then).version === version.version);
  }

  async publish(pack: string, version: number, given: { reason: string; effectiveFrom: string; by: string; fingerprint: string }): Promise<StoredVersion> {
    return this.#kept(this.#definitions.publish(pack, version, { ...given, at: this.#now() }), version);
  }

  // ---------------------------------------------------------------- choices

  /** Every choice for a pack, oldest first. */
  choices(pack: string): StoredChoice[] { return this.#choices.filter((one) => one.pack === pack); }

  /** What holds: the latest choice of each parameter, as far as the value that was shown then still stands there. */
  choicesOf(pack: string, program: Program): Record<string, number> {
    const found: Record<string, number> = {};
    for (const [name, parameter] of Object.entries(program.parameters)) {
      if (!parameter.choose) continue;
      const chosen = this.choices(pack).findLast((one) => one.parameter === name);
      const index = chosen ? parameter.values.findIndex((value) => shownOf(program, value) === chosen.shown) : -1;
      if (index >= 0) found[name] = index;
    }
    return found;
  }

  async choose(pack: string, program: Program, parameter: Parameter, given: { index: number; by: string; reason: string }): Promise<StoredChoice> {
    const shown = shownOf(program, parameter.values[given.index]!);
    const made = await this.#definitions.choose({ pack, parameter: parameter.name, shown, ...given, at: this.#now() });
    this.#choices = [...this.#choices, made];
    return made;
  }

  #put(version: StoredVersion): void {
    const others = (this.#versions.get(version.pack) ?? []).filter((one) => one.version !== version.version);
    this.#versions.set(version.pack, [...others, version].toSorted((one, other) => one.version - other.version));
  }

  /** What was written stands in memory too; a conflict becomes a sentence. */
  async #kept(written: Promise<StoredVersion>, version?: number): Promise<StoredVersion> {
    try {
      const stored = await written;
      this.#put(stored);
      return stored;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      const number = version ?? '';
      throw new Refusal('busy', 'version_closed', `第 ${number} 版已发布、已废弃或又有修改,不能这样处理:请另存为新的草稿。`, `Version ${number} is published, discarded or has changed meanwhile; this cannot be done to it: save a new draft.`);
    }
  }
}

export function isOpen(version: Pick<StoredVersion, 'state'>): boolean { return version.state === 'draft' || version.state === 'checked'; }

/** A value as an administrator sees it when choosing: its words, its document and clause. */
export function shownOf(program: Program, { value, source }: ParameterValue): string {
  return [expressionWords(program, value).zh, source?.document, source?.clause].filter((part) => part !== undefined).join(' ');
}
