/** A form of an agency and year with what stands beside its cells, and what is handed in of it. */
import type { FormDraft } from '../../data/store/index.ts';
import type { Form, Program } from '../../dsl/index.ts';
import { viewsInUse, withoutRanges } from '../../dsl/index.ts';
import { expressionWords } from '../../dsl/words/index.ts';
import { readFormCell } from '../../data/intake/cells.ts';
import { LiveForm } from '../../metrics/index.ts';
import type { LiveCell, LiveRows } from '../../metrics/index.ts';
import type { Actor } from '../access.ts';
import { mayActFor, requireFor } from '../accounts/rights.ts';
import type { Role } from '../accounts/rights.ts';
import type { ServerContext } from '../context.ts';
import { derivedCells, typedCells } from '../publish/figures.ts';
import type { Cells } from '../publish/figures.ts';
import { englishOf, layouts } from '../publish/layout.ts';
import { named, unknownAgency } from '../results.ts';
import { Refusal } from '../words.ts';
import type { GridFigure, GridForm, GridFormHead, GridForms, GridHandedIn, GridVersion } from './shapes.ts';

/** Who types and hands in, and who reads along. */
export const TYPING: readonly Role[] = ['clerk', 'approver'];
export const READING: readonly Role[] = ['clerk', 'approver', 'officer', 'administrator'];

export interface Place { agency: GridForms['agency']; year: number; asOf: string }

/** The agency on the year's roster, for someone who may read its unpublished figures. Throws `not_found`, `forbidden`. */
export async function placeOf(server: ServerContext, actor: Actor, code: string, yearText: string, roles: readonly Role[]): Promise<Place> {
  const { year, asOf } = await server.when({ year: yearText });
  const row = (await server.results.roster(year, asOf)).find((one) => one.agency === code);
  const region = typeof row?.fields['region'] === 'string' ? row.fields['region'] : null;
  requireFor(actor, { code, region: region ?? '' }, roles);
  if (!row) throw unknownAgency(code, year);
  return { agency: { code, name: row.name, group: row.group, region }, year, asOf };
}

export const mayEdit = (actor: Actor, { agency }: Place): boolean => mayActFor(actor, { code: agency.code, region: agency.region ?? '' }, TYPING);

/** The form that a request names, by name or label. Throws `not_found`. */
export function formOf(program: Program, text: string): Form {
  const name = named(program.forms, text);
  if (name === undefined) throw new Refusal('not_found', 'unknown_form', `没有统计表“${text}”。`, `There is no form "${text}".`);
  return program.forms[name]!;
}

/** In the order of the printed report, those it does not know last. */
export function formsInOrder(program: Program): Form[] {
  const order = layouts.map((layout) => layout.form), at = (form: Form): number => { const found = order.indexOf(form.name); return found < 0 ? order.length : found; };
  return Object.values(program.forms).toSorted((one, other) => at(one) - at(other));
}

export const formEnglish = (form: Form): string => layouts.find((layout) => layout.form === form.name)?.title ?? englishOf(form.name, form.name);

// ---------------------------------------------------------------- cells as texts

/** Cells as one would type them; blank ones are left out. */
function textsOf(cells: Cells | null): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [column, cell] of cells ?? []) {
    const text = cell.state === 'value' ? cell.value! : cell.state === 'not_applicable' ? '/' : cell.state === 'not_filled' ? '-' : cell.state === 'text' ? cell.text : '';
    if (text !== '') texts[column] = text;
  }
  return texts;
}

/** What intake makes of the texts: figures, marks, blanks. A text that it refuses is like a blank here. */
export function liveRow(form: Form, texts: Record<string, string>): Map<string, LiveCell> {
  return new Map(form.columns.flatMap((column) => {
    const reading = readFormCell({ integer: column.integer, unit: column.unit }, texts[column.name] ?? '');
    return 'problem' in reading ? [] : [[column.name, reading] as const];
  }));
}

