/** `zhiheng verify`: a backup is held against its manifest, a file against what was published. What is verified is told from what the argument is. */
import { statSync } from 'node:fs';
import { isBackup, verifyBackup } from '../../operations/backup.ts';
import { both, Refusal } from '../../words.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { note, print, printJson } from '../output.ts';
import { summary, told } from './backup.ts';

export async function run(call: Call): Promise<ExitCode> {
  const [path] = call.operands;
  if (path === undefined || call.operands.length > 1) throw usage('请写明要核对什么。', 'Name what to verify.');
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return (await import('./verify_file.ts')).verifyFile(call, path);
  if (!await isBackup(path)) throw new Refusal('input', 'not_verifiable', `“${path}”不是备份：里面没有 manifest.json。`, `"${path}" is neither a file nor a backup: there is no manifest.json in it.`);
  const { manifest, faults } = await verifyBackup(path);
  if (call.has('json')) await printJson({ ...summary(manifest), whole: faults.length === 0, faults });
  else if (faults.length > 0) await print(faults.map(both).join('\n'));
  else await print('备份完整。  The backup is whole.');
  note(told(manifest));
  return faults.length === 0 ? 0 : 1;
}
