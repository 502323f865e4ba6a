/** The shapes of `api.ts` as schemas; the annotations make the compiler refuse one that drifts from its type. */
import { z } from '@hono/zod-openapi';
import { isDay } from '../days.ts';
import type * as api from './api.ts';
import { ROLES } from './rights.ts';
import type { Role } from './rights.ts';

const nullable = z.string().nullable();
const role = z.enum(ROLES as [Role, ...Role[]]);
const shownGrant = z.object({ role, agency: nullable, agencyName: nullable, region: nullable });
const words = z.object({ zh: z.string(), en: z.string() });

export const SessionAnswer: z.ZodType<api.SessionAnswer> = z.object({
  actor: z.object({ account: z.string(), name: z.string(), grants: z.array(shownGrant), sample: z.boolean() }).nullable(), mustChange: z.boolean(), demonstration: z.boolean(),
  samples: z.array(z.object({ account: z.string(), name: z.string(), password: z.string(), grants: z.array(shownGrant) })), openid: words.nullable(), setup: z.boolean(),
}).openapi('Session');
const text = z.string().min(1).max(200);
const password = z.string().min(1).max(1000);
export const SignInRequest = z.object({ account: text, password }).openapi('SignIn');
export const SetupRequest = z.object({ token: text, account: text, name: text, password }).openapi('Setup');
export const PasswordRequest = z.object({ current: password, next: password }).openapi('PasswordChange');
export const OwnSessions: z.ZodType<api.OwnSessions> = z.object({
  sessions: z.array(z.object({ id: z.string(), current: z.boolean(), how: z.enum(['password', 'openid']), address: z.string(), client: z.string(), createdAt: z.string(), seenAt: z.string() })),
  idleMinutes: z.number(), absoluteHours: z.number(),
}).openapi('OwnSessions');
export const SessionPath = z.object({ id: text.openapi({ param: { name: 'id', in: 'path' } }) });

const item: z.ZodType<api.AccountItem> = z.object({
  account: z.string(), name: z.string(), grants: z.array(shownGrant.extend({ by: z.string(), at: z.string() })), sample: z.boolean(), mustChange: z.boolean(), hasPassword: z.boolean(),
  lockedAt: nullable, lockedFor: nullable, createdAt: z.string(), passwordAt: nullable, seenAt: nullable, sessions: z.number(),
}).openapi('Account');
export const AccountAnswer = item;
export const AccountList: z.ZodType<api.AccountList> = z.object({ accounts: z.array(item) }).openapi('AccountList');
export const AccountWithPassword: z.ZodType<api.AccountWithPassword> = z.object({ account: item, password: nullable }).openapi('AccountWithPassword');
export const AccountPath = z.object({ account: text.openapi({ param: { name: 'account', in: 'path' }, description: '登录名 the sign-in name' }) });
export const GrantRequest = z.object({ role, agency: z.string().max(60).optional(), region: z.string().max(12).optional() }).openapi('Grant');
export const AddRequest = z.object({ account: text, name: text, grants: z.array(GrantRequest).max(200), external: z.boolean().optional() }).openapi('NewAccount');
export const LockRequest = z.object({ reason: z.string().trim().min(1).max(500) }).openapi('Lock');

const whole = (most: number, absent: number): z.ZodType<number, unknown> => z.coerce.number().int().min(0).max(most).default(absent).openapi({ type: 'integer', default: absent });
const moment = z.string().refine((one) => isDay(one) || /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/.test(one), { message: 'yyyy-mm-dd or yyyy-mm-ddThh:mmZ' });
export const AuditFilter = z.object({
  actor: z.string().max(200).optional(), act: z.string().max(100).optional().openapi({ description: '事项或其前一段 an act, or the first part of some (sign_in)' }), subject: z.string().max(200).optional(),
  agency: z.string().max(60).optional(), year: z.coerce.number().int().min(1900).max(2199).optional().openapi({ type: 'integer' }), from: moment.optional(), before: moment.optional(),
});
export const AuditQuery = AuditFilter.extend({ order: z.enum(['newest', 'oldest']).optional(), offset: whole(100_000_000, 0), limit: whole(500, 50) });
const entry = z.object({
  number: z.number(), at: z.string(), actor: z.string(), act: z.string(), subject: z.string(), agency: nullable, year: z.number().nullable(), detail: z.record(z.string(), z.unknown()).nullable(), hash: z.string(),
});
export const AuditPage: z.ZodType<api.AuditPage> = z.object({ total: z.number(), offset: z.number(), entries: z.array(entry) }).openapi('AuditPage');
export const VerifyQuery = z.object({ expect: z.string().regex(/^[0-9a-f]{64}$/).optional().openapi({ description: '此前记下的校验值 a hash noted before' }) });
export const AuditVerification: z.ZodType<api.AuditVerification> = z.object({ entries: z.number(), head: z.string(), broken: z.object({ number: z.number(), zh: z.string(), en: z.string() }).nullable() }).openapi('AuditVerification');
