/** Small programs and measures for scoring tests: only what scoring reads. */
import type { Expr, Indicator, Item, Program, Rule, Scorecard, Target, Unit } from '../../dsl/program.ts';
import type { Measures, MeasureRow, RosterRow } from '../../metrics/types.ts';

export const number = (value: string, unit: Unit = '1'): Expr => ({ kind: 'number', value, unit, type: { kind: 'number', unit } });
export const percent = (value: string): Expr => number(value, '%');
export const points = (value: string): Expr => number(value, 'percentage_points');
export const yes: Expr = { kind: 'boolean', value: true, type: { kind: 'boolean' } };
export const ref = (name: string, unit: Unit = '1'): Expr => ({ kind: 'indicator', name, yearOffset: 0, type: { kind: 'number', unit } });
export const inUnit = (operand: Expr, unit: Unit): Expr => ({ kind: 'convert', operand, unit, type: { kind: 'number', unit } });
export const more = (left: Expr, right: Expr): Expr => ({ kind: 'compare', op: '>', left, right, type: { kind: 'boolean' } });

export function indicator(name: string, unit: Unit | 'boolean', target?: Partial<Target> & { value: Expr }): Indicator {
  const type = unit === 'boolean' ? { kind: 'boolean' as const } : { kind: 'number' as const, unit };
  return {
    name, label: name, sources: [], value: { ...number('0'), type } as Expr, shownOnly: false, reads: [],
    targets: target ? [{ op: '>=', principle: false, ...target }] : [],
  };
}

export const fullWhen = (value: Expr, op: '>=' | '<=' | '=' = '>='): Rule => ({ kind: 'fullWhen', op, value });
export const item = (indicatorName: string | null, full: string, rules: Rule[], name = indicatorName ?? 'item'): Item =>
  ({ name, label: name, ...(indicatorName ? { indicator: indicatorName } : {}), points: full, rules });

export function card(items: Item[], more: Partial<Scorecard> = {}): Scorecard {
  const full = items.reduce((sum, one) => sum + Number(one.points), 0);
  return {
    name: 'quality', label: '考评', groupsBy: 'category',
    dimensions: [{ name: 'd', label: '维度', points: { '': String(full) }, items }], vetoes: [],
    missing: { notApplicable: 'rescale', notReported: 'zero', pending: 'rescale' },
    grades: [{ label: '优秀', atLeast: '90' }, { label: '良好', atLeast: '80' }, { label: '合格', atLeast: '60' }, { label: '不合格' }], ...more,
  };
}

/** A condition that the checker has made an internal indicator of: a cell of its name says whether it holds. */
export function condition(name: string, value: Expr): { indicator: Indicator; when: Expr } {
  return {
    indicator: { name, label: name, sources: [], value, targets: [], shownOnly: true, internal: true, reads: [] },
    when: { kind: 'indicator', name, yearOffset: 0, type: { kind: 'boolean' } },
  };
}

/** Items that go by a target carry it, as the checker sees to. */
export function program(indicators: Indicator[], ...cards: Scorecard[]): Program {
  for (const item of cards.flatMap((card) => [...card.dimensions.flatMap((one) => one.items), ...card.bonus?.items ?? [], ...card.deductions?.items ?? []])) {
    const targets = indicators.find((one) => one.name === item.indicator)?.targets;
    if (targets?.length) item.targets = targets;
  }
  return {
    format: 1, ledgers: {}, forms: {}, views: {}, orders: {}, parameters: {}, examples: [],
    indicators: Object.fromEntries(indicators.map((one) => [one.name, one])), scorecards: Object.fromEntries(cards.map((one) => [one.name, one])), tasks: {}, reports: {},
  };
}

/** `'3/4'` a value, `true` a boolean, `'pending'` … a state, `'missed 1/2'` a principle target missed. */
export type Cell = string | boolean;

export function measures(agencies: Record<string, Record<string, Cell>>, groups: Record<string, string> = {}, silent: string[] = []): Measures {
  const roster: RosterRow[] = Object.keys(agencies).map((agency) => ({
    agency, name: agency, group: groups[agency] ?? 'g', reportedAnything: !silent.includes(agency), fields: { category: groups[agency] ?? 'g', level: '市' },
  }));
  const names = [...new Set(Object.values(agencies).flatMap((cells) => Object.keys(cells)))];
  const byIndicator = Object.fromEntries(names.map((name) => [name, roster.map((row) => measure(row.agency, name, agencies[row.agency]![name] ?? 'not_applicable'))]));
  return { year: 2024, asOf: '2025-01-31', roster, indicators: names, byIndicator };
}

const STATES = ['not_applicable', 'not_reported', 'pending', 'error'];
function measure(agency: string, name: string, cell: Cell): MeasureRow {
  const row: MeasureRow = {
    agency, indicator: name, year: 2024, state: 'value', value: null, numerator: null, denominator: null, pending: 0, excluded: 0,
    target_met: null, exact: null, excludedBy: [], error: null, principleMissed: false,
  };
  if (typeof cell === 'boolean') return { ...row, value: cell };
  if (STATES.includes(cell)) return { ...row, state: cell as MeasureRow['state'], error: cell === 'error' ? { code: 'calendar', year: 2027, zh: '缺2027年安排', en: 'no calendar for 2027' } : null };
  const missed = cell.startsWith('missed ');
  const exact = missed ? cell.slice(7) : cell;
  const [top, bottom] = exact.split('/').map(Number);
  return { ...row, exact, value: top! / (bottom ?? 1), principleMissed: missed, target_met: missed ? false : null };
}
