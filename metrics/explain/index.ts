/** Any value down to its records: who counts, who is missed, what is still open and until when, what is left out and why. */
import type { Aggregate, Expr, Indicator } from '../../dsl/program.ts';
import { words } from '../../dsl/words/index.ts';
import type { Columns, Engine, EvaluationRequest, Explanation, RecordVerdict } from '../types.ts';
import { evaluate } from '../evaluate.ts';
import { dueDay } from '../finish/deadlines.ts';
import { withChoices } from '../plan/choices.ts';
import { planFor } from '../plan/index.ts';
import { bucketOf, bucketsOf, outsideValidity, periodOf, type Period } from '../plan/period.ts';
import type { PlanContext } from '../plan/rows.ts';
import { column, call, infix, number, TRUE, type Query } from '../sql/tree.ts';
import { toDuckDb } from '../sql/duckdb.ts';
import { countedUnits, shareUnits, VERDICTS, walk, type UnitQuery } from './units.ts';

export interface ExplainOptions {
  indicator: string; agency: string; offset?: number; limit?: number;
  /** Only these units. */
  verdict?: RecordVerdict['verdict'];
}

/**
 * Records in the order missed, error, pending, excluded, fulfilled, then key; a page of them and their total.
 * Throws RangeError for an agency that is not on the year's roster.
 */
export async function explain(engine: Engine, asked: EvaluationRequest, options: ExplainOptions): Promise<Explanation> {
  const request = { ...asked, program: withChoices(asked.program, asked.choices) };
  const { program } = request, { indicator: name, agency, offset = 0, limit = 50 } = options;
  const measures = await evaluate(engine, { ...request, indicators: [name], agencies: [agency] });
  const measure = measures.byIndicator[name]?.[0];
  if (!measure) throw new RangeError(`agency ${agency} is not on the roster of ${request.year}`);
  const indicator = program.indicators[name]!, period = periodOf(request, request.year, indicator);
  const context: PlanContext = { program, agencies: [agency] };
  const records: RecordVerdict[] = [];
  let total = 0;
  if (measure.state !== 'not_reported' && measure.error?.code !== 'choice_needed' && (measure.state !== 'not_applicable' || await isBound(engine, request, indicator, agency))) {
    for (const source of [...unitQueries(indicator.value, context, period), ...await bucketUnits(engine, request, indicator, agency, period)]) {
      if (Array.isArray(source)) {
        const wanted = source.filter((record) => !options.verdict || record.verdict === options.verdict);
        records.push(...wanted.slice(Math.max(0, offset - total), Math.max(0, offset - total) + limit - records.length));
        total += wanted.length;
        continue;
      }
      const { count, page } = pagesOf(source, options.verdict, Math.max(0, offset - total), Math.max(0, limit - records.length));
      total += Number((await engine.query(toDuckDb(count))).columns[0]?.[0] ?? 0);
      if (records.length < limit) records.push(...recordsOf(await engine.query(toDuckDb(page)), source, request));
    }
  }
  const plan = planFor({ ...request, indicators: [name] });
  return {
    indicator: name, agency, year: request.year, asOf: request.asOf, measure, words: words(program, name, { year: request.year }), sources: indicator.sources,
    sql: [...plan.passes, ...plan.forms.map((form) => form.pass)].map((pass) => toDuckDb(pass.query, true).sql).join(';\n\n'),
    records, total, offset,
  };
}

/** Where the rule does not bind the agency, or does not hold in the year, there is nothing to show. */
async function isBound(engine: Engine, request: EvaluationRequest, indicator: Indicator, agency: string): Promise<boolean> {
  if (outsideValidity(indicator, request.year)) return false;
  if (!indicator.appliesTo) return true;
  const name = `${indicator.name} applies`;
  const applies: Indicator = { ...indicator, name, value: indicator.appliesTo, targets: [], reads: [], sources: [] };
  delete applies.appliesTo;
  const measures = await evaluate(engine, { ...request, program: { ...request.program, indicators: { ...request.program.indicators, [name]: applies } }, indicators: [name], agencies: [agency] });
  return measures.byIndicator[name]?.[0]?.value === true;
}

function unitQueries(value: Expr, context: PlanContext, period: Period): UnitQuery[] {
  const queries: UnitQuery[] = [];
  walk(value, (expr) => {
    if (expr.kind === 'share') {
      const units = shareUnits(context, expr, period);
      if (units) queries.push(units);
      return false;
    }
    if (expr.kind === 'distribution') { queries.push(countedUnits(context, [{ kind: 'aggregate', fn: 'count', rows: expr.rows, of: expr.by, scope: 'agency', type: expr.type }], period)); return false; }
    if (expr.kind === 'by' && expr.date.kind === 'aggregate' && expr.date.of && (expr.date.fn === 'earliest' || expr.date.fn === 'latest')) {
      queries.push(countedUnits(context, [expr.date], period, (of) => ({ ...expr, date: of })));
      return false;
    }
    if (expr.kind === 'arithmetic' && expr.op === '/' && expr.left.kind === 'aggregate' && expr.right.kind === 'aggregate' && sameRows(expr.left, expr.right)) {
      queries.push(countedUnits(context, [expr.left, expr.right], period));
      return false;
    }
    if (expr.kind === 'aggregate') { queries.push(countedUnits(context, [expr], period)); return false; }
    if (expr.kind === 'lastYear') { queries.push(...unitQueries(expr.operand, context, periodOf(period, period.year - 1))); return false; }
    return true;
  });
  return queries;
}
function sameRows(a: Aggregate, b: Aggregate): boolean { return a.rows.ledger === b.rows.ledger && a.rows.datedBy === b.rows.datedBy; }

