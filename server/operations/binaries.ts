/** Compiled files by what they say of themselves: for which machine, and which C library they want at least. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

export type Platform = 'linux-x64' | 'linux-arm64' | 'win32-x64';
export const PLATFORMS: readonly Platform[] = ['linux-x64', 'linux-arm64', 'win32-x64'];

/** Machines in the heads of ELF and PE files. */
const ELF: Record<number, Platform> = { 62: 'linux-x64', 183: 'linux-arm64' };
const PE: Record<number, Platform> = { 0x8664: 'win32-x64' };

/** What a file is compiled for; `other` for a machine we do not ship for, null for what is not compiled. */
export function compiledFor(path: string): Platform | 'other' | null {
  const handle = openSync(path, 'r');
  try {
    const head = Buffer.alloc(4096);
    const length = readSync(handle, head, 0, head.length, 0);
    if (length >= 20 && head.readUInt32BE(0) === 0x7f454c46) return head[4] === 2 && head[5] === 1 ? ELF[head.readUInt16LE(18)] ?? 'other' : 'other';
    if (length >= 64 && head.toString('latin1', 0, 2) === 'MZ') {
      const at = head.readUInt32LE(60);
      if (at + 6 <= length && head.toString('latin1', at, at + 4) === 'PE\u0000\u0000') return PE[head.readUInt16LE(at + 4)] ?? 'other';
      return null;
    }
    // Mach-O, of one machine (either order of bytes).
    if (length >= 4 && [0xfeedfacf, 0xcffaedfe].includes(head.readUInt32BE(0))) return 'other';
    return null;
  } finally { closeSync(handle); }
}

export interface Compiled { path: string; platform: Platform | 'other' }
/** Every compiled file below a folder, paths with `/`. */
export function compiledBelow(folder: string): Compiled[] {
  const found: Compiled[] = [];
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) { visit(path); continue; }
      const platform = entry.isFile() ? compiledFor(join(folder, path)) : null;
      if (platform !== null) found.push({ path, platform });
    }
  };
  visit('');
  return found;
}

/** The packages with compiled parts that the server loads: without one of them it does not start or cannot print. */
export const COMPILED_PARTS = ['node_modules/node/bin/', 'node_modules/@duckdb/node-bindings-', 'node_modules/@node-rs/argon2-', 'node_modules/@resvg/resvg-js-', 'node_modules/@myriaddreamin/typst-ts-node-compiler-'];

/** What is missing or foreign among the compiled files of a bundle; empty when it is right. */
export function wrongBinaries(found: readonly Compiled[], platform: Platform): string[] {
  return [
    ...COMPILED_PARTS.filter((part) => !found.some((one) => one.path.startsWith(part) && one.platform === platform)).map((part) => `nothing for ${platform} in ${part}*`),
    ...found.filter((one) => one.platform !== platform).map((one) => `${one.path} is for ${one.platform}`),
  ];
}

/** The newest version of the GNU C library that any of these wants; null for those that want none. */
export function neededGlibc(paths: readonly string[]): string | null {
  let highest: [number, number] | null = null;
  for (const path of paths) {
    for (const [, major, minor] of readFileSync(path, 'latin1').matchAll(/GLIBC_(\d+)\.(\d+)/g)) {
      const version: [number, number] = [Number(major), Number(minor)];
      if (highest === null || version[0] > highest[0] || (version[0] === highest[0] && version[1] > highest[1])) highest = version;
    }
  }
  return highest === null ? null : highest.join('.');
}
