/**
 * Accounts: people, what they may do, signing in. Kept in memory and written through to the store, which one process
 * owns. Every change says who makes it (`by`) and stands in the audit trail.
 */
import type { AccountRows, Audit, StoredAccount, StoredGrant, StoredSession } from '../../data/store/index.ts';
import { regionPrefix } from '../packs.ts';
import { Refusal } from '../words.ts';
import { Attempts } from './attempts.ts';
import { checkPassword, hashPassword, isOutdated, oneTimePassword, requireGoodPassword } from './passwords.ts';
import type { Actor, Grant, Role } from './rights.ts';
import { ROLES } from './rights.ts';
import { Sessions } from './sessions.ts';
import type { NewSession } from './sessions.ts';

export interface Person {
  account: string; name: string; grants: (Grant & { by: string; at: string })[];
  sample: boolean; mustChange: boolean; hasPassword: boolean;
  lockedAt: string | null; lockedFor: string | null; createdAt: string; passwordAt: string | null;
  /** Of the latest session that lasts. */
  seenAt: string | null; sessions: number;
}

/** Whence someone signs in. `local`: on this machine itself, where the sample accounts of the demonstration may be used. */
export interface Whence { address: string; client: string; local: boolean }
export interface SignedIn { token: string; account: string; mustChange: boolean }

export interface AccountsOptions { rows: AccountRows; audit: Audit; now?: () => Date }

export class Accounts {
  readonly sessions: Sessions;
  readonly audit: Audit;
  readonly #rows: AccountRows;
  readonly #attempts: Attempts;
  readonly #now: () => Date;
  readonly #accounts: Map<string, StoredAccount>;
  readonly #grants: Map<string, StoredGrant[]>;

