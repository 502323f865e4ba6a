/** `zhiheng format`: programs in their one layout, in either keyword language. */
import { formatted } from '../../../dsl/index.ts';
import type { Formatted } from '../../../dsl/index.ts';
import { hasErrors, readSources } from '../../library.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { note, print, printJson } from '../output.ts';
import { diagnosticLine, diagnosticRow } from './common.ts';
import { write } from './template.ts';

interface Laid extends Formatted { file: string; changed: boolean }

export async function run(call: Call): Promise<ExitCode> {
  if (call.operands.length === 0) throw usage('请写出要排版的 .heng 文件。', 'Name the .heng files to lay out.');
  const language = call.oneOf('language', ['zh', 'en', 'as written'] as const, 'as written');
  if (call.has('check') && call.has('write')) throw usage('--check 和 --write 只能写一个。', 'Either --check or --write, not both.');
  const sources = readSources(call.operands, { shipped: true });
  if (sources.length > 1 && !call.has('check') && !call.has('write') && !call.has('json')) throw usage('有几个文件:请写 --write 或 --check。', 'There are several files: write --write or --check.');
  const files = sources.map(({ file, text }): Laid => {
    const laid = formatted(file, text, { language });
    return { ...laid, file, changed: laid.text !== text };
  });
  for (const one of files.flatMap((file) => file.diagnostics)) process.stderr.write(`${diagnosticLine(one)}\n`);
  const changed = files.filter((one) => one.changed);
  if (call.has('write')) for (const { file, text } of changed) await write(file, text);
  if (call.has('json')) await printJson({ files: files.map((one) => ({ ...one, diagnostics: one.diagnostics.map(diagnosticRow) })) });
  else if (call.has('check')) for (const { file } of changed) note({ zh: `“${file}”没有排好。`, en: `"${file}" is not laid out.` });
  else if (!call.has('write')) await print(files[0]!.text);
  const unread = files.some((one) => hasErrors(one.diagnostics));
  return unread || (call.has('check') && changed.length > 0) ? 1 : 0;
}
