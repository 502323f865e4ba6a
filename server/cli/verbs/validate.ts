/** `zhiheng validate`: reads a folder as `eval` would and says what is wrong, cell by cell; loads nothing. */
import { calendar } from '../../../data/calendar/index.ts';
import { validateFiles } from '../../../data/intake/index.ts';
import { openStore } from '../../../data/store/index.ts';
import type { Problem } from '../../api.ts';
import { checksOf, folderHandIns, ordered } from '../../hand_in.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { print, printJson, table } from '../output.ts';
import { problemRow, programsOf } from './common.ts';

export async function run(call: Call): Promise<ExitCode> {
  const year = call.text('year') === undefined ? new Date().getFullYear() - 1 : call.year();
  const programs = await programsOf(call);
  if (programs === null) return 1;
  const handIns = folderHandIns(call.need('data'), year);
  const store = await openStore({ path: ':memory:', program: programs.data, calendar: calendar() });
  try {
    const found: Problem[] = [];
    for (const handIn of handIns) {
      const { problems } = await validateFiles(store, handIn.files, { year: handIn.year, kind: 'bulk', checks: checksOf(programs.data) });
      found.push(...problems);
    }
    const rows = ordered(found);
    if (call.has('json')) await printJson({ rows: rows.map(problemRow) });
    else if (rows.length === 0) await print('没有发现问题。  No problems found.');
    else await print(table([{ title: '级别' }, { title: '文件' }, { title: '工作表' }, { title: '单元格' }, { title: '列' }, { title: '问题' }], rows.map((row) => [row.severity === 'error' ? '错误' : '提示', row.file, row.sheet ?? '', row.cell ?? row.row ?? '', row.column ?? '', `${row.message.zh}  ${row.message.en}`])));
    return rows.some((row) => row.severity === 'error') ? 1 : 0;
  } finally {
    await store.close();
  }
}
