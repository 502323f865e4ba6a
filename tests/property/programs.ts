/** Random indicators, backwards from the value they give, and the program that holds them. */
import type { CompareOp, Expr, Indicator, Program, Share, Target } from '../../dsl/program.ts';
import type { Dice } from './dice.ts';
import { SHELVES, conditionOn, conditionOnAgency, conditionOnUnit, doneBy, fieldOf, figureOf, rowsOf, shareOfRows, unitOf, type Making } from './expressions.ts';
import { LANDED } from './landed.ts';
import { BOOLEAN, DATE, FORMS, KINDS, LEDGERS, ORDERS, PARAMETERS, TEXT, choice, named, node, number, numberType } from './schema.ts';
import { dayIn } from './worlds.ts';

const OPS: CompareOp[] = ['<', '<=', '>', '>=', '=', '!='];
const shareOf = (over: Share['over'], exclusions: Share['excluding'], condition: Expr): Expr => node(numberType('%'), { kind: 'share', over, excluding: exclusions, with: condition });

function excluding(dice: Dice, condition: () => Expr): Share['excluding'] {
  return Array.from({ length: dice.weighted([5, () => 0], [3, () => 1], [1, () => 2]) }, (_, index) => ({ condition: condition(), reason: `理由${index + 1}` }));
}

function rowShare(making: Making): Expr {
  const { dice } = making;
  const [ledger, more] = dice.of<[string, object]>([['cases', {}], ['cases', {}], ['cases', {}], ['cases', { datedBy: 'revoked_on' }], ['training', {}], ['officers', {}], ['officers', { whole: true }], ['checks', {}], ['filings', {}], ['appeals', {}], ['duties', {}]]);
  const across = LANDED.across && dice.chance(12);
  const on = { ledger, rollups: !across, across };
  return shareOf({ kind: 'rows', rows: rowsOf(making, ledger, { ...more, ...(across ? { across: true as const } : {}) }, !across) }, excluding(dice, () => conditionOn(making, on, 0)), conditionOn(making, on));
}

function groupShare(making: Making): Expr {
  const { dice } = making;
  const [ledger, names] = dice.of<[string, string[]]>([['checks', ['enterprise']], ['checks', ['enterprise']], ['checks', ['enterprise', 'type']], ['checks', ['class']], ['cases', ['kind']], ['cases', ['heaviest']], ['cases', ['officer', 'major']], ['cases', ['exempt', 'kind']], ['training', ['officer']], ['training', ['held_on']]]);
  const by = names.map((name) => fieldOf(ledger, name)); const date = LEDGERS[ledger]!.datedBy!;
  if (LANDED.bucketOf && dice.chance(30)) by.push(node(TEXT, { kind: 'bucketOf', unit: dice.of(['month', 'quarter']), operand: dice.chance(80) ? fieldOf(ledger, date) : dice.of(SHELVES[ledger]!.dates) }));
  const across = LANDED.across && dice.chance(35) ? { across: true as const } : {};
  return shareOf({ kind: 'groups', rows: rowsOf(making, ledger, across), by }, excluding(dice, () => conditionOnUnit(making, ledger, by, 0)), conditionOnUnit(making, ledger, by));
}

function unitShare(making: Making): Expr {
  const { dice } = making;
  if (dice.chance(50)) {
    const ledger = (): string => dice.of(['cases', 'training', 'checks', 'appeals', 'duties']);
    const condition = (): Expr => conditionOnUnit(making, ledger(), [], 0);
    const two = dice.chance(30) ? node(BOOLEAN, { kind: dice.of(['and', 'or']), operands: [condition(), condition()] }) : conditionOnUnit(making, ledger());
    return shareOf({ kind: 'buckets', unit: dice.of(['quarter', 'month']) }, excluding(dice, condition), two);
  }
  const [ledger, field] = dice.of([['cases', 'kind'], ['training', 'subject'], ['cases', 'marks'], ['checks', 'type'], ['cases', 'heaviest']] as const);
  const keys = field === 'marks' || !LANDED.keysOfEach ? [] : [fieldOf(ledger, field)];
  return shareOf({ kind: 'each', ledger, field, values: dice.some(KINDS, 1) }, excluding(dice, () => conditionOnUnit(making, ledger, keys, 0)), conditionOnUnit(making, ledger, keys));
}

function distribution(making: Making): Expr {
  const { dice } = making; const ledger = dice.of(['cases', 'checks', 'training', 'officers']);
  const by = dice.weighted<() => Expr>([5, () => () => dice.of(SHELVES[ledger]!.choices).expr], [SHELVES[ledger]!.texts.length ? 2 : 0, () => () => dice.of(SHELVES[ledger]!.texts).expr],
    [LANDED.bucketOf && LEDGERS[ledger]!.datedBy ? 2 : 0, () => () => node(TEXT, { kind: 'bucketOf', unit: dice.of(['month', 'quarter']), operand: fieldOf(ledger, LEDGERS[ledger]!.datedBy!) })]);
  return node(numberType('1'), { kind: 'distribution', rows: rowsOf(making, ledger), by: by() });
}

