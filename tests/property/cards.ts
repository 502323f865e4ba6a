/** One case of scoring: the engine's points, grades and ranks beside the oracle's, on the same figures. */
import Fraction from 'fraction.js';
import type { Expr, Indicator, Program, Scorecard } from '../../dsl/program.ts';
import { score } from '../../metrics/score.ts';
import type { MeasureRow, Measures, RosterRow } from '../../metrics/types.ts';
import { baseValue, judgeCard, rankOf, type CardPoints, type Figure, type Judge } from '../oracle/scoring.ts';
import type { Dice } from './dice.ts';
import { BOOLEAN, PARAMETERS, node, number } from './schema.ts';
import { cardOf } from './scorecards.ts';

export interface CardCase { program: Program; card: string; measures: Measures; hand: Record<string, Record<string, string>> }
const GROUPS = ['甲组', '乙组'];

function indicator(name: string, value: Expr, targets: Indicator['targets'] = []): Indicator {
  return { name, label: name, sources: [], value, targets, shownOnly: targets.length === 0, reads: [] };
}
/** Conditions on another figure, as the checker makes indicators of them. */
const OWN = [{ of: 'rate', bound: number('90', '%') }, { of: 'count', bound: number('2', '件') }];
/** Figures of every kind; what a rule reads is one of them. */
function indicatorsOf(dice: Dice): Indicator[] {
  const aim = (value: Expr): Indicator['targets'] => (dice.chance(70) ? [{ op: dice.of(['>=', '>', '<=']), value, principle: dice.chance(20) }] : []);
  return [
    indicator('rate', number('0', '%'), aim(number(dice.of(['100', '90', '50']), '%'))), indicator('low', number('0', '%'), [{ op: '<=', value: number('10', '%'), principle: false }]),
    indicator('count', number('0', '件'), aim(number(dice.of(['1', '3', '4']), '件'))), indicator('late', number('0', '件')), indicator('amount', number('0', '万元'), aim(number('2', '万元'))),
    ...OWN.map(({ of, bound }): Indicator => ({ ...indicator(`${of} below`, node(BOOLEAN, { kind: 'compare', op: '<', left: node(bound.type, { kind: 'indicator', name: of, yearOffset: 0 }), right: bound })), internal: true })),
    indicator('flag', node(BOOLEAN, { kind: 'boolean', value: true }), [{ op: '=', value: node(BOOLEAN, { kind: 'boolean', value: true }), principle: false }]), indicator('serious', node(BOOLEAN, { kind: 'boolean', value: true })),
  ];
}

function rowOf(dice: Dice, one: Indicator, agency: string): MeasureRow {
  const row: MeasureRow = { agency, indicator: one.name, year: 2025, state: 'value', value: null, numerator: null, denominator: null, pending: 0, excluded: 0, target_met: null, exact: null, excludedBy: [], error: null, principleMissed: false };
  if (dice.chance(18)) { const state = dice.of(['not_applicable', 'not_reported', 'pending', 'pending', 'not_applicable', 'error'] as const); return { ...row, state: state === 'error' && dice.chance(60) ? 'pending' : state, error: null }; }
  if (one.value.type.kind === 'boolean') { const value = dice.chance(one.name === 'serious' ? 25 : 50); return { ...row, value, target_met: one.targets.length ? value : null }; }
  const ratio = one.value.type.kind === 'number' && one.value.type.unit === '%';
  const bottom = ratio ? dice.of([1, 2, 3, 7, 20, 200, 10000]) : dice.of([1, 1, 1, 2, 3]);
  const top = ratio ? dice.weighted([3, () => dice.int(0, bottom)], [2, () => bottom], [1, () => Math.max(0, bottom - 1)]) : dice.int(0, 9);
  const value = new Fraction(top, bottom); const target = one.targets[0];
  const goal = target && target.value.kind === 'number' ? new Fraction(target.value.value).div(ratio ? 100 : 1) : null;
  const met = goal && target ? (target.op === '>=' ? value.gte(goal) : target.op === '>' ? value.gt(goal) : value.lte(goal)) : null;
  return { ...row, value: value.valueOf(), exact: `${top}/${bottom}`, target_met: met, principleMissed: met === false && target!.principle };
}

