/** Ledgers: fields, keys, references, look-ups, computed fields, checks. */
import type { Choice, Field, Ledger, Lookup, ValueType } from '../program.ts';
import type { CheckAst, FieldAst, Name, TypeAst } from '../syntax/ast.ts';
import { choiceTable } from './gather.ts';
import { failQuietly, report, use, within, type Context, type FieldInfo, type LedgerInfo, type Scope } from './context.ts';
import { fieldOf, findOne, titles } from './lookup.ts';
import { enter, find, type Names } from './names.ts';
import { converted } from './numbers.ts';
import { condition, value } from './recursion.ts';
import { choicesOf, dateType, numberType, textType, booleanType } from './types.ts';

/** First step: the names of the fields, so that ledgers may refer to each other in any order. */
export function enterFields(context: Context, ledger: LedgerInfo): void {
  const { ast } = ledger;
  const declared = ast.fields.some((field) => field.name.text === 'agency');
  ledger.hasAgency = !ast.shared;
  // Whose row it is: on every ledger that is not shared.
  if (!ast.shared && !declared) {
    const agency: FieldInfo = { ledger, name: 'agency', label: '执法主体', type: textType, state: 'done', field: { name: 'agency', label: '执法主体', type: textType, required: true } };
    enter(ledger.fields, agency, agency.name, agency.label);
  }
  for (const field of ast.fields) {
    if (find(ledger.fields, field.name.text).some((other) => other.name === field.name.text)) {
      report(context, 'duplicate-field', field.name.at, { name: field.name.text });
      continue;
    }
    const label = field.label?.value ?? field.name.text;
    enter(ledger.fields, { ledger, name: field.name.text, label, ast: field, state: 'new' } satisfies FieldInfo as FieldInfo, field.name.text, field.label?.value);
  }
}

/** Second step: types, choices and references of stored fields. */
export function typeFields(context: Context, ledger: LedgerInfo): void {
  for (const { value: info } of ledger.fields.all) {
    const { ast } = info;
    if (!ast || (ast.computed && !ast.type)) continue;
    const type = ast.type;
    const refers = ast.refersTo ?? (type?.kind === 'refers' ? type.ledger : undefined);
    if (!type && !refers) {
      report(context, 'field-without-type', ast.name.at, { name: info.name });
      continue;
    }
    const typed = type && type.kind !== 'refers' ? valueType(context, type) : { type: textType };
    if (!typed) { failQuietly(context); continue; }
    info.type = typed.type;
    info.choices = typed.choices;
    info.field = fieldOfAst(info, ast, typed.type, typed.choices);
    if (refers) {
      const target = findOne(context, context.ledgers, refers, 'unknown-ledger');
      const key = target?.ast.key;
      if (target && key && key.length !== 1) report(context, 'reference-needs-key', refers.at, { name: titles(target) });
      else if (target && key) {
        use(context, target);
        const field = find(target.fields, key[0]!.text)[0]?.name ?? key[0]!.text;
        info.field.refersTo = { ledger: target.name, field };
      }
    }
    if (ast.lookup) info.field.lookup = lookup(context, ledger, info, ast.lookup);
    info.state = ast.computed || ast.otherwise ? 'new' : 'done';
  }
}

function lookup(context: Context, ledger: LedgerInfo, info: FieldInfo, written: NonNullable<FieldAst['lookup']>): Lookup | undefined {
  const target = findOne(context, context.ledgers, written.ledger, 'unknown-ledger');
  if (!target) return undefined;
  use(context, target);
  const match: Lookup['match'] = [];
  for (const name of written.by) {
    const field = fieldOf(context, target, name);
    if (!field) continue;
    // A field that the row has too is matched by value; the region by the agency's own.
    const own = field.name === info.name || find(ledger.fields, field.name).length > 0;
    if (!own && field.name !== 'region') { report(context, 'unknown-field', name.at, { name: name.text, where: titles(ledger) }); continue; }
    match.push({ field: field.name, by: field.name === 'region' && !own ? 'region' : 'value' });
  }
  return { ledger: target.name, match };
}

/** The value type of a written type; `undefined` after a report. */
export function valueType(context: Context, written: TypeAst): { type: ValueType; choices?: Names<Choice>; integer?: boolean } | undefined {
  switch (written.kind) {
    case 'text': return { type: textType };
    case 'date': return { type: dateType };
    case 'boolean': return { type: booleanType };
    case 'count': return { type: numberType(written.unit ?? '1'), integer: true };
    case 'number': return { type: numberType(written.unit ?? '1') };
    case 'money': return { type: numberType(written.unit ?? '元') };
    case 'refers': return { type: textType };
    case 'choice': case 'choices': {
      // `one of acts`: a list, where there is one of that name.
      const only = written.choices.length === 1 && !written.choices[0]!.label ? written.choices[0]!.name : undefined;
      const listName = written.list ?? (only && find(context.lists, only.text).length > 0 ? only : undefined);
      const list = listName && findOne(context, context.lists, listName, 'unknown-list');
      if (listName && !list) return undefined;
      if (list) use(context, list);
      const choices = list ? context.listChoices.get(list)! : choiceTable(context, written.choices);
      return { type: { kind: written.kind, choices: choices.all.map((entry) => entry.value.value) }, choices };
    }
  }
}

