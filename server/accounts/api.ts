/** The shapes of sign-in, accounts and the audit trail as they travel; types only, for the dashboard, too. */
import type { Role } from './rights.ts';

export type { Role } from './rights.ts';

/** `agencyName`: of the latest roster; null for a code that stands in none. */
export interface ShownGrant { role: Role; agency: string | null; agencyName: string | null; region: string | null }

/** GET /api/session: who is signed in, and what the sign-in page offers. POST /api/session signs in, DELETE signs out. */
export interface SessionAnswer {
  actor: { account: string; name: string; grants: ShownGrant[]; sample: boolean } | null;
  /** The password was given by someone else: nothing else works before it is changed. */
  mustChange: boolean;
  demonstration: boolean;
  /** Sample accounts, where they may be used: on the machine itself. */
  samples: { account: string; name: string; password: string; grants: ShownGrant[] }[];
  /** Words on the button of the organisation's identity provider; null where there is none. */
  openid: { zh: string; en: string } | null;
  /** The first administrator is still to be made, at the address that the server printed. */
  setup: boolean;
}

/** GET /api/my/sessions */
export interface OwnSessions { sessions: { id: string; current: boolean; how: 'password' | 'openid'; address: string; client: string; createdAt: string; seenAt: string }[]; idleMinutes: number; absoluteHours: number }

/** GET /api/accounts */
export interface AccountItem {
  account: string; name: string; grants: (ShownGrant & { by: string; at: string })[];
  sample: boolean; mustChange: boolean; hasPassword: boolean;
  lockedAt: string | null; lockedFor: string | null; createdAt: string; passwordAt: string | null; seenAt: string | null; sessions: number;
}
export interface AccountList { accounts: AccountItem[] }
/** POST /api/accounts, POST /api/accounts/:account/reset: the one-time password is in this answer and nowhere else. */
export interface AccountWithPassword { account: AccountItem; password: string | null }

/** GET /api/audit?actor&act&subject&agency&year&from&before&offset&limit: newest first. /api/audit.csv downloads all that match, oldest first. */
export interface AuditPage { total: number; offset: number; entries: AuditItem[] }
export interface AuditItem { number: number; at: string; actor: string; act: string; subject: string; agency: string | null; year: number | null; detail: Record<string, unknown> | null; hash: string }
/** GET /api/audit/verify */
export interface AuditVerification { entries: number; head: string; broken: { number: number; zh: string; en: string } | null }
