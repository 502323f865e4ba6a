/** Who is signed in, as state. Signing in or out as another person loads the page anew: nothing of one's stays for the other. */
import type { Role, SessionAnswer, ShownGrant } from '../../../server/accounts/api.ts';
import { send } from '../api.ts';
import { say } from '../language.svelte.ts';
import { accounts as words } from '../words/accounts.ts';

let answer = $state.raw<SessionAnswer | null>(null);
/** The session ended while a page was open: signing in again goes on where one was. */
let interrupted = $state(false);

export function session(): SessionAnswer | null { return answer; }
export function isInterrupted(): boolean { return interrupted; }
export function adopt(next: SessionAnswer): void { answer = next; }

export async function loadSession(): Promise<void> { answer = await send<SessionAnswer>('GET', '/api/session'); }

/** Called when the server no longer knows who asks. */
export function onSignedOut(): void { if (answer?.actor) interrupted = true; }

/** Throws the server's refusal. */
export async function signIn(account: string, password: string): Promise<void> {
  const before = answer?.actor?.account;
  const next = await send<SessionAnswer>('POST', '/api/session', { account, password });
  if (interrupted && next.actor?.account === before && !next.mustChange) {
    answer = next;
    interrupted = false;
    return;
  }
  if (window.location.pathname === '/sign-in') window.location.assign('/'); else window.location.reload();
}

export async function signOut(): Promise<void> {
  await send('DELETE', '/api/session').catch(() => undefined);
  window.location.assign('/sign-in');
}

const BUREAU: Role[] = ['officer', 'analyst', 'leader', 'administrator'];
export function holds(...roles: Role[]): boolean { return answer?.actor?.grants.some((grant) => roles.includes(grant.role)) ?? false; }
/** Rankings compare agencies: they are the bureau's. */
export function seesRanking(): boolean { return holds(...BUREAU); }
export function isAuthor(): boolean { return holds('analyst', 'administrator'); }

/** The agency whose clerk or approver one is; of several the first. */
export function ownAgency(): string | null { return answer?.actor?.grants.find((grant) => grant.agency !== null)?.agency ?? null; }
export function isOwn(agency: string): boolean { return answer?.actor?.grants.some((grant) => grant.agency === agency) ?? false; }

/** Where one's work begins: the ranking for the bureau, the own agency for its people. */
export function home(): string {
  if (seesRanking()) return '/';
  const agency = ownAgency();
  return agency ? '/desk' : '/account';
}

/** A right in words: 经办人 · 甲局. */
export function rightWords({ role, agency, agencyName, region }: ShownGrant): string {
  const where = agency !== null ? agencyName ?? agency : region === null ? '' : region === '' ? say(words.everywhere) : say(words.regionOf, region);
  return `${say(words.roles[role])}${where === '' ? '' : ` · ${where}`}`;
}
