/**
 * Reports: which tables there are, that figures in texts are figures that can be printed, that a variant's parts are those of
 * its base. Figures and conditions are of one agency and year.
 */
import type { Expr, FigureColumn, Labelled, Part, Piece, Range, Report, ReportCondition, ReportItem, ReportLayout, ReportNote, Worded } from '../program.ts';
import type { DateAst, ExprAst, Name, PieceAst, ReportColumnAst, ReportItemAst, ReportNoteAst, ReportPartAst, ReportWhenAst, TemplateAst, Text, WordedAst } from '../syntax/ast.ts';
import { rowsNode } from './aggregates.ts';
import { agencyFirst, agencyScope, failQuietly, report as say, use, within, type Context, type FormInfo, type OtherInfo } from './context.ts';
import { valueType } from './ledgers.ts';
import { both } from './logic.ts';
import { findOne, titles, unknown, wordsOf } from './lookup.ts';
import { find } from './names.ts';
import { converted } from './numbers.ts';
import { rowsNamed } from './paths.ts';
import { condition, indicatorReference, value } from './recursion.ts';
import { regionCodes } from './regions.ts';
import { sourcesOf } from './sources.ts';
import { numberType, typeWords } from './types.ts';

type Info = OtherInfo<'report'>;
const layouts: Record<string, ReportLayout> = { A: 'A', 'A′': 'A′', "A'": 'A′', 'A’': 'A′', B: 'B', C: 'C', D: 'D' };

/** All reports; bases before their variants. */
export function finishReports(context: Context): Map<Info, Report> {
  const infos = context.reports.all.map((entry) => entry.value);
  const finished = new Map<Info, Report>();
  for (const info of [...infos.filter((one) => !one.ast.base), ...infos.filter((one) => one.ast.base)]) {
    finished.set(info, within(context, info, () => finishReport(context, info, finished)));
  }
  return finished;
}

function finishReport(context: Context, info: Info, finished: Map<Info, Report>): Report {
  const { ast } = info;
  const baseInfo = ast.base && findOne(context, context.reports, ast.base, 'unknown-report');
  if (baseInfo) use(context, baseInfo);
  if (baseInfo?.ast.base) say(context, 'report-of-variant', ast.base!.at, { name: titles(baseInfo) });
  const base = baseInfo && finished.get(baseInfo);
  const names = new Map<string, Range>();
  const written: Written = { context, names, counter: 0, parts: 0 };
  const regions = regionCodes(context, ast.regions);
  const title = ast.title ? worded(context, ast.title) : base?.title;
  const submitBy = ast.submitBy ? yearly(context, ast.submitBy) : base?.submitBy, publishBy = ast.publishBy ? yearly(context, ast.publishBy) : base?.publishBy;
  const order = ast.combinedBy?.order && findOne(context, context.orders, ast.combinedBy.order, 'unknown-order');
  if (order) use(context, order);
  const below = ast.suppressBelow && threshold(context, ast.suppressBelow);
  const notes = ast.notes.map((one) => note(context, one));
  const parts = ast.parts.map((one) => finishPart(written, one, info, base, finished));
  if (parts.length === 0 && !info.unreadable) say(context, 'report-without-parts', ast.name.at, { name: titles(info) });
  if (base) inheritNotes(context, parts, base);
  const report: Report = {
    name: info.name, label: info.label, ...(baseInfo && { base: baseInfo.name }), layout: layoutOf(context, ast.layout), sources: sourcesOf(context, ast.sources),
    ...(title && { title }), ...(submitBy && { submitBy }), ...(publishBy && { publishBy }), ...(regions.length > 0 && { regions }),
    ...(ast.combinedBy && (order ? { combinedBy: { order: order.name } } : ast.combinedBy.order ? {} : { combinedBy: { later: true as const } })),
    leaveOut: ast.leaveOut.flatMap((one) => {
      const named = rowsNamed(context, one.ledger);
      if (!named) return [];
      const where = one.where && condition(context, one.where, { kind: 'row', ledger: named.ledger });
      if (one.where && !where) return [];
      return [{ rows: rowsNode(named.ledger, { datedBy: undefined, where: both(named.where, where), whole: false, across: false }), because: worded(context, one.because) }];
    }),
    ...(below !== undefined && { suppressBelow: below }), notes: ast.notes.length === 0 && base ? base.notes : notes, parts, at: ast.at,
  };
  checkLayout(context, info, report);
  return report;
}

