/**
 * What must be there before anything of ours can run: the npm packages, among them the project's own Node 24.
 * Plain JavaScript that Node 18 runs; nothing here imports a package.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const marker = join(root, 'node_modules', '.zhiheng-installed');

/** Fingerprint of what should be installed. */
function wanted() {
  return createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
}

/** Tells a person what is going on; standard output stays free for results. */
export function say(zh, en) {
  process.stderr.write(`${zh}  ${en}\n`);
}

/** Path of the project's own Node, whatever the machine has; null while it is not installed. */
export function ownNode() {
  const path = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(path) ? path : null;
}

const windows = process.platform === 'win32';

/** Runs npm; its words go to standard error. `node`: folder of the Node that npm itself shall run on. */
function npm(args, cwd, node) {
  const path = node ? `${node}${windows ? ';' : ':'}${process.env.PATH}` : process.env.PATH;
  return spawnSync(windows ? 'npm.cmd' : 'npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd, stdio: ['ignore', 2, 2], shell: windows, env: { ...process.env, PATH: path } }).status === 0;
}

/**
 * npm leaves out optional packages (the compiled parts of the build tools) that do not name the Node it runs on. So on
 * an older Node the project's own is fetched first, beside the project, and npm runs on that one.
 */
function withNode(work) {
  if (Number(process.versions.node.split('.')[0]) >= 22) return work(null);
  const folder = mkdtempSync(join(tmpdir(), 'zhiheng-node-'));
  try {
    const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { node: version }, allowScripts: { node: true } }));
    return npm(['install'], folder, null) && work(join(folder, 'node_modules', 'node', 'bin'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs the packages of the lock file unless they are there already. Throws with a sentence when npm fails. */
export function ensureInstalled() {
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted() && ownNode()) return;
  say('正在安装所需的软件包(约一分钟)……', 'Installing packages (about a minute) …');
  if (!withNode((node) => npm(['ci'], root, node))) throw new Error('安装失败:请检查能否访问 npm 软件源,然后重试。 npm ci failed: check that the npm registry can be reached, then run the command again.');
  if (!ownNode()) throw new Error('安装后没有找到项目自带的 Node 24:请用 npm 9 以上版本重试。 The project\'s own Node 24 is missing after the install: try again with npm 9 or later.');
  writeFileSync(marker, wanted());
}

/**
 * Runs a command with the project's Node and its packages' commands first on the PATH.
 * @returns {number} the exit code
 */
export function run(command, args, options = {}) {
  const bin = join(root, 'node_modules', '.bin');
  const node = dirname(ownNode() ?? process.execPath);
  const separator = process.platform === 'win32' ? ';' : ':';
  const env = { ...process.env, ...options.env, PATH: [node, bin, process.env.PATH].join(separator) };
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options, env });
  if (done.error) throw done.error;
  return done.status ?? 1;
}
