/** Which ledgers and forms an indicator reads: an agency that has not reported one of them has no value (not reported). */
import type { Expr, Rows } from '../program.ts';
import type { Context, LedgerInfo } from './context.ts';
import { find } from './names.ts';
import { referred } from './lookup.ts';

/**
 * Agency-scoped ledgers not kept by the system, and forms, sorted; those of the indicators it refers to included.
 * What is read of the year before is not among them: without it the value is not applicable, not unreported.
 */
export function readsOf(context: Context, indicator: { value: unknown }): string[] {
  const reads = new Set<string>();
  const seen = new Set<string>();
  const ledgerOf = (name: string): LedgerInfo | undefined => find(context.ledgers, name).find((info) => info.name === name);
  const add = (name: string): void => {
    const ledger = ledgerOf(name);
    if (ledger?.hasAgency && !ledger.ast.system) reads.add(name);
  };
  const field = (name: string, path: string[], last: string): void => {
    let ledger = ledgerOf(name);
    for (const step of [...path, last]) {
      const info = ledger && find(ledger.fields, step)[0];
      if (!info) return;
      const key = `${ledger!.name}.${info.name}`;
      if (!seen.has(key)) {
        seen.add(key);
        if (info.field?.computed) walk(info.field.computed);
        if (info.field?.otherwise) walk(info.field.otherwise);
      }
      if (step === last) return;
      ledger = referred(context, info);
      if (ledger) add(ledger.name);
    }
  };
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) { part.forEach(walk); return; }
    if (!part || typeof part !== 'object') return;
    const expr = part as Expr & { rows?: Rows };
    if (expr.kind === 'field') { field(expr.ledger, expr.path, expr.field); return; }
    if (expr.kind === 'lastYear') return;
    if (expr.kind === 'cell') { if (expr.yearOffset === 0) reads.add(expr.form); return; }
    if (expr.kind === 'groupTotal') { reads.add(expr.form); return; }
    if (expr.kind === 'indicator') {
      if (expr.yearOffset !== 0) return;
      for (const name of find(context.indicators, expr.name)[0]?.indicator?.reads ?? []) reads.add(name);
      return;
    }
    if (expr.kind === 'parameter') {
      if (seen.has(`parameter ${expr.name}`)) return;
      seen.add(`parameter ${expr.name}`);
      walk(find(context.parameters, expr.name)[0]?.parameter?.values.flatMap((value) => value.when ?? []));
      return;
    }
    // Figures of all agencies stand whether or not the agency itself has reported; its groups are those it has a row in.
    if (expr.rows?.across && (part as { kind?: string }).kind !== 'groups') return;
    if (expr.kind === 'formSum') return;
    if (expr.rows) add(expr.rows.ledger);
    if ((part as { kind?: string; ledger?: string }).kind === 'each') add((part as { ledger: string }).ledger);
    for (const key in part) if (key !== 'at' && key !== 'type') walk((part as Record<string, unknown>)[key]);
  };
  walk([indicator.value]);
  return [...reads].sort();
}
