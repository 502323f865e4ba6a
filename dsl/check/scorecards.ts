/** Scorecards: dimensions, items, vetoes, grades; cards over rows. Rules are in `rules.ts`, cards of cards in `combined.ts`. */
import type { Dimension, Expr, Indicator, Item, Rows, Scorecard, Source } from '../program.ts';
import type { DimensionAst, ExprAst, ExtraAst, ItemAst } from '../syntax/ast.ts';
import { dateField, rowsNode } from './aggregates.ts';
import { agencyFirst, report, use, type Context, type IndicatorInfo, type LedgerInfo, type OtherInfo, type Scope } from './context.ts';
import { agencies } from './gather.ts';
import { both } from './logic.ts';
import { findOne, titles, unknown } from './lookup.ts';
import { find } from './names.ts';
import { rowsNamed } from './paths.ts';
import { condition, fieldType, value } from './recursion.ts';
import { readsOf } from './reads.ts';
import { inPlace, lifting, type Lifting } from './rule-indicators.ts';
import { finishRules, liftedTargets, type Judged } from './rules.ts';
import { checkGrades, checkItemPoints, checkPoints, sum } from './scorecard-points.ts';
import { sourceOf } from './sources.ts';
import { checkSteps } from './steps.ts';
import { node, numberType } from './types.ts';

/** A card being checked: where its rules stand and what they have become, names taken, items counted so far. */
interface Card { context: Context; name: string; lifting: Lifting; scope: Scope; ledger?: LedgerInfo; names: Set<string>; items: number }
type Written = OtherInfo<'scorecard'>['ast'];

/** The card, and the indicators that its rules' own expressions have become. */
export interface FinishedScorecard { scorecard: Scorecard; indicators: Indicator[] }

export function finishScorecard(context: Context, info: OtherInfo<'scorecard'>): FinishedScorecard {
  const { ast } = info;
  const sources = (ast.sources ?? []).map((written) => sourceOf(context, written));
  const subject = ast.subject && subjectOf(context, ast.subject);
  const card: Card = {
    context, name: info.name, lifting: ast.subject ? inPlace : lifting(context, sources), names: new Set(), items: 0,
    scope: subject ? { kind: 'row', ledger: subject.ledger } : agencyFirst, ...(subject && { ledger: subject.ledger }),
  };
  // Without knowing its rows nothing more can be said of a card over rows.
  const readable = subject !== undefined || !ast.subject;
  const dimensions = readable ? ast.dimensions.map((written) => finishDimension(card, written)) : [];
  const scorecard: Scorecard = {
    name: info.name, label: info.label, ...(sources.length > 0 && { sources }), groupsBy: groupsBy(context, ast.groupsBy), dimensions,
    ...(ast.bonus && readable && { bonus: extra(card, ast.bonus) }), ...(ast.deductions && readable && { deductions: extra(card, ast.deductions) }),
    vetoes: readable ? ast.vetoes.flatMap((written, index) => finishVeto(card, ast, written, index) ?? []) : [],
    missing: {
      notApplicable: ast.missing.findLast((one) => one.what === 'notApplicable')?.rule ?? 'rescale',
      notReported: ast.missing.findLast((one) => one.what === 'notReported')?.rule ?? 'zero',
      pending: ast.missing.findLast((one) => one.what === 'pending')?.rule ?? 'rescale',
    },
    grades: ast.grades.map((grade) => ({ label: grade.label.value, ...(grade.atLeast !== undefined && { atLeast: grade.atLeast }), ...(grade.exclusive && { exclusive: true as const }) })),
    ...(ast.ties === 'dense' && { ties: 'dense' as const }),
    ...(subject && { subject: subject.rows }),
    at: ast.at,
  };
  if (ast.dimensions.length === 0 && !ast.combine && !info.unreadable) report(context, 'scorecard-without-dimensions', ast.name.at, { name: titles(info) });
  if (readable) checkPoints(context, info, scorecard);
  checkGrades(context, ast.grades);
  return { scorecard, indicators: subject ? [rowsCounted(context, scorecard, subject.rows, sources)] : card.lifting.indicators };
}

/** The rows that are scored one by one. */
function subjectOf(context: Context, written: NonNullable<Written['subject']>): { ledger: LedgerInfo; rows: Rows } | undefined {
  const named = rowsNamed(context, written.ledger);
  if (!named) return undefined;
  const { ledger } = named;
  if (!ledger.hasAgency) return report(context, 'subject-without-agency', written.ledger.at, { name: titles(ledger) });
  const where = written.where && condition(context, written.where, { kind: 'row', ledger });
  const datedBy = written.datedBy && dateField(context, ledger, written.datedBy);
  if ((written.where && !where) || (written.datedBy && !datedBy)) return undefined;
  return { ledger, rows: rowsNode(ledger, { datedBy, where: both(named.where, where), whole: written.whole, across: false }) };
}

/** How many rows there are to score, and whether the ledgers they are scored by were handed in. */
function rowsCounted(context: Context, card: Scorecard, rows: Rows, sources: Source[]): Indicator {
  const value = node(numberType('1'), card.at!, { kind: 'aggregate', fn: 'count', rows, scope: 'agency' });
  const reads = readsOf(context, { value: [value, card.dimensions, card.bonus, card.deductions, card.vetoes] });
  return { name: `${card.name}#rows`, label: `${card.label}·逐行`, sources, value, targets: [], shownOnly: true, internal: true, reads };
}

