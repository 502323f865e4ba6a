/** Everything that makes sense at a position, likeliest first; `complete.ts` picks what fits what is typed. */
import type { Choice } from '../program.ts';
import type { Context, FieldInfo, LedgerInfo } from '../check/context.ts';
import { agencies } from '../check/gather.ts';
import { referred } from '../check/lookup.ts';
import { find, type Names } from '../check/names.ts';
import { fieldType } from '../check/recursion.ts';
import { keywordWords } from '../syntax/keywords.ts';
import { clauses, continuing, declarationWords, following, unitWords, words } from './clause-words.ts';
import { endsOperand, isName, ledgerAt, nameOf, type Position } from './position.ts';
import { fieldCompared, relations, rowsOf } from './reach.ts';

export type CompletionKind = 'field' | 'ledger' | 'form' | 'column' | 'group' | 'indicator' | 'parameter' | 'define' | 'order' | 'choice' | 'scorecard' | 'report' | 'view' | 'pack' | 'unit' | 'keyword' | 'function' | 'snippet';
export interface Named { name: string; label: string }
/** `snippet`: what is written, with placeholders `${1:text}`. */
export interface Candidate { kind: CompletionKind; name?: string; label?: string; insert?: string; snippet?: string }

/** A name is being made up: nothing to offer. */
const naming = new Set(['Pack', 'List', 'Ledger', 'Form', 'View', 'Order', 'Parameter', 'Define', 'Indicator', 'Scorecard', 'Task', 'Report', 'Part', 'Chart', 'ToWrite', 'Field', 'Column', 'Group']);

const points = new Set(['Deduct', 'Award', 'UpTo', 'ByHand', 'To']);

/** @param packs what may be used, beside the packs among the sources. */
export function candidatesAt(context: Context, position: Position, packs: readonly Named[] = []): Candidate[] {
  const { before, frames } = position;
  const previous = before.at(-1), kind = previous?.tokenType.name ?? '';
  const top = frames.at(-1)!;
  if (kind === 'Dot') return members(context, position);
  if (kind === 'Use') return packsToUse(context, packs);
  if (naming.has(kind) && !(kind === 'Group' && top.clause !== 'Group')) return [];
  if (top.opener === '' && top.holds && kind !== 'RBrace' && kind !== 'TableRow') return afterHead(context, position);
  if (kind === 'TableRow' || kind === 'Text') return top.opener === '{' ? [...continuing(position), ...atClause(context, position)] : declarationWords(position);
  if (top.opener === '') return declarationWords(position);
  if (kind === 'NumberLiteral') {
    // Points have no unit.
    const bare = /^[\d.\uff10-\uff19]+$/.test(previous!.image) && !points.has(before.at(-2)?.tokenType.name ?? '');
    return [...(bare ? unitWords(position) : []), ...(position.prefix === '' && bare ? [] : continuing(position))];
  }
  if (kind === 'LBrace' || kind === 'Semicolon' || kind === 'RBrace') return atClause(context, position);
  const own = named(context, position, kind) ?? following(position);
  if (own) return own;
  if (relations.has(kind) || kind === 'Comma') {
    const choices = choicesBefore(context, position);
    if (choices) return [...choices, ...(kind === 'Comma' ? [] : operands(context, position))];
  }
  if (endsOperand(previous)) return continuing(position);
  if (top.opener === '{' && !top.clause) return atClause(context, position);
  return operands(context, position);
}

/** Names of one kind, where the last word wants them. */
function named(context: Context, position: Position, kind: string): Candidate[] | undefined {
  const top = position.frames.at(-1)!;
  switch (kind) {
    case 'RefersTo': case 'LooksUp': case 'ShareOf': case 'All': case 'AppliesTo': case 'DistributionOf': case 'Subject': return rowsWords(context, position, kind);
    case 'LParen': return top.call ? [...rowsWords(context, position, kind), ...operands(context, position)] : undefined;
    case 'DatedBy': case 'Key': case 'InForceFrom': case 'GroupedBy': case 'ShownGroupedBy': return fields(context, ledgerAt(position));
    case 'GroupsBy': return [{ kind: 'ledger', name: 'agency', label: '执法主体' }];
    case 'Quantifier': return fields(context, ledgerAt(position)).filter((one) => find(ledgerAt(position)!.fields, one.name!)[0]?.ast?.several);
    case 'BucketOf': return dates(context, ledgerAt(position));
    case 'HighestOf': return fields(context, ledgerAt(position)).filter((one) => find(ledgerAt(position)!.fields, one.name!)[0]?.type?.kind === 'choices');
    case 'TotalOf': return context.forms.all.flatMap(({ value: form }) => form.groups.all.map(({ value: group }): Candidate => ({ kind: 'group', name: group.name, label: group.label })));
    case 'Combine': return all(context.scorecards, 'scorecard');
    case 'Table': return [...all(context.forms, 'form'), ...all(context.views, 'view')];
    case 'SameAs': return all(context.reports, 'report');
    case 'NoDuty': return all(context.forms, 'form');
    case 'LeaveOut': return rowsWords(context, position, kind);
    case 'CombinedBy': return [...all(context.orders, 'order'), ...words(position, ['LaterColumn'])];
    case 'Layout': return ['A', '"A′"', 'B', 'C', 'D'].map((name): Candidate => ({ kind: 'keyword', name }));
    case 'By': case 'According': return position.before.some((token) => token.tokenType.name === 'HighestOf') && top.clause !== undefined ? [...all(context.orders, 'order'), ...operands(context, position)] : undefined;
    default: return undefined;
  }
}

