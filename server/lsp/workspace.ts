/**
 * The texts that a language server works on: open documents before files of the workspace before what is shipped. Each
 * document is a program of its own: the catalogue, the packs that it uses, and itself.
 */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { inScope, packTable, type SourceText } from '../../dsl/index.ts';
import { parsed } from '../../dsl/parsed.ts';

const SHIPPED = { catalogue: fileURLToPath(new URL('../../data/catalogue/', import.meta.url)), packs: fileURLToPath(new URL('../../metrics/packs/', import.meta.url)) };
/** More is no folder of programs: the home folder, say. */
const FILE_LIMIT = 2000, FOLDER_LIMIT = 20_000, TEXT_LIMIT = 8 * 1024 * 1024, DEPTH_LIMIT = 12;
const IGNORED = new Set(['node_modules', 'dist', 'var']);

interface Known extends SourceText { uri: string; readOnly: boolean }

export class Workspace {
  /** Open documents, by uri. */
  readonly #open: { get(uri: string): TextDocument | undefined; all(): TextDocument[] };
  #folders: string[] = [];
  /** Files on disk, by uri; undefined until they are asked for, and again after one has changed. */
  #files: Map<string, Known> | undefined;

  constructor(open: { get(uri: string): TextDocument | undefined; all(): TextDocument[] }) { this.#open = open; }

  /** The folders that are open, as uris; others than files are passed over. */
  setFolders(uris: string[]): void {
    this.#folders = uris.flatMap((uri) => pathOf(uri) ?? []);
    this.#files = undefined;
  }

  folders(): string[] { return this.#folders.map((path) => pathToFileURL(path).href); }

  /** Files were written, added or removed. */
  changed(): void { this.#files = undefined; }

  /** Where a source is, and whether it may be changed, by what it is called among sources. */
  uriOf(file: string): string | undefined { return this.#called(file)?.uri; }
  readOnly(file: string): boolean { return this.#called(file)?.readOnly ?? true; }
  #called(file: string): Known | undefined { return [...this.#all().values()].find((one) => one.file === file); }

  /** Everything the document has in scope, itself among it; and how it is called there. */
  scope(uri: string): { sources: SourceText[]; file: string } | undefined {
    const all = this.#all(), own = all.get(canonical(uri));
    return own && this.#scopeOf(own, all);
  }

  /** The scopes of all documents that have this one in theirs, its own first: where a name of it may be written. */
  scopesWith(uri: string): { sources: SourceText[]; file: string }[] {
    const all = this.#all(), own = all.get(canonical(uri));
    if (!own) return [];
    const others = [...all.values()].filter((one) => one !== own && !this.#isCatalogue(one));
    return [this.#scopeOf(own, all), ...others.map((one) => this.#scopeOf(one, all)).filter((scope) => scope.sources.some((source) => source.file === own.file))];
  }

  /** Packs that a document may use. */
  packs(): { name: string; label: string }[] {
    const texts = [...this.#all().values()].filter((one) => !this.#isCatalogue(one));
    return texts.flatMap((one) => parsed(one.file, one.text).tree.declarations).flatMap((ast) => (ast.kind === 'pack' ? [{ name: ast.name.text, label: ast.label?.value ?? ast.name.text }] : []));
  }

  #scopeOf(own: Known, all: Map<string, Known>): { sources: SourceText[]; file: string } {
    const catalogue = [...all.values()].filter((one) => this.#isCatalogue(one));
    // The workspace's packs stand before the shipped ones, and are found first.
    const packs = packTable([...all.values()].filter((one) => !this.#isCatalogue(one)));
    const { sources } = inScope(this.#isCatalogue(own) ? catalogue : [...catalogue, own], packs);
    return { sources, file: own.file };
  }

  #isCatalogue(one: Known): boolean { return (pathOf(one.uri) ?? '').startsWith(SHIPPED.catalogue); }

  /** All texts by uri: the workspace's own packs before the shipped ones of the same name. */
  #all(): Map<string, Known> {
    this.#files ??= this.#read();
    const all = new Map(this.#files);
    for (const document of this.#open.all()) {
      const uri = canonical(document.uri), before = all.get(uri);
      all.set(uri, { file: before?.file ?? this.#name(document.uri), text: document.getText(), uri: document.uri, readOnly: before?.readOnly ?? false });
    }
    return all;
  }

  #read(): Map<string, Known> {
    const files = new Map<string, Known>();
    for (const folder of this.#folders) {
      for (const path of programsBelow(folder)) {
        const text = textOf(path), uri = pathToFileURL(path).href;
        if (text !== undefined && !files.has(canonical(uri))) files.set(canonical(uri), { file: this.#name(uri), text, uri, readOnly: false });
      }
    }
    for (const one of shipped()) if (!files.has(canonical(one.uri))) files.set(canonical(one.uri), one);
    return files;
  }

  /** Relative to the workspace where it is in it, so that messages are short; two folders may hold the same: then the whole path. */
  #name(uri: string): string {
    const path = pathOf(uri);
    if (path === undefined) return uri;
    const folder = this.#folders.length === 1 ? this.#folders[0]! : undefined;
    const inner = folder === undefined ? undefined : relative(folder, path);
    return inner === undefined || inner.startsWith('..') || inner === '' ? path : inner.split(sep).join('/');
  }
}

/** The catalogue and the packs that come with the software; in a workspace that holds them they are its own files. */
function shipped(): Known[] {
  return Object.entries(SHIPPED).flatMap(([name, folder]) => programsBelow(folder).flatMap((path): Known[] => {
    const text = textOf(path);
    return text === undefined ? [] : [{ file: `${name}/${relative(folder, path).split(sep).join('/')}`, text, uri: pathToFileURL(path).href, readOnly: true }];
  }));
}

function programsBelow(root: string): string[] {
  const found: string[] = [];
  let folders = 0;
  const visit = (folder: string, depth: number): void => {
    if (depth > DEPTH_LIMIT || ++folders > FOLDER_LIMIT || found.length >= FILE_LIMIT) return;
    let entries;
    try { entries = readdirSync(folder, { withFileTypes: true }); } catch { return; }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || IGNORED.has(entry.name) || found.length >= FILE_LIMIT) continue;
      const path = join(folder, entry.name);
      // Links are not followed: they may lead around in circles.
      if (entry.isDirectory()) visit(path, depth + 1);
      else if (entry.isFile() && entry.name.endsWith('.heng')) found.push(path);
    }
  };
  visit(root, 0);
  return found;
}

/** Undefined for what cannot be read, is not UTF-8, or is too long to be a program. */
function textOf(path: string): string | undefined {
  try {
    if (statSync(path).size > TEXT_LIMIT) return undefined;
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch { return undefined; }
}

/** The path of a file uri; undefined for any other. */
export function pathOf(uri: string): string | undefined {
  try { return uri.startsWith('file:') ? fileURLToPath(uri) : undefined; } catch { return undefined; }
}

/** One spelling of a uri: clients escape differently (`%3A`, `%E5…`). */
function canonical(uri: string): string {
  const path = pathOf(uri);
  if (path === undefined) return uri;
  try { return pathToFileURL(realpathSync(path)).href; } catch { return pathToFileURL(path).href; }
}
