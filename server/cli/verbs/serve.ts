/** `zhiheng serve`: the server, until it is stopped. */
import { compiled, withUsed } from '../../packs.ts';
import { startServer } from '../../main.ts';
import { messageOf } from '../../words.ts';
import type { Exposure } from '../../accounts/request.ts';
import { hostName, isLoopbackName } from '../../http/security.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { note, print } from '../output.ts';
import { programsOf } from './common.ts';

export async function run(call: Call): Promise<ExitCode> {
  const port = call.number('port', 0, 65_535, 8787);
  const uploadLimit = call.number('upload-limit', 1, 1_000_000, 512) * 1024 * 1024;
  const programs = await programsOf(call);
  if (programs === null) return 1;
  const server = await startServer({ port, folder: call.text('var') ?? 'var', packs: compiled(withUsed(programs.packs.map(({ source }) => source))), given: programs.given, uploadLimit, exposure: exposureOf(call), demonstration: !call.has('empty'), say: (zh, en) => note({ zh, en }), ...(call.has('log-to-stderr') ? { log: { write: (line: string) => { process.stderr.write(line); } } } : {}) });
  await print(`执衡 Zhiheng  ${server.url}`);
  // The page that is opened first is ready when someone comes; a failure shows when it is asked for.
  server.context.warm().catch((error: unknown) => { process.stderr.write(`${messageOf(error)}\n`); });
  return new Promise<ExitCode>((done) => {
    let stopping = false;
    const stop = (): void => {
      if (stopping) process.exit(1);
      stopping = true;
      note({ zh: '正在停止……', en: 'Stopping …' });
      server.close().then(() => done(0), (error: unknown) => { process.stderr.write(`${messageOf(error)}\n`); done(1); });
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}

/** How the server can be reached. Throws `usage` for a public name that is none. */
function exposureOf(call: Call): Exposure {
  const publicName = call.text('public-name')?.toLowerCase() ?? null;
  if (publicName !== null && (hostName(publicName) !== publicName || isLoopbackName(publicName))) throw usage('--public-name 应是域名(如 zhiheng.example.gov.cn),不带 https:// 和端口。', '--public-name wants a host name such as zhiheng.example.gov.cn, without https:// and port.');
  return { publicName, host: call.text('host') ?? null, proxies: call.all('proxy') };
}
