/** What goes into a bundle: packages that are declared, compiled files of the right machine, scripts and a guide. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { COMPILED_PARTS, compiledBelow, compiledFor, neededGlibc, PLATFORMS, wrongBinaries } from '../../../server/operations/binaries.ts';
import type { Compiled } from '../../../server/operations/binaries.ts';
import { guide, scripts } from '../../../server/operations/guide.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'zhiheng-bundle-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, content: Uint8Array | string): string => { const path = join(folder, name); mkdirSync(dirname(path), { recursive: true }); writeFileSync(path, content); return path; };

/** Heads of compiled files. */
const elf = (machine: number, bits = 2): Buffer => { const head = Buffer.alloc(64); head.writeUInt32BE(0x7f454c46); head[4] = bits; head[5] = 1; head.writeUInt16LE(machine, 18); return head; };
const pe = (machine: number): Buffer => { const head = Buffer.alloc(256); head.write('MZ', 0, 'latin1'); head.writeUInt32LE(128, 60); head.write('PE\u0000\u0000', 128, 'latin1'); head.writeUInt16LE(machine, 132); return head; };

describe('packages', () => {
  it('that the program imports are dependencies, not of development only: a machine that runs it has no others', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const imported = new Set<string>();
    const visit = (path: string): void => {
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        if (entry.isDirectory()) { visit(join(path, entry.name)); continue; }
        if (!/\.(ts|mjs)$/.test(entry.name)) continue;
        const text = readFileSync(join(path, entry.name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').replaceAll(/^\s*import type [\s\S]*?;$/gm, '').replaceAll(/`(?:[^`\\]|\\.)*`/g, '``');
        for (const [, name] of text.matchAll(/(?:^\s*(?:import|export)\b[^;'"]*?\bfrom|^import|\bimport\(|require\(import\.meta\.url\)\(|createRequire\(import\.meta\.url\)\()\s*'((?:@[\w.-]+\/)?[\w.-]+)[^']*'/gm)) imported.add(name!);
      }
    };
    for (const room of ['dsl', 'metrics', 'data', 'server']) visit(join(ROOT, room));
    const packages = [...imported].filter((name) => !name.startsWith('node') && !name.startsWith('.') && !builtinModules.includes(name)).sort();
    expect(packages).toEqual(expect.arrayContaining(['@duckdb/node-api', 'hono', 'chevrotain', 'pino']));
    expect(packages.filter((name) => dependencies[name] === undefined)).toEqual([]);
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dev?: boolean }> };
    for (const name of packages) expect([name, lock.packages[`node_modules/${name}`]?.dev]).toEqual([name, undefined]);
  });
});

describe('compiled files', () => {
  it('are told by their heads', () => {
    const cases: [string, Uint8Array | string, string | null][] = [
      ['x64.node', elf(62), 'linux-x64'], ['arm64.so', elf(183), 'linux-arm64'], ['riscv.node', elf(243), 'other'], ['i386.node', elf(3, 1), 'other'], ['win.dll', pe(0x8664), 'win32-x64'], ['winarm.exe', pe(0xaa64), 'other'],
      ['mac.node', Buffer.from([0xcf, 0xfa, 0xed, 0xfe, 0, 0, 0, 0]), 'other'], ['text.js', 'MZ is how this text begins', null], ['short', '\u007fELF', null], ['empty', '', null], ['far.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(58), Buffer.from([0xff, 0xff, 0xff, 0x7f])]), null],
    ];
    for (const [name, content, expected] of cases) expect([name, compiledFor(write(`heads/${name}`, content))]).toEqual([name, expected]);
    expect(compiledBelow(join(folder, 'heads')).map(({ path }) => path).sort()).toEqual(['arm64.so', 'i386.node', 'mac.node', 'riscv.node', 'win.dll', 'winarm.exe', 'x64.node']);
  });
  it('must be there for each part that needs them, and be for no other machine', () => {
    const whole: Compiled[] = COMPILED_PARTS.map((part) => ({ path: `${part}linux-arm64/it.node`, platform: 'linux-arm64' }));
    expect(wrongBinaries(whole, 'linux-arm64')).toEqual([]);
    for (let index = 0; index < whole.length; index++) expect(wrongBinaries(whole.filter((_, at) => at !== index), 'linux-arm64')).toEqual([`nothing for linux-arm64 in ${COMPILED_PARTS[index]}*`]);
    expect(wrongBinaries([...whole, { path: 'node_modules/x/it.node', platform: 'linux-x64' }], 'linux-arm64')).toEqual(['node_modules/x/it.node is for linux-x64']);
    expect(wrongBinaries(whole, 'win32-x64')).toHaveLength(2 * COMPILED_PARTS.length);
  });
  it('tell the C library they want', () => {
    const paths = [write('a', 'GLIBC_2.17 GLIBC_2.4'), write('b', 'GLIBC_2.28\u0000GLIBC_2.9'), write('c', 'nothing')];
    expect([neededGlibc(paths), neededGlibc([paths[2]!])]).toEqual(['2.28', null]);
  });
  it('are all for this machine where the project is installed', () => {
    const found = COMPILED_PARTS.flatMap((part) => {
      const above = join(ROOT, dirname(`${part}x`));
      return readdirSync(above).filter((name) => `${dirname(`${part}x`)}/${name}`.startsWith(part) || part.endsWith('/bin/')).flatMap((name) => {
        const path = join(above, name);
        return part.endsWith('/bin/') ? [{ path: `${part}${name}`, platform: compiledFor(path)! }] : compiledBelow(path).map((one) => ({ ...one, path: `${dirname(`${part}x`)}/${name}/${one.path}` }));
      });
    });
    const here = `${process.platform}-${process.arch}`;
    const platform = PLATFORMS.find((one) => one === here);
    if (platform) expect(wrongBinaries(found, platform)).toEqual([]);
  });
});

describe.each(PLATFORMS)('the guide and scripts for %s', (platform) => {
  const text = guide({ name: `zhiheng-1-${platform}`, program: 'zhiheng 1', platform, node: '24', glibc: platform === 'win32-x64' ? null : '2.28' });
  it('name only scripts that are there, in Chinese and then in English', () => {
    const there = Object.keys(scripts(platform));
    for (const [name] of text.matchAll(/\b(?:start|zhiheng)\.(?:sh|cmd)\b/g)) expect(there).toContain(name);
    expect(there.every((name) => text.includes(name))).toBe(true);
    for (const section of text.split(/^## /m).slice(1)) expect(section).toMatch(/^[^\n]*\p{Script=Han}[^\n]*[A-Za-z]/u);
    expect(text).not.toContain('undefined');
    expect(text.includes('2.28')).toBe(platform !== 'win32-x64');
  });
});

it.runIf(process.platform === 'linux')('the scripts run the Node beside them, with no other program on the path, from anywhere', () => {
  const bundle = join(folder, '包 1');
  for (const [name, script] of Object.entries(scripts('linux-x64'))) { mkdirSync(bundle, { recursive: true }); writeFileSync(join(bundle, name), script); chmodSync(join(bundle, name), 0o755); }
  mkdirSync(join(bundle, 'node_modules/node/bin'), { recursive: true });
  writeFileSync(join(bundle, 'node_modules/node/bin/node'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(join(bundle, 'node_modules/node/bin/node'), 0o755);
  const run = (script: string, words: string[], cwd: string, env: Record<string, string> = {}): string[] => spawnSync(script, words, { cwd, env: { PATH: '/nonexistent', ...env }, encoding: 'utf8' }).stdout.trim().split('\n');
  const main = join(bundle, 'server/cli/main.ts');
  expect(run(join(bundle, 'start.sh'), ['--port', '9'], '/')).toEqual(['--disable-warning=ExperimentalWarning', main, 'serve', '--var', `${bundle}/../zhiheng-data`, '--port', '9']);
  expect(run('./start.sh', [], bundle, { ZHIHENG_DATA: '/srv/some data' })).toEqual(['--disable-warning=ExperimentalWarning', main, 'serve', '--var', '/srv/some data']);
  expect(run('./zhiheng', ['verify', 'a b'], bundle)).toEqual(['--disable-warning=ExperimentalWarning', main, 'verify', 'a b']);
});
