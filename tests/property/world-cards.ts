/** Score cards on the figures and rows of a world: `scores` of the engine beside the oracle, from the rows to the rank. */
import type { Expr, Indicator, Item, Program, Rule, Scorecard } from '../../dsl/program.ts';
import { scores } from '../../metrics/index.ts';
import { needs } from '../oracle/expressions.ts';
import { answers, type Answer } from '../oracle/oracle.ts';
import { baseValue, cardRows, judgeCard, judgeRows, rankOf, type CardPoints, type Judge } from '../oracle/scoring.ts';
import { cell, isReported, roster, type Question } from '../oracle/world.ts';
import { questionOf, type Case } from './compare.ts';
import type { Dice } from './dice.ts';
import { SHELVES, conditionOn, numberOn, rowsOf, unitOf, type Making } from './expressions.ts';
import type { Database } from './load.ts';
import { programOf } from './programs.ts';
import { FORMS, LEDGERS, number } from './schema.ts';
import { cardOf } from './scorecards.ts';

export interface CardedCase extends Case { cards: Scorecard[] }

/** A card over the agencies' figures, and one over rows. */
export function cardsFor(dice: Dice, one: Case): Scorecard[] {
  const known = one.indicators.filter((indicator) => indicator.value.kind !== 'distribution' && indicator.value.type.kind !== 'date' && !['percentage_points'].includes(unitOf(indicator.value.type)))
    .map((indicator) => ({ name: indicator.name, targets: liftedTargets(indicator), type: indicator.value.type }));
  return [cardOf(dice, 'quality', known, ['甲组', '乙组']), rowCard(dice, one.year)];
}

/** Bounds and conditions of targets as a rule may read them: indicators of their own, as the checker makes them. */
function liftedTargets({ name, targets }: Indicator): Indicator['targets'] {
  return targets.map(({ value, when, ...rest }, index) => ({ ...rest, value: ref(`${name}.bound${index}`, value.type), ...(when ? { when: ref(`${name}.when${index}`, when.type) } : {}) }));
}
const ref = (name: string, type: Expr['type']): Expr => ({ kind: 'indicator', name, yearOffset: 0, type });
function madeOfTargets(list: Indicator[]): Indicator[] {
  const made = (name: string, value: Expr): Indicator => ({ name, label: name, sources: [], value, targets: [], shownOnly: true, internal: true, reads: [] });
  return list.flatMap(({ name, targets }) => targets.flatMap(({ value, when }, index) => [made(`${name}.bound${index}`, value), ...(when ? [made(`${name}.when${index}`, when)] : [])]));
}

function rowCard(dice: Dice, year: number): Scorecard {
  const making: Making = { dice, year, earlier: [] }; const ledger = dice.of(['cases', 'checks', 'training', 'officers', 'appeals']); const on = { ledger, rollups: false };
  const points = (): string => dice.of(['1', '2.5', '10', '20']);
  const item = (part: 'item' | 'bonus' | 'deduction', index: number): Item => {
    const own = part === 'item' && SHELVES[ledger]!.numbers.length && dice.chance(40) ? dice.of(SHELVES[ledger]!.numbers) : undefined;
    const literal = () => number(dice.of(['0', '1', '2', '5', '30']), unitOf(own!.type));
    const deduction = (): Rule => dice.weighted<Rule>([3, () => ({ kind: 'deductWhen', points: points(), when: conditionOn(making, on, 1) })], [1, () => ({ kind: 'deductForEach', points: '0.5', of: numberOn(making, on, 0), upTo: '5' })],
      [own ? 3 : 0, () => ({ kind: 'deductPerStep', points: points(), rounding: dice.of(['full', 'started']), step: number(dice.of(['1', '0.5', '3']), unitOf(own!.type)), side: dice.of(['below', 'above']), bound: literal() })]);
    const award = (): Rule[] => [{ kind: 'award', points: points(), when: conditionOn(making, on, 1) }, { kind: 'award', points: '1', when: conditionOn(making, on, 0) }, { kind: 'award', points: '0' }];
    const rules = part === 'bonus' ? award() : part === 'deduction' ? [deduction()] : dice.weighted<Rule[]>([4, () => Array.from({ length: dice.int(1, 2) }, deduction)], [2, award], [own ? 2 : 0, () => [{ kind: 'fullWhen', op: dice.of(['>=', '<=', '=']), value: literal() }, ...(dice.chance(40) ? [deduction()] : [])]]);
    return { name: `files ${part}${index}`, label: `项${index}`, points: part === 'item' ? dice.of(['40', '60', '20']) : '5', rules, ...(own ? { value: own } : {}) };
  };
  const items = (part: 'item' | 'bonus' | 'deduction', most: number): Item[] => Array.from({ length: dice.int(1, most) }, (_, index) => item(part, index));
  const own = items('item', 3); const rule = (): 'rescale' | 'full' | 'zero' => dice.of(['rescale', 'full', 'zero']);
  return {
    name: 'files', label: 'files', groupsBy: 'category', subject: rowsOf(making, ledger), dimensions: [{ name: 'd', label: 'd', points: { '': String(own.reduce((sum, one) => sum + Number(one.points), 0)) }, items: own }],
    ...(dice.chance(25) ? { bonus: { upTo: '3', items: items('bonus', 1) } } : {}), ...(dice.chance(25) ? { deductions: { upTo: '4', items: items('deduction', 1) } } : {}),
    vetoes: dice.chance(30) ? [{ label: '否决', when: conditionOn(making, on, 1), ...dice.of([{ grade: '不合格' }, { points: '20' }, {}]) }] : [],
    missing: { notApplicable: rule(), notReported: rule(), pending: rule() }, grades: [{ label: '优秀', atLeast: '90' }, { label: '合格', atLeast: '60' }, { label: '不合格' }],
  };
}