function finishVeto(card: Card, ast: Written, written: Written['vetoes'][number], index: number): Scorecard['vetoes'][number] | undefined {
  const when = condition(card.context, written.when, card.scope);
  if (written.grade && !ast.grades.some((grade) => grade.label.value === written.grade!.value)) {
    unknown(card.context, 'unknown-grade', { text: written.grade.value, at: written.grade.at }, ast.grades.map((grade) => grade.label.value));
  }
  return when && {
    label: written.label.value, when: card.lifting.lift(when, `${card.name}#veto${index + 1}`, `一票否决：${written.label.value}`),
    ...(written.grade && { grade: written.grade.value }), ...(written.points !== undefined && { points: written.points }),
  };
}

/** The field of the roster by which agencies are compared; `category` where nothing is said. */
function groupsBy(context: Context, written: ExprAst | undefined): string {
  if (!written) return 'category';
  const ledger = agencies(context);
  if (ledger) use(context, ledger);
  const expr = value(context, written, agencyFirst);
  if (expr?.kind === 'agencyField') return expr.field;
  if (expr) report(context, 'unknown-agency-field', written.at, { name: written.kind === 'path' ? written.parts.map((part) => part.text).join('.') : '…' });
  return 'category';
}

function finishDimension(card: Card, written: DimensionAst): Dimension {
  const points: Record<string, string> = {};
  for (const each of written.points) points[each.group?.value ?? ''] = each.value;
  const finished = new Map<ItemAst, Item>();
  for (const item of written.items) {
    const made = finishItem(card, item, true);
    if (made) finished.set(item, made);
  }
  const caps = (written.caps ?? []).map((cap) => {
    const items = cap.items.flatMap((item) => finished.get(item) ?? []), total = sum(items.map((item) => item.points));
    if (items.length === cap.items.length && Number(cap.upTo) > Number(total)) report(card.context, 'cap-above-item', cap.label.at, { cap: cap.upTo, points: total });
    return { label: cap.label.value, upTo: cap.upTo, items: items.map((item) => item.name) };
  });
  return { name: written.label.value, label: written.label.value, points, items: [...finished.values()], ...(caps.length > 0 && { caps }), at: written.at };
}

function extra(card: Card, written: ExtraAst): { upTo: string; items: Item[] } {
  const items = written.items.flatMap((item) => finishItem(card, item, false) ?? []);
  return { upTo: written.upTo ?? sum(items.map((item) => item.points)), items };
}

function finishItem(card: Card, written: ItemAst, regular: boolean): Item | undefined {
  const { context, names } = card;
  const place = `${card.name}#${card.items += 1}`;
  const judges = written.indicator && (card.ledger ? fieldJudged(card, card.ledger, written.indicator) : indicatorJudged(context, written.indicator));
  if (written.indicator && !judges) return undefined;
  const name = judges?.name ?? written.label?.value ?? '', label = written.label?.value ?? judges?.label ?? name;
  const at = written.indicator?.at ?? written.label?.at ?? written.at;
  if (names.has(name)) report(context, 'duplicate-item', at, { name: label });
  names.add(name);
  const judged: Judged = {
    context, lifting: card.lifting, scope: card.scope, item: written, label,
    ...(judges?.own && { own: judges.own }), ...(judges?.info && { info: judges.info }), failed: judges !== undefined && !judges.own,
  };
  const before = context.diagnostics.length;
  const { rules, steps } = finishRules(judged, place);
  const byTarget = rules.length === 0 || rules.some((rule) => rule.kind === 'inProportion') || judged.info?.indicator?.targets.some((target) => target.principle);
  const targets = byTarget ? liftedTargets(judged, place) ?? [] : [];
  if (written.rules.length === 0 && targets.length === 0 && !judged.failed && context.diagnostics.length === before) {
    report(context, 'item-without-rule', at, { name: label, indicator: judges !== undefined });
  }
  const item: Item = {
    name, label, ...(judges?.info && { indicator: judges.info.name }), points: written.points, rules,
    ...(written.lossUpTo !== undefined && { lossUpTo: written.lossUpTo }), ...(judges?.own && !judges.info && { value: judges.own }), ...(targets.length > 0 && { targets }), at: written.at,
  };
  if (rules.length === written.rules.length) {
    checkItemPoints(context, written, item, regular);
    checkSteps(context, steps);
  }
  return item;
}

/** What an item judges. `own` is missing where it is in error. */
interface Judges { name: string; label: string; own?: Expr; info?: IndicatorInfo }

function indicatorJudged(context: Context, written: NonNullable<ItemAst['indicator']>): Judges | undefined {
  const info = findOne(context, context.indicators, written, 'unknown-indicator');
  if (!info) return undefined;
  use(context, info);
  if (info.ast.value?.kind === 'distribution') return report(context, 'distribution-not-referred', written.at, { name: titles(info) });
  if (info.ast.shownOnly) report(context, 'item-indicator-shown-only', written.at, { name: titles(info) });
  return { name: info.name, label: info.label, info, ...(info.indicator && { own: info.indicator.value }) };
}

/** In a card over rows an item may be named after a field of the row. */
function fieldJudged(card: Card, ledger: LedgerInfo, written: NonNullable<ItemAst['indicator']>): Judges | undefined {
  const { context } = card;
  const indicator = find(ledger.fields, written.text).length === 0 ? find(context.indicators, written.text)[0] : undefined;
  if (indicator) return report(context, 'indicator-in-row-card', written.at, { name: titles(indicator), ledger: titles(ledger) });
  const field = findOne(context, ledger.fields, written, 'unknown-field', titles(ledger));
  if (!field) return undefined;
  const type = fieldType(context, field, written.at);
  return { name: field.name, label: field.label, ...(type && { own: node(type, written.at, { kind: 'field', ledger: ledger.name, field: field.name, path: [] }) }) };
}
