import { verify } from '@node-rs/argon2';
import type * as argon2 from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Accounts } from '../../../server/accounts/index.ts';
import type { Whence } from '../../../server/accounts/index.ts';
import { checkPassword, hashPassword, isOutdated, oneTimePassword, requireGoodPassword } from '../../../server/accounts/passwords.ts';
import { addSamples, SAMPLE_PASSWORD, sampleAccounts } from '../../../server/accounts/samples.ts';
import { ABSOLUTE, IDLE } from '../../../server/accounts/sessions.ts';
import { Setup } from '../../../server/accounts/setup.ts';
import type { Store } from '../../../data/store/index.ts';
import { memoryStore } from '../../data/helpers.ts';

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof argon2>();
  return { ...real, verify: vi.fn(real.verify) };
});
vi.setConfig({ testTimeout: 120_000 });
const PASSWORD = 'correct horse battery';
const HERE: Whence = { address: '10.0.0.8', client: 'test', local: true };
const AWAY: Whence = { address: '10.0.0.9', client: 'test', local: false };
let store: Store;
let accounts: Accounts;
let now: number;
const open = (): Promise<Accounts> => Accounts.open({ rows: store.accounts, audit: store.audit, now: () => new Date(now) });
const later = (milliseconds: number): void => { now += milliseconds; };
/** The code of what is thrown; null where nothing is. */
const refusal = async (work: Promise<unknown>): Promise<string | null> => work.then(() => null, (error: { code: string }) => error.code);
const enter = (account: string, password: string, whence = HERE): Promise<string | null> => refusal(accounts.signIn({ account, password }, whence));
const acts = async (): Promise<string[]> => (await store.audit.search({ oldestFirst: true, limit: 500 })).entries.map((one) => one.act);

beforeEach(async () => {
  now = Date.parse('2025-01-10T01:00:00Z');
  store = await memoryStore();
  accounts = await open();
  await accounts.add({ account: 'Wang.Lin', name: '王', grants: [{ role: 'administrator' }], password: PASSWORD, by: 'setup' });
});
afterEach(() => store.close());

describe('a password', () => {
  test('is kept as argon2id with stated parameters, never as it is', async () => {
    const kept = await hashPassword(PASSWORD);
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(await hashPassword(PASSWORD)).not.toBe(kept);
    expect([await checkPassword(PASSWORD, kept), await checkPassword(`${PASSWORD} `, kept), await checkPassword('', kept)]).toEqual([true, false, false]);
    expect([isOutdated(kept), isOutdated('$argon2id$v=19$m=19456,t=2,p=1$x$y')]).toEqual([false, true]);
    const { accounts: rows } = await store.accounts.read();
    expect(JSON.stringify(rows)).not.toContain(PASSWORD);
  });
  test('is the same however it was typed', async () => {
    expect(await checkPassword('ｃorrect horse battery', await hashPassword(PASSWORD))).toBe(true);
  });
  test('is wanted long, and not among the first to be tried', () => {
    const person = { account: 'wang.lin', name: '王林林' };
    const takes = (password: string): boolean => { try { requireGoodPassword(password, person); return true; } catch { return false; } };
    for (const bad of ['short', '123456789', 'aaaaaaaaaaaa', 'abababababab', '1234567890', '0987654321', 'qwertyuiop', 'QWERTYUIOP', 'password12', 'Password2024!', 'P@ssw0rd2025', 'admin123456', '1qaz2wsx3edc', 'woaini1314520', 'wang.lin', 'wang.lin2025', 'wang.lin!!!!', '20241231235', '密码密码密码密码密码', 'zhiheng2025!', '1234567890abc', 'x'.repeat(201)]) expect(takes(bad), bad).toBe(false);
    for (const good of ['correct horse battery', '四月的雨落在西安城墙上', 'a quiet morning', 'kf8-m2qz-41vb', '19871203-4471-xi', oneTimePassword()]) expect(takes(good), good).toBe(true);
  });
  test('for one use differs each time and is easy to read out', () => {
    const many = Array.from({ length: 200 }, oneTimePassword);
    expect(new Set(many).size).toBe(200);
    for (const one of many) expect(one).toMatch(/^[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){3}$/);
  });
});