function fieldOfAst(info: FieldInfo, ast: FieldAst, type: ValueType, choices: Names<Choice> | undefined): Field {
  return {
    name: info.name, label: info.label, type,
    ...(choices && { choices: choices.all.map((entry) => entry.value) }),
    required: ast.required,
    ...(ast.type?.kind === 'count' && { integer: true }),
    ...(ast.personal && { personal: true }),
    ...(ast.planned && { planned: true }),
    ...(ast.open && { open: true }),
    ...(ast.several && { several: true }),
    ...(ast.emptyWords.length > 0 && { emptyWords: ast.emptyWords.map((text) => text.value) }),
    ...(ast.aliases.length > 0 && { aliases: ast.aliases.map((text) => text.value) }),
    at: ast.at,
  };
}

/** The type of a field; a computed one is worked out when first asked for. */
export function fieldType(context: Context, info: FieldInfo, at: Field['at'] & object): ValueType | undefined {
  if (info.state === 'open') return report(context, 'cyclic-fields', at, { names: [titles(info), titles(info)] });
  if (info.state === 'new' && info.ast) within(context, info.ledger, () => compute(context, info, info.ast!));
  return info.type ?? failQuietly(context);
}

/** Third step: computed fields and what is read where a cell is empty. */
function compute(context: Context, info: FieldInfo, ast: FieldAst): void {
  if (info.state !== 'new') return;
  info.state = 'open';
  const scope: Scope = { kind: 'row', ledger: info.ledger };
  if (ast.computed) {
    const computed = value(context, ast.computed, scope);
    if (!computed) failQuietly(context);
    else {
      info.type ??= computed.type;
      info.choices ??= choicesOf(context, computed);
      info.field ??= fieldOfAst(info, ast, info.type, info.choices);
      const fits = converted(context, computed, info.type);
      if (fits) info.field.computed = fits;
      info.field.required = false;
    }
  }
  if (ast.otherwise && info.field && info.type) {
    const otherwise = value(context, ast.otherwise, scope);
    const fits = otherwise && converted(context, otherwise, info.type);
    if (fits) info.field.otherwise = fits;
  }
  info.state = 'done';
}

/** Fourth step: the ledger itself. */
export function finishLedger(context: Context, info: LedgerInfo): void {
  const { ast } = info;
  for (const { value: field } of info.fields.all) if (field.ast) compute(context, field, field.ast);
  const fieldNames = (names: Name[]): string[] => names.flatMap((name) => fieldOf(context, info, name)?.name ?? []);
  const dateNames = (names: Name[]): string[] => names.flatMap((name) => {
    const field = fieldOf(context, info, name);
    if (!field) return [];
    if (field.type && field.type.kind !== 'date') { report(context, 'date-field-wanted', name.at, { name: titles(field) }); return []; }
    return [field.name];
  });
  if (ast.key.length === 0 && !info.unreadable) report(context, 'ledger-without-key', ast.name.at, { name: titles(info) });
  const key = fieldNames(ast.key);
  let datedBy: string | undefined;
  if (ast.datedBy) {
    const field = fieldOf(context, info, ast.datedBy);
    if (field?.type && field.type.kind !== 'date' && field.type.kind !== 'number') report(context, 'date-field-wanted', ast.datedBy.at, { name: titles(field) });
    datedBy = field?.name;
  } else if (!isSnapshot(ast) && !info.unreadable) report(context, 'ledger-without-date', ast.name.at, { name: titles(info) });
  const inForce = ast.inForce && { from: dateNames(ast.inForce.from), to: dateNames(ast.inForce.to), through: dateNames(ast.inForce.through) };
  const ledger: Ledger = {
    name: info.name, label: info.label, key, hasAgency: info.hasAgency,
    ...(datedBy !== undefined && { datedBy }),
    snapshot: isSnapshot(ast), system: ast.system, ...(inForce && { inForce }),
    fields: info.fields.all.flatMap(({ value: field }) => field.field ?? []),
    checks: checks(context, ast.checks, { kind: 'row', ledger: info }), at: ast.at,
  };
  info.ledger = ledger;
}

/** Whether a hand-in gives the state for its year: so it is said, or the ledger is a register and no date puts its rows into years. */
export function isSnapshot(ast: LedgerInfo['ast']): boolean {
  return ast.snapshot || (ast.inForce !== undefined && ast.datedBy === undefined);
}

/** The checks of a ledger or form. */
export function checks(context: Context, written: CheckAst[], scope: Scope): Ledger['checks'] {
  return written.flatMap((check) => {
    const holds = condition(context, check.condition, scope);
    return holds ? [{ label: check.label.value, severity: check.severity, condition: holds, at: check.at }] : [];
  });
}