const sameTexts = (form: Form, a: Record<string, string>, b: Record<string, string>): boolean => {
  const [one, other] = [liveRow(form, a), liveRow(form, b)];
  return form.columns.every(({ name }) => one.get(name)?.value === other.get(name)?.value && one.get(name)?.mark === other.get(name)?.mark && (one.has(name) || (a[name] ?? '') === (b[name] ?? '')));
};

/** What was handed in of the agency's forms in a year, by form. */
export async function handedIn(server: ServerContext, agency: string, year: number, forms: Form[]): Promise<Map<string, GridHandedIn>> {
  const { columns } = await server.engine.query({
    sql: `SELECT r.ledger, r.upload, strftime(u.received_at, '%Y-%m-%dT%H:%M:%SZ'), u.note, r."rows" FROM _reported r LEFT JOIN _uploads u ON u.upload = r.upload WHERE r.agency = ? AND r."year" = ?`, values: [agency, year],
  });
  const found = new Map<string, GridHandedIn>();
  for (const [index, ledger] of (columns[0] ?? []).entries()) {
    const form = forms.find((one) => one.name === ledger);
    if (!form) continue;
    const [upload, at, note, rows] = [1, 2, 3, 4].map((column) => columns[column]![index]);
    found.set(form.name, { upload: Number(upload), at: String(at ?? ''), note: note === null || note === undefined ? null : String(note), zero: Number(rows) === 0, cells: textsOf(await typedCells(server.engine, form, agency, year)) });
  }
  return found;
}

// ---------------------------------------------------------------- what a clerk sees

export const versionOf = (draft: FormDraft, actor: Actor): GridVersion => ({ version: draft.version, kind: draft.kind, base: draft.base, cells: draft.cells, byName: draft.byName, at: draft.at, own: draft.by === actor.account });

/** Every form of the agency and year, and how far each is. */
export async function gridForms(server: ServerContext, actor: Actor, place: Place): Promise<GridForms> {
  const { agency, year } = place, { program } = server.store, forms = formsInOrder(program);
  const [drafts, now, before] = [await server.store.drafts.heads(agency.code, year), await handedIn(server, agency.code, year, forms), await handedIn(server, agency.code, year - 1, forms)];
  const texts = new Map(forms.map((form) => [form.name, drafts.find((draft) => draft.form === form.name)?.cells ?? now.get(form.name)?.cells ?? null]));
  const rows: LiveRows = (form, of) => {
    const cells = of === year ? texts.get(form) : before.get(form)?.cells;
    return cells ? liveRow(program.forms[form]!, cells) : null;
  };
  return {
    agency, year, mayEdit: mayEdit(actor, place),
    forms: forms.map((form): GridFormHead => {
      const draft = drafts.find((one) => one.form === form.name), sent = now.get(form.name) ?? null, cells = texts.get(form.name);
      const findings = cells ? new LiveForm(program.forms, form.name, year).findings(rows) : [];
      return {
        form: form.name, label: form.label, labelEn: formEnglish(form), columns: form.columns.length, filled: Object.keys(cells ?? {}).length,
        draft: draft ? { version: draft.version, at: draft.at, byName: draft.byName } : null, handedIn: sent ? { upload: sent.upload, at: sent.at, zero: sent.zero } : null,
        changed: draft !== undefined && (sent === null || !sameTexts(form, draft.cells, sent.cells)),
        hard: findings.filter((one) => one.severity === 'error').length, soft: findings.filter((one) => one.severity === 'warning').length,
      };
    }),
  };
}

/** Without derivations and places in the text: what the browser needs of a declaration. */
const bare = (form: Form): Form => ({
  name: form.name, label: form.label, groups: form.groups, checks: form.checks.map(({ label, severity, condition }) => ({ label, severity, condition: withoutRanges(condition) })),
  columns: form.columns.map(({ name, label, unit, integer, group, aliases }) => ({ name, label, unit, integer, ...(group === undefined ? {} : { group }), ...(aliases ? { aliases } : {}) })),
});
const figures = (cells: Cells | undefined, keep: (state: string) => boolean): Record<string, GridFigure> => Object.fromEntries([...cells ?? []].filter(([, cell]) => keep(cell.state)).map(([column, cell]) => [column, { value: cell.value, text: cell.text }]));

