import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PASSWORD } from '../../signed_in.ts';
import { A, zhiheng, zhihengAs } from '../command.ts';
import type { Outcome } from '../command.ts';
import { serving } from '../serving.ts';
import type { Serving } from '../serving.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'zhiheng-user-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

describe('people on the command line', () => {
  test('are added with a one-time password, granted, revoked, locked and listed on a data folder; all of it is audited', async () => {
    const user = (...words: string[]): Promise<Outcome> => zhiheng('user', ...words, '--var', folder);
    const added = await user('add', 'wang.lin', '--name', '王', '--role', 'administrator');
    expect([added.code, added.out]).toEqual([0, expect.stringMatching(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}\n$/)]);
    expect((await user('add', 'li', '--role', 'clerk', '--agency', A)).err).toMatch(/名录里还没有/);
    expect((await user('grant', 'li', '--role', 'officer', '--region', '610100')).code).toBe(0);
    expect((await user('revoke', 'wang.lin', '--role', 'administrator')).err).toMatch(/最后一个系统管理员/);
    expect((await user('lock', 'li', '--reason', '调离')).code).toBe(0);
    const { accounts } = JSON.parse((await user('list', '--json')).out) as { accounts: { account: string; lockedFor: string | null; grants: { role: string }[] }[] };
    expect(accounts.map((one) => [one.account, one.lockedFor, one.grants.map((grant) => grant.role).toSorted()])).toEqual([['li', '调离', ['clerk', 'officer']], ['wang.lin', null, ['administrator']]]);
    const target = join(folder, 'rights.csv');
    expect((await user('export', '-o', target)).code).toBe(0);
    expect(readFileSync(target, 'utf8')).toMatch(new RegExp(`li,li,经办人,clerk,${A},`));
    expect((await user('grant', 'li')).code).toBe(2);
    expect((await user('dismiss', 'li')).code).toBe(2);
    const verified = await zhiheng('audit', 'verify', '--var', folder, '--json');
    expect(JSON.parse(verified.out)).toMatchObject({ broken: null });
    const { head } = JSON.parse(verified.out) as { head: string };
    expect((await zhiheng('audit', 'verify', '--var', folder, '--expect', head)).code).toBe(0);
    expect((await zhiheng('audit', 'verify', '--var', folder, '--expect', 'f'.repeat(64))).code).toBe(1);
    const found = JSON.parse((await zhiheng('audit', 'search', '--act', 'right', '--var', folder, '--json')).out) as { entries: { actor: string; act: string; subject: string }[] };
    expect(found.entries.map((one) => [one.actor, one.act, one.subject]).at(-1)).toEqual(['command_line', 'right.grant', 'wang.lin']);
    expect((await zhiheng('audit', 'export', '--var', folder)).out.split('\r\n').length).toBeGreaterThan(6);
  });

  let server: Serving;
  test('of a running server are managed by an administrator who signs in; its folder is its own', async () => {
    server = await serving();
    try {
      const user = (...words: string[]): Promise<Outcome> => zhihengAs({ ZHIHENG_PASSWORD: PASSWORD }, 'user', ...words, '--server', server.url, '--user', 'tester');
      const held = await zhiheng('user', 'list', '--var', server.folder);
      expect([held.code, held.out]).toEqual([1, '']);
      expect(held.err).toMatch(/--server/);
      expect((await user('add', 'li', '--role', 'leader')).out).toMatch(/^[a-z2-9-]{19}\n$/);
      expect((await user('add', 'zhao', '--role', 'clerk', '--agency', 'NOBODY')).err).toMatch(/没有代码/);
      expect(server.context.accounts.person('li').grants).toMatchObject([{ role: 'leader', region: '', by: 'tester' }]);
      expect(JSON.parse((await zhihengAs({ ZHIHENG_PASSWORD: PASSWORD }, 'audit', 'search', '--act', 'account.add', '--server', server.url, '--user', 'tester', '--json')).out)).toMatchObject({ entries: [{ actor: 'tester', subject: 'li' }, { subject: 'tester' }] });
      // The command signs out behind itself.
      expect(server.context.accounts.sessions.of('tester')).toHaveLength(1);
    } finally { await server.end(); }
  });
});