/** The value of an indicator. */
function valueOf(making: Making): Expr {
  return making.dice.weighted([5, () => rowShare(making)], [3, () => groupShare(making)], [2, () => unitShare(making)], [5, () => figureOf(making)], [4, () => conditionOnAgency(making)],
    [1, () => shareOfRows(making)], [LANDED.distribution ? 1 : 0, () => distribution(making)], [LANDED.doneBy ? 1 : 0, () => doneBy(making)]);
}

function targetsOf(making: Making, value: Expr): Target[] {
  const { dice } = making;
  if (value.kind === 'distribution' || dice.chance(35)) return [];
  const one = (when: Expr | undefined): Target => {
    const principle = dice.chance(30); const rest = { principle, ...(when ? { when } : {}) };
    if (value.type.kind === 'boolean') return { op: '=', value: node(BOOLEAN, { kind: 'boolean', value: dice.chance(80) }), ...rest };
    if (value.type.kind === 'date') return { op: dice.of(OPS), value: node(DATE, { kind: 'date', value: dayIn(dice, making.year) }), ...rest };
    const unit = unitOf(value.type);
    const bound = unit === '%' ? number(dice.of(['100', '50', '20', '0', '33.33']), '%') : dice.chance(15) && (unit === '1' || unit === '件') ? node(numberType('件'), { kind: 'parameter', name: dice.of(['wanted', 'wanted_by_level', ...(LANDED.choose ? ['disputed_number'] : [])]) }) : number(dice.of(['0', '1', '2', '3', '0.5', '20']), unit);
    return { op: dice.of(OPS), value: bound, ...rest };
  };
  return dice.chance(20) ? [one(conditionOnAgency(making, 0)), one(undefined)] : [one(undefined)];
}

/** Ledgers and forms read anywhere of the year itself, that an agency must have reported. */
function readsOf(value: unknown, earlier: Indicator[], found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) readsOf(one, earlier, found);
  else if (value && typeof value === 'object') {
    const part = value as Record<string, unknown>;
    if (part['kind'] === 'lastYear' || (part['kind'] === 'cell' && part['yearOffset'] !== 0)) return found;
    if (part['kind'] === 'indicator') { if (part['yearOffset'] === 0) for (const name of earlier.find((one) => one.name === part['name'])!.reads) found.add(name); return found; }
    if (part['kind'] === 'formSum') return found;
    // figures of all agencies stand whether or not the agency itself has reported
    if ((part['rows'] as { across?: true } | undefined)?.across && part['kind'] !== 'groups') return found;
    for (const key of ['ledger', 'form']) if (typeof part[key] === 'string') found.add(part[key]);
    if (part['kind'] === 'quantified') found.add('officers');
    if (part['kind'] === 'field') {
      let at = LEDGERS[part['ledger'] as string]!;
      for (const step of part['path'] as string[]) { const field = at.fields.find((one) => one.name === step)!; at = LEDGERS[field.lookup?.ledger ?? field.refersTo!.ledger]!; found.add(at.name); }
    }
    for (const one of Object.values(part)) readsOf(one, earlier, found);
  }
  return found;
}

/** So many indicators; later ones refer to earlier ones. */
export function indicatorsOf(dice: Dice, year: number, count: number): Indicator[] {
  const made: Indicator[] = [];
  for (let index = 0; index < count; index += 1) {
    const making: Making = { dice, year, earlier: made.filter((one) => one.value.kind !== 'distribution').map((one) => ({ name: one.name, type: one.value.type, units: one.value.kind === 'share' && (one.value.over.kind === 'buckets' || one.value.over.kind === 'each') })) };
    const value = valueOf(making); const targets = targetsOf(making, value);
    const valid = dice.weighted<object>([10, () => ({})], [1, () => ({ from: dice.of([dayIn(dice, year), `${year}-03-31`]) })], [1, () => ({ to: dice.of([dayIn(dice, year), `${year}-06-30`]) })], [1, () => ({ from: `${year}-01-01`, to: `${year}-09-30` })]);
    const appliesTo = dice.chance(20) ? { appliesTo: node(BOOLEAN, { kind: 'compare', op: dice.of<CompareOp>(['=', '!=']), left: node(choice('市', '县'), { kind: 'agencyField', field: 'level' }), right: named(dice.of(['市', '县'])) }) } : {};
    made.push({
      name: `i${index}`, label: `指标${index}`, sources: [{ document: '文件', ...valid }], ...appliesTo, value, targets, shownOnly: targets.length === 0, reads: [] });
  }
  return made;
}

export function programOf(list: Indicator[]): Program {
  for (const [index, one] of list.entries()) {
    one.reads = [...readsOf(one.value, list.slice(0, index))].filter((name) => FORMS[name] || (LEDGERS[name]!.hasAgency && !LEDGERS[name]!.system)).sort();
  }
  return { format: 1, ledgers: LEDGERS, forms: FORMS, views: {}, orders: ORDERS, parameters: PARAMETERS, scorecards: {}, tasks: {}, reports: {}, examples: [], indicators: Object.fromEntries(list.map((one) => [one.name, one])) };
}
