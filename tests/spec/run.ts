/** Runs cases through the real engine: the case's own declarations beside the shipped ones, its rows in a DuckDB. */
import { calendar as shippedCalendar } from '../../data/calendar/index.ts';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { unitText } from '../../dsl/format/words.ts';
import { compile, packTable } from '../../dsl/index.ts';
import { withoutRanges, type Expr, type Program } from '../../dsl/program.ts';
import { checkForms, checkLedgerStatement, evaluate, explain, scores } from '../../metrics/index.ts';
import type { EvaluationRequest, MeasureRow, RecordVerdict } from '../../metrics/types.ts';
import { openWorld, type Rows, type World } from '../metrics/world.ts';
import type { Case, Table, Words } from './case.ts';

const calendar = shippedCalendar();

// ---------------------------------------------------------------- texts

/** The program of a case in one language. */
export function textOf(one: Case, language: keyof Words): string {
  const written = one.written[language], before = one.before?.[language] ?? '';
  const indicator = (value: string, more = ''): string => `${before}\n${language === 'zh' ? `指标 x { 依据 “例” 取值 ${value}\n${more} }` : `indicator x { source "例" value ${value}\n${more} }`}`;
  switch (one.kind) {
    case 'condition': {
      const { ledger } = one.tables![0]!, all = registers.has(ledger);
      return indicator(language === 'zh' ? `${all ? '全部 ' : ''}${ledger} 中 ${written} 的 占比` : `share of ${all ? 'all ' : ''}${ledger} with ${written}`);
    }
    case 'quantity': return indicator(`${functionFor(one)}(${written} of ${one.tables![0]!.ledger})`);
    case 'value': return indicator(written, one.clauses?.[language]);
    case 'spellings': return indicator(written);
    default: return `${before}\n${written}`;
  }
}
/** Ledgers of which only what is in force counts, unless all is asked for. */
const registers = new Set(Object.values(compile(catalogueSources()).program.ledgers).filter((ledger) => ledger.inForce).map((ledger) => ledger.name));
/** Dates have no greatest. */
const functionFor = (one: Case): string => (one.kind === 'quantity' && one.expect.some((expected) => /^\d{4}-/.test(expected)) ? 'latest' : 'max');

/** The program of a case in one language. Throws with what is wrong. */
export function programOf(one: Case, language: keyof Words): Program {
  const packs = Object.entries(one.packs ?? {}).map(([name, text]) => ({ file: `${name}.heng`, text: text[language] }));
  const { program, diagnostics } = compile([...catalogueSources(), { file: 'case.heng', text: textOf(one, language) }], { packs: packTable(packs) });
  const errors = diagnostics.filter((each) => each.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ range, message }) => `${range.file}:${range.start.line}:${range.start.column} ${message.en}`).join('\n'));
  return program;
}

/** Programs in both languages, which must be one; for spellings that of each. */
export function programsOf(one: Case): unknown[] {
  if (one.kind !== 'spellings') return [withoutRanges(programOf(one, 'zh')), withoutRanges(programOf(one, 'en'))];
  return [one.written.zh, one.written.en, ...one.also].map((written) => withoutRanges(programOf({ ...one, written: { zh: written, en: written } }, 'en')));
}

// ---------------------------------------------------------------- rows

type Cell = string | number | boolean | string[] | null;
const codes: Record<string, string> = { 甲: 'A', 乙: 'B', 丙: 'C', 丁: 'D', 戊: 'E' };
const codeOf = (name: string): string => codes[name] ?? name;

/** Cells as the store holds them. */
function typed(program: Program, ledger: string, column: string, cell: string): Cell {
  if (cell === '') return null;
  if (column === 'agency') return codeOf(cell);
  const field = program.ledgers[ledger]?.fields.find((one) => one.name === column);
  if (!field) return Number(cell);
  if (field.several || field.type.kind === 'choices') return cell.split('、');
  return field.type.kind === 'number' ? Number(cell) : field.type.kind === 'boolean' ? cell === '是' : cell;
}

function rowsOf(program: Program, table: Table, year: number, agency: (row: number) => string): Rows[string] {
  const ledger = program.ledgers[table.ledger];
  return table.rows.map((cells, index) => {
    const row: Record<string, Cell> = Object.fromEntries(table.columns.map((column, at): [string, Cell] => {
      const cell = cells[at] ?? '';
      // A cell of a form may hold a mark.
      return !ledger && (cell === '/' || cell === '-') ? [`${column}__mark`, cell] : [column, typed(program, table.ledger, column, cell)];
    }));
    if (!ledger || ledger.hasAgency) row['agency'] ??= agency(index);
    if (ledger?.datedBy && !table.columns.includes(ledger.datedBy)) row[ledger.datedBy] = ledger.datedBy === 'year' ? year : `${year}-03-01`;
    if (!ledger?.datedBy && row['_year'] === undefined) row['_year'] = year;
    for (const key of ledger?.key ?? []) row[key] ??= String(index + 1);
    return row;
  });
}