describe('signing in', () => {
  test('finds the account by its name in any spelling', async () => {
    for (const name of ['wang.lin', ' Wang.Lin ', 'ＷＡＮＧ.LIN']) expect(await enter(name, PASSWORD)).toBeNull();
  });
  test('answers a wrong name, a wrong password and an account without one alike, and keeps no unknown name', async () => {
    await accounts.add({ account: 'external', name: '外', grants: [], external: true, by: 'wang.lin' });
    const said = async (account: string, password: string): Promise<unknown> => accounts.signIn({ account, password }, HERE).catch((error: { kind: string; code: string; zh: string }) => [error.kind, error.code, error.zh]);
    const wrong = await said('wang.lin', 'not it at all');
    expect(await said('nobody', 'not it at all')).toEqual(wrong);
    expect(await said('external', 'not it at all')).toEqual(wrong);
    expect(await said('my secret password typed here', 'x')).toEqual(wrong);
    const { entries } = await store.audit.search({ act: 'sign_in.failed' });
    expect(entries.map((one) => one.subject).toSorted()).toEqual(['external', 'unknown', 'unknown', 'wang.lin']);
    expect(JSON.stringify(entries)).not.toContain('secret');
  });
  test('computes as much for a name that is not there', async () => {
    await enter('warm', 'up');
    for (const name of ['wang.lin', 'nobody']) {
      vi.mocked(verify).mockClear();
      await enter(name, 'not it at all');
      expect(vi.mocked(verify).mock.calls.map(([kept]) => kept.slice(0, 30)), name).toEqual(['$argon2id$v=19$m=65536,t=3,p=1']);
    }
  });
  test('waits after five failures in a row, longer each time, whether or not there is such an account', async () => {
    for (const name of ['wang.lin', 'nobody']) {
      for (let count = 0; count < 5; count += 1) expect(await enter(name, 'wrong')).toBe('wrong_password');
      // Even the right password waits.
      expect(await enter(name, PASSWORD)).toBe('wait');
      later(61_000);
      expect(await enter(name, 'wrong')).toBe('wrong_password');
      later(61_000);
      expect(await enter(name, PASSWORD), 'two minutes now').toBe('wait');
      later(61_000);
    }
    expect(await enter('wang.lin', PASSWORD)).toBeNull();
    for (let count = 0; count < 4; count += 1) await enter('wang.lin', 'wrong');
    expect(await enter('wang.lin', PASSWORD), 'a success starts afresh').toBeNull();
    expect(await acts()).toEqual(expect.arrayContaining(['sign_in.failed', 'sign_in.locked', 'sign_in.ok']));
  });
  test('lets no burst of guesses past the count', async () => {
    const codes = await Promise.all(Array.from({ length: 12 }, () => enter('wang.lin', 'wrong')));
    expect(codes.filter((code) => code === 'wrong_password').length).toBe(5);
    expect(codes.filter((code) => code === 'wait').length).toBe(7);
  });
  test('an address waits after fifty failures whatever names it tries; others do not', async () => {
    for (let round = 0; round < 5; round += 1) {
      const codes = await Promise.all(Array.from({ length: 10 }, (_, index) => enter(`guess-${round}-${index}`, 'wrong', AWAY)));
      expect(new Set(codes)).toEqual(new Set(['wrong_password']));
    }
    expect(await enter('wang.lin', PASSWORD, AWAY)).toBe('wait');
    expect(await enter('wang.lin', PASSWORD)).toBeNull();
  });
  test('a wait outlives a restart, and an administrator ends it', async () => {
    for (let count = 0; count < 5; count += 1) await enter('wang.lin', 'wrong');
    accounts = await open();
    expect(await enter('wang.lin', PASSWORD)).toBe('wait');
    await accounts.unlock('wang.lin', 'other');
    expect(await enter('wang.lin', PASSWORD)).toBeNull();
  });
  test('is refused to a locked account, which is told so only to who knows the password', async () => {
    await accounts.add({ account: 'li', name: '李', grants: [], password: PASSWORD, by: 'wang.lin' });
    const { token } = await accounts.signIn({ account: 'li', password: PASSWORD }, HERE);
    await accounts.lock('li', '调离', 'wang.lin');
    expect(await accounts.recognise(token, true)).toBeNull();
    expect(await enter('li', 'wrong')).toBe('wrong_password');
    expect(await enter('li', PASSWORD)).toBe('account_locked');
    await accounts.unlock('li', 'wang.lin');
    expect(await enter('li', PASSWORD)).toBeNull();
    expect(await accounts.recognise(token, true)).toBeNull();
  });
});

