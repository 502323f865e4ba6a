/** Forms, their printed views, and orders of choices. */
import type { Column, Expr, Form, Order, Unit, View, ViewColumn } from '../program.ts';
import type { ColumnAst } from '../syntax/ast.ts';
import { value } from './recursion.ts';
import { agencyScope, failQuietly, report, use, type ColumnInfo, type Context, type FormInfo, type OtherInfo, type Scope } from './context.ts';
import { checks, valueType } from './ledgers.ts';
import { findOne, titles } from './lookup.ts';
import { emptyNames, enter, find, type Names } from './names.ts';
import type { Choice } from '../program.ts';
import { converted, inUnit } from './numbers.ts';
import { regionCodes } from './regions.ts';
import { period, sourceOf } from './sources.ts';
import { numberType, typeWords } from './types.ts';
import { convertible } from './units.ts';

/** First step: columns and groups by name, with their units. */
export function enterColumns(context: Context, form: FormInfo): void {
  for (const group of form.ast.groups) {
    enter(form.groups, { name: group.name.text, label: group.label?.value ?? group.name.text }, group.name.text, group.label?.value);
  }
  for (const written of form.ast.columns) {
    const name = written.name.text;
    if (find(form.columns, name).some((other) => other.name === name)) {
      report(context, 'duplicate-column', written.name.at, { name });
      continue;
    }
    const info: ColumnInfo = { name, label: written.label?.value ?? name, ast: written };
    enter(form.columns, info, name, written.label?.value);
    const typed = written.type ? valueType(context, written.type) : { type: numberType('1') };
    if (!typed) continue;
    if (typed.type.kind !== 'number') { report(context, 'column-not-a-number', written.name.at, { name: titles(info) }); continue; }
    const group = written.group && findOne(context, form.groups, written.group, 'unknown-group');
    info.column = column(info.name, info.label, typed.type.unit, written, group?.name);
  }
}

function column(name: string, label: string, unit: Unit, written: ColumnAst, group: string | undefined): Column {
  return {
    name, label, unit, integer: written.type?.kind === 'count', ...(group !== undefined && { group }),
    ...(written.aliases.length > 0 && { aliases: written.aliases.map((text) => text.value) }), at: written.at,
  };
}

/** Second step: derivations from ledgers, and the checks over the cells. */
export function finishForm(context: Context, form: FormInfo): void {
  for (const { value: info } of form.columns.all) {
    if (!info.ast.derived || !info.column) continue;
    const derived = derivation(context, info.ast, info.column.unit, agencyScope);
    if (derived) info.column.derived = derived;
  }
  const scope: Scope = { kind: 'agency', form };
  form.form = {
    name: form.name, label: form.label, groups: form.groups.all.map((entry) => entry.value),
    columns: form.columns.all.flatMap(({ value: info }) => info.column ?? []),
    checks: checks(context, form.ast.checks, scope), at: form.ast.at,
  } satisfies Form;
}

function derivation(context: Context, written: ColumnAst, unit: Unit, scope: Scope): Expr | undefined {
  const derived = written.derived && value(context, written.derived, scope);
  if (!derived) return failQuietly(context);
  if (derived.type.kind !== 'number') return report(context, 'not-a-number', written.derived!.at, { what: typeWords(derived.type) });
  return converted(context, derived, numberType(unit));
}

/** What a view's column of texts is for: by its name or label. */
function textRole(written: ColumnAst): NonNullable<ViewColumn['text']> {
  const words = [written.name.text, written.label?.value];
  if (words.includes('serial') || words.includes('序号')) return 'serial';
  return words.includes('agency') || words.includes('单位名称') || words.includes('执法主体') ? 'agency' : 'remark';
}

