/** Builds the annual report of one agency and year as its declaration says: forms where they were typed, else what the ledgers give. */
import { createHash } from 'node:crypto';
import type { Expr, FigureColumn, Form, Indicator, Piece, Program, Report, ReportCondition, ReportItem, ReportNote, View, Worded } from '../../dsl/program.ts';
import { viewsInUse } from '../../dsl/views.ts';
import { evaluate } from '../../metrics/index.ts';
import type { Engine, MeasureRow, RosterRow } from '../../metrics/types.ts';
import { publishedReport } from '../../data/samples/published/index.ts';
import type { StoredTable } from '../../data/store/index.ts';
import { versionOf } from '../library.ts';
import { Refusal } from '../words.ts';
import { chartOf } from './charts.ts';
import { reportInUse, variantsOf, withOptions } from './choose.ts';
import { isZero } from './decimal.ts';
import { blank, derivedCells, publications, typedCells, typedCell, type Cells, type FigureRequest } from './figures.ts';
import { knownFigures, withEdits, type NarrativeText } from './edits.ts';
import { findingsOf } from './findings.ts';
import { chineseNumeral, layouts } from './layout.ts';
import type { ReportBlock, ReportCell, ReportModel, ReportParagraph, ReportPart, ReportTable, TableSource, Words } from './model.ts';
import { carriedOver, noDuty, optionNotes, signs, sourceNote } from './notes.ts';
import { hiddenCell, isCount, relationsOf, suppressed, suppressionNote } from './suppress.ts';
import { plainText, segments } from './sentences.ts';
import { tableOfColumns, tableOfForm, tableOfView, type FormFigures } from './tables.ts';
import { holds, lifted, type Figures } from './values.ts';

/** The name under which the statutory report is declared, filed and addressed. */
export const annualStatistics = 'annual_statistics';

export interface ReportRequest extends FigureRequest {
  /** Tables as they were handed in, for merged columns that cannot be split back. */
  given?: StoredTable[];
  /** The agency's own texts. */
  texts?: NarrativeText[];
}

/** What an agency may still have to write: a declared paragraph that is not printed before it does. */
export interface ToWrite { id: string; hint: Words }
/** The report with what is not in it yet, and the texts as generated. */
export interface Drafted { model: ReportModel; /** As declared, before any text of the agency. */ generated: ReportModel; toWrite: ToWrite[] }

/**
 * The statutory annual report (三项制度: 国办发〔2018〕118号, by 31 January of the next year).
 * @param engine the store's engine, with the tables of `data/README.md`
 * @param request agency by code; `asOf` decides which facts are known
 * @throws Refusal `input` when the agency is not on the roster of the year, or the program declares no such report
 */
export async function annualReport(engine: Engine, request: ReportRequest): Promise<ReportModel> { return (await drafted(engine, request)).model; }

