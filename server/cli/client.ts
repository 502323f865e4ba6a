/** The command line as a client of a running server: signs in, asks, signs out. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CLIENT_HEADER } from '../http/security.ts';
import { messageOf, Refusal } from '../words.ts';
import type { Call } from './arguments.ts';
import { usage } from './arguments.ts';


export interface Client {
  /** Asks for anything. Throws the server's refusal. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Asks for JSON. */
  ask<T>(path: string, init?: RequestInit): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** Signs out. */
  close(): Promise<void>;
}

/** Signs in to the server of `--server` as `--user`. */
export async function clientOf(call: Call): Promise<Client> {
  const base = call.need('server').replace(/\/$/, '');
  if (!/^https?:\/\/[^/]+$/.test(base)) throw usage('--server 应是 http://localhost:8787 这样的地址。', '--server wants an address such as http://localhost:8787.');
  const account = call.text('user') ?? process.env['ZHIHENG_USER'];
  if (account === undefined || account === '') throw usage('请用 --user(或环境变量 ZHIHENG_USER)写明登录名。', 'Name the account with --user, or ZHIHENG_USER.');
  let cookie = '';
  const get = async (path: string, init: RequestInit = {}): Promise<Response> => {
    let answer;
    try {
      answer = await fetch(`${base}${path}`, { ...init, headers: { ...init.headers as Record<string, string>, [CLIENT_HEADER]: 'command', ...(cookie === '' ? {} : { cookie }) } });
    } catch (error) {
      throw new Refusal('input', 'no_server', `连接不上 ${base}:请确认服务正在运行(${messageOf(error)})。`, `${base} cannot be reached: is the server running (${messageOf(error)})?`);
    }
    const given = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (given !== undefined) cookie = given;
    if (answer.ok) return answer;
    const { error } = await answer.json().catch(() => ({})) as { error?: { code: string; zh: string; en: string } };
    throw new Refusal('input', error?.code ?? 'server', error?.zh ?? `服务返回 ${answer.status}。`, error?.en ?? `The server answered ${answer.status}.`);
  };
  const ask = async <T>(path: string, init?: RequestInit): Promise<T> => await (await get(path, init)).json() as T;
  const send = <T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> => ask<T>(path, { method, headers: { 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  // Asked first: a server that is not there is told before a password is typed.
  await ask('/api/session');
  const session = await send<{ mustChange: boolean }>('POST', '/api/session', { account, password: process.env['ZHIHENG_PASSWORD'] ?? await askHidden(`密码 Password (${account}): `) });
  if (session.mustChange) throw new Refusal('input', 'change_password', '此密码是一次性的:请先在页面上登录并修改。', 'This password is for one use: sign in on the pages and change it first.');
  return { fetch: get, ask, send, close: async () => { await send('DELETE', '/api/session').catch(() => undefined); } };
}

/** Asks at the terminal without showing what is typed. Throws `usage` where there is no terminal. */
export async function askHidden(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw usage('没有终端可以输入密码:请用环境变量 ZHIHENG_PASSWORD。', 'There is no terminal to type a password at: use ZHIHENG_PASSWORD.');
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => { done(); } });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string>((typed, failed) => {
      reader.once('line', typed);
      reader.once('SIGINT', () => failed(usage('已取消。', 'Cancelled.')));
      reader.once('close', () => failed(usage('没有输入密码。', 'No password was typed.')));
    });
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
