/** Declarations of what figures are: use, pack, list, ledger, form, view, order, parameter, define. */
import type { CheckAst, ColumnAst, DateAst, DeclarationAst, ExprAst, FieldAst, Name, SourceAst, Text, TypeAst } from '../syntax/ast.ts';
import { blockDoc, type Cell, type Clause } from './blocks.ts';
import { align, fill, group, joined, line, nest, type Doc } from './document.ts';
import { bindings, expression } from './binding.ts';
import type { Placed } from './plan.ts';
import { asWritten, listMark, name, names, text, texts, withComments, word, type Printer } from './printer.ts';
import { slot, slotsOf, type Slot } from './slots.ts';
import { dateText, unitText } from './words.ts';

type Of<K extends DeclarationAst['kind']> = Extract<DeclarationAst, { kind: K }>;
type Head = { name: Name; label?: Text };
/** Prints one declaration. */
export type Declared<K extends DeclarationAst['kind']> = (p: Printer, ast: Of<K>, placed: Placed | undefined) => Doc;

// ---------------------------------------------------------------- small parts

export const headOf = (p: Printer, token: string, head: Head): string => `${word(p, token)} ${name(p, head.name)}${head.label ? ` ${text(p, head.label)}` : ''}`;
export const date = (p: Printer, ast: DateAst): string => dateText(p.language, ast);
const keyed = (p: Printer, token: string, doc: Doc): Doc => [`${word(p, token)} `, doc];
/** Parts of a clause, wrapped between them. */
export const flowing = (parts: (Doc | undefined | false | '')[]): Doc => fill(given(parts));
const given = (parts: (Doc | undefined | false | '')[]): Doc[] => parts.filter((part): part is Doc => part !== undefined && part !== false && part !== '');

/** An expression as the whole of a clause; comments before it come before the clause. */
export const wholeSlot = (p: Printer, ast: ExprAst): Slot => slot(ast, ast.at, false, slotsOf(ast, p));
export const whole = (p: Printer, ast: ExprAst): Doc => withComments(p, ast, expression(p, ast));

export function source(p: Printer, ast: SourceAst): Doc {
  return flowing([
    text(p, ast.document), ast.clause && `${word(p, 'Clause')} ${text(p, ast.clause)}`, ast.url && `${word(p, 'Url')} ${text(p, ast.url)}`,
    ast.from && `${word(p, 'From')} ${date(p, ast.from)}${ast.to ? ` ${word(p, 'To')} ${date(p, ast.to)}` : ''}`,
    !ast.from && ast.to && `${word(p, 'To')} ${date(p, ast.to)}`,
  ]);
}
export const sourceClause = (ast: SourceAst): Clause => ({ at: ast.at.start, cells: p => [{ text: word(p, 'Source') }], print: p => align(source(p, ast)) });

/** A clause of a word and what follows; the words of neighbouring clauses take the same room. */
export const worded = (token: string, print: (p: Printer) => Doc, more: Partial<Clause> = {}): Clause =>
  ({ token, cells: p => [{ text: word(p, token) }], print: p => align(print(p)), ...more });
/** A clause that is one phrase. */
export const phrase = (token: string, print: (p: Printer) => Doc, more: Partial<Clause> = {}): Clause => ({ token, print, ...more });

export const checkClause = (ast: CheckAst): Clause => ({
  at: ast.at.start,
  slots: p => [slot(ast.label, ast.label.at, true), wholeSlot(p, ast.condition)],
  print: p => group([`${word(p, 'Check')} ${word(p, ast.severity === 'error' ? 'Hard' : 'Soft')} `, withComments(p, ast.label, `${text(p, ast.label)}${p.language === 'zh' ? '：' : ':'}`),
    nest(2, [line, align(whole(p, ast.condition))])]),
});

