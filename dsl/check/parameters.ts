/** Parameters: values by time, place and case. A case speaks of the rows of one ledger, or of the agency. */
import { withoutRanges, type Expr, type Parameter, type ParameterValue, type Range } from '../program.ts';
import { condition, value } from './recursion.ts';
import { agencyFirst, agencyScope, attempt, failQuietly, report, use, within, type Context, type ParameterInfo, type Scope } from './context.ts';
import { titles } from './lookup.ts';
import { find } from './names.ts';
import { converted } from './numbers.ts';
import { pathsIn } from './trees.ts';
import { regionCodes } from './regions.ts';
import { period, sourceOf } from './sources.ts';
import { node, typeWords } from './types.ts';
import { together } from './units.ts';

/** A parameter where it is used; its cases must speak of the rows at hand. */
export function parameterReference(context: Context, info: ParameterInfo, at: Range, scope: Scope): Expr | undefined {
  if (info.state === 'open') return report(context, 'cyclic-parameter', at, { name: titles(info) });
  finishParameter(context, info, scope.kind === 'row' ? { kind: 'row', ledger: scope.ledger } : scope);
  use(context, info);
  if (!info.type) return failQuietly(context);
  const row = scope.kind === 'row' ? scope.ledger : undefined;
  if (info.caseLedger && info.caseLedger !== row) {
    return report(context, 'parameter-of-other-rows', at, { name: titles(info), ledger: titles(info.caseLedger), row: row ? titles(row) : { zh: '执法主体', en: 'agencies' } });
  }
  return node(info.type, at, { kind: 'parameter', name: info.name });
}

/** Checks the parameter, once; `scope` is where it is first used. */
export function finishParameter(context: Context, info: ParameterInfo, scope?: Scope): void {
  if (info.state !== 'new') return;
  info.state = 'open';
  const trying = context.trying;
  context.trying = 0;
  within(context, info, () => check(context, info, scope));
  context.trying = trying;
  info.state = 'done';
}

function check(context: Context, info: ParameterInfo, scope: Scope | undefined): void {
  const { ast } = info;
  if (ast.values.length === 0) { report(context, 'parameter-without-value', ast.name.at, { name: titles(info) }); return; }
  const caseScope = scopeOfCases(context, info, scope);
  if (caseScope.kind === 'row') { info.caseLedger = caseScope.ledger; use(context, caseScope.ledger); }
  const values: ParameterValue[] = [];
  for (const written of ast.values) {
    let expr = value(context, written.value, agencyScope);
    const when = written.when && condition(context, written.when, caseScope);
    if (!written.source) report(context, 'parameter-without-source', written.at, { name: titles(info) });
    if (!expr) continue;
    if (info.type && !fits(expr, info.type)) {
      report(context, 'parameter-of-unlike-values', written.value.at, { name: titles(info), left: typeWords(info.type), right: typeWords(expr.type) });
      continue;
    }
    if (info.type) expr = converted(context, expr, info.type);
    if (!expr) continue;
    info.type ??= expr.type;
    const regions = regionCodes(context, written.regions);
    values.push({
      value: expr, ...period(context, written.from, written.to),
      ...(regions.length > 0 && { regions }), ...(when && { when }),
      ...(written.source && { source: sourceOf(context, written.source) }), at: written.at,
    });
  }
  // Where there is nothing to choose from, the one value holds.
  const choose = ast.choose && ast.values.length > 1;
  if (ast.choose && !choose) report(context, 'choose-of-one', ast.name.at, { name: titles(info) });
  if (!choose) overlaps(context, info, values);
  info.parameter = { name: info.name, label: info.label, values, ...(choose && { choose }), at: ast.at } satisfies Parameter;
}

function fits(expr: Expr, type: Expr['type']): boolean {
  if (expr.type.kind === 'number' && type.kind === 'number') return together(expr.type.unit, type.unit) !== undefined;
  return expr.type.kind === type.kind;
}

/** What the cases speak of: the rows where the parameter is used, else the agency, else the first ledger that fits. */
function scopeOfCases(context: Context, info: ParameterInfo, used: Scope | undefined): Scope {
  const cases = info.ast.values.flatMap((written) => written.when ?? []);
  if (cases.length === 0) return agencyFirst;
  const heads = cases.flatMap((written) => pathsIn(written)).filter((parts) => parts.length === 1).map((parts) => parts[0]!.text);
  const ledgers = context.ledgers.all.map((entry) => entry.value).filter((ledger) => heads.some((head) => find(ledger.fields, head).length > 0));
  const scopes: Scope[] = [...(used?.kind === 'row' ? [used] : []), agencyFirst, ...ledgers.map((ledger): Scope => ({ kind: 'row', ledger }))];
  return scopes.find((scope) => attempt(context, () => cases.every((written) => condition(context, written, scope)))) ?? scopes.find((scope) => scope.kind === 'row') ?? agencyFirst;
}

/** Two values that hold for the same day, place and case: only the first is ever used. */
function overlaps(context: Context, info: ParameterInfo, values: ParameterValue[]): void {
  const seen = new Map<string, ParameterValue[]>();
  for (const each of values) {
    for (const region of each.regions ?? ['']) {
      const key = `${region} ${each.when ? JSON.stringify(withoutRanges(each.when)) : ''}`;
      const before = seen.get(key) ?? [];
      if (before.length === 0) seen.set(key, before);
      const other = before.find((one) => (one.from ?? '') <= (each.to ?? '9') && (each.from ?? '') <= (one.to ?? '9'));
      if (other) report(context, 'parameter-values-overlap', each.at!, { name: titles(info), place: String(other.at!.start.line) });
      before.push(each);
      if (other) break;
    }
  }
}