/** The same with the paragraphs that wait to be written. */
export async function drafted(engine: Engine, request: ReportRequest): Promise<Drafted> {
  const { agency, year, asOf } = request;
  const roster = await rosterRow(engine, request);
  const region = text(roster.fields['region']);
  const report = reportInUse(request.program, annualStatistics, region, request.report);
  if (!report) throw new Refusal('input', 'no_report_declared', '程序里没有声明年报：请检查 data/catalogue/reports.heng。', 'The program declares no annual report: look into data/catalogue/reports.heng.');
  const provenance = publishedReport(agency, year);
  const printed = formsPrinted(request.program, report, region, year);
  const program = withOptions(request.program, report, region, year, printed.flatMap((each) => each.views));
  const made = new Maker(program, report, roster, request, await figuresOf(engine, { ...request, program, report: report.name }, report, roster, provenance !== undefined && provenance !== null, printed), Boolean(provenance));
  const parts = await made.parts();
  const name = roster.name;
  const notes = report.notes.flatMap((one) => made.note(one));
  const title = report.title && made.words(report.title);
  const model: ReportModel = {
    format: 2, report: annualStatistics, declaration: report.name, kind: report.layout,
    title: title ?? { zh: `${name}${year}年度行政执法统计年报`, en: `Annual Statistics of Administrative Law Enforcement ${year}` },
    agency: { code: agency, name, level: text(roster.fields['level']), group: roster.group, region },
    year, asOf, demonstration: /演示/.test(name),
    provenance: provenance && { title: provenance.title, url: provenance.url, publishedOn: provenance.publishedOn, remarks: provenance.remarks },
    publication: null, versions: await publications(engine, program, request),
    parts,
    notes: [
      { zh: `统计期间为${year}年1月1日至12月31日，数据截至${asOf}。`, en: `Period: 1 January to 31 December ${year}; facts known on ${asOf}.` },
      ...notes, ...(provenance ? [] : optionNotes(request.program, report, region, year, printed.flatMap((each) => each.views), (worded) => made.words(worded))), ...(made.tables.length > 0 ? [signs] : []), ...(report.suppressBelow === undefined ? [] : [suppressionNote(report.suppressBelow)]),
    ],
    findings: await findingsOf(engine, { ...request, program }, made.checked()), suppression: report.suppressBelow === undefined ? null : { below: report.suppressBelow },
    fingerprints: { program: versionOf(request.program), data: '' },
  };
  const texts = request.texts ?? [];
  const generated: ReportModel = { ...model, parts: model.parts };
  // Paragraphs that wait for their words stand empty until now, so that a text finds its place.
  const known = knownFigures(model);
  model.parts = withoutEmpty(withEdits(model, texts, known).parts);
  model.fingerprints.data = fingerprint([made.tables.map((table) => [table.id, table.source, table.rows.map((row) => row.cells), table.comparison]), ...(made.tables.length === 0 ? [parts] : [])]);
  return { model, generated: { ...generated, fingerprints: model.fingerprints }, toWrite: made.toWrite };
}

/** Without paragraphs that no one has written, headings with nothing under them, and parts with nothing in them; sections numbered. */
function withoutEmpty(parts: ReportPart[]): ReportPart[] {
  return parts.flatMap((part) => {
    const there = part.blocks.filter((block) => block.type !== 'paragraph' || block.zh.length > 0 || block.en.length > 0);
    const filled = there.filter((block, index) => block.type !== 'heading' || (there[index + 1] !== undefined && there[index + 1]!.type !== 'heading'));
    let number = 0;
    const blocks = filled.filter((block) => block.type !== 'paragraph' || block.id !== 'nothing' || filled.every((each) => each.type !== 'paragraph' || each.id === 'nothing')).map((block): ReportBlock => {
      if (block.type !== 'heading') return block;
      number += 1;
      return { type: 'heading', text: { zh: `${chineseNumeral(number)}、${block.text.zh}`, en: `${number}. ${block.text.en}` } };
    });
    return blocks.length === 0 ? [] : [{ ...part, blocks }];
  });
}

/** The roster of the year is computed once for all reports of a state of the data. */
async function rosterRow(engine: Engine, { program, agency, year, asOf, calendar, shared }: ReportRequest): Promise<RosterRow> {
  const key = `roster|${year}|${asOf}`;
  const asked = shared?.get(key) ?? evaluate(engine, { program, year, asOf, calendar, indicators: [] });
  shared?.set(key, asked);
  const found = (await asked).roster.find((row) => row.agency === agency);
  if (!found) throw new Refusal('input', 'unknown_agency', `${year}年的执法主体名录里没有“${agency}”：请核对统一社会信用代码和年度。`, `There is no agency "${agency}" on the roster of ${year}: check the code and the year.`);
  return found;
}

// ---------------------------------------------------------------- figures

