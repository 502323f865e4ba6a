/**
 * Signing in through the organisation's identity provider (OpenID Connect), by authorization code with PKCE, state and
 * nonce. A claim of the ID token names an account that is there already; none is made silently.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as library from 'openid-client';
import type { Words } from '../words.ts';
import { messageOf, Refusal } from '../words.ts';

export interface OpenIdSettings {
  issuer: string; clientId: string; clientSecret: string | null;
  /** The claim that holds the sign-in name. */
  claim: string;
  scope: string;
  /** On the button. */
  words: Words;
  /** The server's own address as the provider knows it, without a path. */
  address: string | null;
}

const FILE = 'openid.json';
/** How long someone may take at the provider, and how many may be on their way. */
const PATIENCE = 10 * 60_000;
const MOST = 1000;

/**
 * Reads `openid.json` of the data folder; ZHIHENG_OPENID_* of the environment come before it. Null where neither names an
 * issuer. Throws `input` for settings that cannot work.
 */
export function openIdSettings(folder: string, environment: NodeJS.ProcessEnv = process.env): OpenIdSettings | null {
  const path = join(folder, FILE);
  const wrong = (zh: string, en: string): Refusal => new Refusal('input', 'openid_settings', `统一身份认证的设置有误：${zh}`, `The settings of the identity provider are wrong: ${en}`);
  let file: Record<string, unknown> = {};
  if (statSync(path, { throwIfNoEntry: false })) {
    try {
      file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    } catch (error) {
      throw wrong(`${FILE} 不是 JSON（${messageOf(error)}）。`, `${FILE} is no JSON (${messageOf(error)}).`);
    }
  }
  const setting = (name: string, variable: string): string | null => {
    const value = environment[`ZHIHENG_OPENID_${variable}`] ?? file[name];
    if (value === undefined || value === null || value === '') return null;
    if (typeof value !== 'string') throw wrong(`“${name}”应是文字。`, `"${name}" wants a text.`);
    return value;
  };
  const issuer = setting('issuer', 'ISSUER');
  if (issuer === null) return null;
  const clientId = setting('clientId', 'CLIENT_ID');
  if (clientId === null) throw wrong('缺少 clientId。', 'clientId is missing.');
  const { protocol, hostname } = URL.parse(issuer) ?? { protocol: '', hostname: '' };
  if (protocol !== 'https:' && !(protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))) throw wrong('issuer 应以 https:// 开头。', 'issuer wants an address that begins with https://.');
  return {
    issuer, clientId, clientSecret: setting('clientSecret', 'CLIENT_SECRET'), claim: setting('claim', 'CLAIM') ?? 'preferred_username', scope: setting('scope', 'SCOPE') ?? 'openid profile', address: setting('address', 'ADDRESS'),
    words: { zh: setting('label', 'LABEL') ?? '统一身份认证登录', en: setting('labelEn', 'LABEL_EN') ?? 'Sign in with your organisation' },
  };
}

interface UnderWay { state: string; nonce: string; verifier: string; redirect: string; since: number }
interface Configured { library: typeof library; configuration: library.Configuration }

export class OpenId {
  readonly words: Words;
  readonly #settings: OpenIdSettings;
  readonly #now: () => number;
  readonly #underWay = new Map<string, UnderWay>();
  #configuration: Promise<Configured> | undefined;

  constructor(settings: OpenIdSettings, now: () => number = () => Date.now()) {
    this.#settings = settings;
    this.#now = now;
    this.words = settings.words;
  }

  /**
   * Where to send someone who wants to sign in. `origin`: of the server's pages as they see it; `ticket`: names this
   * attempt in their browser, and in `finish`. Throws `unavailable` when the provider cannot be reached.
   */
  async begin(origin: string, ticket: string): Promise<URL> {
    const { library, configuration } = await this.#configured();
    const verifier = library.randomPKCECodeVerifier();
    const state = library.randomState();
    const nonce = library.randomNonce();
    const redirect = `${this.#settings.address ?? origin}/api/session/openid/callback`;
    this.#forgetOld();
    this.#underWay.set(ticket, { state, nonce, verifier, redirect, since: this.#now() });
    return library.buildAuthorizationUrl(configuration, {
      redirect_uri: redirect, scope: this.#settings.scope, state, nonce, code_challenge: await library.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', response_type: 'code',
    });
  }

  /** The sign-in name that the provider answers with; a ticket is good once. Throws `forbidden` for anything that does not fit. */
  async finish(search: string, ticket: string | undefined): Promise<string> {
    const begun = ticket === undefined ? undefined : this.#underWay.get(ticket);
    if (ticket !== undefined) this.#underWay.delete(ticket);
    if (!begun || this.#now() - begun.since > PATIENCE) throw refused('登录超时或不是从本站开始的，请重新登录。', 'It took too long or did not begin here; sign in again.');
    const { library, configuration } = await this.#configured();
    let claims: Record<string, unknown> | undefined;
    try {
      const tokens = await library.authorizationCodeGrant(configuration, new URL(`${begun.redirect}${search}`), { pkceCodeVerifier: begun.verifier, expectedState: begun.state, expectedNonce: begun.nonce, idTokenExpected: true });
      claims = tokens.claims();
    } catch (error) {
      process.stderr.write(`openid: ${messageOf(error)}\n`);
      throw refused('身份认证服务没有确认您的身份，请重新登录。', 'The identity provider did not confirm who you are; sign in again.');
    }
    const named = claims?.[this.#settings.claim];
    if (typeof named !== 'string' || named === '') throw refused(`身份认证服务没有给出“${this.#settings.claim}”，请联系系统管理员。`, `The identity provider gave no "${this.#settings.claim}"; ask the administrator.`);
    return named;
  }

  #configured(): Promise<Configured> {
    this.#configuration ??= this.#discover().catch((error: unknown) => {
      // Tried again with the next sign-in.
      this.#configuration = undefined;
      process.stderr.write(`openid: ${messageOf(error)}\n`);
      throw new Refusal('unavailable', 'openid_unreachable', '连不上统一身份认证服务，请稍后再试，或用密码登录。', 'The identity provider cannot be reached; try again later, or sign in by password.');
    });
    return this.#configuration;
  }

  async #discover(): Promise<Configured> {
    const library = await import('openid-client');
    const { issuer, clientId, clientSecret } = this.#settings;
    const insecure = issuer.startsWith('http:');
    const configuration = await library.discovery(new URL(issuer), clientId, undefined, clientSecret === null ? library.None() : library.ClientSecretBasic(clientSecret), {
      // The token's signature is checked as well: TLS alone says only who answered.
      timeout: 10, execute: [library.enableNonRepudiationChecks, ...(insecure ? [library.allowInsecureRequests] : [])],
    });
    return { library, configuration };
  }

  #forgetOld(): void {
    for (const [ticket, { since }] of this.#underWay) if (this.#now() - since > PATIENCE || this.#underWay.size >= MOST) this.#underWay.delete(ticket);
  }
}

function refused(zh: string, en: string): Refusal { return new Refusal('forbidden', 'openid', zh, en); }
