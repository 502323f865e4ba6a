/** Builds the annual report of one agency and year: forms where they were typed, else what the ledgers give. */
import { createHash } from 'node:crypto';
import type { Form } from '../../dsl/program.ts';
import type { Engine, MeasureRow } from '../../metrics/types.ts';
import { publishedReport } from '../../data/samples/published/index.ts';
import { versionOf } from '../library.ts';
import { Refusal } from '../words.ts';
import { charts } from './charts.ts';
import { plainDecimal, subtract, isZero } from './decimal.ts';
import { blank, derivedCells, figure, publications, typedCells, type Cells, type FigureRequest } from './figures.ts';
import { findingsOf } from './findings.ts';
import { englishOf, englishUnit, layouts, tableNumber, type FormLayout } from './layout.ts';
import type { Comparison, ReportBand, ReportBlock, ReportCell, ReportColumn, ReportModel, ReportTable, TableSource } from './model.ts';
import { indicatorsTold, narrative } from './narrative.ts';
import { carriedOver, countingNotes, noDuty, signs, sourceNote } from './notes.ts';

/** The report's name in filings and addresses. */
const annualStatistics = 'annual_statistics';

/** From 2025 the frequency of inspections is part of the annual statistics (国办发〔2024〕54号 and its 问题解答). */
const frequencySince = 2025;
const frequencyIndicators = ['inspections_per_enterprise', 'over_inspected_enterprises'];

/**
 * The statutory annual report (三项制度: 国办发〔2018〕118号, by 31 January of the next year), kind A: tables, then narrative.
 * @param engine the store's engine, with the tables of `data/README.md`
 * @param request agency by code; `asOf` decides which facts are known
 * @throws Refusal `input` when the agency is not on the roster of the year
 */
export async function annualReport(engine: Engine, request: FigureRequest): Promise<ReportModel> {
  const { program, agency, year, asOf } = request;
  const forms = orderedForms(Object.values(program.forms));
  const now = await derivedCells(engine, forms.map((each) => each.form), request, [...indicatorsTold, ...frequencyIndicators]);
  if (!now) {
    throw new Refusal('input', 'unknown_agency', `${year}年的执法主体名录里没有“${agency}”：请核对统一社会信用代码和年度。`, `There is no agency "${agency}" on the roster of ${year}: check the code and the year.`);
  }
  const before = await derivedCells(engine, forms.map((each) => each.form), { ...request, year: year - 1 });
  const fields = now.roster.fields;
  const region = text(fields['region']);
  const duties = (text(fields['duties']) ?? '').split(/[、,，;；|]/).map((each) => each.trim()).filter(Boolean);

  const name = now.roster.name;
  const provenance = publishedReport(agency, year);

  const tables: ReportTable[] = [];
  const previous = new Map<string, Map<string, ReportCell>>();
  for (const { form, layout } of forms) {
    const typed = await typedCells(engine, form, agency, year);
    // Of a published sample only what it published is shown: of the rest nobody can say that it was not reported.
    if (provenance && !typed) continue;
    const derived = now.byForm.get(form.name)!;
    const table = tableOf(name, form, layout, tables.length + 1, typed, derived, duties);
    table.notes = provenance ? [carriedOver] : table.rows[0]!.cells.every((cell) => cell.state === 'not_applicable') ? [noDuty]
      : table.source === 'none' ? [sourceNote('none')] : [sourceNote(table.source), ...countingNotes(form.name, program, region, year)];
    tables.push(table);
    // Last year is compared within the same kind of source only.
    const earlier = typed ? await typedCells(engine, form, agency, year - 1) : before?.byForm.get(form.name);
    if (earlier) previous.set(form.name, earlier);
  }
  const frequency = year >= frequencySince && !provenance ? frequencyTable(name, now.measures, tables.length + 1) : null;
  if (frequency) { frequency.notes = [sourceNote('ledgers'), ...countingNotes('inspection_frequency', program, region, year)]; tables.push(frequency); }

  const drawn = await charts(tables, previous, year);
  const model: ReportModel = {
    format: 2, report: annualStatistics, kind: 'A',
    title: { zh: `${name}${year}年度行政执法统计年报`, en: `Annual Statistics of Administrative Law Enforcement ${year}` },
    agency: { code: agency, name, level: text(fields['level']), group: now.roster.group, region },
    year, asOf, demonstration: /演示/.test(name),
    provenance: provenance && { title: provenance.title, url: provenance.url, publishedOn: provenance.publishedOn, remarks: provenance.remarks },
    publication: null, versions: await publications(engine, program, request),
    parts: [
      { id: 'tables', heading: { zh: '第一部分　数据表', en: 'Part 1: Tables' }, blocks: [...tables.map((table): ReportBlock => ({ type: 'table', table })), ...drawn.map((chart): ReportBlock => ({ type: 'chart', chart }))] },
      { id: 'narrative', heading: { zh: '第二部分　情况说明', en: 'Part 2: Narrative' }, blocks: narrative({ year, tables, previous, measures: now.measures }) },
    ],
    notes: [
      { zh: `统计期间为${year}年1月1日至12月31日，数据截至${asOf}。`, en: `Period: 1 January to 31 December ${year}; facts known on ${asOf}.` },
      signs,
    ],
    findings: await findingsOf(engine, request, tables), suppression: null,
    fingerprints: { program: versionOf(program), data: '' },
  };
  model.fingerprints.data = fingerprint(tables.map((table) => [table.id, table.source, table.rows[0]!.cells, table.comparison]));
  return model;
}

