/** `zhiheng serve`: the server, until it is stopped. */
import { makeLibrary, packSources, readSources } from '../../library.ts';
import { startServer } from '../../main.ts';
import { messageOf } from '../../words.ts';
import type { ExitCode, Verb } from '../arguments.ts';
import { note, print } from '../output.ts';
import { PROGRAM, refusedProgram } from './common.ts';

export const VAR = { name: 'var', value: 'DIR', zh: '数据文件夹(默认 var)', en: 'the data folder (default var)' };

export const verb: Verb = {
  name: 'serve', operands: '',
  summary: { zh: '启动服务和页面(只在本机)', en: 'start the server and its pages (this machine only)' },
  options: [
    { name: 'port', value: 'N', zh: '端口(默认 8787)', en: 'the port (default 8787)' }, VAR, PROGRAM,
    { name: 'upload-limit', value: 'MB', zh: '一次上传的上限,MB(默认 512)', en: 'the most an upload may have, in MB (default 512)' },
    { name: 'empty', zh: '首次启动时不装入演示数据', en: 'do not load the demonstration data on the first start' },
  ],
  notes: [{ zh: '首次启动装入演示数据,以后直接打开。用 Ctrl+C 停止。', en: 'The first start loads the demonstration data; later ones open what is there. Stop with Ctrl+C.' }],
  async run(call) {
    const port = call.number('port', 0, 65_535, 8787);
    const uploadLimit = call.number('upload-limit', 1, 1_000_000, 512) * 1024 * 1024;
    const path = call.text('program');
    const library = makeLibrary(path === undefined ? packSources() : readSources([path]));
    const refused = await refusedProgram(library, call);
    if (refused !== null) return refused;
    const server = await startServer({ port, folder: call.text('var') ?? 'var', library, uploadLimit, demonstration: !call.has('empty'), say: (zh, en) => note({ zh, en }) });
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
  },
};