function packsToUse(context: Context, packs: readonly Named[]): Candidate[] {
  const declared = context.trees.flatMap((tree) => tree.declarations).flatMap((ast): Named[] => (ast.kind === 'pack' ? [{ name: ast.name.text, label: ast.label?.value ?? ast.name.text }] : []));
  return [...declared, ...packs].map(({ name, label }): Candidate => ({ kind: 'pack', name, label, insert: `"${name}"` }));
}

function afterHead(context: Context, position: Position): Candidate[] {
  const kind = position.before.at(-1)?.tokenType.name ?? '';
  const { holds } = position.frames[0]!;
  if (kind === 'For') return indicators(context);
  if (kind === 'Of' && holds === 'View') return all(context.forms, 'form');
  if (holds === 'Define' && kind === 'Equal') return [...rowsWords(context, position, kind), ...operands(context, position)];
  if (holds === 'Define' && (ledgerAt(position) || endsOperand(position.before.at(-1)))) {
    return endsOperand(position.before.at(-1)) ? [...continuing(position), ...(kind === 'Text' ? declarationWords(position) : [])] : operands(context, position);
  }
  if (holds === 'Report') return kind === 'Of' || kind === 'RefersTo' ? all(context.reports, 'report') : words(position, [position.language === 'zh' ? 'RefersTo' : 'Of']);
  if (holds === 'Use') return declarationWords(position);
  if (holds === 'View' && position.before.slice(position.before.findLastIndex(({ tokenType }) => tokenType.name === 'View')).some(({ tokenType }) => tokenType.name === 'Of' || tokenType.name === 'RefersTo')) return words(position, ['In', 'From', 'To']);
  if (holds === 'View' && (isName(position.before.at(-1)) || kind === 'Text')) return words(position, ['Of']);
  return holds === 'Example' ? words(position, ['For', 'AsOf', 'ForYear']) : holds === 'Ledger' ? words(position, ['Snapshot', 'KeptBySystem', 'Shared']) : [];
}

// ---------------------------------------------------------------- names

function all(names: Names<{ name: string; label: string }>, kind: CompletionKind): Candidate[] {
  return names.all.map(({ value }) => ({ kind, name: value.name, label: value.label }));
}

const indicators = (context: Context): Candidate[] => all(context.indicators, 'indicator');

function fields(context: Context, ledger: LedgerInfo | undefined): Candidate[] {
  return ledger ? all(ledger.fields, 'field') : [];
}

function dates(context: Context, ledger: LedgerInfo | undefined): Candidate[] {
  return fields(context, ledger).filter((one) => find(ledger!.fields, one.name!)[0]?.type?.kind === 'date');
}

function rowsWords(context: Context, position: Position, after: string): Candidate[] {
  const ledgers = all(context.ledgers, 'ledger');
  if (after === 'RefersTo' || after === 'LooksUp') return ledgers;
  if (after === 'AppliesTo') return ledgers.filter((one) => one.name === 'agencies');
  if (after === 'Subject') return ledgers;
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

/** Choices of the field left of the relation that the position follows, over a list of choices if need be. */
function choicesBefore(context: Context, position: Position): Candidate[] | undefined {
  const field = fieldCompared(context, position);
  if (!field) return undefined;
  if (!field.type) fieldType(context, field, field.ledger.at);
  if (field.type?.kind === 'boolean') return words(position, ['Yes', 'No']);
  return field.choices?.all.map(({ value }) => choice(value));
}

function choice(value: Choice): Candidate {
  return value.name !== undefined ? { kind: 'choice', name: value.name, label: value.value } : { kind: 'choice', name: value.value };
}

function atClause(context: Context, position: Position): Candidate[] {
  const { holds } = position.frames.at(-1)!;
  const items = holds === 'Dimension' || holds === 'Bonus' || holds === 'ExtraDeductions' ? indicators(context) : [];
  const tables = holds === 'Example' ? [...all(context.ledgers, 'ledger'), ...all(context.forms, 'form')] : [];
  return [...items, ...tables, ...clauses(position)];
}
