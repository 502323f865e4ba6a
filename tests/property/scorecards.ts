/** Random score cards over given indicators: every rule, group points, caps, bonus, extra deductions, vetoes, missing rules, grades, cards of cards. */
import type { CompareOp, Expr, Indicator, Item, Rule, Scorecard } from '../../dsl/program.ts';
import type { Dice } from './dice.ts';
import { BOOLEAN, node, number } from './schema.ts';

export type Known = Pick<Indicator, 'name' | 'targets'> & { type: Indicator['value']['type'] };
const OPS: CompareOp[] = ['>=', '>', '<=', '<', '=', '!='];

export function cardOf(dice: Dice, name: string, known: Known[], groups: string[], combine: string[] = []): Scorecard {
  const numeric = known.filter((one) => one.type.kind === 'number'); const truths = known.filter((one) => one.type.kind === 'boolean');
  const ref = (one: Known): Expr => node(one.type, { kind: 'indicator', name: one.name, yearOffset: 0 });
  const unit = (one: Known) => (one.type.kind === 'number' ? one.type.unit : '1');
  const bound = (one: Known): Expr => {
    if (unit(one) === '万元' && dice.chance(30)) return node(one.type, { kind: 'convert', unit: '万元', operand: number(dice.of(['5000', '10000', '25000']), '元') });
    if (dice.chance(8) && numeric.some((other) => unit(other) === unit(one))) return ref(dice.of(numeric.filter((other) => unit(other) === unit(one))));
    return number(unit(one) === '%' ? dice.of(['100', '95', '90', '60.5', '33.33', '0']) : dice.of(['0', '1', '2', '3', '2.5']), unit(one));
  };
  const truth = (): Expr => (truths.length ? ref(dice.of(truths)) : node(BOOLEAN, { kind: 'boolean', value: dice.chance(50) }));
  const points = (): string => dice.of(['0.5', '1', '2', '2.5', '0.1', '3']);
  const upTo = (): { upTo?: string } => (dice.chance(40) ? { upTo: dice.of(['1', '2', '3.5', '5']) } : {});
  const counted = numeric.filter((one) => unit(one) !== '%');
  const deduction = (own: Known | null): Rule => dice.weighted<Rule>(
    [own?.type.kind === 'number' ? 4 : 0, () => ({ kind: 'deductPerStep', points: points(), rounding: dice.of(['full', 'started']), step: unit(own!) === '%' ? number(dice.of(['1', '5', '0.5', '10']), 'percentage_points') : number(dice.of(['1', '0.5', '3']), unit(own!)), side: dice.of(['below', 'above']), bound: bound(own!), ...upTo() })],
    [2, () => ({ kind: 'deductWhen', points: points(), when: truth(), ...upTo() })], [counted.length ? 2 : 0, () => ({ kind: 'deductForEach', points: points(), of: ref(dice.of(counted)), ...upTo() })]);
  const held = (own: Known): { op: CompareOp; value: Expr } => (own.type.kind === 'boolean' ? { op: '=', value: node(BOOLEAN, { kind: 'boolean', value: dice.chance(80) }) } : { op: dice.of(OPS), value: bound(own) });
  const awards = (own: Known | null): Rule[] => dice.weighted<Rule[]>(
    [own ? 3 : 0, () => [...Array.from({ length: dice.int(1, 3) }, (): Rule => ({ kind: 'award', points: points(), ...held(own!) })), ...(dice.chance(60) ? [{ kind: 'award' as const, points: dice.of(['0', '0.5']) }] : [])]],
    [2, () => [{ kind: 'award', points: points(), when: truth() }, { kind: 'award', points: '0' }]], [counted.length ? 2 : 0, () => [{ kind: 'awardForEach', points: points(), of: ref(dice.of(counted)), ...upTo() }]],
    [own?.targets.some((one) => (one.op === '>=' || one.op === '>') && one.value.kind === 'number' && Number(one.value.value) > 0) && own.targets.length === 1 ? 4 : 0, () => [{ kind: 'inProportion' }]],
    [1, () => [{ kind: 'byHand', from: '0', to: '3' }]]);
  let count = 0;
  const itemOf = (part: 'item' | 'bonus' | 'deduction'): Item => {
    const own = known.length && dice.chance(part === 'item' ? 85 : 40) ? dice.of(known) : null;
    const deductions = (): Rule[] => Array.from({ length: dice.int(1, 2) }, () => deduction(own));
    const rules = part === 'bonus' ? awards(own) : part === 'deduction' ? deductions() : dice.weighted<Rule[]>(
      [own ? 3 : 0, () => [{ kind: 'fullWhen', ...held(own!) }, ...(dice.chance(50) ? deductions() : [])]], [3, deductions], [3, () => awards(own)], [1, () => [...awards(own), ...deductions()]], [own?.targets.length === 1 ? 2 : 0, () => []]);
    if (rules.length === 0 && !own?.targets.length) rules.push({ kind: 'award', points: '1' });
    const item: Item = { name: `${name} ${part}${count += 1}`, label: `项${count}`, points: part === 'item' ? dice.of(['5', '10', '20', '2.5', '30']) : dice.of(['2', '5', '10']), rules };
    return { ...item, ...(own ? { indicator: own.name, ...(own.targets.length ? { targets: own.targets } : {}) } : {}), ...(part === 'item' && dice.chance(15) ? { lossUpTo: dice.of(['1', '4']) } : {}) };
  };
  const items = (part: 'item' | 'bonus' | 'deduction', most: number): Item[] => Array.from({ length: dice.int(1, most) }, () => itemOf(part));
  const dimensions = combine.length ? [] : Array.from({ length: dice.int(1, 3) }, (_, index) => {
    const own = items('item', 4); const listed = String(own.reduce((sum, one) => sum + Number(one.points), 0));
    const shares = dice.weighted<Record<string, string>>([6, () => ({ '': listed })], [2, () => ({ '': listed, [groups[0]!]: dice.of(['10', '7', '100']) })], [1, () => ({ [groups[0]!]: listed })]);
    const caps = own.length > 1 && dice.chance(20) ? { caps: [{ label: '合计', upTo: dice.of(['1', '6']), items: own.slice(0, 2).map((one) => one.name) }] } : {};
    return { name: `d${index}`, label: `维度${index}`, points: shares, items: own, ...caps };
  });
  const rule = (): 'rescale' | 'full' | 'zero' => dice.of(['rescale', 'full', 'zero']);
  return {
    name, label: name, groupsBy: 'category', dimensions,
    ...(dice.chance(40) ? { bonus: { upTo: dice.of(['3', '5', '0.5']), items: items('bonus', 2) } } : {}), ...(dice.chance(40) ? { deductions: { upTo: dice.of(['3', '5', '20']), items: items('deduction', 2) } } : {}),
    vetoes: Array.from({ length: dice.weighted([6, () => 0], [3, () => 1], [1, () => 2]) }, (_, index) => ({ label: `否决${index}`, when: truth(), ...dice.of([{ grade: '不合格' }, { points: '0' }, { grade: '不合格', points: '59' }]) })),
    missing: { notApplicable: rule(), notReported: rule(), pending: rule() },
    grades: dice.of<Scorecard['grades']>([[{ label: '优秀', atLeast: '90' }, { label: '良好', atLeast: '80' }, { label: '合格', atLeast: '60' }, { label: '不合格' }], [{ label: '优秀', atLeast: '90', exclusive: true }, { label: '不合格' }], [{ label: '甲', atLeast: '50' }], []]),
    ...(dice.chance(30) ? { ties: 'dense' as const } : {}), ...(combine.length ? { combine: combine.map((scorecard, index) => ({ scorecard, weight: index === 0 ? '70' : '30' })) } : {}),
  };
}