function layoutOf(context: Context, written: Text | undefined): ReportLayout {
  if (!written) return 'A';
  const found = Object.hasOwn(layouts, written.value) ? layouts[written.value] : undefined;
  if (!found) say(context, 'unknown-layout', written.at, { name: written.value });
  return found ?? 'A';
}

/** Whether the parts are in the order that the layout has; of an unusual order the author is only told. */
function checkLayout(context: Context, { ast }: Info, { layout, parts }: Report): void {
  const holds = (items: ReportItem[], kind: 'table' | 'text'): boolean => items.some((item) => item.kind === kind || (item.kind === 'section' && holds(item.items, kind)));
  const tables = parts.findIndex((part) => holds(part.items, 'table')), texts = parts.findIndex((part) => holds(part.items, 'text'));
  const at = ast.layout?.at ?? ast.name.at;
  if (layout === 'D' && tables >= 0) say(context, 'layout-unfit', at, { layout, what: { zh: '是纯叙述，不应有表', en: 'is text alone and has no tables' } });
  else if ((layout === 'A' || layout === 'C') && tables > texts && texts >= 0) say(context, 'layout-unfit', at, { layout, what: { zh: '先表后文，这里先有文字', en: 'has its tables first, here text comes first' } });
  else if (layout === 'A′' && texts > tables && tables >= 0) say(context, 'layout-unfit', at, { layout, what: { zh: '先文后表，这里先有表', en: 'has its text first, here tables come first' } });
}

/** A deadline of every year: in the year after the report's. */
function yearly(context: Context, date: DateAst): { month: number; day: number } | undefined {
  return date.kind === 'date' ? say(context, 'date-of-every-year-wanted', date.at, {}) : { month: date.month, day: date.day };
}

function threshold(context: Context, { value: text, at }: { value: string; at: Range }): number | undefined {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return number >= 2 && number <= 100 ? number : say(context, 'suppress-below-what', at, { value: text });
}

/** A variant's tables without notes have those of the base's table of the same form. */
function inheritNotes(context: Context, parts: Part[], base: Report): void {
  const formOf = (item: Extract<ReportItem, { kind: 'table' }>): string | undefined => item.form ?? (item.view === undefined ? undefined : find(context.views, item.view)[0]?.ast.form.text);
  const tables = (items: ReportItem[]): Extract<ReportItem, { kind: 'table' }>[] => items.flatMap((item) => (item.kind === 'table' ? [item] : item.kind === 'section' ? tables(item.items) : []));
  const known = tables(base.parts.flatMap((part) => part.items));
  for (const table of tables(parts.flatMap((part) => part.items))) {
    if (table.notes.length === 0) table.notes = known.find((one) => (formOf(one) ?? one.name) === (formOf(table) ?? table.name))?.notes ?? [];
  }
}

// ---------------------------------------------------------------- parts and items

/** `counter`: texts without a name so far, `parts`: parts. */
interface Written { context: Context; names: Map<string, Range>; counter: number; parts: number }

const labelled = (label: Text | undefined, en: Text | undefined): Labelled | undefined => (label ? { zh: label.value, ...(en && { en: en.value }) } : undefined);

function finishPart(written: Written, ast: ReportPartAst, info: Info, base: Report | undefined, finished: Map<Info, Report>): Part {
  const { context } = written;
  if (ast.name) taken(written, ast.name, 'part');
  const name = ast.name?.text ?? `part-${++written.parts}`, at = ast.name?.at ?? ast.at;
  const label = labelled(ast.label, ast.en), when = ast.when && whenOf(context, ast.when);
  const own = (items: ReportItem[]): Part => ({ name, ...(label && { label }), items, ...(when && { when }) });
  if (!ast.sameAs) return own(ast.items.flatMap((item) => finishItem(written, item) ?? []));
  const source = findOne(context, context.reports, ast.sameAs, 'unknown-report');
  if (!source) return own([]);
  use(context, source);
  const report = source === info ? undefined : finished.get(source) ?? base;
  const same = report?.parts.find((part) => part.name === name);
  if (!same) {
    if (report) unknown(context, 'unknown-part', { text: name, at }, report.parts.map((part) => part.name), titles(source));
    else say(context, 'part-without-base', at, { name });
    return own([]);
  }
  const more = ast.items.flatMap((item) => finishItem(written, item) ?? []);
  return { ...same, ...own([...same.items, ...more]), ...(!label && same.label && { label: same.label }) };
}