/** Other forms whose cells an expression reads. */
function formsRead(part: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(part)) for (const one of part) formsRead(one, found);
  else if (part && typeof part === 'object') {
    const node = part as { kind?: unknown; form?: unknown };
    if ((node.kind === 'cell' || node.kind === 'groupTotal') && typeof node.form === 'string') found.add(node.form);
    for (const one of Object.values(part)) formsRead(one, found);
  }
  return found;
}

/** A form with its cells and everything beside them. */
export async function gridForm(server: ServerContext, actor: Actor, place: Place, form: Form): Promise<GridForm> {
  const { agency, year, asOf } = place, { program } = server.store;
  const views = viewsInUse(program, form.name, agency.region, year);
  const everyView = [...views, ...Object.values(program.views).filter((view) => view.form === form.name && !views.includes(view))];
  const read = formsRead([form.checks, everyView.map((view) => view.columns)]);
  const others = [...read].filter((name) => name !== form.name && program.forms[name]).map((name) => program.forms[name]!);
  const needed = [form, ...others];
  const definition = await server.definition({}, year);
  const request = { program: definition.library.program.forms[form.name] ? definition.library.program : program, choices: definition.choices, agency: agency.code, calendar: server.calendar };
  const [now, before, drafts, given] = [
    await handedIn(server, agency.code, year, needed), await handedIn(server, agency.code, year - 1, needed), await server.store.drafts.heads(agency.code, year),
    await derivedCells(server.engine, [request.program.forms[form.name] ?? form], { ...request, year, asOf }),
  ];
  const typedBefore = before.get(form.name);
  const givenBefore = typedBefore ? null : await derivedCells(server.engine, [request.program.forms[form.name] ?? form], { ...request, year: year - 1, asOf: server.asOf(year - 1) });
  const known = (state: string): boolean => state !== 'no_source';
  const lastCells = typedBefore ? Object.fromEntries(Object.entries(typedBefore.cells).map(([column, text]): [string, GridFigure] => [column, { value: liveRow(form, { [column]: text }).get(column)?.value ?? null, text }])) : figures(givenBefore?.byForm.get(form.name), (state) => state === 'value');
  const head = drafts.find((draft) => draft.form === form.name);
  return {
    agency, year, mayEdit: mayEdit(actor, place), form: bare(form), others: others.map(bare), labelEn: formEnglish(form),
    english: Object.fromEntries([...form.columns.map((column) => [column.name, englishOf(form.name, column.name)] as const), ...form.groups.map((group) => [`group:${group.name}`, englishOf(form.name, group.name, true)] as const)]),
    checks: form.checks.map((check) => expressionWords(program, check.condition).en),
    views: everyView.map((view) => ({ view: withoutRanges(view), inUse: views.includes(view) })),
    draft: head ? versionOf(head, actor) : null, handedIn: now.get(form.name) ?? null,
    rows: [
      ...others.flatMap((other) => { const cells = drafts.find((draft) => draft.form === other.name)?.cells ?? now.get(other.name)?.cells; return cells ? [{ form: other.name, year, cells }] : []; }),
      ...needed.flatMap((one) => { const cells = before.get(one.name)?.cells; return cells ? [{ form: one.name, year: year - 1, cells }] : []; }),
    ],
    lastYear: Object.keys(lastCells).length > 0 ? { source: typedBefore ? 'form' : 'ledgers', cells: lastCells } : null,
    ledgers: figures(given?.byForm.get(form.name), known),
  };
}

// ---------------------------------------------------------------- what is handed in

/** One row of texts as the file that intake reads: heads are the columns' names, the file's name the form's. */
export function handInFile(form: Form, cells: Record<string, string>): { name: string; bytes: Uint8Array } {
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (texts: string[]): string => `${texts.map(quoted).join(',')}\r\n`;
  return { name: `${form.name}.csv`, bytes: new TextEncoder().encode(line(form.columns.map((column) => column.name)) + line(form.columns.map((column) => cells[column.name] ?? ''))) };
}