/** The program with its cards; a card over rows brings the indicator that counts them. */
export function carded(one: CardedCase): Program {
  const program = programOf([...one.indicators, ...madeOfTargets(one.indicators)]); const indicators: Record<string, Indicator> = { ...program.indicators };
  for (const card of one.cards) {
    if (!card.subject) continue;
    const base = programOf([{ name: 'x', label: 'x', sources: [{ document: '文件' }], value: { kind: 'aggregate', fn: 'count', rows: card.subject, scope: 'agency', type: { kind: 'number', unit: '1' } }, targets: [], shownOnly: true, reads: [] },
      { name: 'y', label: 'y', sources: [{ document: '文件' }], value: { kind: 'share', over: { kind: 'rows', rows: card.subject }, excluding: [], with: { kind: 'and', type: { kind: 'boolean' }, operands: [] }, type: { kind: 'number', unit: '%' } }, targets: [], shownOnly: true, reads: [] }]).indicators;
    const reads = new Set([...base['x']!.reads, ...readsOfCard(card)]);
    indicators[`${card.name}#rows`] = { ...base['x']!, name: `${card.name}#rows`, internal: true, reads: [...reads].sort() };
  }
  return { ...program, indicators, scorecards: Object.fromEntries(one.cards.map((card) => [card.name, card])) };
}
function readsOfCard(card: Scorecard): string[] {
  const found = new Set<string>();
  for (const [, ledger, path] of JSON.stringify([card.dimensions, card.bonus, card.deductions, card.vetoes]).matchAll(/"ledger":"(\w+)","field":"\w+","path":\[([^\]]*)\]/g)) {
    let at = LEDGERS[ledger!]!;
    for (const step of path!.split(',').filter(Boolean).map((text) => JSON.parse(text) as string)) { const field = at.fields.find((one) => one.name === step)!; at = LEDGERS[field.lookup?.ledger ?? field.refersTo!.ledger]!; found.add(at.name); }
  }
  if (JSON.stringify(card).includes('"quantified"')) found.add('officers');
  return [...found].filter((name) => LEDGERS[name]!.hasAgency && !LEDGERS[name]!.system);
}

/** Anything reported for the year: a dated ledger or form of the year, a snapshot of it or before. */
function reportedAnything(question: Question, code: string): boolean {
  return [...Object.values(LEDGERS).filter((one) => one.hasAgency && !one.system).map((one) => one.name), ...Object.keys(FORMS)].some((name) => isReported(question, code, name));
}

/** What differs; empty where both agree. The world must be loaded. */
export async function unlikeScores(database: Database, one: CardedCase): Promise<string[]> {
  const program = carded(one); const question = questionOf(one, program); const { world: _, ...request } = question; const found: string[] = [];
  const figures = new Map(answers(question).map((answer) => [`${answer.agency} ${answer.indicator}`, answer]));
  for (const card of one.cards) {
    const { rows } = await scores(database.engine, { ...request, scorecard: card.name });
    const judged = roster(question).map((agency) => {
      const code = String(agency['code']); const group = String(cell(agency, card.groupsBy) ?? '');
      const figureOf = (name: string): Answer => figures.get(`${code} ${name}`)!;
      const judge: Judge = {
        program, group, silent: !reportedAnything(question, code), hand: {},
        figure: (name) => { const answer = figureOf(name); return { state: answer.state, value: baseValue(answer.value, program.indicators[name]!.value, program) }; },
      };
      const { open, rows: members } = card.subject ? cardRows(program.indicators[`${card.name}#rows`]!, card.subject, question, code) : { open: false, rows: [] };
      const result: Pick<CardPoints, 'state' | 'points' | 'grade'> = card.subject ? judgeRows(card, judge, needs([card.subject, card.dimensions, card.bonus, card.deductions, card.vetoes], question).length > 0 ? 'error' : figureOf(`${card.name}#rows`).state, open, members) : judgeCard(card, judge);
      return { code, group, result };
    });
    for (const { code, group, result } of judged) {
      const row = rows.find((other) => other.agency === code);
      const want = [result.state, result.points?.valueOf() ?? null, result.grade, rankOf(card, result.points, judged.filter((other) => other.group === group).map((other) => other.result.points))];
      const got = [row?.state, row?.points, row?.grade, row?.rank];
      if (JSON.stringify(want) !== JSON.stringify(got)) found.push(`${code} ${card.name}: engine ${got.join(' ')}, the oracle says ${want.join(' ')}`);
    }
  }
  return found;
}
