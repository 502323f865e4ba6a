/** People and their rights, for the administrator; who has which right, to take away. */
import { define, actorOf } from '../access.ts';
import type { App } from '../access.ts';
import { checkedGrant } from '../accounts/index.ts';
import type { Person } from '../accounts/index.ts';
import type { AccountItem } from '../accounts/api.ts';
import { ROLE_WORDS } from '../accounts/rights.ts';
import type { Grant } from '../accounts/rights.ts';
import * as schemas from '../accounts/schemas.ts';
import type { ServerContext } from '../context.ts';
import { csv } from '../encode/csv.ts';
import { XLSX_TYPE, xlsx } from '../encode/xlsx.ts';
import { bodyLimit } from '../http/limits.ts';
import { Refusal } from '../words.ts';
import { answers, download } from './common.ts';
import { agencyNames, shownGrants } from './session.ts';

const BODY = 64 * 1024;
const ADMINISTRATOR = ['administrator'] as const;

export function accountRoutes(app: App, server: ServerContext): void {
  const { accounts } = server;
  const shown = (person: Person, names: ReadonlyMap<string, string>): AccountItem => ({
    ...person, grants: shownGrants(person.grants, names).map((grant, index) => ({ ...grant, by: person.grants[index]!.by, at: person.grants[index]!.at })),
  });
  const item = async (person: Person): Promise<AccountItem> => shown(person, await agencyNames(server));
  const body = <T>(schema: T): { body: { content: { 'application/json': { schema: T } }; required: true } } => ({ body: { content: { 'application/json': { schema } }, required: true } });
  const params = schemas.AccountPath;

  /** A right as asked for; of an agency only where a roster has it. */
  const known = async (asked: { role: Grant['role']; agency?: string | undefined; region?: string | undefined }): Promise<Grant> => {
    const grant = checkedGrant({ role: asked.role, ...(asked.agency === undefined ? {} : { agency: asked.agency }), ...(asked.region === undefined ? {} : { region: asked.region }) });
    if (grant.agency !== undefined && !(await agencyNames(server)).has(grant.agency)) throw new Refusal('input', 'unknown_agency', `名录里没有代码为“${grant.agency}”的机关。`, `No roster has an agency with the code "${grant.agency}".`);
    return grant;
  };

  app.openapi(define(app, { method: 'get', path: '/api/accounts', access: ADMINISTRATOR, summary: '人员和权限 people and rights', responses: answers(schemas.AccountList, '账号') }), async (context) => {
    const names = await agencyNames(server);
    return context.json({ accounts: accounts.people().map((person) => shown(person, names)) }, 200);
  });

  app.openapi(define(app, { method: 'post', path: '/api/accounts', access: ADMINISTRATOR, summary: '新增人员 add a person; the answer has the one-time password', middleware: bodyLimit(BODY), request: body(schemas.AddRequest), responses: answers(schemas.AccountWithPassword, '账号和一次性密码') }), async (context) => {
    const { account, name, grants, external = false } = context.req.valid('json');
    const rights: Grant[] = [];
    for (const grant of grants) rights.push(await known(grant));
    const { person, password } = await accounts.add({ account, name, grants: rights, external, by: actorOf(context).account });
    return context.json({ account: await item(person), password }, 200);
  });

  app.openapi(define(app, { method: 'post', path: '/api/accounts/{account}/grants', access: ADMINISTRATOR, summary: '授予权限 grant a right', middleware: bodyLimit(BODY), request: { params, ...body(schemas.GrantRequest) }, responses: answers(schemas.AccountAnswer, '账号') }),
    async (context) => context.json(await item(await accounts.grant(context.req.valid('param').account, await known(context.req.valid('json')), actorOf(context).account)), 200));

  app.openapi(define(app, { method: 'post', path: '/api/accounts/{account}/revocations', access: ADMINISTRATOR, summary: '收回权限 revoke a right', middleware: bodyLimit(BODY), request: { params, ...body(schemas.GrantRequest) }, responses: answers(schemas.AccountAnswer, '账号') }), async (context) => {
    const { role, agency, region } = context.req.valid('json');
    return context.json(await item(await accounts.revoke(context.req.valid('param').account, { role, ...(agency === undefined ? {} : { agency }), ...(region === undefined ? {} : { region }) }, actorOf(context).account)), 200);
  });

  app.openapi(define(app, { method: 'post', path: '/api/accounts/{account}/lock', access: ADMINISTRATOR, summary: '停用 lock an account', middleware: bodyLimit(BODY), request: { params, ...body(schemas.LockRequest) }, responses: answers(schemas.AccountAnswer, '账号') }),
    async (context) => context.json(await item(await accounts.lock(context.req.valid('param').account, context.req.valid('json').reason, actorOf(context).account)), 200));

  app.openapi(define(app, { method: 'post', path: '/api/accounts/{account}/unlock', access: ADMINISTRATOR, summary: '启用或解锁 unlock an account', request: { params }, responses: answers(schemas.AccountAnswer, '账号') }),
    async (context) => context.json(await item(await accounts.unlock(context.req.valid('param').account, actorOf(context).account)), 200));

  app.openapi(define(app, { method: 'post', path: '/api/accounts/{account}/reset', access: ADMINISTRATOR, summary: '重置密码 give a one-time password', request: { params }, responses: answers(schemas.AccountWithPassword, '账号和一次性密码') }), async (context) => {
    const { person, password } = await accounts.reset(context.req.valid('param').account, actorOf(context).account);
    return context.json({ account: await item(person), password }, 200);
  });

  app.openapi(define(app, { method: 'delete', path: '/api/accounts/{account}/sessions', access: ADMINISTRATOR, summary: '结束全部会话 end all sessions of an account', request: { params }, responses: answers(schemas.AccountAnswer, '账号') }), async (context) => {
    const { account } = context.req.valid('param');
    await accounts.endSessions(account, { except: null }, actorOf(context).account);
    return context.json(await item(accounts.person(account)), 200);
  });

  const error = answers(schemas.AccountAnswer, '').default;
  const binary = { schema: { type: 'string', format: 'binary' } as const };
  const rights = async (): Promise<{ header: string[]; rows: (string | null)[][] }> => {
    const names = await agencyNames(server);
    return rightsSheet(accounts.people().map((person) => shown(person, names)));
  };
  app.openapi(define(app, { method: 'get', path: '/api/accounts/rights.csv', access: ADMINISTRATOR, summary: '权限清单(CSV) who has which right', responses: { 200: { content: { 'text/csv': binary }, description: 'CSV' }, default: error } }), async (context) => {
    const { header, rows } = await rights();
    await server.store.audit.append({ actor: actorOf(context).account, act: 'right.export', subject: 'csv' });
    return download(csv(header, rows), 'text/csv; charset=utf-8', `权限清单-${server.today()}.csv`);
  });
  app.openapi(define(app, { method: 'get', path: '/api/accounts/rights.xlsx', access: ADMINISTRATOR, summary: '权限清单(Excel) who has which right', responses: { 200: { content: { [XLSX_TYPE]: binary }, description: 'XLSX' }, default: error } }), async (context) => {
    const { header, rows } = await rights();
    await server.store.audit.append({ actor: actorOf(context).account, act: 'right.export', subject: 'xlsx' });
    return download(await xlsx('权限清单', header, rows, [`截至 ${server.today()}`]), XLSX_TYPE, `权限清单-${server.today()}.xlsx`);
  });
}

/** A line a right; a person without any has one, too. */
export function rightsSheet(people: AccountItem[]): { header: string[]; rows: (string | null)[][] } {
  return {
    header: ['登录名', '姓名', '角色', 'Role', '机关代码', '机关', '地区', '授予人', '授予时间', '状态', '最近登录', '建立时间', '演示账号'],
    rows: people.flatMap((person) => {
      const end = [person.lockedAt === null ? '正常' : `停用：${person.lockedFor ?? ''}`, person.seenAt, person.createdAt, person.sample ? '是' : '否'];
      if (person.grants.length === 0) return [[person.account, person.name, '（无权限）', 'none', null, null, null, null, null, ...end]];
      return person.grants.map((grant) => [person.account, person.name, ROLE_WORDS[grant.role].zh, grant.role, grant.agency, grant.agencyName, grant.region === null ? null : grant.region === '' ? '全部' : grant.region, grant.by, grant.at, ...end]);
    }),
  };
}
