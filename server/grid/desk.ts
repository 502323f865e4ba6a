/** The desk of an agency's clerk and approver: what is handed in, what is missing, what has to be looked at. */
import type { Form } from '../../dsl/index.ts';
import { expressionWords } from '../../dsl/words/index.ts';
import { jump, LiveForm } from '../../metrics/index.ts';
import type { LiveFinding, LiveRows } from '../../metrics/index.ts';
import type { Actor } from '../access.ts';
import { canRead, mayActFor, readableAgencies } from '../accounts/rights.ts';
import type { ServerContext } from '../context.ts';
import { reportTables } from '../filing/service.ts';
import { subtract } from '../publish/decimal.ts';
import { derivedCells } from '../publish/figures.ts';
import { Refusal } from '../words.ts';
import { formsInOrder, gridForms, handedIn, liveRow, READING } from './forms.ts';
import type { Place } from './forms.ts';
import type { Desk, DeskAct, DeskHandIn, DeskList } from './shapes.ts';

/** The agencies one may work on (for the bureau: those of the region), with the years that have begun. */
export async function deskList(server: ServerContext, actor: Actor): Promise<DeskList> {
  const year = await server.defaultYear(), thisYear = Number(server.today().slice(0, 4));
  const readable = await readableAgencies(server, actor, year);
  const agencies = (await server.results.roster(year, server.asOf(year))).filter((row) => canRead(readable, row.agency) && !server.published.has(row.agency)).flatMap((row) => {
    const place = { code: row.agency, region: String(row.fields['region'] ?? '') };
    const role = (['clerk', 'approver', 'officer', 'administrator'] as const).find((one) => mayActFor(actor, place, [one]));
    return role ? [{ code: row.agency, name: row.name, group: row.group, role }] : [];
  });
  const known = (await server.years()).all.filter((one) => one <= thisYear);
  return { agencies, years: [...new Set([...known, thisYear - 1])].filter((one) => known.length === 0 || one >= known[0]!).toSorted((a, b) => b - a), defaultYear: await server.reportYear() };
}

/** What the agency has handed in of every ledger and form in a year. */
async function handIns(server: ServerContext, agency: string, year: number): Promise<Map<string, DeskHandIn>> {
  const { columns } = await server.engine.query({
    sql: `SELECT r.ledger, r.upload, strftime(u.received_at, '%Y-%m-%dT%H:%M:%SZ'), r."rows", u.note, coalesce(u.act, 'files') FROM _reported r LEFT JOIN _uploads u ON u.upload = r.upload WHERE r.agency = ? AND r."year" = ?`, values: [agency, year],
  });
  return new Map((columns[0] ?? []).map((ledger, index): [string, DeskHandIn] => {
    const [upload, at, rows, note, act] = [1, 2, 3, 4, 5].map((column) => columns[column]![index]);
    return [String(ledger), { upload: Number(upload), at: String(at ?? ''), rows: Number(rows), act: act as DeskAct, by: null, note: note === null || note === undefined ? null : String(note) }];
  }));
}

const labelOf = (form: Form, column: string): string => form.columns.find((one) => one.name === column)?.label ?? column;

/** `各项之和应等于合计（处罚种类各项之和 23，合计 10）` */
function messageOf(server: ServerContext, form: Form, finding: LiveFinding, year: number): { zh: string; en: string } {
  const { program } = server.store;
  const seen = finding.figures.filter((figure) => figure.value !== null).map((figure) => {
    const of = program.forms[figure.form]!, name = figure.column === null ? `${of.groups.find((group) => group.name === figure.group)?.label ?? figure.group}各项之和` : labelOf(of, figure.column);
    return `${figure.year === year ? '' : `${figure.year}年`}${name} ${figure.value}`;
  }).join('，');
  const zh = finding.label, en = expressionWords(program, form.checks[finding.check]!.condition).en;
  return seen ? { zh: `${zh}（${seen}）`, en: `${en} (${seen})` } : { zh, en };
}

export async function desk(server: ServerContext, actor: Actor, place: Place): Promise<Desk> {
  const { agency, year, asOf } = place, { program } = server.store;
  if (!canRead(await readableAgencies(server, actor, year), agency.code)) throw new Refusal('forbidden', 'not_for_agency', `您没有查看机关 ${agency.code} 年报的权限。`, `You may not see the annual report of agency ${agency.code}.`);
  const forms = formsInOrder(program);
  const [grid, sent, before, now, earlier] = [await gridForms(server, actor, place), await handIns(server, agency.code, year), await handIns(server, agency.code, year - 1), await handedIn(server, agency.code, year, forms), await handedIn(server, agency.code, year - 1, forms)];
  const rows: LiveRows = (form, of) => {
    const cells = (of === year ? now : earlier).get(form)?.cells;
    return cells ? liveRow(program.forms[form]!, cells) : null;
  };
  const definition = await server.definition({}, year);
  const own = definition.library.program, typed = forms.filter((form) => now.has(form.name) && !now.get(form.name)!.zero);
  const derivable = typed.filter((form) => own.forms[form.name]);
  const given = derivable.length > 0 ? await derivedCells(server.engine, derivable.map((form) => own.forms[form.name]!), { program: own, choices: definition.choices, agency: agency.code, year, asOf, calendar: server.calendar }) : null;
  const findings: Desk['findings'] = [], differences: Desk['differences'] = [], jumps: Desk['jumps'] = [];
  for (const form of typed) {
    const cell = (column: string) => ({ form: form.name, formLabel: form.label, column, columnLabel: labelOf(form, column) });
    for (const finding of new LiveForm(program.forms, form.name, year).findings(rows)) findings.push({ ...cell(finding.at), severity: finding.severity, message: messageOf(server, form, finding, year) });
    const row = rows(form.name, year)!, last = rows(form.name, year - 1);
    for (const { name, unit } of form.columns) {
      const value = row.get(name)?.value ?? null, ledgers = given?.byForm.get(form.name)?.get(name)?.value ?? null, was = last?.get(name)?.value ?? null;
      if (value !== null && ledgers !== null && subtract(value, ledgers) !== '0') differences.push({ ...cell(name), unit, typed: value, ledgers, difference: subtract(value, ledgers) });
      const leap = value !== null && was !== null ? jump(value, was, unit) : null;
      if (leap) jumps.push({ ...cell(name), unit, now: value!, before: was!, ...leap });
    }
  }
  const report = new Set(reportTables(program));
  return {
    agency, year, mayEdit: grid.mayEdit,
    forms: grid.forms.map((form) => ({ ...form, by: sent.get(form.form) ?? null, lastYear: before.has(form.form) })),
    ledgers: Object.values(program.ledgers).filter((ledger) => ledger.hasAgency && !ledger.system)
      .map(({ name, label }) => ({ ledger: name, label, report: report.has(name), handedIn: sent.get(name) ?? null, rowsLastYear: before.get(name)?.rows ?? null }))
      .toSorted((one, other) => Number(other.report) - Number(one.report)),
    findings: findings.toSorted((one, other) => Number(other.severity === 'error') - Number(one.severity === 'error')), differences, jumps,
  };
}

export { READING };
