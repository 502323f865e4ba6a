/** Everything that makes sense at a position, likeliest first; `complete.ts` picks what fits what is typed. */
import type { Choice } from '../program.ts';
import { attempt, type Context, type FieldInfo, type LedgerInfo } from '../check/context.ts';
import { agencies } from '../check/gather.ts';
import { referred } from '../check/lookup.ts';
import { find, type Names } from '../check/names.ts';
import { findRows } from '../check/paths.ts';
import { fieldType } from '../check/recursion.ts';
import { keywordWords } from '../syntax/keywords.ts';
import { endsOperand, isName, ledgerAt, nameOf, type Position } from './position.ts';

export type CompletionKind = 'field' | 'ledger' | 'form' | 'column' | 'group' | 'indicator' | 'parameter' | 'define' | 'order' | 'choice' | 'unit' | 'keyword' | 'function';
export interface Candidate { kind: CompletionKind; name?: string; label?: string; insert?: string }

const clausesOf: Record<string, string[]> = {
  Pack: ['Authority', 'Region', 'Version', 'ValidFrom'],
  Ledger: ['Key', 'DatedBy', 'InForceFrom', 'Field', 'Check'],
  Form: ['Group', 'Column', 'Check'], Group: ['Column'], View: ['Column'], Order: ['Value'], Parameter: ['Value', 'Choose'],
  Indicator: ['Source', 'AppliesTo', 'Value', 'Target', 'BetterHigher', 'BetterLower', 'ShownOnly', 'ShownIn', 'Note'],
  Scorecard: ['GroupsBy', 'Dimension', 'Bonus', 'ExtraDeductions', 'Veto', 'NotApplicable', 'NotReported', 'Pending', 'Grades'],
  Dimension: ['Item'], Bonus: ['Item'], ExtraDeductions: ['Item'],
  Item: ['Full', 'Deduct', 'Award', 'InProportion', 'ByHand'], Example: ['Expect'],
};
const operators = {
  en: ['Where', 'Excluding', 'With', 'And', 'Or', 'In', 'Filled', 'Empty', 'Within', 'By', 'Before', 'After', 'Else', 'As', 'DatedBy', 'GroupedBy', 'Because'],
  zh: ['Among', 'De', 'Excluding', 'ShareEnd', 'CountEnd', 'ValueEnd', 'And', 'Or', 'Is', 'In', 'Filled', 'Empty', 'At', 'Since', 'Inside', 'NoLaterThan', 'Before', 'After', 'Else', 'Where', 'With', 'DatedBy', 'Because'],
};
const relations = new Set(['Equal', 'Compare', 'Less', 'Is', 'IsNot', 'In', 'NotIn', 'Below', 'Above']);
const units = { en: ['workdays', 'days', '%', '件', '宗', '人', '次', '家', '元', '万元', '学时', 'minutes', 'percentage points'], zh: ['个工作日', '日', '%', '件', '宗', '人', '次', '家', '个', '项', '份', '元', '万元', '学时', '分钟', '个百分点', '分'] };

export function candidatesAt(context: Context, position: Position): Candidate[] {
  const { before, frames } = position;
  const previous = before.at(-1), kind = previous?.tokenType.name ?? '';
  const top = frames.at(-1)!;
  if (kind === 'Dot') return members(context, position);
  if (kind === 'TableRow' || kind === 'Text') return top.opener === '{' ? clauses(position) : declarationWords(position);
  if (top.opener === '') return top.holds && kind !== 'RBrace' ? afterHead(context, position) : declarationWords(position);
  if (kind === 'NumberLiteral') {
    const bare = /^[\d.\uff10-\uff19]+$/.test(previous!.image);
    return [...(bare ? unitWords(position) : []), ...(position.prefix === '' && bare ? [] : continuing(position))];
  }
  if (kind === 'LBrace' || kind === 'Semicolon' || kind === 'RBrace') return atClause(context, position);
  if (['RefersTo', 'LooksUp', 'ShareOf', 'All', 'AppliesTo'].includes(kind)) return rowsWords(context, position, kind);
  if (kind === 'LParen' && top.call) return [...rowsWords(context, position, kind), ...operands(context, position)];
  if (kind === 'DatedBy' || kind === 'Key') return fields(context, ledgerAt(position));
  if (kind === 'GroupsBy') return [{ kind: 'ledger', name: 'agency', label: '执法主体' }];
  if (relations.has(kind) || kind === 'Comma') {
    const choices = choicesBefore(context, position);
    if (choices) return [...choices, ...(kind === 'Comma' ? [] : operands(context, position))];
  }
  if (endsOperand(previous)) return continuing(position);
  if (top.opener === '{' && !top.clause) return atClause(context, position);
  return operands(context, position);
}

