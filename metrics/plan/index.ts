/** Request → plan: see `plan.ts` for what a plan is. No engine is asked, nothing is read. */
import type { Expr, Indicator, Program } from '../../dsl/program.ts';
import { expressionWords } from '../../dsl/words/index.ts';
import type { EvaluationRequest } from '../types.ts';
import { and, call, cast, column, infix, inList, number, or, text, type Selected, type Sql } from '../sql/tree.ts';
import { countOf } from './aggregates.ts';
import { ChoiceNeeded, choiceNeeded, withChoices } from './choices.ts';
import { inUnitOf, lowerAgency, readsOf, readToDate, type AgencyContext } from './agency.ts';
import { Passes } from './passes.ts';
import { outsideValidity, periodOf, yearOf } from './period.ts';
import { readKey, type AgencyNode, type Plan, type PlannedIndicator, type PlannedPass, type Read } from './plan.ts';
import { isList, ledgerOf, readOf, rosterQuery, type PlanContext } from './rows.ts';
import { PlanError, unitOf } from './values.ts';

export type PlanRequest = Pick<EvaluationRequest, 'program' | 'year' | 'asOf' | 'calendar' | 'indicators' | 'agencies' | 'choices'>;

/** So many indicators may rest on each other in a row; the stack holds several times as many. */
const deepest = 500;

export function planFor(request: PlanRequest): Plan {
  const { year } = request, program = withChoices(request.program, request.choices);
  const context: PlanContext = { program, ...(request.agencies ? { agencies: request.agencies } : {}) };
  const passes = new Passes(context);
  const wanted = request.indicators ?? Object.keys(program.indicators);
  const planned = new Map<string, PlannedIndicator>(), visiting = new Set<string>();
  const forms = new Map<string, { form: string; year: number; columns: Set<string> }>();
  const rosterYears = new Set([year]);

  const contextOf = (name: string): AgencyContext => ({
    program, passes, indicator: name,
    refer: (other, otherYear) => plan(other, otherYear, false),
    readForm: (form, formYear, cell) => {
      const id = `${form} ${formYear}`, entry = forms.get(id) ?? { form, year: formYear, columns: new Set<string>() };
      entry.columns.add(cell); forms.set(id, entry);
    },
    readRoster: (rosterYear) => { rosterYears.add(rosterYear); },
  });
  const plan = (name: string, ofYear: number, asked: boolean): void => {
    const key = `${name} ${ofYear}`, done = planned.get(key);
    if (done) { done.wanted ||= asked; return; }
    const indicator = program.indicators[name];
    if (!indicator) throw new PlanError(`unknown indicator ${name}`);
    if (visiting.has(key)) throw new PlanError(`indicator ${name} refers to itself`);
    if (visiting.size > deepest) throw new PlanError(`more than ${deepest} indicators rest on each other in a row`);
    visiting.add(key);
    rosterYears.add(ofYear);
    planned.set(key, planIndicator(indicator, ofYear, request, contextOf(name), asked));
    visiting.delete(key);
  };
  // A map keeps the order of insertion: an indicator is inserted after those it refers to.
  for (const name of wanted) plan(name, year, true);
  // Checks speak of finished measures, their own and others': they close no circle.
  for (const one of planned.values()) {
    if (one.wanted && one.indicator.checks) one.checks = planChecks(one.indicator, program, (expr) => lowerAgency(expr, periodOf(request, year, one.indicator), contextOf(one.name)), year);
  }

  const indicators = [...planned.values()];
  const reads = uniqueReads(indicators);
  return {
    year, asOf: request.asOf, indicators, reads, passes: passes.finish(),
    reported: reportedPass(context, reads, year),
    rosters: [...rosterYears].map((rosterYear) => ({ year: rosterYear, pass: rosterPass(context, periodOf(request, rosterYear)) })),
    forms: [...forms.values()].map((one) => ({ form: one.form, year: one.year, pass: formPass(context, one.form, one.year, [...one.columns]) })),
  };
}

function planIndicator(indicator: Indicator, year: number, request: PlanRequest, context: AgencyContext, wanted: boolean): PlannedIndicator {
  const period = periodOf(request, year, indicator), lower = (expr: Expr) => lowerAgency(expr, period, context);
  // What needs a parameter that nobody has chosen a value of is an error for every agency it binds.
  let failure: AgencyNode | null = null;
  const attempt = <T>(make: () => T, otherwise: T): T => {
    try { return make(); } catch (error) {
      if (!(error instanceof ChoiceNeeded)) throw error;
      failure ??= { kind: 'failure', error: choiceNeeded(context.program, error.parameter) };
      return otherwise;
    }
  };
  const appliesTo = attempt(() => (indicator.appliesTo ? lower(indicator.appliesTo) : null), null);
  const value = attempt(() => lower(indicator.value), null);
  const targets = attempt(() => indicator.targets.map((target) => ({
    op: target.op, principle: target.principle, when: target.when ? lower(target.when) : null,
    value: inUnitOf(indicator.value, target.value, lower(target.value), period, context),
  })), []);
  const toDate = readToDate(indicator, context.program);
  return {
    name: indicator.name, year, outsideValidity: outsideValidity(indicator, year), appliesTo,
    reads: indicator.reads.map((name) => (toDate.has(name) ? { ledger: name, year: yearOf(request.asOf), snapshot: true } : readOf(name, year, context.program))).filter((read): read is Read => read !== null),
    value: failure ?? value!, targets, checks: [], wanted, indicator, unit: unitOf(indicator.value),
  };
}

