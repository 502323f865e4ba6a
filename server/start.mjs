/**
 * `npm start`: installs what is missing, builds the dashboard when its sources changed, serves.
 * Plain JavaScript that Node 18 runs.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, ownNode, root, run, say } from './bootstrap.mjs';

/** Fingerprint of all that the built dashboard depends on (paths, sizes and contents of its sources). */
function sources() {
  const hash = createHash('sha256');
  const visit = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) if (!['node_modules', 'dist'].includes(name)) visit(join(path, name));
    } else hash.update(path.slice(root.length)).update(readFileSync(path));
  };
  for (const part of ['dashboard', 'dsl', 'metrics', 'vite.config.ts', 'package-lock.json']) visit(join(root, part));
  return hash.digest('hex');
}

/** Builds `dashboard/dist` unless it is up to date. */
export function ensureBuilt() {
  const marker = join(root, 'dashboard', 'dist', '.sources');
  const now = sources();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === now) return;
  say('正在构建页面……', 'Building the pages …');
  const code = run('vite', ['build', '--logLevel', 'error'], { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (code !== 0) throw new Error('页面构建失败,见上文。 Building the pages failed, see above.');
  writeFileSync(marker, now);
}

if (process.argv[1] && process.argv[1].endsWith('start.mjs')) {
  try {
    ensureInstalled();
    ensureBuilt();
    const server = spawn(ownNode(), [join(root, 'server', 'cli', 'main.ts'), 'serve', ...process.argv.slice(2)], { stdio: 'inherit', cwd: root, env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'zhiheng') } });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
    server.on('exit', (code, signal) => { process.exitCode = signal ? 1 : code ?? 1; });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
