/** What the page of people and rights asks of the server. */
import type { AccountItem, AccountWithPassword, Role } from '../../../server/accounts/api.ts';
import { send } from '../api.ts';

export interface AskedGrant { role: Role; agency?: string; region?: string }

const at = (account: string, act: string): string => `/api/accounts/${encodeURIComponent(account)}/${act}`;
export const people = {
  add: (body: { account: string; name: string; grants: AskedGrant[]; external?: boolean }) => send<AccountWithPassword>('POST', '/api/accounts', body),
  grant: (account: string, grant: AskedGrant) => send<AccountItem>('POST', at(account, 'grants'), grant),
  revoke: (account: string, grant: AskedGrant) => send<AccountItem>('POST', at(account, 'revocations'), grant),
  lock: (account: string, reason: string) => send<AccountItem>('POST', at(account, 'lock'), { reason }),
  unlock: (account: string) => send<AccountItem>('POST', at(account, 'unlock'), {}),
  reset: (account: string) => send<AccountWithPassword>('POST', at(account, 'reset'), {}),
  endSessions: (account: string) => send<AccountItem>('DELETE', at(account, 'sessions')),
};