/** The forms that tables print, each with the views it is printed by (none: as the form is). */
function formsPrinted(program: Program, report: Report, region: string | null, year: number): { form: string; views: View[] }[] {
  return tablesIn(report.parts.flatMap((part) => part.items)).flatMap((table) => {
    if (table.view) { const view = program.views[table.view]; return view ? [{ form: view.form, views: [view] }] : []; }
    return table.form ? [{ form: table.form, views: inUse(program, table.form, region, year) }] : [];
  });
}
const tablesIn = (items: ReportItem[]): Extract<ReportItem, { kind: 'table' }>[] => items.flatMap((item) => (item.kind === 'table' ? [item] : item.kind === 'section' ? tablesIn(item.items) : []));

/** A province may print one form in several tables (广东: 征收, 征用, 检查): all views of the same place and time. */
function inUse(program: Program, form: string, region: string | null, year: number): View[] {
  const all = viewsInUse(program, form, region, year);
  const same = (one: View): string => JSON.stringify([one.regions ?? [], one.from ?? '', one.to ?? '']);
  return all.filter((one) => same(one) === same(all[0]!));
}

interface ReportFigures { forms: Map<string, FormFigures & { there: boolean }>; figures: Figures }

/** Every form's cells of the year and of last year, from one kind of source each; what the texts measure besides. */
async function figuresOf(engine: Engine, request: ReportRequest, report: Report, roster: RosterRow, sample: boolean, printed: { form: string; views: View[] }[]): Promise<ReportFigures> {
  const { program, agency, year } = request;
  const forms = Object.values(program.forms);
  const wanted = [...new Map(expressionsIn(report).flatMap(lifted).map((expr) => [keyOf(expr), expr] as const)).values()];
  const names = new Map(wanted.map((expr, index) => [keyOf(expr), `report:${index}`]));
  const extra = Object.fromEntries(wanted.map((expr, index): [string, Indicator] => [`report:${index}`, measuredIndicator(program, `report:${index}`, expr)]));
  const now = await derivedCells(engine, forms, request, [], extra);
  const before = await derivedCells(engine, forms, { ...request, year: year - 1 });
  const duties = (text(roster.fields['duties']) ?? '').split(/[、，,;；|]/).map((each) => each.trim()).filter(Boolean);
  const own = new Map<string, { there: boolean; source: TableSource; now: Cells; before: Cells | null; ledgers: Cells | null }>();
  for (const form of forms) {
    const typed = await typedCells(engine, form, agency, year);
    const derived = now?.byForm.get(form.name) ?? new Map<string, ReportCell>();
    // Last year is compared within the same kind of source only.
    const earlier = typed ? await typedCells(engine, form, agency, year - 1) : before?.byForm.get(form.name) ?? null;
    const reported = [...derived.values()].some((cell) => cell.state !== 'not_reported' && cell.state !== 'no_source');
    own.set(form.name, {
      // Of a published sample only what it published is shown: of the rest nobody can say that it was not reported.
      there: typed !== null || !sample, source: typed ? 'form' : reported ? 'ledgers' : 'none', now: typed ?? withoutDuty(form, derived, reported, duties), before: earlier, ledgers: typed ? derived : null,
    });
  }
  const below = report.suppressBelow;
  if (below !== undefined) {
    const values = new Map(forms.flatMap((form) => form.columns.flatMap((column) => { const value = own.get(form.name)!.now.get(column.name)?.value; return isCount(column.unit) && value ? [[`${form.name}.${column.name}`, value] as const] : []; })));
    const relations = forms.flatMap((form) => relationsOf(form, printed.filter((each) => each.form === form.name).flatMap((each) => each.views)));
    for (const name of suppressed(values, relations, below)) {
      const [form, column] = name.split('.') as [string, string];
      const of = own.get(form)!;
      // Last year's figure and the ledgers' would tell as much.
      for (const cells of [of.now, of.before, of.ledgers]) cells?.set(column, hiddenCell);
    }
  }
  const measured = (expr: Expr): MeasureRow | undefined => { const name = names.get(keyOf(expr)); return name && !sample ? now?.measures.get(name) : undefined; };
  const figures = (cells: (form: string) => Cells | undefined): Figures => ({
    year, asOf: request.asOf, roster, measured, ...(below === undefined ? {} : { below }),
    cell: (form, column, offset) => (offset === 0 ? cells(form) : offset === -1 ? own.get(form)?.before ?? undefined : undefined)?.get(column) ?? blank('no_source'),
    group: (form, group) => (program.forms[form]?.columns ?? []).filter((column) => column.group === group).map((column) => column.name),
  });
  const main = figures((form) => own.get(form)?.now);
  const ledgers = figures((form) => own.get(form)?.ledgers ?? undefined);
  return { figures: main, forms: new Map(forms.map((form) => { const { there, source, ledgers: beside } = own.get(form.name)!; return [form.name, { there, source, figures: main, ledgers: beside ? ledgers : null }]; })) };
}

