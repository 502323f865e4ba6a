/** `zhiheng user`: people and their rights, on a data folder that no process uses, or of a running server. */
import { writeFile } from 'node:fs/promises';
import { calendar } from '../../../data/calendar/index.ts';
import type { AccountItem, AccountList, AccountWithPassword } from '../../accounts/api.ts';
import { Accounts } from '../../accounts/index.ts';
import type { Person } from '../../accounts/index.ts';
import { ROLE_WORDS, ROLES } from '../../accounts/rights.ts';
import type { Grant, Role } from '../../accounts/rights.ts';
import { csv } from '../../encode/csv.ts';
import { xlsx } from '../../encode/xlsx.ts';
import { openData } from '../../main.ts';
import { rightsSheet } from '../../routes/accounts.ts';
import { agencyNamesOf, shownGrants } from '../../routes/session.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { clientOf } from '../client.ts';
import { note, print, printJson, table } from '../output.ts';
import { COMMAND_LINE, programsOf } from './common.ts';

const ACTIONS = ['list', 'add', 'grant', 'revoke', 'lock', 'unlock', 'reset', 'sessions', 'export'] as const;
type Action = typeof ACTIONS[number];

/** What can be done to people, wherever they are kept. */
interface Desk {
  list(): Promise<AccountItem[]>;
  add(account: string, name: string, grants: Grant[], external: boolean): Promise<AccountWithPassword>;
  grant(account: string, grant: Grant): Promise<AccountItem>;
  revoke(account: string, grant: Grant): Promise<AccountItem>;
  lock(account: string, reason: string): Promise<AccountItem>;
  unlock(account: string): Promise<AccountItem>;
  reset(account: string): Promise<AccountWithPassword>;
  endSessions(account: string): Promise<AccountItem>;
  close(): Promise<void>;
}

export async function run(call: Call): Promise<ExitCode> {
  const [action, account, ...rest] = call.operands as [Action | undefined, string | undefined, ...string[]];
  if (action === undefined || !ACTIONS.includes(action)) throw usage(`请写明要做什么:${ACTIONS.join('、')}。`, `Say what to do: ${ACTIONS.join(', ')}.`);
  const whole = action === 'list' || action === 'export';
  if (rest.length > 0 || (whole && account !== undefined)) throw usage(`“${rest[0] ?? account}”是多余的。`, `"${rest[0] ?? account}" is too much.`);
  if (!whole && account === undefined) throw usage('请写明登录名。', 'Name the account.');
  const desk = call.text('server') === undefined ? await ofFolder(call) : await ofServer(call);
  if (desk === null) return 1;
  try {
    const name = account ?? '';
    switch (action) {
      case 'list': await printPeople(call, await desk.list()); break;
      case 'export': await exportRights(call, await desk.list()); break;
      case 'add': await printPassword(call, await desk.add(name, call.text('name') ?? name, call.text('role') === undefined ? [] : [grantOf(call)], call.has('external'))); break;
      case 'grant': await printPeople(call, [await desk.grant(name, grantOf(call))]); break;
      case 'revoke': await printPeople(call, [await desk.revoke(name, grantOf(call))]); break;
      case 'lock': await printPeople(call, [await desk.lock(name, call.need('reason'))]); break;
      case 'unlock': await printPeople(call, [await desk.unlock(name)]); break;
      case 'reset': await printPassword(call, await desk.reset(name)); break;
      case 'sessions': {
        const person = call.has('end') ? await desk.endSessions(name) : (await desk.list()).find((one) => one.account === name.toLowerCase());
        if (!person) throw usage(`没有登录名为“${name}”的账号。`, `There is no account "${name}".`);
        if (call.has('json')) await printJson({ account: person.account, sessions: person.sessions, seenAt: person.seenAt });
        else await print(table([{ title: '登录名' }, { title: '会话', align: 'right' }, { title: '最近使用' }], [[person.account, person.sessions, person.seenAt]]));
      }
    }
    return 0;
  } finally {
    await desk.close();
  }
}

function grantOf(call: Call): Grant {
  const role = call.oneOf<Role>('role', ROLES);
  const agency = call.text('agency');
  const region = call.text('region');
  return { role, ...(agency === undefined ? {} : { agency }), ...(region === undefined ? {} : { region }) };
}

