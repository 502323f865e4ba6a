/**
 * Sample accounts of the demonstration: one a role, clerks and approvers for two agencies. Their password is known to
 * all, so it is taken only on the machine the server runs on, while it listens on the loopback alone (`Whence.local`).
 */
import type { Accounts } from './index.ts';
import type { Grant } from './rights.ts';

export const SAMPLE_PASSWORD = 'yanshi-demo';

interface Sample { account: string; name: string; grants: Grant[] }

/** `agencies`: two of the demonstration city, as named on pages; `region`: the city's. */
export function sampleAccounts(agencies: { code: string; name: string }[], region: string): Sample[] {
  return [
    ...agencies.slice(0, 2).flatMap(({ code, name }, index) => [
      { account: `demo-clerk-${index + 1}`, name: `${name}经办人（演示）`, grants: [{ role: 'clerk' as const, agency: code }] },
      { account: `demo-approver-${index + 1}`, name: `${name}审核人（演示）`, grants: [{ role: 'approver' as const, agency: code }] },
    ]),
    { account: 'demo-officer', name: '司法局工作人员（演示）', grants: [{ role: 'officer', region }] },
    { account: 'demo-analyst', name: '指标分析员（演示）', grants: [{ role: 'analyst', region }] },
    { account: 'demo-leader', name: '局领导（演示）', grants: [{ role: 'leader', region }] },
    { account: 'demo-administrator', name: '系统管理员（演示）', grants: [{ role: 'administrator' }] },
  ];
}

/** Makes the sample accounts that are not there yet. */
export async function addSamples(accounts: Accounts, samples: Sample[]): Promise<void> {
  const there = new Set(accounts.people().map((one) => one.account));
  for (const sample of samples) if (!there.has(sample.account)) await accounts.add({ ...sample, password: SAMPLE_PASSWORD, sample: true, by: 'system' });
}
