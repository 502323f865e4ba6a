/** `zhiheng audit`: who did what; whether the chain is whole. On a data folder that no process uses, or of a running server. */
import { writeFile } from 'node:fs/promises';
import { calendar } from '../../../data/calendar/index.ts';
import type { AuditQuery, AuditVerdict } from '../../../data/store/index.ts';
import type { AuditPage } from '../../accounts/api.ts';
import { csv } from '../../encode/csv.ts';
import { openData } from '../../main.ts';
import { AUDIT_HEADER, auditRow, everyEntry } from '../../routes/audit.ts';
import { both } from '../../words.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { clientOf } from '../client.ts';
import { note, print, printJson, table } from '../output.ts';
import { programsOf } from './common.ts';

const ACTIONS = ['search', 'verify', 'export'] as const;

interface Trail { search(query: AuditQuery): Promise<Pick<AuditPage, 'total' | 'entries'>>; verify(expected: string | undefined): Promise<AuditVerdict>; close(): Promise<void> }

export async function run(call: Call): Promise<ExitCode> {
  const [action, ...rest] = call.operands as [typeof ACTIONS[number] | undefined, ...string[]];
  if (action === undefined || !ACTIONS.includes(action) || rest.length > 0) throw usage(`请写明要做什么:${ACTIONS.join('、')}。`, `Say what to do: ${ACTIONS.join(', ')}.`);
  const expected = call.text('expect');
  if (expected !== undefined && !/^[0-9a-f]{64}$/.test(expected)) throw usage('--expect 应是 64 位校验值。', '--expect wants a hash of 64 hexadecimal digits.');
  const year = call.text('year') === undefined ? undefined : call.year();
  const query: AuditQuery = { actor: call.text('actor'), act: call.text('act'), subject: call.text('subject'), agency: call.text('agency'), year, from: call.day('from'), before: call.day('before') };
  const trail = call.text('server') === undefined ? await ofFolder(call) : await ofServer(call);
  if (trail === null) return 1;
  try {
    if (action === 'verify') return await verify(call, await trail.verify(expected));
    if (action === 'export') {
      const text = csv(AUDIT_HEADER, (await everyEntry((one) => trail.search(one), query)).map(auditRow));
      const output = call.text('output');
      if (output === undefined) await print(text);
      else { await writeFile(output, text, { flag: 'wx', mode: 0o600 }); note({ zh: `已写入 ${output}。`, en: `Written to ${output}.` }); }
      return 0;
    }
    const { total, entries } = await trail.search({ ...query, limit: call.number('limit', 1, 500, 50) });
    if (call.has('json')) { await printJson({ total, entries }); return 0; }
    await print(table([{ title: '序号', align: 'right' }, { title: '时间(UTC)' }, { title: '操作人' }, { title: '事项' }, { title: '对象' }, { title: '机关' }, { title: '年度' }], entries.map((one) => [one.number, one.at, one.actor, one.act, one.subject, one.agency, one.year])));
    if (total > entries.length) note({ zh: `共 ${total} 条,这是最近的 ${entries.length} 条。`, en: `${total} in all; these are the latest ${entries.length}.` });
    return 0;
  } finally {
    await trail.close();
  }
}

async function verify(call: Call, verdict: AuditVerdict): Promise<ExitCode> {
  if (call.has('json')) await printJson(verdict);
  else if (verdict.broken) await print(both(verdict.broken));
  else {
    note({ zh: `${verdict.entries} 条记录前后相连,没有改动。末条校验值(请抄录在别处,以后用 --expect 核对):`, en: `All ${verdict.entries} entries follow from one another; none was changed. Hash of the last, to be noted elsewhere for --expect:` });
    await print(verdict.head);
  }
  return verdict.broken ? 1 : 0;
}

/** Null when the program is wrong, which has been told. */
async function ofFolder(call: Call): Promise<Trail | null> {
  const programs = await programsOf(call);
  if (programs === null) return null;
  const store = await openData(call.text('var') ?? 'var', programs.data, calendar());
  return { search: (query) => store.audit.search(query), verify: (expected) => store.audit.verify(expected), close: () => store.close() };
}

async function ofServer(call: Call): Promise<Trail> {
  const client = await clientOf(call);
  return {
    search: ({ oldestFirst = false, ...query }) => client.ask<AuditPage>(`/api/audit?${new URLSearchParams(Object.entries({ ...query, ...(oldestFirst ? { order: 'oldest' } : {}) }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))}`),
    verify: (expected) => client.ask<AuditVerdict>(`/api/audit/verify${expected === undefined ? '' : `?expect=${expected}`}`),
    close: () => client.close(),
  };
}