/** A check that needs a parameter nobody has chosen a value of says nothing. */
function planChecks(indicator: Indicator, program: Program, lower: (expr: Expr) => AgencyNode, year: number): PlannedIndicator['checks'] {
  return indicator.checks!.flatMap((check) => {
    try {
      const condition = lower(check.condition);
      return [{ severity: check.severity, zh: check.label, en: expressionWords(program, check.condition).en, condition, reads: readsOf(check.condition, year, program) }];
    } catch (error) {
      if (error instanceof ChoiceNeeded) return [];
      throw error;
    }
  });
}

function uniqueReads(indicators: PlannedIndicator[]): Read[] {
  const all = new Map<string, Read>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) { node.forEach(visit); return; }
    if (!node || typeof node !== 'object') return;
    const part = node as { kind?: string; reads?: Read[] };
    if (part.kind === 'lastYear') for (const read of part.reads ?? []) all.set(readKey(read), read);
    Object.values(node).forEach(visit);
  };
  for (const indicator of indicators) {
    for (const read of [...indicator.reads, ...indicator.checks.flatMap((check) => check.reads)]) all.set(readKey(read), read);
    visit(indicator.value); visit(indicator.checks); visit(indicator.targets); visit(indicator.appliesTo);
  }
  return [...all.values()];
}

/** One row an agency: `anything` in the year, and each read. */
function reportedPass(context: PlanContext, reads: Read[], year: number): PlannedPass {
  const { program } = context, at = (name: string) => column('r', name);
  const cover = (ledgers: string[], snapshot: boolean, ofYear: number): Sql => (ledgers.length === 0 ? { k: 'boolean', value: false }
    : and(inList(at('ledger'), ledgers.map(text)), infix(snapshot ? '<=' : '=', at('year'), number(ofYear))));
  const names = Object.keys(program.ledgers).filter((name) => readOf(name, year, program));
  const snapshots = names.filter((name) => program.ledgers[name]!.snapshot), dated = names.filter((name) => !program.ledgers[name]!.snapshot);
  const anything = or(cover([...dated, ...Object.keys(program.forms)], false, year), cover(snapshots, true, year));
  const select: Selected[] = [
    { expr: at('agency'), as: 'agency' }, { expr: countOf(anything), as: 'anything' },
    ...reads.map((read, index) => ({ expr: countOf(cover([read.ledger], read.snapshot, read.year)), as: `r${index}` })),
  ];
  return {
    name: 'reported', title: '_reported', indicators: [],
    query: { select, from: { table: '_reported', as: 'r' }, where: context.agencies ? inList(at('agency'), context.agencies.map(text)) : and(), groupBy: [at('agency')] },
  };
}

function rosterPass(context: PlanContext, period: ReturnType<typeof periodOf>): PlannedPass {
  const fields = ledgerOf(context.program, 'agencies').fields.filter((field) => !field.computed);
  const select: Selected[] = fields.map((field) => {
    const stored = column('a', field.name);
    return { as: field.name, expr: isList(field) ? call('listText', stored) : field.type.kind === 'date' || field.type.kind === 'number' ? cast(stored, 'text') : stored };
  });
  return { name: `roster${period.year}`, title: `agencies ${period.year}`, indicators: [], query: { ...rosterQuery(context, period, select), orderBy: [{ expr: column('a', 'code') }] } };
}

function formPass(context: PlanContext, form: string, year: number, columns: string[]): PlannedPass {
  if (!context.program.forms[form]) throw new PlanError(`unknown form ${form}`);
  const at = (name: string) => column('f', name);
  const select: Selected[] = [{ expr: at('agency'), as: 'agency' }, ...columns.flatMap((name) => [{ expr: at(name), as: name }, { expr: at(`${name}__mark`), as: `${name}__mark` }])];
  const where = and(infix('=', at('_year'), number(year)), context.agencies ? inList(at('agency'), context.agencies.map(text)) : and());
  return { name: `${form} ${year}`, title: `${form} ${year}`, indicators: [], query: { select, from: { table: form, as: 'f' }, where } };
}
