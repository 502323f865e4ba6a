/**
 * Which requirement of the policy documents is answered by what: read from the programs of the packs. A note that begins
 * with ids (`note "XA-03、XA-04：…"`) claims them for its indicator or task. Pure.
 */
import type { Expr, Indicator, Program, Task } from '../../dsl/index.ts';
import { documents, requirements, undecidable } from './requirements.ts';

/** indicator: a figure over records of what was done. evidence: yes/no, count or list of what records of the work prove. */
export type ClaimKind = 'indicator' | 'evidence' | 'task';
export interface Claim { id: string; kind: ClaimKind; name: string; label: string; pack: string; fields: Record<string, string[]> }
export interface CoverageRow { id: string; clause: string; title: string; document: string; claims: Claim[]; reason?: string }

const ids = /^(?:[A-Z]{2}-\d{2})(?:、[A-Z]{2}-\d{2})*(?=：|$)/;
/** Ledgers that hold nothing but that something was done, with proof; and those that may stand beside them. */
const records = new Set(['activities', 'tasks']);
const besides = new Set(['notices', 'filings']);

/** The ids a note claims; none where it does not begin with one. */
export function idsOf(note: string | undefined): string[] {
  return ids.exec(note ?? '')?.[0].split('、') ?? [];
}

/** Ledgers and forms with the fields and columns an expression reads, itself and within; `agencies` too. */
export function fieldsOf(program: Program, ...roots: unknown[]): Record<string, string[]> {
  const found = new Map<string, Set<string>>();
  const add = (ledger: string, field?: string): void => {
    const fields = found.get(ledger) ?? new Set();
    found.set(ledger, fields);
    if (field !== undefined) fields.add(field);
  };
  const followed = new Set<string>();
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) { part.forEach(visit); return; }
    if (!part || typeof part !== 'object') return;
    const node = part as Partial<Expr> & Record<string, unknown>;
    switch (node.kind) {
      case 'field': {
        let ledger = node.ledger as string;
        for (const step of node.path as string[]) {
          add(ledger, step);
          const field = program.ledgers[ledger]?.fields.find((one) => one.name === step);
          ledger = field?.refersTo?.ledger ?? field?.lookup?.ledger ?? ledger;
        }
        add(ledger, node.field as string);
        break;
      }
      case 'agencyField': add('agencies', node.field as string); break;
      case 'cell': case 'formSum': add(node.form as string, node.column as string); break;
      case 'quantified': break;
      case 'indicator': case 'parameter': {
        const name = `${node.kind} ${node.name as string}`;
        if (followed.has(name)) break;
        followed.add(name);
        if (node.kind === 'indicator') visit(program.indicators[node.name as string]?.value);
        break;
      }
      default: break;
    }
    if ((part as { kind?: string }).kind === 'each') add(node['ledger'] as string, node['field'] as string);
    // Rows of a ledger: which field dates them.
    if (typeof node['ledger'] === 'string' && node.kind === undefined) add(node['ledger'], (node['datedBy'] as string | undefined) ?? program.ledgers[node['ledger']]?.datedBy);
    for (const [key, child] of Object.entries(node)) if (key !== 'at' && key !== 'type') visit(child);
  };
  roots.forEach(visit);
  return Object.fromEntries([...found].map(([ledger, fields]): [string, string[]] => [ledger, [...fields].sort()]).sort(([a], [b]) => (a === 'agencies' ? 1 : b === 'agencies' ? -1 : a < b ? -1 : 1)));
}

function kindOf(indicator: Indicator, fields: Record<string, string[]>): ClaimKind {
  if (indicator.task !== undefined) return 'task';
  const ledgers = Object.keys(fields).filter((ledger) => ledger !== 'agencies');
  return ledgers.some((ledger) => records.has(ledger)) && ledgers.every((ledger) => records.has(ledger) || besides.has(ledger)) ? 'evidence' : 'indicator';
}

