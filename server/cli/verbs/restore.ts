/** `zhiheng restore`: a backup into an empty data folder, which is opened once to see that this program can. */
import { calendar } from '../../../data/calendar/index.ts';
import { restoreBackup } from '../../operations/backup.ts';
import { openData } from '../../main.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { note, print, printJson } from '../output.ts';
import { summary, told } from './backup.ts';
import { programsOf } from './common.ts';

export async function run(call: Call): Promise<ExitCode> {
  const [source] = call.operands, folder = call.need('var');
  if (source === undefined || call.operands.length > 1) throw usage('请写明从哪个备份恢复。', 'Name the backup to restore.');
  const programs = await programsOf(call);
  if (programs === null) return 1;
  const manifest = await restoreBackup(source, folder);
  const store = await openData(folder, programs.data, calendar());
  try {
    await store.audit.append({ actor: 'command_line', act: 'backup.restore', subject: manifest.dataVersion, detail: { madeAt: manifest.madeAt } });
  } finally { await store.close(); }
  if (call.has('json')) await printJson(summary(manifest));
  else await print(folder);
  note(told(manifest));
  return 0;
}