function orderedForms(forms: Form[]): { form: Form; layout: FormLayout }[] {
  const known = layouts.flatMap((layout) => { const form = forms.find((each) => each.name === layout.form); return form ? [{ form, layout }] : []; });
  const others = forms.filter((form) => !layouts.some((layout) => layout.form === form.name)).map((form) => ({ form, layout: { form: form.name, title: englishOf(form.name, form.name), breaks: [] } }));
  return [...known, ...others];
}

function tableOf(name: string, form: Form, layout: FormLayout, number: number, typed: Cells | null, derived: Cells, duties: string[]): ReportTable {
  const columns: ReportColumn[] = form.columns.map((each) => ({ name: each.name, label: { zh: each.label, en: englishOf(form.name, each.name) }, unit: each.unit, group: each.group ?? null }));
  let source: TableSource = 'form';
  let cells: ReportCell[];
  let comparison: Comparison[] = [];
  if (typed) {
    cells = columns.map((each) => typed.get(each.name)!);
    comparison = columns.flatMap((each, index) => {
      const ledgers = derived.get(each.name)!;
      if (ledgers.state !== 'value') return [];
      const form_ = cells[index]!;
      return [{ column: each.name, form: form_, ledgers, difference: form_.value === null ? null : subtract(form_.value, ledgers.value!) }];
    });
  } else {
    const found = columns.map((each) => derived.get(each.name)!);
    const reported = found.some((cell) => cell.state !== 'not_reported' && cell.state !== 'no_source');
    source = reported ? 'ledgers' : 'none';
    // A column no ledger can give is a blank beside others; in a table without any figure it was not reported like the rest.
    cells = columns.map((each, index) => withDuty(reported ? found[index]! : blank('not_reported'), layout.dutyOf?.[each.name] ?? layout.duty, duties));
  }
  const units = [...new Set(columns.map((each) => each.unit))];
  return {
    id: form.name, number: tableNumber(number), title: { zh: form.label, en: layout.title },
    unit: { zh: `单位：${units.join('、')}`, en: `Unit: ${[...new Set(units.map(englishUnit))].join(', ')}` },
    source, columns, bands: bandsOf(form, columns, layout.breaks), rows: [{ kind: 'agency', label: { zh: name, en: name }, cells }], comparison, notes: [],
  };
}

/** Without the duty a figure of nothing is 不适用; a figure of something is shown all the same. */
function withDuty(cell: ReportCell, duty: string | undefined, duties: string[]): ReportCell {
  if (!duty || duties.length === 0 || duties.includes(duty)) return cell;
  return cell.value !== null && !isZero(cell.value) ? cell : blank('not_applicable');
}

function bandsOf(form: Form, columns: ReportColumn[], breaks: string[]): ReportBand[] {
  const bands: ReportBand[] = [{ columns: [], groups: [] }];
  for (const column of columns) {
    if (breaks.includes(column.name)) bands.push({ columns: [], groups: [] });
    const band = bands.at(-1)!;
    const previous = columns.find((each) => each.name === band.columns.at(-1));
    band.columns.push(column.name);
    const last = band.groups.at(-1);
    if (last && previous && column.group !== null && previous.group === column.group) last.span += 1;
    else if (last && previous && column.group === null && previous.group === null) last.span += 1;
    else {
      const label = form.groups.find((group) => group.name === column.group)?.label;
      band.groups.push({ label: label ? { zh: label, en: englishOf(form.name, column.group!, true) } : null, span: 1 });
    }
  }
  return bands;
}

/** 涉企行政检查频次, from two indicators where the program has them and they have a value. */
function frequencyTable(name: string, measures: Map<string, MeasureRow>, number: number): ReportTable | null {
  const per = measures.get(frequencyIndicators[0]!); const over = measures.get(frequencyIndicators[1]!);
  const count = (value: number | null | undefined): ReportCell => (value === null || value === undefined ? blank('not_applicable') : figure(plainDecimal(String(value))));
  if (per?.state !== 'value' && over?.state !== 'value') return null;
  const perFirm = per?.state === 'value' && per.exact !== null ? figure(Number(per.denominator) === 0 ? '0' : roundTwo(per.exact)) : blank('not_applicable');
  const columns: [string, string, string, ReportCell][] = [
    ['inspections', '检查次数', '次', per?.state === 'value' ? count(per.numerator) : blank('not_applicable')],
    ['firms', '检查对象数', '家', per?.state === 'value' ? count(per.denominator) : blank('not_applicable')],
    ['per_firm', '户均检查次数', '次', perFirm],
    ['firms_with_cap', '有频次上限的对象数', '家', over?.state === 'value' ? count(over.denominator) : blank('not_applicable')],
    ['over_cap', '超过频次上限的对象数', '家', over?.state === 'value' ? count(over.numerator) : blank('not_applicable')],
  ];
  return {
    id: 'inspection_frequency', number: tableNumber(number), title: { zh: '涉企行政检查频次统计表', en: 'Frequency of inspections of firms' }, unit: { zh: '单位：次、家', en: 'Unit: times, firms' },
    source: 'ledgers', columns: columns.map(([id, zh, unit]) => ({ name: id, label: { zh, en: englishOf('inspection_frequency', id) }, unit, group: null })),
    bands: [{ columns: columns.map(([id]) => id), groups: [{ label: null, span: columns.length }] }], rows: [{ kind: 'agency', label: { zh: name, en: name }, cells: columns.map(([, , , cell]) => cell) }], comparison: [], notes: [],
  };
}

function text(value: string | boolean | null | undefined): string | null { return typeof value === 'string' && value !== '' ? value : null; }
function fingerprint(value: unknown): string { return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16); }
function roundTwo(exact: string): string { return plainDecimal(exact, 2); }