export function cardCase(dice: Dice): CardCase {
  const indicators = indicatorsOf(dice); const known = indicators.map((one) => ({ name: one.name, targets: one.targets, type: one.value.type }));
  const cards: Scorecard[] = [cardOf(dice, 'quality', known, GROUPS)];
  if (dice.chance(30)) cards.push(cardOf(dice, 'opinion', known, GROUPS), cardOf(dice, 'overall', known, GROUPS, ['quality', 'opinion']));
  const roster = Array.from({ length: dice.int(1, 6) }, (_, index): RosterRow => { const group = dice.of(GROUPS); return { agency: `A${index}`, name: `A${index}`, group, reportedAnything: !dice.chance(8), fields: { category: group } }; });
  const program: Program = { format: 1, ledgers: {}, forms: {}, views: {}, orders: {}, parameters: PARAMETERS, tasks: {}, reports: {}, examples: [], indicators: Object.fromEntries(indicators.map((one) => [one.name, one])), scorecards: Object.fromEntries(cards.map((one) => [one.name, one])) };
  const byIndicator = Object.fromEntries(indicators.map((one) => [one.name, roster.map((agency) => rowOf(dice, one, agency.agency))]));
  for (const { of, bound } of OWN) {
    byIndicator[`${of} below`] = byIndicator[of]!.map((row) => ({ ...row, indicator: `${of} below`, exact: null, target_met: null, principleMissed: false, value: row.exact === null ? null : new Fraction(row.exact).lt(of === 'rate' ? new Fraction((bound as { value: string }).value).div(100) : (bound as { value: string }).value) }));
  }
  const byHand = cards.flatMap((card) => [...card.dimensions.flatMap((one) => one.items), ...card.bonus?.items ?? []]).filter((item) => item.rules.some((rule) => rule.kind === 'byHand'));
  const hand = Object.fromEntries(roster.map(({ agency }) => [agency, Object.fromEntries(byHand.filter(() => dice.chance(80)).map((item) => [item.name, dice.of(['0', '1.5', '3', '2.25', '3', '1', dice.chance(20) ? '4' : '2'])]))]));
  return { program, card: cards.at(-1)!.name, measures: { year: 2025, asOf: '2026-01-31', roster, indicators: Object.keys(byIndicator), byIndicator }, hand };
}

/** What differs; empty where both agree. */
export function unlikeCards({ program, card: name, measures, hand }: CardCase): string[] {
  const card = program.scorecards[name]!; const found: string[] = [];
  const rows = new Map(score({ program, scorecard: name, measures, handPoints: hand }).map((row) => [row.agency, row]));
  const figure = (agency: string) => (indicator: string): Figure => {
    const row = measures.byIndicator[indicator]!.find((one) => one.agency === agency)!; const of = program.indicators[indicator]!;
    return { state: row.state, value: typeof row.value === 'boolean' ? row.value : row.exact === null ? null : baseValue(new Fraction(row.exact), of.value, program) };
  };
  const judged = measures.roster.map((agency): { agency: RosterRow; group: string; result: CardPoints } => {
    const group = String(agency.fields[card.groupsBy] ?? agency.group);
    const judge: Judge = { program, group, silent: !agency.reportedAnything, figure: figure(agency.agency), hand: hand[agency.agency] ?? {} };
    return { agency, group, result: judgeCard(card, judge) };
  });
  for (const { agency: { agency }, group, result } of judged) {
    const row = rows.get(agency);
    if (!row) { found.push(`${agency}: no row`); continue; }
    const check = (what: string, want: unknown, got: unknown): void => { if (want !== got) found.push(`${agency} ${what}: engine ${String(got)}, the oracle says ${String(want)}`); };
    check('state', result.state, row.state); check('points', result.points?.valueOf() ?? null, row.points); check('grade', result.grade, row.grade); check('veto', result.veto, row.veto);
    check('rank', rankOf(card, result.points, judged.filter((other) => other.group === group).map((other) => other.result.points)), row.rank);
    if (result.state === 'value') { check('bonus', result.bonus.valueOf(), row.bonus); check('deductions', result.deductions.valueOf(), row.deductions); }
    if (result.state === 'not_reported') continue;
    for (const [index, item] of (card.combine ? [] : result.items).entries()) {
      check(`${item.name} state`, item.state, row.items[index]?.state);
      check(`${item.name} points`, item.points?.toFraction() ?? null, row.items[index]?.exactPoints === null ? null : new Fraction(row.items[index]!.exactPoints!).toFraction());
    }
  }
  return found;
}
