/**
 * People who are signed in to a server under test. Accounts are made through the accounts module and signed in through
 * the real route; `fetch` of this process then sends the cookie of `everyone` to that server.
 */
import type { RunningServer } from '../server/main.ts';
import type { Grant } from '../server/accounts/rights.ts';

type Server = Pick<RunningServer, 'url' | 'context'>;

export const PASSWORD = 'correct horse battery';

/** Cookies by origin. */
const cookies = new Map<string, string>();
const plain = globalThis.fetch;
/** As `fetch`, with no one signed in. */
export const anonymous: typeof fetch = (input, init) => plain(input, init);
globalThis.fetch = (input, init = {}) => {
  const cookie = typeof input === 'string' || input instanceof URL ? cookies.get(new URL(input).origin) : undefined;
  const headers = new Headers(init.headers);
  if (cookie === undefined || headers.has('cookie')) return plain(input, init);
  headers.set('cookie', cookie);
  return plain(input, { ...init, headers });
};

const analysts = new WeakMap<object, Map<string, string>>();
/** An analyst of every region who is shown as `name`. @returns the Cookie header */
export async function analyst(server: Server, name: string): Promise<string> {
  const known = analysts.get(server.context) ?? new Map<string, string>();
  analysts.set(server.context, known);
  const account = `analyst-${name}`;
  if (!known.has(name)) {
    await server.context.accounts.add({ account, name, grants: [], password: PASSWORD, by: 'test' });
    known.set(name, await signIn(server, account, [{ role: 'analyst', region: '' }]));
  }
  return known.get(name)!;
}

/** Makes an account with a password of its own where there is none, and signs it in as a browser does. @returns the Cookie header */
export async function signIn(server: Server, account: string, grants: Grant[]): Promise<string> {
  const { accounts } = server.context;
  if (!accounts.people().some((one) => one.account === account)) await accounts.add({ account, name: account, grants: [], password: PASSWORD, by: 'test' });
  for (const grant of grants) await accounts.grant(account, grant, 'test');
  const answer = await plain(`${server.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account, password: PASSWORD }) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.headers.getSetCookie()[0]!.split(';')[0]!;
}

/**
 * Signs in someone with every role, who is clerk and approver of `agencies` (default: all that stand in a roster), for all
 * `fetch` to this server. @returns the Cookie header
 */
export async function everyone(server: Server, agencies?: string[]): Promise<string> {
  const rosters = agencies === undefined ? await server.context.engine.query({ sql: 'SELECT DISTINCT code FROM agencies', values: [] }) : null;
  const codes = agencies ?? (rosters?.columns[0] ?? []).map(String);
  const cookie = await signIn(server, 'tester', [
    { role: 'administrator' }, { role: 'officer', region: '' }, { role: 'analyst', region: '' }, { role: 'leader', region: '' },
    ...codes.flatMap((agency): Grant[] => [{ role: 'clerk', agency }, { role: 'approver', agency }]),
  ]);
  cookies.set(server.url, cookie);
  return cookie;
}
