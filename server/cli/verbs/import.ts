/** `zhiheng import`: loads files into the data folder, or hands them to a running server, which alone may write its data. */
import { openAsBlob, statSync } from 'node:fs';
import { calendar } from '../../../data/calendar/index.ts';
import type { UploadStatus } from '../../api.ts';
import { folderHandIns, namedFiles, ordered } from '../../hand_in.ts';
import type { FolderHandIn } from '../../hand_in.ts';
import { auditUpload, loaderFor, openData } from '../../main.ts';
import { COMMAND_LINE } from './common.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { clientOf } from '../client.ts';
import { print, printJson, table } from '../output.ts';
import { problemRow, programsOf, tell } from './common.ts';

type Outcome = Pick<UploadStatus, 'loaded' | 'problems'>;

export async function run(call: Call): Promise<ExitCode> {
  if (call.operands.length === 0) throw usage('请写出要装入的文件或文件夹。', 'Name the files or the folder to load.');
  const year = call.text('year') === undefined ? new Date().getFullYear() - 1 : call.year();
  const [first] = call.operands;
  const handIns: FolderHandIn[] = call.operands.length === 1 && statSync(first!, { throwIfNoEntry: false })?.isDirectory() ? folderHandIns(first!, year) : [{ year, files: namedFiles(call.operands) }];
  const outcomes = call.text('server') === undefined ? await intoFolder(call, handIns) : await intoServer(call, handIns);
  if (outcomes === null) return 1;
  const problems = ordered(outcomes.flatMap((outcome) => outcome.problems));
  const rows = outcomes.flatMap((outcome) => outcome.loaded);
  tell(problems);
  const wrong = problems.some((problem) => problem.severity === 'error');
  if (call.has('json')) await printJson({ rows, ...(wrong ? { problems: problems.map(problemRow) } : {}) });
  else if (rows.length > 0) await print(table([{ title: '执法主体' }, { title: '台账' }, { title: '年度' }, { title: '行数', align: 'right' }], rows.map((row) => [row.agency, row.ledger, row.year, row.rows])));
  return wrong ? 1 : 0;
}

/** Null when the program is wrong, which has been told. */
async function intoFolder(call: Call, handIns: FolderHandIn[]): Promise<Outcome[] | null> {
  const programs = await programsOf(call);
  if (programs === null) return null;
  const store = await openData(call.text('var') ?? 'var', programs.data, calendar());
  try {
    const load = loaderFor(store);
    const outcomes: Outcome[] = [];
    for (const { year, files } of handIns) {
      const options = { year, agency: call.text('agency') ?? null, by: COMMAND_LINE };
      const outcome = await load(files, options, () => undefined);
      outcomes.push(outcome);
      await auditUpload(store, options, { id: 0, files, ...outcome });
      if (outcome.problems.some((problem) => problem.severity === 'error')) break;
    }
    return outcomes;
  } finally {
    await store.close();
  }
}

async function intoServer(call: Call, handIns: FolderHandIn[]): Promise<Outcome[]> {
  const client = await clientOf(call);
  try {
    const outcomes: Outcome[] = [];
    for (const { year, files } of handIns) {
      const form = new FormData();
      form.set('year', String(year));
      const agency = call.text('agency');
      if (agency !== undefined) form.set('agency', agency);
      for (const file of files) form.append('file', await openAsBlob(file.path), file.name);
      const { id } = await client.ask<{ id: number }>('/api/uploads', { method: 'POST', body: form });
      let status = await client.ask<UploadStatus>(`/api/uploads/${id}`);
      while (status.finishedAt === null) {
        await new Promise((later) => { setTimeout(later, 200); });
        status = await client.ask<UploadStatus>(`/api/uploads/${id}`);
      }
      outcomes.push(status);
      if (status.state === 'refused') break;
    }
    return outcomes;
  } finally {
    await client.close();
  }
}
