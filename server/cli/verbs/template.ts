/** `zhiheng template`: the Excel template of a ledger or form, made from its declaration. */
import { writeFile } from 'node:fs/promises';
import { template } from '../../../data/intake/index.ts';
import { named } from '../../results.ts';
import { messageOf, Refusal } from '../../words.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { note } from '../output.ts';
import { programsOf } from './common.ts';

export async function run(call: Call): Promise<ExitCode> {
  const [text, ...more] = call.operands;
  if (text === undefined || more.length > 0) throw usage('请写出一个台账或统计表。', 'Name one ledger or form.');
  const programs = await programsOf(call);
  if (programs === null) return 1;
  const { ledgers, forms } = programs.data;
  const name = named(ledgers, text) ?? named(forms, text);
  if (name === undefined) {
    const all = [...Object.keys(ledgers), ...Object.keys(forms)].join(', ');
    throw new Refusal('input', 'unknown_ledger', `没有台账或统计表“${text}”;现有:${all}。`, `There is no ledger or form "${text}"; there are: ${all}.`);
  }
  await write(call.need('output'), await template(programs.data, name));
  return 0;
}

/** Writes a result; a folder that is not there or may not be written is the caller's to mend. */
export async function write(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw new Refusal('input', 'cannot_write', `无法写入“${path}”:${messageOf(error)}`, `"${path}" cannot be written: ${messageOf(error)}`);
  }
  note({ zh: `已写入 ${path}`, en: `Wrote ${path}` });
}