describe('a session', () => {
  const signIn = async (): Promise<string> => (await accounts.signIn({ account: 'wang.lin', password: PASSWORD }, HERE)).token;
  test('is a token that is kept as its hash only, and outlives a restart', async () => {
    const token = await signIn();
    const { sessions } = await store.accounts.read();
    expect(sessions).toHaveLength(1);
    expect(JSON.stringify(sessions)).not.toContain(token);
    accounts = await open();
    expect((await accounts.recognise(token, true))?.actor).toEqual({ account: 'wang.lin', name: '王', grants: [{ role: 'administrator' }] });
    expect(await accounts.recognise(`${token}x`, true)).toBeNull();
    expect(await accounts.recognise(sessions[0]!.token, true), 'the hash is no token').toBeNull();
  });
  test('ends an hour after its last use', async () => {
    const token = await signIn();
    for (let round = 0; round < 3; round += 1) { later(IDLE - 1000); expect(await accounts.recognise(token, true)).not.toBeNull(); }
    later(IDLE + 1000);
    expect(await accounts.recognise(token, true)).toBeNull();
    expect((await store.accounts.read()).sessions).toEqual([]);
  });
  test('ends twelve hours after it began, however much it is used', async () => {
    const token = await signIn();
    for (let spent = 0; spent < ABSOLUTE - IDLE; spent += IDLE / 2) { later(IDLE / 2); expect(await accounts.recognise(token, true)).not.toBeNull(); }
    later(IDLE);
    expect(await accounts.recognise(token, true)).toBeNull();
  });
  test('can be ended by itself, or with all others', async () => {
    const [one, two, three] = [await signIn(), await signIn(), await signIn()];
    const id = (await accounts.recognise(one, true))!.session.id;
    await accounts.endSessions('wang.lin', { id }, 'wang.lin');
    expect(await accounts.recognise(one, true)).toBeNull();
    expect(await refusal(accounts.endSessions('wang.lin', { id }, 'wang.lin'))).toBe('no_session');
    await accounts.endSessions('wang.lin', { except: (await accounts.recognise(three, true))!.session.id }, 'wang.lin');
    expect([await accounts.recognise(two, true), (await accounts.recognise(three, true))?.actor.account]).toEqual([null, 'wang.lin']);
    await accounts.signOut(three);
    expect(await accounts.recognise(three, true)).toBeNull();
  });
  test('of someone else cannot be ended by its id', async () => {
    await accounts.add({ account: 'li', name: '李', grants: [], password: PASSWORD, by: 'wang.lin' });
    const token = await signIn();
    const id = (await accounts.recognise(token, true))!.session.id;
    expect(await refusal(accounts.endSessions('li', { id }, 'li'))).toBe('no_session');
    expect(await accounts.recognise(token, true)).not.toBeNull();
  });
  test('is one of twenty at most', async () => {
    const tokens: string[] = [];
    for (let count = 0; count < 22; count += 1) { tokens.push(await signIn()); later(1000); }
    expect(accounts.sessions.of('wang.lin')).toHaveLength(20);
    expect(await accounts.recognise(tokens[0]!, true)).toBeNull();
    expect(await accounts.recognise(tokens[21]!, true)).not.toBeNull();
  });
});