/** A column no ledger can give is a blank beside others; in a table without any figure it was not reported like the rest. */
function withoutDuty(form: Form, derived: Cells, reported: boolean, duties: string[]): Cells {
  const layout = layouts.find((each) => each.form === form.name);
  return new Map(form.columns.map((column) => {
    const cell = reported ? derived.get(column.name) ?? blank('no_source') : blank('not_reported');
    const duty = layout?.dutyOf?.[column.name] ?? layout?.duty;
    // Without the duty a figure of nothing is 不适用; a figure of something is shown all the same.
    const lacking = duty !== undefined && duties.length > 0 && !duties.includes(duty) && (cell.value === null || isZero(cell.value));
    return [column.name, lacking ? blank('not_applicable') : cell];
  }));
}

const keyOf = (expr: Expr): string => JSON.stringify(expr, (key, value: unknown) => (key === 'at' ? undefined : value));

function measuredIndicator(program: Program, name: string, value: Expr): Indicator {
  const reads = new Set<string>();
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) { part.forEach(walk); return; }
    if (!part || typeof part !== 'object') return;
    const node = part as { rows?: { ledger?: string }; kind?: string; name?: string };
    if (node.rows?.ledger && program.ledgers[node.rows.ledger]?.hasAgency && !program.ledgers[node.rows.ledger]!.system) reads.add(node.rows.ledger);
    if (node.kind === 'indicator') for (const each of program.indicators[node.name ?? '']?.reads ?? []) reads.add(each);
    for (const [key, each] of Object.entries(part)) if (key !== 'at' && key !== 'type') walk(each);
  };
  walk(value);
  return { name, label: name, sources: [], value, targets: [], shownOnly: true, reads: [...reads].sort() };
}

/** All expressions of a report's texts, tables, charts and conditions. */
function expressionsIn(report: Report): Expr[] {
  const found: Expr[] = [];
  const pieces = (list: Piece[]): void => { for (const one of list) if (typeof one === 'object') { if (one.kind === 'figure') found.push(one.value); else if (one.kind === 'counted') found.push(one.of); else if (one.kind === 'optional') pieces(one.pieces); } };
  const worded = (one: Worded | undefined): void => { if (one) { pieces(one.zh); pieces(one.en ?? []); } };
  const when = (one: ReportCondition | undefined): void => { if (one && one.kind !== 'noDuty') found.push(one); };
  const columns = (list: FigureColumn[]): void => { for (const one of list) pieces([one.value]); };
  const items = (list: ReportItem[]): void => {
    for (const item of list) {
      if ('when' in item) when(item.when);
      if (item.kind === 'section') items(item.items);
      else if (item.kind === 'table' || item.kind === 'chart') { columns(item.columns); for (const note of item.notes) { worded(note.text); when(note.when); } } else worded(item.text);
    }
  };
  worded(report.title);
  for (const note of report.notes) { worded(note.text); when(note.when); }
  for (const part of report.parts) { when(part.when); items(part.items); }
  for (const left of report.leaveOut) worded(left.because);
  return found;
}