function afterHead(context: Context, position: Position): Candidate[] {
  const kind = position.before.at(-1)?.tokenType.name ?? '';
  if (kind === 'For') return indicators(context);
  if (kind === 'Of' && position.frames[0]!.holds === 'View') return all(context.forms, 'form');
  if (position.frames[0]!.holds === 'Define' && kind === 'Equal') return [...rowsWords(context, position, kind), ...operands(context, position)];
  if (position.frames[0]!.holds === 'Define' && (ledgerAt(position) || endsOperand(position.before.at(-1)))) {
    return endsOperand(position.before.at(-1)) ? continuing(position) : operands(context, position);
  }
  return position.frames[0]!.holds === 'Example' ? words(position, ['For', 'AsOf', 'ForYear']) : words(position, ['Snapshot', 'KeptBySystem', 'Shared']).slice(0, position.frames[0]!.holds === 'Ledger' ? 3 : 0);
}

// ---------------------------------------------------------------- names

function all(names: Names<{ name: string; label: string }>, kind: CompletionKind): Candidate[] {
  return names.all.map(({ value }) => ({ kind, name: value.name, label: value.label }));
}

const indicators = (context: Context): Candidate[] => all(context.indicators, 'indicator');

function fields(context: Context, ledger: LedgerInfo | undefined): Candidate[] {
  return ledger ? all(ledger.fields, 'field') : [];
}

function rowsWords(context: Context, position: Position, after: string): Candidate[] {
  const ledgers = all(context.ledgers, 'ledger');
  if (after === 'RefersTo' || after === 'LooksUp') return ledgers;
  if (after === 'AppliesTo') return ledgers.filter((one) => one.name === 'agencies');
  return [...ledgers, ...all(context.defines, 'define'), ...(after === 'ShareOf' ? words(position, ['Buckets', 'Each', 'All']) : []), ...(after === 'LParen' ? words(position, ['All']) : [])];
}

/** What may begin an operand: a field of the rows in scope, else a figure of the agency. */
function operands(context: Context, position: Position): Candidate[] {
  const ledger = ledgerAt(position);
  const top = position.frames.at(-1)!;
  const named: Candidate[] = ledger
    ? [...fields(context, ledger), ...all(context.parameters, 'parameter'), ...all(context.defines, 'define')]
    : [
      ...formColumns(context, position), ...indicators(context), ...all(context.defines, 'define'), ...all(context.parameters, 'parameter'),
      ...all(context.ledgers, 'ledger'), ...all(context.forms, 'form'),
    ];
  const functions = keywordWords.filter((word) => word.token === 'AggregateFunction' && word.language === position.language)
    .map((word): Candidate => ({ kind: 'function', name: word.word, insert: `${word.word}${position.language === 'zh' ? '（' : '('}` }));
  const value = top.clause === 'Value' && position.before.at(-1)?.tokenType.name === 'Value' && position.language === 'en';
  return [...(value ? words(position, ['ShareOf']) : []), ...named, ...functions, ...words(position, ['Not', 'StateDay', 'YearEnd'])];
}

function formColumns(context: Context, position: Position): Candidate[] {
  const brace = position.frames.find((frame) => frame.holds === 'Form' && frame.name !== undefined);
  const form = brace?.name !== undefined ? find(context.forms, brace.name)[0] : undefined;
  return form && position.frames.at(-1)?.clause === 'Check' ? all(form.columns, 'column') : [];
}

/** What follows a dot: fields of the ledger (or of what a reference leads to), columns of a form, fields of the agency. */
function members(context: Context, position: Position): Candidate[] {
  const path: string[] = [];
  let index = position.before.length - 1;
  while (index > 0 && position.before[index]!.tokenType.name === 'Dot' && isName(position.before[index - 1])) {
    path.unshift(nameOf(position.before[index - 1]!));
    index -= 2;
  }
  const form = path.length === 1 ? find(context.forms, path[0]!)[0] : undefined;
  if (form) return [...all(form.columns, 'column')];
  if (path.length === 1 && (path[0] === 'agency' || path[0] === '执法主体')) return fields(context, agencies(context));
  const scope = ledgerAt(position);
  const own = scope && find(scope.fields, path[0]!)[0];
  let ledger = own ? referred(context, own) : rowsOf(context, path[0]!);
  for (const step of path.slice(1)) {
    const field: FieldInfo | undefined = ledger && find(ledger.fields, step)[0];
    ledger = field && referred(context, field);
  }
  return fields(context, ledger);
}