describe('changing the password', () => {
  test('ends all sessions, gives this one a new token, and wants the present one', async () => {
    const [here, there] = [await accounts.signIn({ account: 'wang.lin', password: PASSWORD }, HERE), await accounts.signIn({ account: 'wang.lin', password: PASSWORD }, HERE)];
    expect(await refusal(accounts.changePassword('wang.lin', { current: 'not it', next: 'another fine phrase' }, HERE))).toBe('wrong_password');
    expect(await refusal(accounts.changePassword('wang.lin', { current: PASSWORD, next: PASSWORD }, HERE))).toBe('same_password');
    expect(await refusal(accounts.changePassword('wang.lin', { current: PASSWORD, next: 'qwertyuiop' }, HERE))).toBe('weak_password');
    const next = await accounts.changePassword('wang.lin', { current: PASSWORD, next: 'another fine phrase' }, HERE);
    expect([await accounts.recognise(here.token, true), await accounts.recognise(there.token, true)]).toEqual([null, null]);
    expect((await accounts.recognise(next.token, true))?.actor.account).toBe('wang.lin');
    expect([await enter('wang.lin', PASSWORD), await enter('wang.lin', 'another fine phrase')]).toEqual(['wrong_password', null]);
  });
  test('is the first thing after a one-time password', async () => {
    const { password } = await accounts.add({ account: 'li', name: '李', grants: [{ role: 'clerk', agency: 'A' }], by: 'wang.lin' });
    const first = await accounts.signIn({ account: 'li', password: password! }, HERE);
    expect(first.mustChange).toBe(true);
    expect((await accounts.recognise(first.token, true))?.mustChange).toBe(true);
    const next = await accounts.changePassword('li', { current: password!, next: 'another fine phrase' }, HERE);
    expect((await accounts.recognise(next.token, true))?.mustChange).toBe(false);
    const again = await accounts.reset('li', 'wang.lin');
    expect(await accounts.recognise(next.token, true)).toBeNull();
    expect(await enter('li', 'another fine phrase')).toBe('wrong_password');
    expect((await accounts.signIn({ account: 'li', password: again.password }, HERE)).mustChange).toBe(true);
  });
});

describe('rights', () => {
  test('are granted once, taken back, kept, and audited', async () => {
    await accounts.add({ account: 'li', name: '李', grants: [{ role: 'clerk', agency: 'A' }, { role: 'officer', region: '610100' }], by: 'wang.lin' });
    await accounts.grant('li', { role: 'clerk', agency: 'A' }, 'wang.lin');
    later(1000);
    await accounts.grant('li', { role: 'approver', agency: 'B' }, 'wang.lin');
    await accounts.revoke('li', { role: 'officer', region: '6101' }, 'wang.lin');
    accounts = await open();
    expect(accounts.actor('li').grants).toEqual([{ role: 'clerk', agency: 'A' }, { role: 'approver', agency: 'B' }]);
    expect(await refusal(accounts.revoke('li', { role: 'leader' }, 'wang.lin'))).toBe('no_such_right');
    const { entries } = await store.audit.search({ act: 'right', oldestFirst: true });
    expect(entries.slice(1).map((one) => [one.actor, one.act, one.subject, one.agency])).toEqual([
      ['wang.lin', 'right.grant', 'li', 'A'], ['wang.lin', 'right.grant', 'li', null], ['wang.lin', 'right.grant', 'li', 'B'], ['wang.lin', 'right.revoke', 'li', null],
    ]);
  });
  test.each([[{ role: 'clerk' }, 'agency_missing'], [{ role: 'approver', agency: ' ' }, 'agency_missing'], [{ role: 'leader', region: '61x' }, 'bad_region'], [{ role: 'officer', region: '610' }, 'bad_region'], [{ role: 'king' }, 'unknown_role']])('%j is no right', async (grant, code) => {
    expect(await refusal(accounts.grant('wang.lin', grant as never, 'x'))).toBe(code);
  });
  test('of the last administrator stay, and that account is not locked', async () => {
    expect(await refusal(accounts.revoke('wang.lin', { role: 'administrator' }, 'x'))).toBe('last_administrator');
    expect(await refusal(accounts.lock('wang.lin', '试', 'x'))).toBe('last_administrator');
    await addSamples(accounts, sampleAccounts([], '61'));
    expect(await refusal(accounts.lock('wang.lin', '试', 'x')), 'a sample account is none').toBe('last_administrator');
    await accounts.add({ account: 'li', name: '李', grants: [{ role: 'administrator' }], password: PASSWORD, by: 'wang.lin' });
    await accounts.lock('li', '试', 'wang.lin');
    expect(await refusal(accounts.revoke('wang.lin', { role: 'administrator' }, 'x')), 'a locked one is none').toBe('last_administrator');
    await accounts.unlock('li', 'wang.lin');
    expect(await refusal(accounts.lock('li', '试', 'li'))).toBe('yourself');
    expect(await refusal(accounts.revoke('wang.lin', { role: 'administrator' }, 'li'))).toBeNull();
  });
  test('belong to names that are fit for one', async () => {
    const add = (account: string, name = '某'): Promise<string | null> => refusal(accounts.add({ account, name, grants: [], password: PASSWORD, by: 'x' }));
    for (const bad of ['', 'a', 'a b', '../x', 'a\u0000b', '.dot', 'dot.', 'a'.repeat(61), '<b>']) expect(await add(bad), bad).toBe('bad_account_name');
    for (const good of ['经办人一', 'zhang.san@sifaju', 'x_1']) expect(await add(good), good).toBeNull();
    expect(await add('WANG.LIN')).toBe('account_exists');
    expect(await add('other', '\u202e\u200b ')).toBe('bad_name');
  });
});

