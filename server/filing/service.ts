/** What filing does on a server: where a report stands, and acts on it, each with all it changes in one transaction. */
import { FilingConflict, writeFilingLines } from '../../data/store/index.ts';
import type { FilingEvent, NewPublication } from '../../data/store/index.ts';
import type { Program } from '../../dsl/index.ts';
import type { Engine, Measures } from '../../metrics/types.ts';
import { canRead, mayActFor, readableAgencies } from '../accounts/rights.ts';
import type { Actor } from '../accounts/rights.ts';
import type { ServerContext } from '../context.ts';
import type { ReportModel } from '../publish/model.ts';
import { Recent, unknownAgency } from '../results.ts';
import { Refusal } from '../words.ts';
import type { Words } from '../words.ts';
import { declaredDeadlines, deadlinesOf } from './deadlines.ts';
import { ANNUAL, currentReport, frozen, ownKey } from './publishing.ts';
import type { FilingFinding, FilingHistoryItem, FilingView } from './shapes.ts';
import { actsOf, FILING_ACTS, obstacleOf, rowsOf, RULES, STAGE_WORDS, stageAfter, stateOf } from './stages.ts';
import type { FilingAct, FilingFacts, FilingHand, FilingRole, FilingRow, FilingState } from './stages.ts';

export interface FilingRequest {
  agency: string; year: number;
  /** The number of the last event that the one who acts has seen. */
  expected: number;
  remark?: string | undefined;
  /** Of `forward`: the day on which it was reported to the superior; by default today. */
  on?: string | undefined;
}

export interface FilingPlace { code: string; name: string; group: string; region: string }
/** How the events of all agencies in a year stand together with what files brought. */
export interface Standing { events: FilingEvent[]; rows: FilingRow[]; state: FilingState }

type Query = (sql: string, values: (string | number)[]) => Promise<unknown[][]>;

/** Where a published version is read. */
export const publicAddress = (agency: string, year: number, version: number): string => `/reports/${agency}/${year}/v${version}`;

export class Filing {
  readonly #server: ServerContext;
  readonly #models = new Recent<ReportModel>(300);