type Choice = { name?: Name; label?: Text; at: ExprAst['at'] };
/** `opening a "甲",`, `b "乙"`: parts of a list that wraps. */
function choices(p: Printer, list: Choice[], opening = ''): Doc[] {
  return list.map((choice, index) => withComments(p, choice, (index === 0 ? opening : '')
    + [choice.name && name(p, choice.name), choice.label && text(p, choice.label)].filter(Boolean).join(' ') + (index < list.length - 1 ? listMark(p) : '')));
}
const choiceSlots = (list: Choice[]): Slot[] => list.map((choice, index) => slot(choice, choice.at, index < list.length - 1));

export function type(p: Printer, ast: TypeAst): Doc[] {
  switch (ast.kind) {
    case 'text': return [word(p, 'TextType')];
    case 'date': return [word(p, 'DateType')];
    case 'boolean': return [`${word(p, 'Yes')}/${word(p, 'No')}`];
    case 'count': case 'number': case 'money': {
      const unit = ast.unit && ` ${word(p, p.language === 'zh' ? 'UnitWord' : 'In')} ${unitText(p.language, ast.unit)}`;
      return [word(p, { count: 'CountType', number: 'NumberType', money: 'MoneyType' }[ast.kind]) + (unit ?? '')];
    }
    case 'choice': case 'choices': return choices(p, ast.choices, `${word(p, ast.kind === 'choice' ? 'OneOf' : 'SeveralOf')} `);
    case 'refers': return [`${word(p, 'RefersTo')} ${name(p, ast.ledger)}`];
  }
}

// ---------------------------------------------------------------- ledgers

function fieldClause(ast: FieldAst): Clause {
  const { label, computed, otherwise } = ast;
  return {
    at: ast.at.start,
    cells: p => [{ text: `${word(p, 'Field')} ${name(p, ast.name)}`, most: 28 }, { text: label ? text(p, label) : '', most: 16 }],
    slots: p => [
      ...(ast.type && 'choices' in ast.type ? choiceSlots(ast.type.choices) : []),
      ...(otherwise ? [wholeSlot(p, otherwise)] : []), ...(computed ? [wholeSlot(p, computed)] : []),
    ],
    print: p => {
      const by = p.language === 'zh' ? 'According' : 'By';
      const parts = [
        ...(ast.type ? type(p, ast.type) : []), ast.open && word(p, 'Open'), ast.refersTo && keyed(p, 'RefersTo', name(p, ast.refersTo)), ast.several && word(p, 'Several'),
        ast.lookup && `${word(p, 'LooksUp')} ${name(p, ast.lookup.ledger)} ${word(p, by)} ${names(p, ast.lookup.by)}`,
        ast.required && word(p, 'Required'), ast.personal && word(p, 'Personal'), ast.planned && word(p, 'Planned'),
        ast.emptyWords.length > 0 && keyed(p, 'MeansEmpty', joined(texts(p, ast.emptyWords), ' ')),
        ast.aliases.length > 0 && keyed(p, 'Also', joined(texts(p, ast.aliases), ' ')),
        otherwise && keyed(p, 'Else', withComments(p, otherwise, expression(p, otherwise, bindings.quantity))),
      ];
      return derived(p, given(parts), computed);
    },
  };
}

/** `… = expression`, on a line of its own where it does not fit. */
function derived(p: Printer, parts: Doc[], value: ExprAst | undefined): Doc {
  const front = parts.length > 0 ? align(flowing(parts)) : '';
  if (!value) return front;
  const equal = [p.language === 'zh' ? '＝ ' : '= ', align(whole(p, value))];
  return parts.length > 0 ? group([front, nest(2, [line, equal])]) : equal;
}

export const ledger: Declared<'ledger'> = (p, ast, placed) => blockDoc(p, {
  placed, depth: 0,
  head: q => [headOf(q, 'Ledger', ast), ast.snapshot ? ` ${word(q, 'Snapshot')}` : '', ast.system ? ` ${word(q, 'KeptBySystem')}` : '', ast.shared ? ` ${word(q, 'Shared')}` : ''],
  clauses: [
    ...(ast.key.length > 0 ? [phrase('Key', q => keyed(q, 'Key', names(q, ast.key)))] : []),
    ...(ast.datedBy ? [phrase('DatedBy', q => keyed(q, 'DatedBy', name(q, ast.datedBy!)))] : []),
    ...(ast.inForce ? [inForceClause(ast.inForce)] : []),
    ...ast.fields.map(fieldClause), ...ast.checks.map(checkClause),
  ],
});

