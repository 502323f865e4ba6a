/**
 * The built dashboard: only files that were there when it was built are served (nothing of a request becomes a path on
 * disk); names with a hash never change, other addresses give the page, which finds its own way.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'hono';
import type { App } from '../access.ts';
import { page } from '../access.ts';
import { htmlPage } from '../html.ts';
import { errorBody } from '../http/errors.ts';

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', json: 'application/json; charset=utf-8', svg: 'image/svg+xml',
  png: 'image/png', ico: 'image/x-icon', woff2: 'font/woff2', txt: 'text/plain; charset=utf-8', webmanifest: 'application/manifest+json', map: 'application/json', wasm: 'application/wasm',
};

interface StaticFile { path: string; type: string; immutable: boolean }

/** Addresses of the files below a folder. */
function filesBelow(folder: string): Map<string, StaticFile> {
  const found = new Map<string, StaticFile>();
  const visit = (inner: string): void => {
    for (const name of readdirSync(join(folder, inner))) {
      if (name.startsWith('.')) continue;
      const path = join(folder, inner, name);
      const address = `${inner}/${name}`;
      if (statSync(path).isDirectory()) visit(address);
      else found.set(address, { path, type: TYPES[name.split('.').at(-1)!.toLowerCase()] ?? 'application/octet-stream', immutable: /^\/assets\/.*-[\w-]{8,}\.\w+$/.test(address) });
    }
  };
  visit('');
  return found;
}

/** Registered last: whatever is not another route. */
export function dashboardRoutes(app: App, folder: string | null): void {
  let files = new Map<string, StaticFile>();
  let read = -1;
  const current = (): Map<string, StaticFile> => {
    const changed = folder === null ? undefined : statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs;
    if (folder !== null && changed !== undefined && changed !== read) { files = filesBelow(folder); read = changed; }
    if (changed === undefined) files = new Map();
    return files;
  };
  const serve = (context: Context): Response => {
    const known = current();
    const { path } = context.req;
    const file = known.get(path);
    if (file) return answer(file);
    // Addresses with an extension name a file, and it is not there.
    if (/^\/(?:api|reports)(?:\/|$)/.test(path) || /\.\w{1,12}$/.test(path)) return context.json(errorBody('not_found', '没有这个地址。', 'There is nothing at this address.'), 404);
    const index = known.get('/index.html');
    if (index) return answer(index);
    return context.html(htmlPage('执衡', '<h1>执衡</h1><p>页面还没有构建:请在项目文件夹里运行 <code>npm run build</code>。</p><p>The pages are not built yet: run <code>npm run build</code> in the project\'s folder.</p><p><a href="/reports">年报 Reports</a> · <a href="/api/docs">API</a></p>'), 503);
  };
  page(app, 'public', '/', serve);
  page(app, 'public', '/*', serve);
}

function answer(file: StaticFile): Response {
  return new Response(readFileSync(file.path) as unknown as BodyInit, { headers: { 'Content-Type': file.type, 'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache' } });
}
