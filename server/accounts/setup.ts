/**
 * The first administrator: as long as there is none, the start of the server prints an address that holds a token, and
 * whoever has it may make one, once. The token is in memory only; the part of an address after # is sent to no server
 * and stands in no log.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../words.ts';
import type { Accounts, SignedIn, Whence } from './index.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export class Setup {
  readonly #accounts: Accounts;
  #token: string | null = null;
  #busy = false;

  constructor(accounts: Accounts) { this.#accounts = accounts; }

  /** Whether the first administrator is still to be made. */
  get awaited(): boolean { return this.#token !== null && !this.#accounts.hasAdministrator(); }

  /** The path of the set-up page with its token; a new one each time. */
  open(): string {
    this.#token = randomBytes(24).toString('base64url');
    return `/setup#${this.#token}`;
  }

  /** Makes the first administrator and signs them in. Throws `forbidden` for a wrong token or where there is one already. */
  async finish(given: { token: string; account: string; name: string; password: string }, whence: Whence): Promise<SignedIn> {
    if (this.#busy || !this.awaited || !timingSafeEqual(digest(given.token), digest(this.#token!))) {
      throw new Refusal('forbidden', 'setup_closed', '此设置地址无效或已用过：请用服务启动时显示的最新地址；已有系统管理员时请直接登录。', 'This set-up address is not valid, or was used: take the one shown at the server\'s latest start; where there is an administrator, sign in.');
    }
    this.#busy = true;
    try {
      await this.#accounts.add({ account: given.account, name: given.name, password: given.password, grants: [{ role: 'administrator' }], by: 'setup' });
      this.#token = null;
      return await this.#accounts.signIn({ account: given.account, password: given.password }, whence);
    } finally {
      this.#busy = false;
    }
  }
}