/** `until replaced` says what is so without it: it stays where it was written. */
function inForceClause({ from, to, through }: NonNullable<Of<'ledger'>['inForce']>): Clause {
  return { token: 'InForceFrom', print: (p, placed) => {
    const written = p.written && placed ? p.written.text.slice(placed.first.startOffset, placed.last.endOffset! + 1) : '';
    return flowing([keyed(p, 'InForceFrom', names(p, from)), to.length > 0 && keyed(p, 'To', names(p, to)), through.length > 0 && keyed(p, 'Through', names(p, through)),
      /until\s+replaced|被取代/.test(written) && word(p, 'UntilReplaced')]);
  } };
}

// ---------------------------------------------------------------- forms

function columnClause(ast: ColumnAst): Clause {
  const { label, derived: value } = ast;
  // A column of a view may have its label only, which then is its name.
  const unnamed = label?.value === ast.name.text && label.at.start.line === ast.name.at.start.line && label.at.start.column === ast.name.at.start.column;
  return {
    at: ast.at.start,
    cells: (p): Cell[] => [{ text: `${word(p, 'Column')} ${unnamed ? text(p, label) : name(p, ast.name)}`, most: 28 }, { text: label && !unnamed ? text(p, label) : '', most: 16 }],
    slots: p => [...(ast.type && 'choices' in ast.type ? choiceSlots(ast.type.choices) : []), ...(value ? [wholeSlot(p, value)] : [])],
    print: p => derived(p, [...(ast.type ? type(p, ast.type) : []), ...(ast.aliases.length > 0 ? [keyed(p, 'Also', joined(texts(p, ast.aliases), ' '))] : []), ...(ast.newRow ? [word(p, 'NewRow')] : [])], value),
  };
}

/** Groups and columns in the order of the columns, where no text says otherwise. */
const groupClauses = (ast: Pick<Of<'form'>, 'groups' | 'columns'>): Clause[] => ast.groups.map((one): Clause => {
  const columns = ast.columns.filter(column => column.group?.text === one.name.text);
  return { token: 'Group', print: (q, at) => blockDoc(q, { head: r => headOf(r, 'Group', one), clauses: columns.map(columnClause), placed: at, depth: 1 }) };
});

export const form: Declared<'form'> = (p, ast, placed) => {
  const grouped = groupClauses(ast);
  const free = ast.columns.filter(column => !column.group).map(columnClause);
  return blockDoc(p, { head: q => headOf(q, 'Form', ast), clauses: [...grouped, ...free, ...ast.checks.map(checkClause)], placed, depth: 0 });
};

export const view: Declared<'view'> = (p, ast, placed) => blockDoc(p, {
  placed, depth: 0, clauses: [...groupClauses(ast), ...ast.columns.filter(column => !column.group).map(columnClause)],
  head: q => [
    `${headOf(q, 'View', ast)} ${word(q, q.language === 'zh' ? 'RefersTo' : 'Of')} ${name(q, ast.form)}`,
    ast.regions.length > 0 ? [' ', keyed(q, 'In', ast.regions.map(one => region(q, one)).join(q.language === 'zh' ? '、' : ', '))] : '',
    ast.from ? [' ', keyed(q, 'From', date(q, ast.from))] : '', ast.to ? [' ', keyed(q, 'To', date(q, ast.to))] : '',
  ],
});

// ---------------------------------------------------------------- lists, packs

export const use: Declared<'use'> = (p, ast) => `${word(p, 'Use')} ${text(p, ast.pack)}`;

