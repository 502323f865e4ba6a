/** Request → measures: plan, ask the engine for every pass, finish. */
import type { Engine, EvaluationRequest, Measures, Statement } from './types.ts';
import { finish, type PassResults } from './finish/index.ts';
import { planFor } from './plan/index.ts';
import type { Plan, PlannedPass } from './plan/plan.ts';
import { toDuckDb } from './sql/duckdb.ts';

export function passesOf(plan: Plan): PlannedPass[] {
  return [...plan.rosters.map((one) => one.pass), plan.reported, ...plan.forms.map((one) => one.pass), ...plan.passes];
}

/**
 * Every indicator of every agency on the year's roster. Throws where the engine fails or an indicator is unknown;
 * what is wrong with the data is a state of the measure.
 */
export async function evaluate(engine: Engine, request: EvaluationRequest): Promise<Measures> {
  const plan = planFor(request), results: PassResults = new Map();
  for (const pass of passesOf(plan)) results.set(pass.name, await engine.query(toDuckDb(pass.query)));
  return finish(plan, results, request.calendar);
}

/** The statements that `evaluate` sends, readable. */
export function statements(request: EvaluationRequest): { title: string; statement: Statement }[] {
  return passesOf(planFor(request)).map((pass) => ({
    title: pass.indicators.length ? `${pass.title}: ${pass.indicators.join(', ')}` : pass.title, statement: toDuckDb(pass.query, true),
  }));
}
