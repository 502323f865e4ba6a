/** Every statement that a program comes to, put before a real DuckDB. */
import { checkFormStatement, checkLedgerStatement, explain, statements } from '../../metrics/index.ts';
import type { Engine, EvaluationRequest, Statement } from '../../metrics/types.ts';

/**
 * EXPLAINs what the request is evaluated by (as it is sent and as it is shown), and the checks of the program's ledgers
 * and forms; `agency`, on the roster: also what stands behind each indicator of it. Throws, naming it, at the first
 * statement that the engine does not take.
 * @returns how many statements there were
 */
export async function explainAll(engine: Engine, request: EvaluationRequest, agency?: string): Promise<number> {
  const { program } = request;
  const all: { title: string; statement: Statement | null }[] = [
    ...statements(request),
    ...Object.values(program.ledgers).flatMap((ledger) => ledger.checks.map((check) => ({ title: `${ledger.name}: ${check.label}`, statement: checkLedgerStatement(program, ledger.name, check, ledger.name) }))),
    ...Object.values(program.forms).flatMap((form) => form.checks.map((check) => ({ title: `${form.name}: ${check.label}`, statement: checkFormStatement(program, form.name, check, form.name) }))),
  ];
  let count = 0;
  const explained = async (title: string, { sql, values }: Statement) => {
    count += 1;
    await engine.query({ sql: `EXPLAIN ${sql}`, values }).catch((error: unknown) => { throw new Error(`${title}: ${String(error)}\n${sql}`, { cause: error }); });
  };
  for (const { title, statement } of all) if (statement) await explained(title, statement);
  if (agency === undefined) return count;
  for (const indicator of request.indicators ?? Object.keys(program.indicators)) {
    const watched: Engine = { async query(statement) { await explained(`the records behind ${indicator}`, statement); return engine.query(statement); } };
    await explain(watched, request, { indicator, agency, limit: 1 });
  }
  return count;
}