export const pack: Declared<'pack'> = (p, ast, placed) => blockDoc(p, {
  placed, depth: 0, brief: true, head: q => headOf(q, 'Pack', ast),
  clauses: [
    ...(['Authority', 'Region', 'Version'] as const).flatMap(token => {
      const value = ast[token.toLowerCase() as 'authority' | 'region' | 'version'];
      return value ? [phrase(token, q => keyed(q, token, text(q, value)))] : [];
    }),
    ...(ast.from ? [phrase('ValidFrom', q => [keyed(q, 'ValidFrom', date(q, ast.from!)), ast.to ? ` ${word(q, 'To')} ${date(q, ast.to)}` : ''])] : []),
  ],
});

export const list: Declared<'list'> = (p, ast, placed) => {
  // The block holds one list: its parts are found in the text as parts of its one clause.
  const all: Clause = { at: placed?.block?.clauses[0] && { line: placed.block.clauses[0].first.startLine!, column: placed.block.clauses[0].first.startColumn! },
    slots: () => choiceSlots(ast.choices), print: q => align(fill(choices(q, ast.choices))) };
  return blockDoc(p, { head: q => headOf(q, 'List', ast), clauses: ast.choices.length > 0 ? [all] : [], placed, depth: 0, brief: true });
};

// ---------------------------------------------------------------- orders, parameters, definitions

interface Valid { from?: DateAst; to?: DateAst; regions: Text[]; when?: ExprAst; source?: SourceAst }
function validity(p: Printer, { from, to, regions, when, source: cited }: Valid): (Doc | undefined | false)[] {
  return [
    from && keyed(p, 'From', date(p, from)), to && keyed(p, 'To', date(p, to)),
    regions.length > 0 && keyed(p, 'In', regions.map(one => region(p, one)).join(p.language === 'zh' ? '、' : ', ')),
    when && [`${word(p, 'When')} `, withComments(p, when, align(expression(p, when)))], cited && [`${word(p, 'Source')} `, align(source(p, cited))],
  ];
}
/** A region is a text or a bare name. */
export function region(p: Printer, ast: Text): string {
  const written = asWritten(p, ast.at);
  return written === '' || /^["“《＂]/.test(written) ? text(p, ast) : name(p, { text: ast.value, at: ast.at });
}

export const order: Declared<'order'> = (p, ast, placed) => blockDoc(p, {
  placed, depth: 0, head: q => headOf(q, 'Order', ast),
  clauses: ast.values.map((value): Clause => ({
    at: value.at.start,
    print: q => [`${word(q, 'Value')} `, align(flowing([
      fill(value.order.map((one, index) => `${index > 0 ? (q.language === 'zh' ? '＜ ' : '< ') : ''}${name(q, one)}`)), ...validity(q, value)]))],
  })),
});

export const parameter: Declared<'parameter'> = (p, ast, placed) => blockDoc(p, {
  placed, depth: 0, head: q => headOf(q, 'Parameter', ast),
  clauses: [
    ...(ast.choose ? [phrase('Choose', q => word(q, 'Choose'))] : []),
    ...ast.values.map((value): Clause => ({
      at: value.at.start,
      slots: q => [wholeSlot(q, value.value), ...(value.when ? [wholeSlot(q, value.when)] : [])],
      print: q => [`${word(q, 'Value')} `, align(flowing([withComments(q, value.value, expression(q, value.value, value.value.kind === 'convert' ? bindings.operand : bindings.quantity)), ...validity(q, value)]))],
    })),
  ],
});

export const defineSlots = (p: Printer, { value }: Of<'define'>): Slot[] => {
  const expr = value.kind === 'rows' ? value.where : value;
  return expr ? [wholeSlot(p, expr)] : [];
};
export const define: Declared<'define'> = (p, ast) => {
  const { value } = ast, head = [headOf(p, 'Define', ast), p.language === 'zh' ? ' ＝' : ' ='];
  if (value.kind !== 'rows') return group([head, nest(2, [line, align(whole(p, value))])]);
  return group([head, ' ', name(p, value.ledger), value.where ? nest(2, [line, withComments(p, value.where, [`${word(p, 'Where')} `, align(expression(p, value.where))])]) : '']);
};
