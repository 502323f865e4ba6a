/**
 * (7) Public pages under load against a file of the same size: a server in this process, its callers in another, both on the
 * loopback; ends by itself.
 */
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiled, shippedPacks } from '../../server/packs.ts';
import { startServer } from '../../server/main.ts';
import { exampleReport } from '../server/publish/example.ts';

const CONNECTIONS = 16;
const ROUNDS = 5;
const SECONDS = 2;
const year = 2024;

/** Answers a second that a caller of its own process gets from an address. Throws unless all answers have the status. */
function answersPerSecond(url: string, status: number, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('./caller.ts', import.meta.url)), JSON.stringify({ url, status, headers, connections: CONNECTIONS, seconds: SECONDS })], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
    child.on('error', failed);
    child.on('close', (code) => (code === 0 ? done(Number(out)) : failed(new Error(`the caller of ${url} failed`))));
  });
}

export async function benchPublic(agencies: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'zhiheng-bench-'));
  const server = await startServer({ port: 0, folder, packs: compiled(shippedPacks()), uploadLimit: 1, demonstration: false, say: () => undefined });
  try {
    const code = (n: number): string => `1161${String(n).padStart(14, '0')}`;
    await server.context.store.publications.addAll(Array.from({ length: agencies }, (_, n) => {
      const model = exampleReport({ year, agency: { code: code(n), name: `示范机关${n}（演示）`, level: '市', group: '市级部门', region: ['610102', '610103', '610104'][n % 3]! } });
      return { agency: code(n), year, report: 'annual_statistics', version: 1, model: JSON.stringify(model), publishedOn: '2025-01-20', publishedAt: '2025-01-20T08:00:00.000Z', reason: null, by: 'bench' };
    }));
    const report = `${server.url}/reports/${code(1)}/${year}`;
    const first = await fetch(report);
    const bytes = new Uint8Array(await first.arrayBuffer());
    const file = join(folder, 'page.html');
    writeFileSync(file, bytes);
    const plain = createServer((_, answer) => { answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': statSync(file).size }); createReadStream(file).pipe(answer); });
    await new Promise<void>((done) => { plain.listen(0, '127.0.0.1', done); });
    const ways: { name: string; url: string; status: number; headers?: Record<string, string> }[] = [
      { name: `a file of the same size (${Math.round(bytes.length / 1024)} kB), streamed by plain node:http`, url: `http://127.0.0.1:${(plain.address() as AddressInfo).port}/`, status: 200 },
      { name: 'the page of a published report', url: report, status: 200 },
      { name: 'the same, known to the reader (304)', url: report, status: 304, headers: { 'if-none-match': first.headers.get('etag')! } },
      { name: `the home page, ${agencies} agencies, 100 of them on it`, url: `${server.url}/reports`, status: 200 },
      { name: 'a search by initials', url: `${server.url}/reports?q=sfjg12`, status: 200 },
    ];
    const found = ways.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round += 1) for (const [index, way] of ways.entries()) found[index]!.push(await answersPerSecond(way.url, way.status, way.headers));
    await new Promise((done) => { plain.close(done); });
    const medians = found.map((list) => list.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!);
    return [`| way | answers a second | ratio |`, '|---|---:|---:|', ...ways.map((way, index) => `| ${way.name} | ${Math.round(medians[index]!)} | ${(medians[index]! / medians[0]!).toFixed(2)} |`)].join('\n') + '\n';
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
