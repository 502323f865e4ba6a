/** The shipped packs, each compiled as the command line does: with the catalogue and the packs it uses. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Diagnostic, Program } from '../../../dsl/index.ts';
import { makeLibrary, readSources } from '../../../server/library.ts';

export const folder = fileURLToPath(new URL('../../../metrics/packs/', import.meta.url));
export const names: string[] = readdirSync(folder).filter((name) => name.endsWith('.heng')).map((name) => name.replace(/\.heng$/, '')).sort();

export function shipped(name: string): { program: Program; diagnostics: Diagnostic[] } {
  return makeLibrary(readSources([`${folder}${name}.heng`]));
}
export function programs(): Record<string, Program> {
  return Object.fromEntries(names.map((name) => [name, shipped(name).program]));
}
