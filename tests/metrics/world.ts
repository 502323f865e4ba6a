/**
 * A small world for tests of meaning: the shipped declarations, indicators written in Heng, rows written by hand, a real
 * DuckDB. Every statement that is sent is also EXPLAINed.
 */
import { compile } from '../../dsl/index.ts';
import type { Program } from '../../dsl/program.ts';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { makeCalendar, type HolidayNotice } from '../../data/calendar/workdays.ts';
import { openStore, type Store } from '../../data/store/index.ts';
import { recomputeIndices } from '../../data/store/calendar-table.ts';
import { evaluate } from '../../metrics/index.ts';
import type { Engine, EvaluationRequest, MeasureRow, Measures, WorkdayCalendar } from '../../metrics/types.ts';

type Cell = string | number | boolean | string[] | null;
export type Rows = Record<string, Record<string, Cell>[]>;

/** 2023 to 2025 with 1 January free, and in 2024 1 to 3 May free and Saturday 11 May worked. */
const NOTICES: HolidayNotice[] = [2023, 2024, 2025].map((year) => ({
  year, announced: `${year - 1}-11-01`, document: 'test', holidays: [[`${year}-01-01`, `${year}-01-01`], ...(year === 2024 ? [['2024-05-01', '2024-05-03'] as [string, string]] : [])],
  workdays: year === 2024 ? ['2024-05-11'] : [],
}));
export const calendar: WorkdayCalendar = makeCalendar(NOTICES);

export function programOf(text: string): Program {
  const { program, diagnostics } = compile([...catalogueSources(), { file: 'test.heng', text }]);
  const errors = diagnostics.filter((one) => one.severity === 'error');
  if (errors.length) throw new Error(errors.map((one) => `${one.range.file}:${one.range.start.line} ${one.message.en}`).join('\n'));
  return program;
}

export interface World {
  store: Store; engine: Engine;
  /** Statements sent since the last `load`. */
  sent: string[];
  /** Replaces everything. `reported` adds to what the rows themselves report (the year of their date; snapshots: `_year`). */
  load(rows: Rows, reported?: { agency: string; ledger: string; year: number }[]): Promise<void>;
  close(): Promise<void>;
}

/** `program`: whose ledgers and forms there are tables for. `of`: the working days. */
export async function openWorld(program = programOf(''), of = calendar): Promise<World> {
  const store = await openStore({ path: ':memory:', program, calendar: of, threads: 1, memoryLimit: '512MB' });
  const sent: string[] = [];
  const engine: Engine = {
    async query(statement) {
      sent.push(statement.sql);
      await store.engine.query({ ...statement, sql: `EXPLAIN ${statement.sql}` });
      return store.engine.query(statement);
    },
  };
  return {
    store, engine, sent,
    async load(rows, reported = []) {
      const connection = await store.connect();
      sent.length = 0;
      for (const table of [...store.tables.keys(), '_reported']) await connection.run(`DELETE FROM "${table}"`);
      const handIns = new Map<string, { agency: string; ledger: string; year: number }>();
      const report = (agency: string, ledger: string, year: number) => handIns.set(`${agency} ${ledger} ${year}`, { agency, ledger, year });
      for (const [name, list] of Object.entries(rows)) {
        const ledger = program.ledgers[name], table = store.tables.get(name)!;
        for (const [index, given] of list.entries()) {
          const row: Record<string, Cell> = { ...(ledger?.hasAgency || !ledger ? { agency: 'A' } : {}), ...given };
          const dated = ledger?.datedBy ? row[ledger.datedBy] : null;
          row['_year'] ??= dated ? Number(String(dated).slice(0, 4)) : 2024;
          row['_row'] = index + 2;
          report(ledger && !ledger.hasAgency ? '' : String(row['agency']), name, Number(row['_year']));
          const stored = Object.entries(row).filter(([column]) => table.columns.some((one) => one.name === column));
          if (stored.length !== Object.keys(row).length) throw new Error(`unknown column in ${name}: ${Object.keys(row).join(', ')}`);
          await connection.run(`INSERT INTO "${name}" (${stored.map(([column]) => `"${column}"`).join(', ')}) VALUES (${stored.map(([, cell]) => literal(cell)).join(', ')})`);
        }
        await recomputeIndices(connection, 'main', table);
      }
      for (const one of reported) report(one.agency, one.ledger, one.year);
      for (const one of handIns.values()) await connection.run(`INSERT INTO "_reported" (agency, ledger, "year", upload, "rows") VALUES (${literal(one.agency)}, ${literal(one.ledger)}, ${one.year}, 1, 1)`);
      connection.closeSync();
    },
    close: () => store.close(),
  };
}
function literal(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (Array.isArray(cell)) return `[${cell.map(literal).join(', ')}]`;
  return typeof cell === 'string' ? `'${cell.replaceAll("'", "''")}'` : String(cell);
}

/** Agency A, a city's department in Xi'an. */
export const A = { code: 'A', name: '甲局', level: '市', body_type: '工作部门', category: '部门组', region: '610100' };

/** `text`: Heng, or a program that a test has made or changed itself. */
export function requestOf(text: string | Program, year: number, asOf: string, more: Partial<EvaluationRequest> = {}): EvaluationRequest {
  const program = typeof text === 'string' ? programOf(text) : text;
  return { program, year, asOf, calendar, indicators: Object.keys(program.indicators), ...more };
}
export async function measuresOf(world: World, text: string | Program, year: number, asOf: string, more: Partial<EvaluationRequest> = {}): Promise<Measures> {
  return evaluate(world.engine, requestOf(text, year, asOf, more));
}
/** The measure of agency A (the first on the roster) for the only, or the last, indicator of the text. */
export async function measureOf(world: World, text: string | Program, asOf: string, more: Partial<EvaluationRequest> & { year?: number } = {}): Promise<MeasureRow> {
  const measures = await measuresOf(world, text, more.year ?? Number(asOf.slice(0, 4)), asOf, more);
  return measures.byIndicator[measures.indicators.at(-1)!]!.find((row) => row.agency === 'A')!;
}
/** What most tests look at. */
export const brief = (row: MeasureRow): string =>
  [row.state, row.value === null ? '' : String(row.value), row.denominator === null ? '' : `${row.numerator}/${row.denominator}`,
    row.pending ? `pending ${row.pending}` : '', row.excluded ? `excluded ${row.excluded}` : '', row.target_met === null ? '' : row.target_met ? 'met' : 'not met',
    row.error?.year ? `missing ${row.error.year}` : ''].filter(Boolean).join(' ');