// ---------------------------------------------------------------- parts

class Maker {
  readonly tables: ReportTable[] = [];
  readonly toWrite: ToWrite[] = [];
  readonly #program: Program; readonly #report: Report; readonly #roster: RosterRow; readonly #request: ReportRequest; readonly #of: ReportFigures; readonly #sample: boolean;
  readonly #checked: { form: ReportTable; printed: string }[] = [];

  constructor(program: Program, report: Report, roster: RosterRow, request: ReportRequest, of: ReportFigures, sample: boolean) {
    this.#program = program; this.#report = report; this.#roster = roster; this.#request = request; this.#of = of; this.#sample = sample;
  }

  async parts(): Promise<ReportPart[]> {
    const made: ReportPart[] = [];
    for (const part of this.#report.parts) {
      if (!this.#when(part.when)) continue;
      const heading = part.label ? { zh: part.label.zh, en: part.label.en ?? part.label.zh } : null;
      const blocks = await this.#blocks(part.items);
      const told = part.items.some((item) => item.kind === 'text' || item.kind === 'section');
      if (!blocks.some((block) => block.type !== 'heading' && (block.type !== 'paragraph' || block.zh.length > 0)) && told && !this.#sample) blocks.push({ type: 'paragraph', id: 'nothing', zh: ['本年度没有可供说明的数据。'], en: ['There are no figures to comment on.'], edited: false, disagreements: [] });
      if (blocks.length > 0) made.push({ id: part.name, heading, blocks });
    }
    return made;
  }

  async #blocks(items: ReportItem[]): Promise<ReportBlock[]> {
    const blocks: ReportBlock[] = [];
    for (const item of items) {
      if ('when' in item && !this.#when(item.when)) continue;
      switch (item.kind) {
        case 'text': { const made = this.#paragraph(item.name, item.text); if (made) blocks.push(made); break; }
        case 'toWrite':
          this.toWrite.push({ id: item.name, hint: this.words(item.text) ?? { zh: '', en: '' } });
          blocks.push({ type: 'paragraph', id: item.name, zh: [], en: [], edited: false, disagreements: [] });
          break;
        case 'note': { const words = this.words(item.text); if (words) blocks.push({ type: 'note', text: words }); break; }
        case 'section': {
          const inner = await this.#blocks(item.items);
          if (inner.length === 0) break;
          blocks.push({ type: 'heading', text: { zh: item.label.zh, en: item.label.en ?? item.label.zh } }, ...inner);
          break;
        }
        case 'table': blocks.push(...this.#tables(item)); break;
        case 'chart': { const chart = await chartOf(item, this.#of.figures, this.#program); if (chart) blocks.push({ type: 'chart', chart }); break; }
      }
    }
    return blocks;
  }

  #paragraph(id: string, text: Worded): ReportParagraph | null {
    const zh = segments(text.zh, this.#of.figures, this.#program, 'zh');
    if (!zh) return null;
    return { type: 'paragraph', id, zh, en: (text.en && segments(text.en, this.#of.figures, this.#program, 'en')) ?? [], edited: false, disagreements: [] };
  }

  #tables(item: Extract<ReportItem, { kind: 'table' }>): ReportBlock[] {
    const { year } = this.#request, region = text(this.#roster.fields['region']), agency = this.#roster.name;
    const made: ReportTable[] = [];
    const add = (table: ReportTable): void => {
      if (table.view && this.tables.some((each) => each.id === table.id)) table.id = table.view;
      made.push(table);
      this.tables.push(table);
    };
    const title = (zh: string, en: string): Words => ({ zh: item.label?.zh ?? zh, en: item.label?.en ?? en });
    if (!item.form && !item.view) {
      if (this.#sample) return [];
      const table = tableOfColumns(item.name, item.columns, this.#of.figures, this.tables.length + 1, agency, title(item.name, item.name));
      if (table.rows[0]!.cells.every((cell) => cell.state !== 'value')) return [];
      table.notes = [sourceNote('ledgers'), ...item.notes.flatMap((one) => this.note(one))];
      add(table);
      return made.map((one) => ({ type: 'table', table: one }));
    }
    const views = item.view ? [this.#program.views[item.view]!] : inUse(this.#program, item.form!, region, year);
    const formName = item.form ?? views[0]!.form, form = this.#program.forms[formName], of = this.#of.forms.get(formName);
    if (!form || !of?.there) return [];
    const english = item.label?.en ?? layouts.find((layout) => layout.form === formName)?.title ?? form.label;
    if (views.length === 0) add(tableOfForm(form, of, this.tables.length + 1, agency, title(form.label, english)));
    for (const view of views) add(tableOfView(view, of, this.tables.length + 1, agency, title(view.label, views.length > 1 ? view.name.replaceAll('_', ' ') : english), this.#given(view)));
    for (const table of made) {
      const lacking = table.rows[0]!.cells.length > 0 && table.rows[0]!.cells.every((cell) => cell.state === 'not_applicable');
      table.notes = this.#sample ? [carriedOver] : lacking ? [noDuty] : of.source === 'none' ? [sourceNote('none')] : [sourceNote(of.source), ...item.notes.flatMap((one) => this.note(one))];
      if (item.totals) table.rows.push({ kind: 'total', label: { zh: '合计', en: 'Total' }, cells: table.rows[0]!.cells });
      this.#checked.push({ form: table.view ? { ...tableOfForm(form, of, 0, agency, table.title), number: table.number } : table, printed: table.id });
    }
    return made.map((table) => ({ type: 'table', table }));
  }

  /** The tables as their forms, for the forms' own checks; told beside the printed table. */
  checked(): { form: ReportTable; printed: string }[] { return this.#checked; }

  #given(view: View): Map<string, ReportCell> {
    const table = this.#request.given?.find((each) => each.view === view.name && each.form === view.form);
    const row = table?.rows[0];
    if (!table || !row || table.rows.length !== 1) return new Map();
    return new Map(table.heads.flatMap((head, index) => {
      const cell = row[index]?.trim();
      if (!head.column || !cell) return [];
      return [[head.column, /^-?\d+(\.\d+)?$/.test(cell) ? typedCell(cell, null) : typedCell(null, cell)] as const];
    }));
  }

  note(one: ReportNote): Words[] {
    if (!this.#when(one.when)) return [];
    const words = this.words(one.text);
    return words ? [words] : [];
  }

  words({ zh, en }: Worded): Words | undefined {
    const chinese = plainText(zh, this.#of.figures, this.#program, 'zh');
    return chinese === null ? undefined : { zh: chinese, en: (en && plainText(en, this.#of.figures, this.#program, 'en')) ?? chinese };
  }

  #when(when: ReportCondition | undefined): boolean {
    if (!when) return true;
    if (when.kind !== 'noDuty') return holds(when, this.#of.figures) === true;
    const form = this.#program.forms[when.form];
    return Boolean(form && this.#of.forms.get(when.form)?.there && form.columns.length > 0 && form.columns.every((column) => this.#of.figures.cell(form.name, column.name, 0).state === 'not_applicable'));
  }
}

/** The reports that one may choose from, for who sets which one an agency makes. */
export function annualVariants(program: Program): { name: string; label: string; layout: Report['layout']; regions: string[] }[] {
  return variantsOf(program, annualStatistics).map(({ name, label, layout, regions }) => ({ name, label, layout, regions: regions ?? [] }));
}

function text(value: string | boolean | null | undefined): string | null { return typeof value === 'string' && value !== '' ? value : null; }
function fingerprint(value: unknown): string { return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16); }
