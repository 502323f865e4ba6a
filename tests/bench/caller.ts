/** Calls one address over some connections for some seconds and prints how many answers it got a second. A process of its own: `public.ts` starts it. */
import { Agent, get } from 'node:http';

const { url, status, headers, connections, seconds } = JSON.parse(process.argv[2]!) as { url: string; status: number; headers: Record<string, string>; connections: number; seconds: number };
if (!['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)) throw new Error('load tests talk to this machine only');
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const end = performance.now() + seconds * 1000;
let answers = 0;

const once = (): Promise<void> => new Promise((done, failed) => {
  get(url, { agent, headers }, (answer) => {
    if (answer.statusCode !== status) failed(new Error(`${url} answered ${answer.statusCode}`));
    answer.on('end', () => { answers += 1; done(); }).on('error', failed).resume();
  }).on('error', failed);
});
const start = performance.now();
await Promise.all(Array.from({ length: connections }, async () => { while (performance.now() < end) await once(); }));
process.stdout.write(String(answers / ((performance.now() - start) / 1000)));
agent.destroy();