/** Names of parts, and of texts, are what edits and addresses hold on to. */
function taken({ context, names }: Written, name: Name, what: 'part' | 'text'): void {
  const key = `${what} ${name.text}`, before = names.get(key);
  if (before && name.text !== '') say(context, 'duplicate-name', name.at, { name: name.text, place: `${before.file}:${before.start.line}` });
  else names.set(key, name.at);
}

function finishItem(written: Written, ast: ReportItemAst): ReportItem | undefined {
  const { context } = written;
  const when = ast.when && whenOf(context, ast.when);
  const shared = when ? { when } : {};
  switch (ast.kind) {
    case 'text': {
      if (ast.name) taken(written, ast.name, 'text');
      return { kind: 'text', name: ast.name?.text ?? `text-${++written.counter}`, text: worded(context, ast.text), ...shared };
    }
    case 'toWrite': taken(written, ast.name, 'text'); return { kind: 'toWrite', name: ast.name.text, text: worded(context, ast.text) };
    case 'note': return { kind: 'note', text: worded(context, ast.text), ...shared };
    case 'section': return { kind: 'section', label: labelled(ast.label, ast.en)!, items: ast.items.flatMap((item) => finishItem(written, item) ?? []), ...shared };
    case 'table': {
      const label = labelled(ast.label, ast.en);
      const columns = ast.columns.flatMap((column) => figureColumn(context, column) ?? []);
      const notes = ast.notes.map((one) => note(context, one));
      const table = { kind: 'table' as const, name: ast.name.text, columns, ...(label && { label }), totals: ast.totals, notes, ...shared };
      if (ast.columns.length > 0) return table;
      // A view often bears the label of its form: that name is the form's.
      const view = find(context.forms, ast.name.text).length === 0 ? findOneOrNone(context, ast.name) : undefined;
      if (view) { use(context, view); return { ...table, name: view.name, view: view.name }; }
      if (find(context.forms, ast.name.text).length === 0) return find(context.views, ast.name.text).length > 0 ? undefined : unknown(context, 'unknown-table', ast.name, () => [...wordsOf(context.forms), ...wordsOf(context.views)]);
      const form = findOne(context, context.forms, ast.name, 'unknown-form');
      if (!form) return undefined;
      use(context, form);
      return { ...table, name: form.name, form: form.name };
    }
    case 'chart': {
      const of = ast.of && groupOf(context, ast.of);
      if (ast.of && !of) return undefined;
      const label = labelled(ast.label, ast.en) ?? { zh: ast.name.text };
      return { kind: 'chart', name: ast.name.text, label, ...(of && { form: of.form.name, group: of.group }), columns: ast.columns.flatMap((column) => figureColumn(context, column) ?? []), notes: ast.notes.map((one) => note(context, one)), ...shared };
    }
  }
}

/** The view of that name; several of one label are said. */
function findOneOrNone(context: Context, name: Name): OtherInfo<'view'> | undefined {
  return find(context.views, name.text).length > 0 ? findOne(context, context.views, name, 'unknown-table') : undefined;
}

function figureColumn(context: Context, ast: ReportColumnAst): FigureColumn | undefined {
  if (!ast.value) return say(context, 'column-without-figure', ast.name.at, { name: ast.name.text });
  const found = figure(context, ast.value);
  if (!found) return undefined;
  const typed = ast.type && valueType(context, ast.type);
  if (ast.type && !typed) return undefined;
  const label = labelled(ast.label, ast.en) ?? { zh: ast.name.text };
  if (typeof found === 'object' && found.kind === 'counted') return { name: ast.name.text, label, unit: typed?.type.kind === 'number' ? typed.type.unit : '件', value: found };
  if (typeof found !== 'object' || found.kind !== 'figure' || found.value.type.kind !== 'number') {
    return say(context, 'not-a-number', ast.value.at, { what: typeof found === 'object' && found.kind === 'figure' ? typeWords(found.value.type) : { zh: '年份', en: 'a year' } });
  }
  const unit = typed?.type.kind === 'number' ? typed.type.unit : found.value.type.unit;
  const fits = converted(context, found.value, numberType(unit));
  return fits && { name: ast.name.text, label, unit, value: { ...found, value: fits } };
}

