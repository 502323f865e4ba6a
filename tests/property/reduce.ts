/** A failing case made small: fewer indicators, rows and cells, smaller expressions, as long as it still fails. */
import { withoutRanges, type Expr, type Indicator } from '../../dsl/program.ts';
import type { Row } from '../oracle/world.ts';
import type { Case } from './compare.ts';
import { FORMS, LEDGERS } from './schema.ts';

/** `fails` says whether a case fails as the first one did. Tries at most so many. */
export function reduced(first: Case, fails: (one: Case) => Promise<boolean>, most = 1500): Promise<Case> {
  return reducedBy(first, smaller, fails, most);
}

export async function reducedBy<T>(first: T, smaller: (one: T) => Generator<T>, fails: (one: T) => Promise<boolean>, most = 1500): Promise<T> {
  let best = first; let tries = 0;
  for (let better = true; better && tries < most;) {
    better = false;
    for (let index = 0; tries < most; ) {
      // the smaller cases of the best so far; after a success go on from the same place of the new list
      const candidate = nth(smaller(best), index);
      if (!candidate) break;
      tries += 1;
      if (await fails(candidate).catch(() => false)) { best = candidate; better = true; } else index += 1;
    }
  }
  return best;
}
function nth<T>(list: Generator<T>, index: number): T | undefined {
  let at = 0;
  for (const one of list) { if (at === index) return one; at += 1; }
  return undefined;
}

/** Parts of a score card (or of anything plain) that may go: elements of lists, and what is optional of a card. */
export function* fewer(part: unknown): Generator<unknown> {
  if (Array.isArray(part)) {
    for (const [index] of part.entries()) yield part.filter((_, at) => at !== index);
    for (const [index, one] of part.entries()) for (const other of fewer(one)) yield part.map((old, at) => (at === index ? other : old));
  } else if (part && typeof part === 'object' && !('kind' in part && 'type' in part)) {
    const own = part as Record<string, unknown>;
    for (const key of ['bonus', 'deductions', 'caps', 'upTo', 'lossUpTo', 'ties', 'where', 'targets', 'hand']) if (key in own) { const { [key]: _, ...rest } = own; yield rest; }
    for (const [key, child] of Object.entries(own)) for (const other of fewer(child)) yield { ...own, [key]: other };
  }
}

export function* smaller(one: Case): Generator<Case> {
  for (const [index] of one.indicators.entries()) {
    const rest = one.indicators.filter((_, at) => at !== index);
    if (rest.length > 0 && !rest.some((other) => refersTo(other, one.indicators[index]!.name))) yield { ...one, indicators: rest };
  }
  for (const [ledger, rows] of Object.entries(one.world.rows)) {
    for (let size = rows.length; size >= 1; size = size >> 1) for (let at = 0; at < rows.length; at += size) yield withRows(one, ledger, rows.filter((_, index) => index < at || index >= at + size));
  }
  for (const [index, indicator] of one.indicators.entries()) for (const other of simpler(indicator)) yield { ...one, indicators: one.indicators.map((old, at) => (at === index ? other : old)) };
  for (const [index, { agency }] of one.world.reported.entries()) if (agency && !FORMS[one.world.reported[index]!.ledger]) yield { ...one, world: { ...one.world, reported: one.world.reported.filter((_, at) => at !== index) } };
  for (const [ledger, rows] of Object.entries(one.world.rows)) {
    for (const [index, row] of rows.entries()) for (const field of Object.keys(row)) {
      if (row[field] === null || field === '_year' || field === 'agency' || field === 'code' || field === LEDGERS[ledger]?.datedBy || LEDGERS[ledger]?.key.includes(field)) continue;
      yield withRows(one, ledger, rows.map((old, at) => (at === index ? { ...old, [field]: null } : old)));
    }
  }
  if (one.calendar !== 'all') yield { ...one, calendar: 'all' };
}
/** A form without a row is not reported. */
const withRows = (one: Case, ledger: string, rows: Row[]): Case => ({ ...one, world: {
  rows: { ...one.world.rows, [ledger]: rows }, reported: one.world.reported.filter((report) => report.ledger !== ledger || !FORMS[ledger] || rows.some((row) => row['agency'] === report.agency && row._year === report.year)),
} });
const refersTo = (indicator: Indicator, name: string): boolean => JSON.stringify(indicator).includes(`"kind":"indicator","name":"${name}"`);

function* simpler(indicator: Indicator): Generator<Indicator> {
  if (indicator.appliesTo) { const { appliesTo: _, ...rest } = indicator; yield rest; }
  for (const [index] of indicator.targets.entries()) yield { ...indicator, targets: indicator.targets.filter((_, at) => at !== index) };
  if (indicator.sources[0]?.from || indicator.sources[0]?.to) yield { ...indicator, sources: [{ document: '文件' }] };
  for (const value of smallerParts(indicator.value, true)) yield { ...indicator, value: value as Expr };
  for (const [index, target] of indicator.targets.entries()) for (const other of smallerParts(target, false)) yield { ...indicator, targets: indicator.targets.map((old, at) => (at === index ? other as typeof target : old)) };
}

const isExpr = (part: unknown): part is Expr => typeof part === 'object' && part !== null && 'kind' in part && 'type' in part && typeof part.type === 'object';
const typeName = (expr: Expr): string => (expr.type.kind === 'number' ? expr.type.unit : expr.type.kind);
const sameType = (one: Expr, other: Expr): boolean => typeName(one) === typeName(other);

/** Every tree with one part replaced by a part of it of the same type, one operand or optional part fewer. `top`: no row is at hand. */
function* smallerParts(part: unknown, top: boolean): Generator<unknown> {
  if (Array.isArray(part)) { for (const [index, one] of part.entries()) for (const other of smallerParts(one, top)) yield part.map((old, at) => (at === index ? other : old)); return; }
  if (!part || typeof part !== 'object') return;
  const own = part as Record<string, unknown>;
  const inside = top && !['share', 'aggregate', 'formSum', 'distribution'].includes(String(own['kind']));
  if (isExpr(part)) {
    if (inside || !top) for (const child of Object.values(own)) for (const one of Array.isArray(child) ? child : [child]) if (isExpr(one) && sameType(one, part)) yield one;
    if (part.kind === 'and' || part.kind === 'or') for (const [index] of part.operands.entries()) if (part.operands.length > 2) yield { ...part, operands: part.operands.filter((_, at) => at !== index) };
    if (part.kind === 'in' && part.values.length > 1) for (const [index] of part.values.entries()) yield { ...part, values: part.values.filter((_, at) => at !== index) };
    if (part.kind === 'share') for (const [index] of part.excluding.entries()) yield { ...part, excluding: part.excluding.filter((_, at) => at !== index) };
    if (part.type.kind === 'boolean' && part.kind !== 'boolean' && part.kind !== 'field' && !(top && inside && part.kind === 'compare')) for (const value of [true, false]) yield { kind: 'boolean', value, type: { kind: 'boolean' } };
    if (part.kind === 'number' && !['0', '1'].includes(part.value)) for (const value of ['0', '1']) yield { ...part, value };
  }
  if ('where' in own) { const { where: _, ...rest } = own; yield rest; }
  for (const [key, child] of Object.entries(own)) if (key !== 'type' && key !== 'sources') for (const other of smallerParts(child, inside)) yield { ...own, [key]: other };
}

export const brief = (value: unknown): unknown => JSON.parse(JSON.stringify(withoutRanges(value), (key, part: unknown) => (key === 'type' || key === 'label' || (key === 'path' && (part as string[]).length === 0) ? undefined : part)));