  constructor(server: ServerContext) { this.#server = server; }

  /** Agencies of a year's roster that file here: those whose figures were carried over from a publication do not. */
  async places(year: number): Promise<FilingPlace[]> {
    const roster = await this.#server.results.roster(year, this.#server.asOf(year));
    return roster.filter((row) => !this.#server.published.has(row.agency)).map((row) => ({ code: row.agency, name: row.name, group: row.group, region: typeof row.fields['region'] === 'string' ? row.fields['region'] : '' }));
  }

  async #place(agency: string, year: number): Promise<FilingPlace> {
    const place = (await this.places(year)).find((one) => one.code === agency);
    if (!place) throw unknownAgency(agency, year);
    return place;
  }

  /** By when the report of a year is submitted and published, as it is declared. */
  deadlines(year: number): ReturnType<typeof deadlinesOf> {
    return deadlinesOf(declaredDeadlines(this.#server.store.program.reports[ANNUAL]), year, this.#server.today(), this.#server.calendar);
  }

  /** The hand of an actor for an agency. */
  async hand(actor: Actor, place: FilingPlace): Promise<FilingHand> {
    const roles = (['clerk', 'approver', 'officer'] as const).filter((role): role is FilingRole => mayActFor(actor, place, [role]));
    return { account: actor.account, roles, sole: await this.#accountsOf(place.code) <= 1 };
  }

  /** How many people may act for the agency. */
  async #accountsOf(agency: string): Promise<number> {
    const [row] = await queryOf(this.#server.engine)(`SELECT count(DISTINCT account) FROM _grants WHERE agency = ? AND "role" IN ('clerk', 'approver')`, [agency]);
    return Number(row?.[0] ?? 0);
  }

  /** Events, lines and state of the agencies of a year, by code; of one agency, or of all. */
  async standings(year: number, agency?: string): Promise<Map<string, Standing>> {
    const events = await this.#server.store.filing.events({ year, report: ANNUAL, ...(agency === undefined ? {} : { agency }) });
    const lines = await linesOf(this.#server.engine, this.#server.store.program, year, agency);
    const found = new Map<string, Standing>();
    const byAgency = Map.groupBy(events, (event) => event.agency);
    for (const code of new Set([...byAgency.keys(), ...lines.keys()])) {
      const own = byAgency.get(code) ?? [], rows = lines.get(code) ?? [];
      found.set(code, { events: own, rows, state: stateOf(own, rows) });
    }
    return found;
  }

  async standing(agency: string, year: number): Promise<Standing> {
    return (await this.standings(year, agency)).get(agency) ?? { events: [], rows: [], state: stateOf([]) };
  }

  /** The report as the figures give it now; made once for each state of what it reads. `shared`: for many agencies at once. */
  async report(agency: string, year: number, shared?: Map<string, Promise<Measures>>): Promise<ReportModel> {
    const { key } = await this.#server.definition({}, year);
    const query = queryOf(this.#server.engine), program = this.#server.store.program;
    const data = [await dataKey(query, program, agency, year), await dataKey(query, program, agency, year - 1), await rosterKey(query), await ownKey(this.#server, agency, year)];
    return this.#models.get([key, agency, year, ...data].join('|'), () => currentReport(this.#server, agency, year, shared));
  }

  async #facts(agency: string, year: number): Promise<{ facts: FilingFacts; findings: FilingFinding[] }> {
    const query = queryOf(this.#server.engine), program = this.#server.store.program;
    const data = await dataKey(query, program, agency, year);
    const model = await this.report(agency, year);
    const findings = model.findings.map(({ table, severity, message }): FilingFinding => ({ table, severity, message })).toSorted((one, other) => (one.severity === other.severity ? 0 : one.severity === 'error' ? -1 : 1));
    return { facts: { reported: data !== '', hard: findings.filter((one) => one.severity === 'error').length, soft: findings.filter((one) => one.severity === 'warning').length, data: [data, await ownKey(this.#server, agency, year)].filter(Boolean).join(' ') }, findings };
  }

  /** Where the report of an agency and year stands, for this actor. Throws `forbidden` when it is not theirs to see. */
  async view(agency: string, year: number, actor: Actor): Promise<FilingView> {
    const place = await this.#place(agency, year);
    if (!canRead(await readableAgencies(this.#server, actor, year), agency)) throw new Refusal('forbidden', 'not_for_agency', `您没有查看机关 ${agency} 报送情况的权限。`, `You may not see how agency ${agency} files.`);
    const { events, rows, state } = await this.standing(agency, year);
    const { facts, findings } = await this.#facts(agency, year);
    const hand = await this.hand(actor, place);
    const stale = state.checked !== null && state.checked.data !== facts.data && state.stage !== 'published';
    return {
      agency: { code: place.code, name: place.name, group: place.group, region: place.region || null }, year, report: ANNUAL,
      stage: state.stage, stageLabel: STAGE_WORDS[state.stage], version: state.version, published: state.published, number: state.number, reason: state.reason,
      submittedOn: state.submittedOn, acceptedOn: state.acceptedOn, forwardedOn: state.forwardedOn,
      deadlines: this.deadlines(year),
      stale, findings, blockers: blockers(state, facts, stale),
      acts: actsOf(state, hand).map((act) => ({ act, label: RULES[act].label, remark: act === 'check' && facts.soft > 0 ? 'required' : RULES[act].remark, obstacle: obstacleOf(state, act, hand, facts, '(shown)') })),
      history: events.map(historyItem), publications: await this.#server.store.publications.list({ agency, year, report: ANNUAL }), rows,
    };
  }

  /**
   * Does an act. Throws `forbidden`, `input` with what is missing, `busy` (`stale`) when another act came first; nothing is
   * changed then. The event, the lines of `filings`, the publication and the audit entry are there together or not at all.
   */
  async act(act: FilingAct, request: FilingRequest, actor: Actor): Promise<FilingEvent> {
    const { agency, year, expected } = request;
    const remark = (request.remark ?? '').trim();
    const place = await this.#place(agency, year);
    const hand = await this.hand(actor, place);
    const { events, rows, state } = await this.standing(agency, year);
    if (hand.roles.length === 0) throw new Refusal('forbidden', 'not_for_agency', `您没有办理机关 ${agency} 报送事务的权限。`, `You may not act on what agency ${agency} files.`);
    if (state.number !== expected) throw staleRefusal(events.at(-1));
    const needsReport = act === 'check' || act === 'publish';
    const needsData = act === 'submit' || act === 'accept';
    const { facts, findings } = needsReport ? await this.#facts(agency, year)
      : needsData ? { facts: { reported: true, hard: 0, soft: 0, data: await dataKey(queryOf(this.#server.engine), this.#server.store.program, agency, year) }, findings: [] } : { facts: null, findings: [] };
    const obstacle = obstacleOf(state, act, hand, facts ?? { reported: true, hard: 0, soft: 0, data: state.checked?.data ?? '' }, remark);
    if (obstacle) throw new Refusal(obstacle.kind, obstacle.code, obstacle.zh, obstacle.en);
    const on = this.#day(act, request.on, year);
    const at = new Date();
    const version = act === 'correct' ? state.version + 1 : state.version;
    const publication = act === 'publish' ? await this.#publication(state, { agency, year, on, at, by: actor.account }) : null;
    const event: Omit<FilingEvent, 'number'> = {
      agency, year, report: ANNUAL, version, act, stage: stageAfter(state, act), by: actor.account, name: actor.name, remark: remark === '' ? null : remark, at: at.toISOString(),
      detail: { on, ...(events.length === 0 && rows.length > 0 ? { base: rows } : {}), ...(act === 'check' && facts ? { data: facts.data, soft: facts.soft, findings: findings.map((one) => one.message) } : {}), ...(publication ? { bytes: Buffer.byteLength(publication.model) } : {}) },
    };
    try {
      return await this.#server.store.filing.append(event, expected, {
        ...(publication ? { publication } : {}),
        also: async (connection, appended) => {
          const { program, tables, audit } = this.#server.store;
          if (facts) {
            // Figures may have been handed in since they were looked at.
            const now = await dataKey(async (sql, values) => (await connection.runAndReadAll(sql.replaceAll('?', placeholders()), values)).getRows() as unknown[][], program, agency, year);
            if (now !== facts.data) throw new Refusal('busy', 'data_changed', '办理期间数据又有变化，请刷新后重新核对。', 'The figures changed while this was being done: reload and look again.');
          }
          const lines = rowsOf([...events, appended], (one) => publicAddress(agency, year, one));
          const drop = rows.map((row) => row.version).filter((one) => !lines.some((line) => line.version === one));
          const table = tables.get('filings');
          if (table) await writeFilingLines(connection, table, { agency, year, report: reportChoice(program), at }, lines, drop);
          await audit.append({ actor: actor.account, act: `filing.${act}`, subject: `${ANNUAL} ${year}`, agency, year, at, detail: { version, number: appended.number, stage: appended.stage, ...(remark === '' ? {} : { remark }) } });
        },
      });
    } catch (error) {
      if (error instanceof FilingConflict) throw staleRefusal((await this.#server.store.filing.events({ agency, year, report: ANNUAL })).at(-1));
      throw error;
    }
  }

  async #publication(state: FilingState, of: { agency: string; year: number; on: string; at: Date; by: string }): Promise<NewPublication> {
    const earlier = await this.#server.store.publications.list({ agency: of.agency, year: of.year, report: ANNUAL });
    return frozen(await this.report(of.agency, of.year), { version: state.version, publishedOn: of.on, publishedAt: of.at.toISOString(), reason: state.reason, by: of.by, earlier });
  }

  /** The day an act is dated: today, but for reporting to the superior, which may be told afterwards. */
  #day(act: FilingAct, given: string | undefined, year: number): string {
    const today = this.#server.today();
    if (act !== 'forward' || given === undefined) return today;
    if (given > today || given <= `${year}-12-31`) throw new Refusal('input', 'bad_day', `报上级日期应在 ${year + 1} 年 1 月 1 日至今天之间，填的是 ${given}。`, `The day of the report to the superior lies between 1 January ${year + 1} and today, not ${given}.`);
    return given;
  }
}

/** Every placeholder of a statement with its number, for the store's own connections. */
function placeholders(): () => string {
  let next = 0;
  return () => `$${(next += 1)}`;
}

function staleRefusal(last: FilingEvent | undefined): Refusal {
  const [zh, en] = last ? [`${last.name}已于${last.at.slice(0, 16).replace('T', ' ')}（UTC）办理“${RULES[last.act as FilingAct].label.zh}”`, `${last.name} did "${RULES[last.act as FilingAct].label.en}" at ${last.at.slice(0, 16).replace('T', ' ')} UTC`] : ['还没有人办理过', 'nobody acted yet'];
  return new Refusal('busy', 'stale', `您看到的不是最新状态：${zh}。请刷新后再办。`, `What you saw is not the newest state: ${en}. Reload, then act.`);
}

/** What stands in the way of the next step, for everyone to read. */
function blockers(state: FilingState, facts: FilingFacts, stale: boolean): Words[] {
  const found: Words[] = [];
  const open = state.stage === 'draft' || state.stage === 'returned' || state.stage === 'checked';
  if (open && !facts.reported) found.push({ zh: '本年度还没有报送任何台账或统计表。', en: 'Nothing was handed in for the year yet.' });
  if (open && facts.hard > 0) found.push({ zh: `有 ${facts.hard} 处勾稽错误须改正。`, en: `${facts.hard} broken ${facts.hard === 1 ? 'check has' : 'checks have'} to be mended.` });
  if (stale) found.push({ zh: '校核之后数据又有变化，须重新校核。', en: 'The figures changed after the check: check again.' });
  return found;
}

function historyItem(event: FilingEvent): FilingHistoryItem {
  const findings = Array.isArray(event.detail['findings']) ? event.detail['findings'] as Words[] : [];
  const act = event.act as FilingAct;
  return {
    number: event.number, version: event.version, act, label: FILING_ACTS.includes(act) ? RULES[act].label : { zh: event.act, en: event.act }, stage: event.stage, by: event.by, name: event.name, remark: event.remark,
    on: typeof event.detail['on'] === 'string' ? event.detail['on'] : event.at.slice(0, 10), at: event.at, acknowledged: findings,
  };
}

export function queryOf(engine: Engine): Query {
  return async (sql, values) => {
    const { columns, rowCount } = await engine.query({ sql, values });
    return Array.from({ length: rowCount }, (_, row) => columns.map((column) => column[row]));
  };
}

/** The report's choice as the ledger stores it. */
export function reportChoice(program: Program): string {
  const type = program.ledgers['filings']?.fields.find((field) => field.name === 'report');
  return type?.choices?.find((choice) => choice.name === ANNUAL || choice.value === ANNUAL)?.value ?? ANNUAL;
}

/** The lines of `filings` of the annual report, by agency. */
async function linesOf(engine: Engine, program: Program, year: number, agency?: string): Promise<Map<string, FilingRow[]>> {
  if (!program.ledgers['filings']) return new Map();
  const day = (name: string): string => `CAST(${name} AS VARCHAR)`;
  const rows = await queryOf(engine)(
    `SELECT agency, "version", ${['submitted_on', 'filed_on', 'superior_on', 'published_on'].map(day).join(', ')}, url FROM filings WHERE _year = ? AND report = ? ${agency === undefined ? '' : 'AND agency = ?'} ORDER BY agency, "version"`,
    [year, reportChoice(program), ...(agency === undefined ? [] : [agency])]);
  const text = (cell: unknown): string | null => (cell === null || cell === undefined ? null : String(cell));
  const found = new Map<string, FilingRow[]>();
  for (const [code, version, submitted, filed, superior, published, url] of rows) {
    const line: FilingRow = { version: Number(version), submittedOn: text(submitted), filedOn: text(filed), superiorOn: text(superior), publishedOn: text(published), url: text(url) };
    found.set(String(code), [...found.get(String(code)) ?? [], line]);
  }
  return found;
}

/** The forms, and the ledgers from which their columns derive: what the report's tables are made of. */
export function reportTables(program: Program): string[] {
  const found = new Set(Object.keys(program.forms));
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) { part.forEach(visit); return; }
    if (part === null || typeof part !== 'object') return;
    for (const [key, value] of Object.entries(part)) {
      if (key === 'ledger' && typeof value === 'string' && program.ledgers[value]?.hasAgency && !program.ledgers[value].system) found.add(value);
      else visit(value);
    }
  };
  for (const form of Object.values(program.forms)) visit(form.columns.map((column) => column.derived));
  return [...found].toSorted();
}

/** The state of what an agency's report of a year reads: the hand-ins behind it. Empty: none. */
async function dataKey(query: Query, program: Program, agency: string, year: number): Promise<string> {
  const names = reportTables(program);
  const rows = await query(`SELECT ledger, upload FROM _reported WHERE agency = ? AND "year" = ? AND ledger IN (${names.map(() => '?').join(', ')}) ORDER BY ledger`, [agency, year, ...names]);
  return rows.map(([ledger, upload]) => `${ledger}:${upload}`).join(' ');
}

async function rosterKey(query: Query): Promise<string> {
  const [row] = await query(`SELECT coalesce(max(upload), 0) FROM _reported WHERE ledger = ?`, ['agencies']);
  return String(row?.[0] ?? 0);
}
