/** The command line: finds the verb, reads its arguments, turns what is thrown into a sentence and an exit code. */
import { both } from '../words.ts';
import { helpOf, readCall } from './arguments.ts';
import type { ExitCode } from './arguments.ts';
import { explainFailure } from './failure.ts';
import { print } from './output.ts';
import { VERBS } from './verbs.ts';

function overview(): string {
  return [
    '执衡 Zhiheng:衡量行政执法质量  measures how well administrative agencies enforce the law', '', '用法 Usage: zhiheng VERB …', '',
    ...VERBS.map((verb) => `  ${verb.name.padEnd(10)}${both(verb.summary)}`), '',
    '每个动词都有 --help。 Every verb has --help.', '退出码 Exit codes: 0 正常 fine, 1 输入有误 the input is wrong, 2 用法有误 the call is wrong', '',
  ].join('\n');
}

async function run(words: string[]): Promise<ExitCode> {
  const [name, ...rest] = words;
  if (name === undefined) { process.stderr.write(overview()); return 2; }
  if (name === '--help' || name === '-h' || name === 'help') { await print(overview()); return 0; }
  const verb = VERBS.find((one) => one.name === name);
  if (!verb) {
    const names = VERBS.map((one) => one.name);
    process.stderr.write(`没有动词“${name}”;可用的有:${names.join('、')}。  There is no verb "${name}"; there are ${names.join(', ')}.\n`);
    return 2;
  }
  const call = readCall(verb, rest);
  if (call === 'help') { await print(helpOf(verb)); return 0; }
  return (await verb.load()).run(call);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error; });
const given = process.argv.slice(2);
const code = await run(given).catch((error: unknown) => explainFailure(error, given));
// The database's threads must not keep a finished command alive.
process.exit(code);