/** `penalty_form.kinds` */
function groupOf(context: Context, ast: ExprAst): { form: FormInfo; group: string } | undefined {
  if (ast.kind === 'broken') return failQuietly(context);
  const [head, second, ...more] = ast.kind === 'path' ? ast.parts : [];
  const form = head && find(context.forms, head.text)[0], group = form && second && find(form.groups, second.text)[0];
  if (!form || !group || more.length > 0) return say(context, 'not-a-group', ast.at, { name: ast.kind === 'path' ? ast.parts.map((part) => part.text).join('.') : '…' });
  use(context, form);
  return { form, group: group.name };
}

function note(context: Context, ast: ReportNoteAst): ReportNote {
  const when = ast.when && whenOf(context, ast.when);
  return { text: worded(context, ast.text), ...(when && { when }) };
}

function whenOf(context: Context, ast: ReportWhenAst): ReportCondition | undefined {
  if (ast.kind !== 'noDuty') return condition(context, ast, agencyFirst);
  const form = findOne(context, context.forms, ast.form, 'unknown-form');
  if (!form) return undefined;
  use(context, form);
  return { kind: 'noDuty', form: form.name };
}

// ---------------------------------------------------------------- texts

function worded(context: Context, ast: WordedAst): Worded {
  const zh = pieces(context, ast.zh.pieces);
  return { zh, ...(ast.en && { en: pieces(context, (ast.en satisfies TemplateAst).pieces) }) };
}

function pieces(context: Context, written: PieceAst[]): Piece[] {
  const found: Piece[] = [];
  for (const one of written) {
    switch (one.kind) {
      case 'break': break;
      case 'words': { const last = found.at(-1); if (typeof last === 'string') found[found.length - 1] = last + one.text; else found.push(one.text); break; }
      case 'optional': found.push({ kind: 'optional', pieces: pieces(context, one.pieces) }); break;
      case 'largest': { const of = groupOf(context, one.of); if (of) found.push({ kind: 'largest', count: one.count, form: of.form.name, group: of.group }); break; }
      case 'figure': { const piece = figure(context, one.value); if (piece) found.push(piece); break; }
    }
  }
  return found;
}

const yearWords = new Set(['year', '年份', '年度']);
const countedWords: Record<string, 'numerator' | 'denominator' | 'pending'> = { numerator: 'numerator', 分子: 'numerator', denominator: 'denominator', 分母: 'denominator', pending: 'pending', 未到期: 'pending' };

/** What may stand in braces: the year, what an indicator counted, or an expression of the agency and year. */
function figure(context: Context, ast: ExprAst): Piece | undefined {
  const offset = yearOffset(context, ast);
  if (offset !== undefined) return { kind: 'year', offset };
  if (ast.kind === 'path' && ast.parts.length === 2) {
    const indicator = find(context.indicators, ast.parts[0]!.text)[0], word = ast.parts[1]!.text;
    const part = Object.hasOwn(countedWords, word) ? countedWords[word] : undefined;
    const define = find(context.defines, ast.parts[0]!.text)[0];
    if ((indicator || define) && part && find(context.forms, ast.parts[0]!.text).length === 0) {
      const of = indicator ? indicatorReference(context, indicator, ast.at) : value(context, { kind: 'path', parts: [ast.parts[0]!], at: ast.at }, agencyScope);
      return of && { kind: 'counted', of, part };
    }
  }
  const expr: Expr | undefined = value(context, ast, agencyScope);
  if (!expr) return undefined;
  if (expr.type.kind === 'boolean' || expr.type.kind === 'choices') return say(context, 'figure-not-shown', ast.at, { what: typeWords(expr.type) });
  return { kind: 'figure', value: expr, ...(ast.kind === 'growth' && { growth: true as const }) };
}

/** `year`, `year - 1`, unless something declared bears that name. */
function yearOffset(context: Context, ast: ExprAst): number | undefined {
  if (ast.kind === 'path') {
    const word = ast.parts[0]?.text ?? '';
    return ast.parts.length === 1 && yearWords.has(word) && find(context.indicators, word).length + find(context.parameters, word).length + find(context.defines, word).length === 0 ? 0 : undefined;
  }
  if (ast.kind !== 'arithmetic' || (ast.op !== '+' && ast.op !== '-') || ast.right.kind !== 'number' || ast.right.unit || !/^\d$/.test(ast.right.value)) return undefined;
  const from = yearOffset(context, ast.left);
  return from === undefined ? undefined : from + (ast.op === '+' ? 1 : -1) * Number(ast.right.value);
}
