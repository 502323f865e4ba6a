/**
 * Who may do what. A role is held for one agency (clerk, approver), for a region (officer, analyst, leader) or for all
 * (administrator); a person may hold several. Rights are applied where data is read: a route that gives figures of
 * agencies asks `readableAgencies`, one that acts for an agency asks `requireFor`.
 */
import type { ServerContext } from '../context.ts';
import { regionPrefix } from '../packs.ts';
import { Refusal } from '../words.ts';
import type { Words } from '../words.ts';

/** 经办人 审核人 司法局工作人员 指标分析员 领导 系统管理员 */
export type Role = 'clerk' | 'approver' | 'officer' | 'analyst' | 'leader' | 'administrator';
export const ROLES: readonly Role[] = ['clerk', 'approver', 'officer', 'analyst', 'leader', 'administrator'];

export const ROLE_WORDS: Record<Role, Words> = {
  clerk: { zh: '经办人', en: 'clerk' }, approver: { zh: '审核人', en: 'approver' }, officer: { zh: '司法局工作人员', en: 'bureau officer' },
  analyst: { zh: '指标分析员', en: 'analyst' }, leader: { zh: '领导', en: 'leader' }, administrator: { zh: '系统管理员', en: 'administrator' },
};

export interface Grant {
  role: Role;
  /** Of a clerk or approver: the agency's code. */
  agency?: string;
  /** Of an officer, analyst or leader: a GB/T 2260 code or the first digits of one; '' or absent means every region. */
  region?: string;
}

export interface Actor {
  /** Sign-in name. */
  account: string;
  /** As shown. */
  name: string;
  grants: Grant[];
}

/** Roles by what they are for, as routes declare them. */
export const BUREAU: readonly Role[] = ['officer', 'analyst', 'leader', 'administrator'];
/** An agency's own pages: the bureau, and its own people. */
export const EVERYONE: readonly Role[] = ROLES;
export const AUTHORS: readonly Role[] = ['analyst', 'administrator'];
export const HANDING_IN: readonly Role[] = ['clerk', 'officer', 'administrator'];

/** What an agency is, as far as rights go. */
export interface AgencyPlace { code: string; region: string }

export function holds(actor: Actor, roles: readonly Role[]): boolean {
  return actor.grants.some((grant) => roles.includes(grant.role));
}

/** Whether one grant reaches an agency. */
export function reaches(grant: Grant, agency: AgencyPlace): boolean {
  switch (grant.role) {
    case 'clerk': case 'approver': return grant.agency === agency.code;
    case 'administrator': return true;
    default: return agency.region.startsWith(regionPrefix(grant.region ?? ''));
  }
}

/** Whether the actor holds one of the roles for this agency. */
export function mayActFor(actor: Actor, agency: AgencyPlace, roles: readonly Role[]): boolean {
  return actor.grants.some((grant) => roles.includes(grant.role) && reaches(grant, agency));
}

/** Throws `forbidden` unless the actor holds one of the roles for this agency. */
export function requireFor(actor: Actor, agency: AgencyPlace, roles: readonly Role[]): void {
  if (mayActFor(actor, agency, roles)) return;
  const named = (language: 'zh' | 'en'): string => roles.map((role) => ROLE_WORDS[role][language]).join(language === 'zh' ? '、' : ', ');
  throw new Refusal('forbidden', 'not_for_agency', `您没有办理机关 ${agency.code} 此项事务的权限（需要：${named('zh')}）。`, `You may not do this for agency ${agency.code} (it takes: ${named('en')}).`);
}

/** Whose unpublished rows and figures the actor may see in a year: all, or the codes. */
export async function readableAgencies(server: ServerContext, actor: Actor, year: number): Promise<Readable> {
  if (actor.grants.some((grant) => grant.role === 'administrator' || (BUREAU.includes(grant.role) && (grant.region ?? '') === ''))) return 'all';
  const places = await server.places(year);
  return new Set(places.filter((place) => actor.grants.some((grant) => reaches(grant, place))).map((place) => place.code));
}

export type Readable = 'all' | ReadonlySet<string>;

/** Whether a set of readable agencies holds this one. */
export const canRead = (readable: Readable, code: string): boolean => readable === 'all' || readable.has(code);

/** Throws `forbidden` unless the actor may see the agency's unpublished figures of the year. */
export async function requireReadable(server: ServerContext, actor: Actor, year: number, agency: string): Promise<void> {
  if (!canRead(await readableAgencies(server, actor, year), agency)) throw new Refusal('forbidden', 'not_readable', `您无权查看机关 ${agency} 尚未公开的数据。`, `You may not see the unpublished figures of agency ${agency}.`);
}

/** Rows of agencies without those that are not readable. */
export function readableRows<T extends { agency: string }>(rows: T[], readable: Readable): T[] {
  return readable === 'all' ? rows : rows.filter((row) => readable.has(row.agency));
}