/** What one pack's program claims, in its order. */
export function claimsOf(pack: string, program: Program): Claim[] {
  const claims: Claim[] = [];
  const own = (one: { pack?: string }): boolean => one.pack === undefined || one.pack === program.pack?.name;
  const claim = (what: Indicator | Task, kind: (fields: Claim['fields']) => ClaimKind, fields: Claim['fields']): void => {
    for (const id of idsOf(what.note)) claims.push({ id, kind: kind(fields), name: what.name, label: what.label, pack, fields });
  };
  for (const task of Object.values(program.tasks)) if (own(task)) claim(task, () => 'task', fieldsOf(program, program.indicators[task.name]?.value ?? task.doneWhen, task.appliesTo));
  for (const indicator of Object.values(program.indicators)) {
    if (indicator.task !== undefined || !own(indicator)) continue;
    const fields = fieldsOf(program, indicator.value, indicator.appliesTo, indicator.targets);
    claim(indicator, (read) => kindOf(indicator, read), fields);
  }
  return claims;
}

/** One row a requirement, with everything that claims it; `unknown`: ids claimed that are no requirement. */
export function coverage(programs: Record<string, Program>): { rows: CoverageRow[]; missing: string[]; unknown: string[] } {
  const claims = Object.entries(programs).flatMap(([pack, program]) => claimsOf(pack, program));
  const known = new Set(requirements.map((one) => one.id));
  const rows = documents.flatMap(({ document, requirements: all }) => all.map((one): CoverageRow => ({
    ...one, document, claims: claims.filter((claim) => claim.id === one.id), ...(undecidable[one.id] !== undefined && { reason: undecidable[one.id] }),
  })));
  return {
    rows, missing: rows.filter((row) => row.claims.length === 0 && row.reason === undefined).map((row) => row.id),
    unknown: [...new Set(claims.filter((claim) => !known.has(claim.id)).map((claim) => claim.id))],
  };
}

const LETTERS: Record<ClaimKind, string> = { indicator: 'a 指标', evidence: 'b 证据', task: 'c 任务' };

/** The table as Markdown. */
export function coverageText(programs: Record<string, Program>): string {
  const { rows } = coverage(programs);
  const lines = [
    '# 要求与指标对照 Requirements and what answers them', '',
    '由程序从指标包生成，勿手改：`node tests/golden/packs/write.ts`。Generated from the packs; do not edit.', '',
    '方式 kind：a 指标 indicator · b 证据（工作记录等证明的有无、次数）evidence · c 有期限的任务 task · d 没有数据可以判断 undecidable。',
  ];
  for (const { prefix, place, document, pack, requirements: all } of documents) {
    const own = rows.filter((row) => row.id.startsWith(`${prefix}-`));
    const kinds = new Map<string, number>();
    for (const row of own) { const kind = kindOfRow(row); kinds.set(kind, (kinds.get(kind) ?? 0) + 1); }
    lines.push('', `## ${place}（${document}）`, '', `\`${pack}.heng\`，${all.length}项：${[...kinds].sort().map(([kind, count]) => `${kind} ${count}`).join('，')}`, '',
      '| id | 要求 | 条款 | 方式 | 指标或任务 | 台账和字段 |', '|---|---|---|---|---|---|');
    for (const row of own) {
      lines.push(`| ${row.id} | ${row.title} | ${row.clause} | ${kindOfRow(row)} | ${row.reason ?? claimText(row.claims)} | ${[...new Set(briefly(row.claims).map((claim) => fieldText(claim.fields)))].join('<br>')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function kindOfRow(row: CoverageRow): string {
  if (row.reason !== undefined) return 'd';
  return [...new Set(row.claims.map((claim) => LETTERS[claim.kind]))].sort().map((kind) => kind[0]).join('、') || '缺 missing';
}

/** Of a whole list of tasks the table names only the numbers. */
const many = (claims: Claim[]): boolean => claims.filter((claim) => claim.kind === 'task').length > 8;
const briefly = (claims: Claim[]): Claim[] => (many(claims) ? claims.filter((claim) => claim.kind !== 'task') : claims);

function claimText(claims: Claim[]): string {
  const tasks = claims.filter((claim) => claim.kind === 'task');
  return [...briefly(claims).map((claim) => `${claim.label} \`${claim.name}\``), ...(many(claims) ? [`任务${tasks.length}项 ${tasks.map((claim) => `\`${claim.name}\``).join(' ')}`] : [])].join('<br>');
}

function fieldText(fields: Record<string, string[]>): string {
  return Object.entries(fields).map(([ledger, names]) => `${ledger}${names.length > 0 ? `（${names.join('、')}）` : ''}`).join('；');
}