const roster = (names: string[], year: number): Rows[string] =>
  names.map((name) => ({ code: codeOf(name), name: `${name}局`, level: '市', body_type: '工作部门', category: '部门组', region: '610100', _year: year - 1 }));

// ---------------------------------------------------------------- outcomes

/** A value as it is told: `50% (1/2)`, `3件`, `yes`, `not applicable`, then `pending 1`, `excluded 1`, `met`. */
export function told(row: MeasureRow, value: Expr): string {
  const parts: string[] = [];
  if (row.parts) parts.push(row.parts.map(({ name, count }) => `${name || 'empty'} ${count}`).join(', '));
  else if (row.state === 'value') parts.push(figureOf(row, value));
  else if (row.state === 'error') parts.push(`error: ${row.error?.code === 'choice_needed' ? 'choice needed' : row.error?.year ?? row.error?.code}`);
  else if (row.state !== 'pending' || row.pending === 0) parts.push(row.state.replaceAll('_', ' '));
  if (row.pending > 0) parts.push(`pending ${row.pending}`);
  if (row.excluded > 0) parts.push(`excluded ${row.excluded}`);
  if (row.principleMissed) parts.push('missed in principle');
  else if (row.target_met !== null) parts.push(row.target_met ? 'met' : 'not met');
  return parts.join('; ');
}

function figureOf(row: MeasureRow, { type }: Expr): string {
  if (typeof row.value === 'boolean') return row.value ? 'yes' : 'no';
  if (typeof row.value !== 'number') return String(row.value);
  const unit = type.kind === 'number' ? type.unit : '1', ratio = unit === '%' || unit === 'percentage_points';
  const figure = Number((ratio ? row.value * 100 : row.value).toFixed(2));
  return `${figure}${unit === '1' ? '' : unitText('zh', unit)}${row.denominator === null ? '' : ` (${row.numerator}/${row.denominator})`}`;
}

export interface Bench { outcome(one: Case): Promise<string[]>; close(): Promise<void> }

/** Worlds by what is declared: most cases need no more than what is shipped. */
export function openBench(): Bench {
  const worlds = new Map<string, Promise<World>>();
  const worldOf = (program: Program): Promise<World> => {
    const key = JSON.stringify([withoutRanges(program.ledgers), withoutRanges(program.forms)]);
    const found = worlds.get(key) ?? openWorld(program, calendar);
    worlds.set(key, found);
    return found;
  };
  return {
    async outcome(one) {
      const program = programOf(one, 'en');
      return new Run(one, program, await worldOf(program)).outcome();
    },
    async close() { for (const world of worlds.values()) await (await world).close(); },
  };
}

class Run {
  readonly one: Case; readonly program: Program; readonly world: World; readonly year: number; readonly asOf: string;
  constructor(one: Case, program: Program, world: World) {
    this.one = one; this.program = program; this.world = world;
    this.year = one.year ?? 2024;
    this.asOf = one.asOf ?? `${this.year}-12-31`;
  }

  async outcome(): Promise<string[]> {
    const { one } = this;
    switch (one.kind) {
      case 'condition': return this.conditions();
      case 'quantity': return this.quantities();
      case 'value': return this.agencies(Object.keys(one.expect), one.silent ?? [], 'x');
      case 'program': return this.agencies(Object.keys(one.expect), one.silent ?? [], one.indicator, one.choices);
      case 'card': return this.points(Object.keys(one.expect), one.silent ?? [], one.scorecard, one.hand);
      case 'checks': return this.checks();
      case 'spellings': return [];
    }
  }

  private request(more: Partial<EvaluationRequest> = {}): EvaluationRequest { return { program: this.program, year: this.year, asOf: this.asOf, calendar, ...more }; }

  private async load(names: string[], silent: string[], agency: (row: number) => string): Promise<void> {
    const given = this.one.tables ?? [];
    const mentioned = given.flatMap((table) => { const at = table.columns.indexOf(table.ledger === 'agencies' ? 'code' : 'agency'); return at < 0 ? [] : table.rows.map((row) => row[at]!); });
    const tables: Rows = { agencies: roster([...new Set([...names, ...mentioned])], this.year) };
    for (const table of given) {
      const rows = rowsOf(this.program, table, this.year, agency);
      if (table.ledger === 'agencies') tables['agencies'] = tables['agencies']!.map((known) => ({ ...known, ...rows.find((row) => row['code'] === known['code'] || row['code'] === nameOf(String(known['code']))), code: known['code']!, _year: known['_year']! }));
      else tables[table.ledger] = [...tables[table.ledger] ?? [], ...rows];
    }
    const shown = [...new Set([...(this.one.tables ?? []).map((table) => table.ledger), ...Object.values(this.program.indicators).flatMap((indicator) => indicator.reads)])];
    const years = [this.year, this.year - 1];
    await this.world.load(tables, names.filter((name) => !silent.includes(name)).flatMap((name) => shown.filter((ledger) => this.program.ledgers[ledger]?.hasAgency).flatMap((ledger) => years.map((year) => ({ agency: codeOf(name), ledger, year })))));
  }