/** Null when the program is wrong, which has been told. */
async function ofFolder(call: Call): Promise<Desk | null> {
  const programs = await programsOf(call);
  if (programs === null) return null;
  const store = await openData(call.text('var') ?? 'var', programs.data, calendar());
  const accounts = await Accounts.open({ rows: store.accounts, audit: store.audit });
  const names = await agencyNamesOf(store.engine);
  const shown = (person: Person): AccountItem => ({ ...person, grants: shownGrants(person.grants, names).map((grant, index) => ({ ...grant, by: person.grants[index]!.by, at: person.grants[index]!.at })) });
  // Granted ahead of the roster, as a bureau does in a new installation: told, not refused.
  const known = (grant: Grant): Grant => {
    if (grant.agency !== undefined && !names.has(grant.agency)) note({ zh: `提示:名录里还没有代码为“${grant.agency}”的机关。`, en: `Note: no roster has an agency with the code "${grant.agency}" yet.` });
    return grant;
  };
  return {
    list: () => Promise.resolve(accounts.people().map(shown)),
    add: async (account, name, grants, external) => { const { person, password } = await accounts.add({ account, name, grants: grants.map(known), external, by: COMMAND_LINE }); return { account: shown(person), password }; },
    grant: async (account, grant) => shown(await accounts.grant(account, known(grant), COMMAND_LINE)),
    revoke: async (account, grant) => shown(await accounts.revoke(account, grant, COMMAND_LINE)),
    lock: async (account, reason) => shown(await accounts.lock(account, reason, COMMAND_LINE)),
    unlock: async (account) => shown(await accounts.unlock(account, COMMAND_LINE)),
    reset: async (account) => { const { person, password } = await accounts.reset(account, COMMAND_LINE); return { account: shown(person), password }; },
    endSessions: async (account) => { await accounts.endSessions(account, { except: null }, COMMAND_LINE); return shown(accounts.person(account)); },
    close: () => store.close(),
  };
}

async function ofServer(call: Call): Promise<Desk> {
  const client = await clientOf(call);
  const at = (account: string, act: string): string => `/api/accounts/${encodeURIComponent(account)}/${act}`;
  return {
    list: async () => (await client.ask<AccountList>('/api/accounts')).accounts,
    add: (account, name, grants, external) => client.send('POST', '/api/accounts', { account, name, grants, external }),
    grant: (account, grant) => client.send('POST', at(account, 'grants'), grant),
    revoke: (account, grant) => client.send('POST', at(account, 'revocations'), grant),
    lock: (account, reason) => client.send('POST', at(account, 'lock'), { reason }),
    unlock: (account) => client.send('POST', at(account, 'unlock'), {}),
    reset: (account) => client.send('POST', at(account, 'reset'), {}),
    endSessions: (account) => client.send('DELETE', at(account, 'sessions')),
    close: () => client.close(),
  };
}

async function printPeople(call: Call, people: AccountItem[]): Promise<void> {
  if (call.has('json')) { await printJson({ accounts: people }); return; }
  const rightOf = ({ role, agency, agencyName, region }: AccountItem['grants'][number]): string => `${ROLE_WORDS[role].zh}${agency === null ? region === null || region === '' ? '' : `(${region})` : `(${agencyName ?? agency})`}`;
  await print(table([{ title: '登录名' }, { title: '姓名' }, { title: '权限' }, { title: '状态' }, { title: '最近使用' }],
    people.map((one) => [one.account, `${one.name}${one.sample ? ' [演示]' : ''}`, one.grants.map(rightOf).join('、') || null, one.lockedAt === null ? (one.mustChange ? '待改密码' : '正常') : '停用', one.seenAt])));
}

/** The one-time password is the result: it goes to standard output, alone. */
async function printPassword(call: Call, { account, password }: AccountWithPassword): Promise<void> {
  if (call.has('json')) { await printJson({ account, password }); return; }
  if (password === null) { note({ zh: `已建立“${account.account}”,用统一身份认证登录。`, en: `"${account.account}" is made and signs in with the identity provider.` }); return; }
  note({ zh: `“${account.account}”的一次性密码(首次登录须修改):`, en: `One-time password of "${account.account}", to be changed at the first sign-in:` });
  await print(password);
}

async function exportRights(call: Call, people: AccountItem[]): Promise<void> {
  const { header, rows } = rightsSheet(people);
  const output = call.text('output');
  if (output === undefined) { await print(csv(header, rows)); return; }
  await writeFile(output, /\.xlsx$/i.test(output) ? await xlsx('权限清单', header, rows) : csv(header, rows), { flag: 'wx', mode: 0o600 });
  note({ zh: `已写入 ${output}。`, en: `Written to ${output}.` });
}
