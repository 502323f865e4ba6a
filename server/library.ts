/** Programs from files: the shipped catalogue, which is always in scope, then the author's files or the shipped packs. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogueSources } from '../data/catalogue/index.ts';
import { compile, packTable, withoutRanges } from '../dsl/index.ts';
import type { Diagnostic, Packs, Program } from '../dsl/index.ts';
import { Refusal } from './words.ts';

export interface SourceText { file: string; text: string }
export interface Library {
  /** The author's files (not the catalogue), as given. */
  sources: SourceText[];
  program: Program;
  diagnostics: Diagnostic[];
  /** Fingerprint of what the program means: two texts that mean the same have the same version. */
  version: string;
}

const CATALOGUE = fileURLToPath(new URL('../data/catalogue', import.meta.url));
const PACKS = fileURLToPath(new URL('../metrics/packs', import.meta.url));
/** A program is a few hundred kilobytes at most; more is refused before it is read. */
const TEXT_LIMIT = 8 * 1024 * 1024;
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

/** The texts of the shipped indicator packs, one file each. */
export function packSources(): SourceText[] {
  return readdirSync(PACKS).filter((name) => name.endsWith('.heng')).sort().map((name) => ({ file: `packs/${name}`, text: readFileSync(join(PACKS, name), 'utf8') }));
}

/**
 * The texts below paths (a `.heng` file, or a folder with such files), in name order, each once; files of the shipped
 * catalogue are left out because it is in scope anyway, unless they are wanted as texts (`shipped`). Throws `usage` for a path that does not exist, `input` for a
 * folder without programs, a text that is not UTF-8, or one that is too long.
 */
export function readSources(paths: string[], { shipped = false } = {}): SourceText[] {
  const seen = new Set<string>();
  const found: SourceText[] = [];
  const visit = (path: string): void => {
    const real = realpathSync(path);
    if (statSync(real).isDirectory()) {
      for (const name of readdirSync(real).sort()) {
        if (name.startsWith('.') || name === 'node_modules') continue;
        const inner = join(path, name);
        const kind = statSync(inner, { throwIfNoEntry: false });
        // A link that leads nowhere is followed, so that it is told.
        if (kind?.isDirectory() || (kind?.isFile() !== false && name.endsWith('.heng'))) visit(inner);
      }
      return;
    }
    if (seen.has(real) || (!shipped && !relative(CATALOGUE, real).startsWith('..'))) { seen.add(real); return; }
    seen.add(real);
    if (statSync(real).size > TEXT_LIMIT) throw new Refusal('input', 'program_too_long', `“${path}”太长,不像是程序。`, `"${path}" is too long to be a program.`);
    found.push({ file: path, text: decode(path, readFileSync(real)) });
  };
  for (const path of paths) {
    const before = seen.size;
    try {
      visit(path);
    } catch (error) {
      throw unreadable(path, error);
    }
    if (seen.size === before && found.length === 0) throw new Refusal('input', 'no_programs', `“${path}”里没有 .heng 文件。`, `There are no .heng files in "${path}".`);
  }
  return found;
}

/** What the system says of a path that cannot be followed or opened; anything else as it is. */
function unreadable(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NOT_THERE.has(code)) return new Refusal('usage', 'no_such_path', `找不到“${path}”:请检查路径。`, `"${path}" does not exist: check the path.`);
  if (code === 'EACCES' || code === 'EPERM') return new Refusal('input', 'cannot_read', `没有读取“${path}”的权限。`, `"${path}" may not be read.`);
  return error;
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('input', 'program_encoding', `“${path}”不是 UTF-8 编码:请用编辑器另存为 UTF-8。`, `"${path}" is not UTF-8: save it as UTF-8 in your editor.`, path);
  }
}

/** Compiles the catalogue, the texts and the packs that they use (by default the shipped ones) as one program. */
export function makeLibrary(sources: SourceText[], packs: Packs = packTable(packSources())): Library {
  const { program, diagnostics } = compile([...catalogueSources(), ...sources], { packs });
  return { sources, program, diagnostics, version: versionOf(program) };
}

export function versionOf(program: Program): string {
  return createHash('sha256').update(JSON.stringify(withoutRanges(program))).digest('hex').slice(0, 12);
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