  /** Each row by what becomes of it, and of its negation: neither is unknown. */
  private async conditions(): Promise<string[]> {
    const table = this.one.tables![0]!, negated = programOf({ ...this.one, written: { zh: `非（${this.one.written.zh}）`, en: `not (${this.one.written.en})` } }, 'en');
    await this.load(['甲'], [], () => 'A');
    const key = this.program.ledgers[table.ledger]!.key.at(-1)!;
    const verdicts = async (program: Program): Promise<Map<string, RecordVerdict>> => {
      const { records } = await explain(this.world.engine, this.request({ program }), { indicator: 'x', agency: 'A', limit: 1000 });
      return new Map(records.map((record) => [String(record.fields[key]), record] as const));
    };
    const [found, opposite] = [await verdicts(this.program), await verdicts(negated)];
    return rowsOf(this.program, table, this.year, () => 'A').map((row): string => {
      const [verdict, other] = [found.get(String(row[key])), opposite.get(String(row[key]))];
      if (!verdict) return 'not there';
      if (verdict.verdict === 'fulfilled') return 'yes';
      if (verdict.verdict === 'missed') return other?.verdict === 'fulfilled' ? 'no' : 'unknown';
      return verdict.verdict;
    });
  }

  /** Each row as the only one of an agency. */
  private async quantities(): Promise<string[]> {
    const names = this.one.tables![0]!.rows.map((_, index) => `R${index + 1}`);
    await this.load(names, [], (row) => names[row]!);
    const measures = await evaluate(this.world.engine, this.request({ indicators: ['x'] }));
    return names.map((name) => {
      const row = measures.byIndicator['x']!.find((one) => one.agency === name)!;
      return row.state === 'not_applicable' ? 'empty' : told(row, this.program.indicators['x']!.value);
    });
  }

  private async agencies(names: string[], silent: string[], indicator: string, choices?: Record<string, number>): Promise<string[]> {
    await this.load(names, silent, () => 'A');
    const measures = await evaluate(this.world.engine, this.request({ indicators: [indicator], ...(choices && { choices }) }));
    return names.map((name) => told(measures.byIndicator[indicator]!.find((row) => row.agency === codeOf(name))!, this.program.indicators[indicator]!.value));
  }

  /** `80 points; good; rank 1`. */
  private async points(names: string[], silent: string[], scorecard: string, hand: Record<string, Record<string, string>> = {}): Promise<string[]> {
    await this.load(names, silent, () => 'A');
    const given = Object.fromEntries(Object.entries(hand).map(([name, items]) => [codeOf(name), Object.fromEntries(Object.entries(items).map(([item, points]) => [item, { points, reason: '例' }]))]));
    const { rows } = await scores(this.world.engine, { ...this.request(), scorecard, handPoints: given as never });
    return names.map((name) => {
      const row = rows.find((one) => one.agency === codeOf(name))!;
      if (row.points === null) return row.state.replaceAll('_', ' ');
      return [`${row.points} points`, row.grade, row.rank !== null && `rank ${row.rank}`, row.veto && `veto ${row.veto}`].filter(Boolean).join('; ');
    });
  }

  private async checks(): Promise<string[]> {
    const table = this.one.tables![0]!, ledger = this.program.ledgers[table.ledger];
    await this.load(['甲', '乙', '丙', '丁'], [], (row) => 'ABCD'[row]!);
    if (!ledger) {
      const findings = await checkForms(this.world.engine, this.request());
      return table.rows.map((_, index) => findings.filter((one) => one.agency === 'ABCD'[index] && one.form === table.ledger).map((one) => one.check).join(', ') || 'none');
    }
    const broken: string[][] = table.rows.map(() => []);
    for (const check of ledger.checks) {
      const { columns, names } = await this.world.engine.query(checkLedgerStatement(this.program, ledger.name, check, ledger.name));
      for (const row of columns[names.indexOf('_row')]!) broken[Number(row) - 2]!.push(check.label);
    }
    return broken.map((labels) => labels.join(', ') || 'none');
  }
}
const nameOf = (code: string): string => Object.entries(codes).find(([, one]) => one === code)?.[0] ?? code;