/** Buckets of the year and `each`: evaluated like indicators of their own, one a unit. */
async function bucketUnits(engine: Engine, request: EvaluationRequest, indicator: Indicator, agency: string, period: Period): Promise<RecordVerdict[][]> {
  const value = indicator.value;
  if (value.kind !== 'share' || (value.over.kind !== 'buckets' && value.over.kind !== 'each')) return [];
  const { over } = value;
  const units = over.kind === 'each' ? over.values.map((one) => ({ name: one, share: { ...value, over: { ...over, values: [one] } } }))
    : bucketsOf(period, over.unit).map((bucket) => ({ name: bucketOf(bucket.start, over.unit), share: value, bucket }));
  // Each unit as an indicator over only itself: the source's validity cut to one bucket leaves only that bucket.
  const names = units.map((_, index) => `${indicator.name} ${index + 1}`);
  const single = Object.fromEntries(units.map((unit, index) => [names[index]!, {
    ...indicator, name: names[index]!, targets: [], value: unit.share,
    ...('bucket' in unit ? { sources: [{ document: '', from: unit.bucket.first, to: unit.bucket.last }] } : {}),
  } as Indicator]));
  const measures = await evaluate(engine, { ...request, program: { ...request.program, indicators: { ...request.program.indicators, ...single } }, indicators: names, agencies: [agency] });
  const records = units.map((unit, index): RecordVerdict => {
    const row = measures.byIndicator[names[index]!]![0]!;
    const verdict = row.state === 'error' ? 'error' : row.excluded > 0 ? 'excluded' : row.pending > 0 ? 'pending' : row.numerator ? 'fulfilled' : 'missed';
    return {
      fields: { [over.kind === 'each' ? over.field : over.unit]: unit.name }, verdict, due: null,
      reason: row.error ? { zh: row.error.zh, en: row.error.en } : row.excludedBy[0] ? { zh: row.excludedBy[0].reason, en: row.excludedBy[0].reason } : null,
    };
  });
  return [records.toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))];
}

function pagesOf(source: UnitQuery, verdict: RecordVerdict['verdict'] | undefined, offset: number, limit: number): { count: Query; page: Query } {
  const from = { query: source.query, as: 'u' };
  const where = verdict ? infix('=', column('u', '_verdict'), number(VERDICTS.indexOf(verdict))) : TRUE;
  return {
    count: { select: [{ expr: call('count'), as: 'total' }], from, where },
    page: {
      select: source.query.select.map(({ as }) => ({ expr: column('u', as), as })), from, where, limit, offset,
      orderBy: [{ expr: column('u', '_verdict') }, ...source.keys.map((key) => ({ expr: column('u', key) }))],
    },
  };
}

function recordsOf(columns: Columns, source: UnitQuery, request: EvaluationRequest): RecordVerdict[] {
  const at = (name: string, row: number) => { const index = columns.names.indexOf(name); return index < 0 ? null : columns.columns[index]![row] ?? null; };
  return Array.from({ length: columns.rowCount }, (_, row): RecordVerdict => {
    const fields: RecordVerdict['fields'] = {};
    for (const field of source.fields) {
      const cell = at(field.column, row);
      fields[field.name] = cell === null || typeof cell === 'boolean' ? cell : field.numeric ? Number(cell) : typeof cell === 'bigint' ? Number(cell) : cell;
    }
    const verdict = VERDICTS[Number(at('_verdict', row))]!, from = at('_from', row), count = at('_count', row);
    const due = source.due === null || from === null ? null : source.due === 'deadline' ? String(from)
      : count === null ? null : dueDay(String(from), Number(count), source.due.unit, source.due.sameDay, request.calendar);
    return { fields, verdict, due, reason: reasonOf(verdict, due, at('_missing', row), source.reasons[Number(at('_excluded', row) ?? -1)] ?? null) };
  });
}

function reasonOf(verdict: RecordVerdict['verdict'], due: string | null, missing: unknown, excluded: string | null): RecordVerdict['reason'] {
  switch (verdict) {
    case 'excluded': return excluded === null ? null : { zh: excluded, en: excluded };
    case 'error': return { zh: `缺少${String(missing)}年的工作日安排`, en: `the working-day arrangement of ${String(missing)} is missing` };
    case 'pending': return due ? { zh: `未到期，期限至${due}`, en: `open until ${due}` } : { zh: '未到期', en: 'still open' };
    case 'missed': return due ? { zh: `应不晚于${due}`, en: `was due by ${due}` } : { zh: '不符合', en: 'not fulfilled' };
    case 'fulfilled': return null;
  }
}