  private constructor(options: AccountsOptions, stored: Awaited<ReturnType<AccountRows['read']>>) {
    this.#rows = options.rows;
    this.audit = options.audit;
    this.#now = options.now ?? (() => new Date());
    this.#accounts = new Map(stored.accounts.map((one) => [one.account, one]));
    this.#grants = Map.groupBy(stored.grants, (one) => one.account);
    this.sessions = new Sessions(this.#rows, stored.sessions, this.#now);
    this.#attempts = new Attempts(this.#rows, stored.failures, this.#now);
  }

  static async open(options: AccountsOptions): Promise<Accounts> { return new Accounts(options, await options.rows.read()); }

  // ---------------------------------------------------------------- people

  /** Everyone, by sign-in name. */
  people(): Person[] { return [...this.#accounts.keys()].toSorted().map((account) => this.#person(account)); }

  /** Throws `not_found`. */
  person(account: string): Person { return this.#person(this.#need(account).account); }

  /** Who acts for an account. */
  actor(account: string): Actor {
    const { name, grants } = this.person(account);
    return { account, name, grants: grants.map(({ by: _by, at: _at, ...grant }) => grant) };
  }

  /**
   * Makes an account. With `password` it is the person's own; without, a one-time password is given back, to be changed
   * at the first sign-in; with `external` there is none, and the identity provider alone signs in.
   */
  async add(given: { account: string; name: string; grants: Grant[]; by: string; password?: string; external?: boolean; sample?: boolean }): Promise<{ person: Person; password: string | null }> {
    const account = signInName(given.account);
    const name = shownName(given.name);
    if (this.#accounts.has(account)) throw new Refusal('busy', 'account_exists', `登录名“${account}”已有人用，请换一个。`, `The sign-in name "${account}" is taken; choose another.`);
    const grants = given.grants.map(checkedGrant);
    if (given.password !== undefined && !given.sample) requireGoodPassword(given.password, { account, name });
    const password = given.password ?? (given.external ? null : oneTimePassword());
    const at = this.#now().toISOString();
    const stored: StoredAccount = {
      account, name, password: password === null ? null : await hashPassword(password), mustChange: given.password === undefined && !given.external, sample: given.sample ?? false,
      createdAt: at, passwordAt: password === null ? null : at, lockedAt: null, lockedFor: null,
    };
    // Two may have asked for the same name while the hash was made.
    if (this.#accounts.has(account)) throw new Refusal('busy', 'account_exists', `登录名“${account}”已有人用，请换一个。`, `The sign-in name "${account}" is taken; choose another.`);
    this.#accounts.set(account, stored);
    await this.#rows.saveAccount(stored);
    await this.audit.append({ actor: given.by, act: 'account.add', subject: account, detail: { sample: stored.sample, external: given.external ?? false }, at: this.#now() });
    for (const grant of grants) await this.grant(account, grant, given.by);
    return { person: this.person(account), password: given.password === undefined ? password : null };
  }

  /** Gives a right; one that is held already is left as it is. */
  async grant(account: string, given: Grant, by: string): Promise<Person> {
    const { account: name } = this.#need(account);
    const grant = checkedGrant(given);
    const held = this.#grants.get(name) ?? [];
    if (!held.some((one) => sameGrant(one, grant))) {
      const next = [...held, { account: name, role: grant.role, agency: grant.agency ?? null, region: grant.region ?? null, by, at: this.#now().toISOString() }];
      this.#grants.set(name, next);
      await this.#rows.saveGrants(name, next);
      await this.audit.append({ actor: by, act: 'right.grant', subject: name, agency: grant.agency, detail: { ...grant }, at: this.#now() });
    }
    return this.person(name);
  }

  /** Takes a right away. Throws `not_found` for one that is not held, `busy` for the last administrator's. */
  async revoke(account: string, given: Grant, by: string): Promise<Person> {
    const { account: name } = this.#need(account);
    const grant = checkedGrant(given);
    const held = this.#grants.get(name) ?? [];
    const next = held.filter((one) => !sameGrant(one, grant));
    if (next.length === held.length) throw new Refusal('not_found', 'no_such_right', `“${name}”没有这项权限。`, `"${name}" does not hold this right.`);
    if (grant.role === 'administrator') this.#keepAnAdministrator(name);
    this.#grants.set(name, next);
    await this.#rows.saveGrants(name, next);
    await this.audit.append({ actor: by, act: 'right.revoke', subject: name, agency: grant.agency, detail: { ...grant }, at: this.#now() });
    return this.person(name);
  }

  /** Locks an account and ends its sessions. */
  async lock(account: string, reason: string, by: string): Promise<Person> {
    const stored = this.#need(account);
    if (by === stored.account) throw new Refusal('busy', 'yourself', '不能停用自己的账号。', 'You cannot lock your own account.');
    if (this.#holds(stored.account, 'administrator')) this.#keepAnAdministrator(stored.account);
    await this.#save({ ...stored, lockedAt: this.#now().toISOString(), lockedFor: reason.slice(0, 500) });
    await this.sessions.end(stored.account, { except: null });
    await this.audit.append({ actor: by, act: 'account.lock', subject: stored.account, detail: { reason: reason.slice(0, 500) }, at: this.#now() });
    return this.person(stored.account);
  }

  /** Ends a lock, by an administrator or by failed sign-ins. */
  async unlock(account: string, by: string): Promise<Person> {
    const stored = this.#need(account);
    await this.#attempts.clear('name', stored.account);
    await this.#save({ ...stored, lockedAt: null, lockedFor: null });
    await this.audit.append({ actor: by, act: 'account.unlock', subject: stored.account, at: this.#now() });
    return this.person(stored.account);
  }

  /** Gives a one-time password and ends all sessions. */
  async reset(account: string, by: string): Promise<{ person: Person; password: string }> {
    const stored = this.#need(account);
    if (stored.sample) throw new Refusal('busy', 'sample_account', '演示账号的密码不能改。', 'The password of a sample account cannot be changed.');
    const password = oneTimePassword();
    await this.#save({ ...stored, password: await hashPassword(password), mustChange: true, passwordAt: this.#now().toISOString() });
    await this.#attempts.clear('name', stored.account);
    await this.sessions.end(stored.account, { except: null });
    await this.audit.append({ actor: by, act: 'password.reset', subject: stored.account, at: this.#now() });
    return { person: this.person(stored.account), password };
  }

  /** Ends sessions of an account: the one with this id, or all but one. Throws `not_found` for an id that is not there. */
  async endSessions(account: string, which: { id: string } | { except: string | null }, by: string): Promise<number> {
    const { account: name } = this.#need(account);
    const ended = await this.sessions.end(name, which);
    if ('id' in which && ended === 0) throw new Refusal('not_found', 'no_session', '没有这个登录会话，它可能已经结束。', 'There is no such session; it may have ended.');
    if (ended > 0) await this.audit.append({ actor: by, act: 'session.end', subject: name, detail: { ended }, at: this.#now() });
    return ended;
  }

  // ---------------------------------------------------------------- signing in

  /**
   * Signs in by name and password. A wrong name, a wrong password and an account without one are answered alike, in the
   * same time. Throws `signed_out` (`wrong_password`), `too_many` (`wait`), `forbidden` (`account_locked`, `sample_elsewhere`).
   */
  async signIn(given: { account: string; password: string }, whence: Whence): Promise<SignedIn> {
    const typed = given.account.normalize('NFKC').trim().toLowerCase().slice(0, 80);
    const stored = this.#accounts.get(typed);
    await this.#passwordAttempt(typed, stored, given.password, whence);
    // From here on the password was right.
    const refused = this.#refusalFor(stored!, whence);
    if (refused) {
      await this.audit.append({ actor: typed, act: 'sign_in.refused', subject: typed, detail: { address: whence.address, why: refused.code }, at: this.#now() });
      throw refused;
    }
    if (isOutdated(stored!.password!)) await this.#save({ ...stored!, password: await hashPassword(given.password) });
    return this.#begin(stored!, 'password', whence);
  }

  /** Signs in whom the identity provider has named. Throws `forbidden` where no account has that name. */
  async signInExternally(named: string, whence: Whence): Promise<SignedIn> {
    const account = named.normalize('NFKC').trim().toLowerCase();
    const stored = this.#accounts.get(account);
    const refused = stored ? stored.sample ? noAccount() : this.#refusalFor(stored, whence) : noAccount();
    if (refused) {
      await this.audit.append({ actor: stored ? account : 'unknown', act: 'sign_in.refused', subject: stored ? account : 'unknown', detail: { address: whence.address, how: 'openid', why: refused.code }, at: this.#now() });
      throw refused;
    }
    return this.#begin(stored!, 'openid', whence);
  }

  /** Who a token belongs to; null where its session has ended. Sample accounts are known on this machine only. */
  async recognise(token: string, local: boolean): Promise<{ session: StoredSession; actor: Actor; mustChange: boolean } | null> {
    const session = await this.sessions.use(token);
    const stored = session && this.#accounts.get(session.account);
    if (!session || !stored || stored.lockedAt !== null || (stored.sample && !local)) return null;
    return { session, actor: this.actor(stored.account), mustChange: stored.mustChange && session.how === 'password' };
  }

  /** Changes one's own password: all other sessions end, and this one gets a new token. Counts wrong tries like sign-ins. */
  async changePassword(account: string, given: { current: string; next: string }, whence: Whence): Promise<SignedIn> {
    const stored = this.#need(account);
    if (stored.sample) throw new Refusal('busy', 'sample_account', '演示账号的密码不能改。', 'The password of a sample account cannot be changed.');
    await this.#passwordAttempt(stored.account, stored, given.current, whence);
    if (given.next.normalize('NFKC') === given.current.normalize('NFKC')) throw new Refusal('input', 'same_password', '新密码与原密码相同，请换一个。', 'The new password is the old one; choose another.');
    requireGoodPassword(given.next, stored);
    const next = { ...stored, password: await hashPassword(given.next), mustChange: false, passwordAt: this.#now().toISOString() };
    await this.#save(next);
    const ended = await this.sessions.end(stored.account, { except: null });
    await this.audit.append({ actor: stored.account, act: 'password.change', subject: stored.account, detail: { ended: Math.max(0, ended - 1) }, at: this.#now() });
    return { token: await this.sessions.begin({ account: stored.account, how: 'password', address: whence.address, client: whence.client }), account: stored.account, mustChange: false };
  }

  /** Ends the session of a token. */
  async signOut(token: string): Promise<void> {
    const session = await this.sessions.use(token);
    if (!session) return;
    await this.sessions.end(session.account, { id: session.id });
    await this.audit.append({ actor: session.account, act: 'sign_out', subject: session.account, at: this.#now() });
  }

  /** Whether a real administrator can sign in; sample accounts do not count. */
  hasAdministrator(): boolean { return this.#administrators().some((one) => !one.sample); }

  // ---------------------------------------------------------------- within

  async #begin(stored: StoredAccount, how: NewSession['how'], whence: Whence): Promise<SignedIn> {
    const token = await this.sessions.begin({ account: stored.account, how, address: whence.address, client: whence.client });
    await this.audit.append({ actor: stored.account, act: 'sign_in.ok', subject: stored.account, detail: { address: whence.address, how }, at: this.#now() });
    return { token, account: stored.account, mustChange: how === 'password' && stored.mustChange };
  }

  /** Throws unless the password is the account's. What was typed as a name that no account has is not kept: it may be a password. */
  async #passwordAttempt(typed: string, stored: StoredAccount | undefined, password: string, whence: Whence): Promise<void> {
    const wait = Math.max(this.#attempts.waitOf('name', typed), this.#attempts.waitOf('address', whence.address));
    if (wait > 0) throw tooMany(wait);
    const nameWaits = await this.#attempts.begin('name', typed);
    const addressWaits = await this.#attempts.begin('address', whence.address);
    if (await checkPassword(password, stored?.password ?? null)) { await this.#attempts.succeed(typed, whence.address); return; }
    const who = stored?.account ?? 'unknown';
    await this.audit.append({ actor: who, act: 'sign_in.failed', subject: who, detail: { address: whence.address }, at: this.#now() });
    if (nameWaits || addressWaits) {
      const minutes = Math.ceil(Math.max(this.#attempts.waitOf('name', typed), this.#attempts.waitOf('address', whence.address)) / 60_000);
      await this.audit.append({ actor: who, act: 'sign_in.locked', subject: nameWaits ? who : whence.address, detail: { address: whence.address, minutes }, at: this.#now() });
    }
    throw new Refusal('signed_out', 'wrong_password', '登录名或密码不对。', 'The sign-in name or the password is wrong.');
  }

  #refusalFor(stored: StoredAccount, { local }: Whence): Refusal | null {
    if (stored.lockedAt !== null) return new Refusal('forbidden', 'account_locked', '此账号已停用，请联系系统管理员。', 'This account is locked; ask the administrator.');
    if (stored.sample && !local) return new Refusal('forbidden', 'sample_elsewhere', '演示账号只能在运行本服务的机器上使用。', 'Sample accounts work only on the machine the server runs on.');
    return null;
  }

  #need(account: string): StoredAccount {
    const stored = this.#accounts.get(account.normalize('NFKC').trim().toLowerCase());
    if (!stored) throw new Refusal('not_found', 'unknown_account', `没有登录名为“${account}”的账号。`, `There is no account "${account}".`);
    return stored;
  }

  #person(account: string): Person {
    const stored = this.#accounts.get(account)!;
    const sessions = this.sessions.of(account);
    return {
      account, name: stored.name, sample: stored.sample, mustChange: stored.mustChange, hasPassword: stored.password !== null, lockedAt: stored.lockedAt, lockedFor: stored.lockedFor, createdAt: stored.createdAt, passwordAt: stored.passwordAt,
      grants: (this.#grants.get(account) ?? []).map(({ role, agency, region, by, at }) => ({ role: role as Role, ...(agency === null ? {} : { agency }), ...(region === null ? {} : { region }), by, at })),
      seenAt: sessions[0]?.seenAt ?? null, sessions: sessions.length,
    };
  }

  #holds(account: string, role: Role): boolean { return (this.#grants.get(account) ?? []).some((one) => one.role === role); }

  #administrators(): StoredAccount[] { return [...this.#accounts.values()].filter((one) => one.lockedAt === null && this.#holds(one.account, 'administrator')); }

  /** Throws where without this account no administrator would be left; a sample one cannot stand in for a real one. */
  #keepAnAdministrator(account: string): void {
    const { sample } = this.#accounts.get(account)!;
    if (!this.#administrators().some((one) => one.account !== account && (sample || !one.sample))) {
      throw new Refusal('busy', 'last_administrator', '这是最后一个系统管理员：请先指定另一个。', 'This is the last administrator: name another first.');
    }
  }

  async #save(next: StoredAccount): Promise<void> {
    this.#accounts.set(next.account, next);
    await this.#rows.saveAccount(next);
  }
}

function noAccount(): Refusal {
  return new Refusal('forbidden', 'no_account', '统一身份认证通过了，但这里没有对应的账号：请系统管理员先建立账号。', 'The identity provider knows you, but there is no account for you here: ask the administrator to make one.');
}

function tooMany(wait: number): Refusal {
  const minutes = Math.ceil(wait / 60_000);
  return new Refusal('too_many', 'wait', `失败次数过多，请 ${minutes} 分钟后再试；急需登录请系统管理员解锁。`, `Too many failures: try again in ${minutes} minute${minutes === 1 ? '' : 's'}, or ask the administrator to unlock the account.`);
}

/** A sign-in name as it is kept. Throws `input`. */
export function signInName(text: string): string {
  const name = text.normalize('NFKC').trim().toLowerCase();
  if (!/^[a-z0-9\p{Script=Han}](?:[a-z0-9\p{Script=Han}._@-]{0,58}[a-z0-9\p{Script=Han}])?$/u.test(name) || [...name].length < 2) {
    throw new Refusal('input', 'bad_account_name', '登录名为 2 至 60 个字母、数字或汉字，中间可有“.”“_”“-”“@”。', 'A sign-in name has 2 to 60 letters, digits or Chinese characters, with ".", "_", "-", "@" between them.');
  }
  return name;
}

function shownName(text: string): string {
  // oxlint-disable-next-line no-control-regex -- names come from outside
  const name = text.normalize('NFC').replaceAll(/[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '').trim();
  if (name === '' || [...name].length > 60) throw new Refusal('input', 'bad_name', '请填写姓名或岗位名称（最多 60 个字）。', 'Give a name or a post, at most 60 characters.');
  return name;
}

/** A grant in the one form in which it is kept. Throws `input`. */
export function checkedGrant({ role, agency, region }: Grant): Grant {
  if (!ROLES.includes(role)) throw new Refusal('input', 'unknown_role', `没有角色“${String(role)}”；有：${ROLES.join('、')}。`, `There is no role "${String(role)}"; there are ${ROLES.join(', ')}.`);
  if (role === 'administrator') return { role };
  if (role === 'clerk' || role === 'approver') {
    const code = agency?.trim() ?? '';
    if (code === '' || code.length > 60) throw new Refusal('input', 'agency_missing', '经办人和审核人须写明是哪个机关的（机关代码）。', 'A clerk or approver needs the code of the agency.');
    return { role, agency: code };
  }
  const code = region?.trim() ?? '';
  if (!/^(\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?)?$/.test(code)) throw new Refusal('input', 'bad_region', `行政区划代码“${code}”应为 2、4、6、9 或 12 位数字；不填为全部地区。`, `The region code "${code}" wants 2, 4, 6, 9 or 12 digits; empty means every region.`);
  return { role, region: regionPrefix(code) };
}

function sameGrant(one: { role: string; agency?: string | null; region?: string | null }, other: Grant): boolean {
  return one.role === other.role && (one.agency ?? null) === (other.agency ?? null) && (one.region ?? null) === (other.region ?? null);
}