describe('sample accounts', () => {
  test('are one a role, with clerks and approvers of two agencies, and work on this machine only', async () => {
    await addSamples(accounts, sampleAccounts([{ code: 'A', name: '甲局' }, { code: 'B', name: '乙局' }, { code: 'C', name: '丙局' }], '619900'));
    const samples = accounts.people().filter((one) => one.sample);
    expect(samples.flatMap((one) => one.grants.map((grant) => [grant.role, grant.agency ?? grant.region ?? '']))).toEqual([
      ['administrator', ''], ['analyst', '6199'], ['approver', 'A'], ['approver', 'B'], ['clerk', 'A'], ['clerk', 'B'], ['leader', '6199'], ['officer', '6199'],
    ]);
    for (const { account } of samples) {
      expect(await enter(account, SAMPLE_PASSWORD)).toBeNull();
      expect(await enter(account, SAMPLE_PASSWORD, AWAY)).toBe('sample_elsewhere');
    }
    const { token } = await accounts.signIn({ account: 'demo-leader', password: SAMPLE_PASSWORD }, HERE);
    expect(await accounts.recognise(token, true)).not.toBeNull();
    expect(await accounts.recognise(token, false), 'nor does a session travel').toBeNull();
    expect(await refusal(accounts.changePassword('demo-leader', { current: SAMPLE_PASSWORD, next: 'another fine phrase' }, HERE))).toBe('sample_account');
    expect(await refusal(accounts.reset('demo-leader', 'wang.lin'))).toBe('sample_account');
    expect(await refusal(accounts.signInExternally('demo-leader', HERE))).toBe('no_account');
  });
});

describe('the first administrator', () => {
  test('is made once, by the token of the latest start', async () => {
    const bare = await memoryStore();
    try {
      const none = await Accounts.open({ rows: bare.accounts, audit: bare.audit });
      const setup = new Setup(none);
      const make = (token: string, account = 'first'): Promise<string | null> => refusal(setup.finish({ token, account, name: '甲', password: PASSWORD }, HERE));
      expect(setup.awaited).toBe(false);
      expect(await make('')).toBe('setup_closed');
      const old = setup.open().split('#')[1]!;
      const token = setup.open().split('#')[1]!;
      expect(setup.awaited).toBe(true);
      expect([await make(old), await make('x'), await make(`${token}x`)]).toEqual(['setup_closed', 'setup_closed', 'setup_closed']);
      expect(await refusal(setup.finish({ token, account: 'first', name: '甲', password: '12345' }, HERE)), 'a refused password spends nothing').toBe('weak_password');
      expect((await Promise.all([make(token), make(token, 'second')])).toSorted((a, b) => (a === null ? -1 : b === null ? 1 : 0))).toEqual([null, 'setup_closed']);
      expect(none.people().map((one) => one.account)).toEqual(['first']);
      expect(await make(token, 'third')).toBe('setup_closed');
    } finally { await bare.close(); }
  });
});