function rowsOf(context: Context, name: string): LedgerInfo | undefined {
  const nowhere = { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  return attempt(context, () => findRows(context, { text: name, at: nowhere }))?.ledger;
}

/** Choices of the field left of the relation that the position follows, over a list of choices if need be. */
function choicesBefore(context: Context, position: Position): Candidate[] | undefined {
  const field = fieldCompared(context, position);
  if (!field) return undefined;
  if (!field.type) fieldType(context, field, field.ledger.at);
  if (field.type?.kind === 'boolean') return words(position, ['Yes', 'No']);
  return field.choices?.all.map(({ value }) => choice(value));
}

/** The field left of the relation that the position follows. */
export function fieldCompared(context: Context, position: Pick<Position, 'before' | 'frames'>): FieldInfo | undefined {
  const { before } = position;
  let index = before.length - 1;
  while (index >= 0 && (before[index]!.tokenType.name === 'Comma' || (isName(before[index]) && before[index + 1]?.tokenType.name === 'Comma') || (before[index]!.tokenType.name === 'Text' && before[index + 1]?.tokenType.name === 'Comma'))) index--;
  if (before[index]?.tokenType.name === 'LParen' && relations.has(before[index - 1]?.tokenType.name ?? '')) index--;
  if (!relations.has(before[index]?.tokenType.name ?? '')) return undefined;
  const path: string[] = [];
  for (index--; index >= 0 && isName(before[index]); index -= 2) {
    path.unshift(nameOf(before[index]!));
    if (before[index - 1]?.tokenType.name !== 'Dot') break;
  }
  return fieldBy(context, position, path);
}

function choice(value: Choice): Candidate {
  return value.name !== undefined ? { kind: 'choice', name: value.name, label: value.value } : { kind: 'choice', name: value.value };
}

function fieldBy(context: Context, position: Pick<Position, 'frames'>, path: string[]): FieldInfo | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return undefined;
  let ledger = ledgerAt(position);
  let steps = path;
  if (rest.length > 0 && (head === 'agency' || head === '执法主体')) { ledger = agencies(context); steps = rest; }
  else if (!ledger || find(ledger.fields, head).length === 0) { ledger = rowsOf(context, head) ?? agencies(context); steps = rest.length > 0 ? rest : path; }
  let field: FieldInfo | undefined;
  for (const step of steps) {
    field = ledger && find(ledger.fields, step)[0];
    ledger = field && referred(context, field);
  }
  return field;
}

// ---------------------------------------------------------------- keywords

function words(position: Position, tokens: string[]): Candidate[] {
  return tokens.flatMap((token) => keywordWords.filter((word) => word.token === token && word.language === position.language)
    .slice(0, token === 'Buckets' || token === 'ValueEnd' ? 20 : 1).map((word): Candidate => ({ kind: 'keyword', name: word.word })));
}

function unitWords(position: Position): Candidate[] {
  const blank = position.prefix === '' && position.before.at(-1)!.endOffset! + 1 === position.from;
  return units[position.language].map((unit) => ({ kind: 'unit', name: unit, ...(blank && /^[a-z]/.test(unit) && { insert: ` ${unit}` }) }));
}

function declarationWords(position: Position): Candidate[] {
  return words(position, ['Indicator', 'Scorecard', 'Parameter', 'Define', 'Ledger', 'Form', 'View', 'Order', 'Example', 'List', 'Pack']);
}

/** Clause keywords of the declaration at hand. */
function clauses(position: Position): Candidate[] {
  return words(position, clausesOf[position.frames.at(-1)!.holds ?? ''] ?? []);
}

function atClause(context: Context, position: Position): Candidate[] {
  const holds = position.frames.at(-1)!.holds;
  const items = holds === 'Dimension' || holds === 'Bonus' || holds === 'ExtraDeductions' ? indicators(context) : [];
  const tables = holds === 'Example' ? [...all(context.ledgers, 'ledger'), ...all(context.forms, 'form')] : [];
  return [...items, ...tables, ...clauses(position)];
}

/** After an operand: operators, and the next clause where a brace is all that is open. */
function continuing(position: Position): Candidate[] {
  const top = position.frames.at(-1)!;
  const expression = ['Value', 'Target', 'AppliesTo', 'Check', 'Column', 'Field', 'Veto', 'Deduct', 'Award', 'Full'].includes(top.clause ?? '') || top.opener === '(' || top.holds === 'Define';
  return [...(expression ? words(position, operators[position.language]) : []), ...(top.opener === '{' ? clauses(position) : [])];
}