/** A printed variant: a column without derivation is the form's column of that name, in another unit where it says so. */
export function finishView(context: Context, info: OtherInfo<'view'>): View | undefined {
  const form = findOne(context, context.forms, info.ast.form, 'unknown-form');
  if (!form) return undefined;
  use(context, form);
  const scope: Scope = { kind: 'agency', form };
  const { groups: heads, regions: written_regions, from, to } = info.ast;
  const groups: Names<{ name: string; label: string }> = emptyNames();
  for (const head of heads) enter(groups, { name: head.name.text, label: head.label?.value ?? head.name.text }, head.name.text, head.label?.value);
  const columns: ViewColumn[] = [];
  for (const written of info.ast.columns) {
    const printed = { ...(written.group && { group: written.group.text }), ...(written.newRow && { newRow: true as const }) };
    if (written.type?.kind === 'text' && !written.derived) {
      columns.push({ name: written.name.text, label: written.label?.value ?? written.name.text, unit: '1', integer: false, text: textRole(written), ...printed, at: written.at });
      continue;
    }
    const same = find(form.columns, written.name.text)[0];
    if (!written.derived) {
      const own = findOne(context, form.columns, written.name, 'unknown-column', titles(form));
      if (!own?.column) continue;
      const cell = value(context, { kind: 'path', parts: [{ text: own.name, at: written.name.at }], at: written.name.at }, scope);
      if (!cell) continue;
      const { group: _, aliases, ...base } = own.column;
      const type = written.type && valueType(context, written.type);
      const unit = type?.type.kind === 'number' ? type.type.unit : base.unit;
      const fits = convertible(base.unit, unit) ? inUnit(cell, unit) : converted(context, cell, numberType(unit));
      const names = [...aliases ?? [], ...written.aliases.map((text) => text.value)];
      if (fits) columns.push({ ...base, unit, integer: written.type ? written.type.kind === 'count' : base.integer, label: written.label?.value ?? own.label, ...(names.length > 0 && { aliases: names }), ...printed, derived: fits, at: written.at });
      continue;
    }
    const derived = value(context, written.derived, scope);
    if (!derived) continue;
    if (derived.type.kind !== 'number') { report(context, 'not-a-number', written.derived.at, { what: typeWords(derived.type) }); continue; }
    const typed = written.type && valueType(context, written.type);
    const unit = typed?.type.kind === 'number' ? typed.type.unit : derived.type.unit;
    const fits = converted(context, derived, numberType(unit));
    const name = written.name.text || written.label?.value || '';
    if (fits) columns.push({ ...column(name, written.label?.value ?? same?.label ?? name, unit, written, undefined), ...printed, integer: written.type ? written.type.kind === 'count' : same?.column?.integer ?? false, derived: fits });
  }
  const regions = regionCodes(context, written_regions);
  return {
    name: info.name, label: info.label, form: form.name, ...(regions.length > 0 && { regions }), ...period(context, from, to),
    groups: groups.all.map((entry) => entry.value), columns, at: info.ast.at,
  };
}

/** An order of choices: of those fields with several choices that know its words. */
export function finishOrder(context: Context, info: OtherInfo<'order'>): Order {
  const fields = context.ledgers.all.flatMap(({ value: ledger }) => ledger.fields.all.map((entry) => entry.value)).filter((field) => field.choices);
  const words = info.ast.values.flatMap((each) => each.order.map((name) => name.text));
  const score = (choices: Names<Choice>): number => words.filter((word) => find(choices, word).length > 0).length;
  const best = fields.reduce<{ choices?: Names<Choice>; score: number }>((before, field) => {
    const found = score(field.choices!) + (field.type?.kind === 'choices' ? 0.5 : 0);
    return found > before.score ? { choices: field.choices!, score: found } : before;
  }, { score: 0.5 });
  const values = info.ast.values.map((written) => {
    const unknown = written.order.filter((name) => !best.choices || find(best.choices, name.text).length === 0);
    if (unknown.length > 0) report(context, 'several-of-unordered', unknown[0]!.at, { name: titles(info), names: unknown.map((name) => name.text) });
    const order = written.order.map((name) => (best.choices && find(best.choices, name.text)[0]?.value) ?? name.text);
    const left = best.choices?.all.filter((choice) => !order.includes(choice.value.value)).map((choice) => choice.value.value) ?? [];
    if (left.length > 0 && unknown.length === 0) report(context, 'order-incomplete', written.at, { name: titles(info), names: left });
    const region = regionCodes(context, written.regions);
    return {
      order, ...period(context, written.from, written.to), ...(region.length > 0 && { region }),
      ...(written.source && { source: sourceOf(context, written.source) }),
    };
  });
  sayOverlaps(context, info, values);
  return { name: info.name, label: info.label, values, at: info.ast.at };
}

/** A value that begins later takes over from then on; of two that begin together, for one region, neither does. */
function sayOverlaps(context: Context, info: OtherInfo<'order'>, values: Order['values']): void {
  const lines = new Map<string, string>();
  for (const [index, each] of values.entries()) {
    const written = info.ast.values[index]!, keys = (each.region ?? ['']).map((region) => `${each.from ?? ''} ${region}`);
    const place = keys.map((key) => lines.get(key)).find((line) => line !== undefined);
    if (place !== undefined) report(context, 'order-values-overlap', written.at, { name: titles(info), place });
    for (const key of keys) if (!lines.has(key)) lines.set(key, String(written.at.start.line));
  }
}
