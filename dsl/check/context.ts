/**
 * What the checks share: the tables of declared things, the diagnostics found so far, and which declaration is being
 * checked. A check gives `undefined` where it has already said what is wrong (or the parser has): nothing is said twice.
 */
import type { Diagnostic } from '../diagnostics/types.ts';
import { diagnose, type Code, type ParamsOf } from '../diagnostics/catalogue.ts';
import type { Choice, Expr, Field, Form, Ledger, Parameter, Range, ValueType, Column, Indicator, Task } from '../program.ts';
import type { ColumnAst, DeclarationAst, ExprAst, FieldAst, SyntaxTree } from '../syntax/ast.ts';
import type { KnownWords } from '../syntax/split.ts';
import { emptyNames, type Names } from './names.ts';
import type { Checks } from './recursion.ts';

export type Ast<Kind extends DeclarationAst['kind']> = Extract<DeclarationAst, { kind: Kind }>;

/** A declaration on its way into the program. `failed`: it has errors, or rests on one that has, and is left out. `unreadable`: parts of it were not read. */
export interface Declared { kind: DeclarationAst['kind']; name: string; label: string; at: Range; failed: boolean; unreadable?: boolean; uses: Set<Declared> }

export interface FieldInfo {
  ledger: LedgerInfo; name: string; label: string; ast?: FieldAst;
  type?: ValueType; choices?: Names<Choice>; field?: Field;
  /** Computed fields are typed when first needed. */
  state: 'new' | 'open' | 'done';
}
export interface LedgerInfo extends Declared { kind: 'ledger'; ast: Ast<'ledger'>; fields: Names<FieldInfo>; ledger?: Ledger; hasAgency: boolean }
export interface ColumnInfo { name: string; label: string; ast: ColumnAst; column?: Column }
export interface FormInfo extends Declared { kind: 'form'; ast: Ast<'form'>; columns: Names<ColumnInfo>; groups: Names<{ name: string; label: string }>; form?: Form }
/** `done`: what it stands for, by the scope it was used in; `undefined` there: in error. */
export interface DefineInfo extends Declared { kind: 'define'; ast: Ast<'define'>; done: Map<string, Expr | undefined>; open: boolean }
export interface ParameterInfo extends Declared {
  kind: 'parameter'; ast: Ast<'parameter'>; type?: ValueType; parameter?: Parameter; state: 'new' | 'open' | 'done';
  /** The ledger whose rows its cases speak of, once known. */
  caseLedger?: LedgerInfo;
}
/** `task`: the task it is made of; its tree is then only the task's head. */
export interface IndicatorInfo extends Declared { kind: 'indicator'; ast: Ast<'indicator'>; state: 'new' | 'open' | 'done'; indicator?: Indicator; task?: TaskInfo }
export interface TaskInfo extends Declared { kind: 'task'; ast: Ast<'task'>; finished?: true; task?: Task }
export interface OtherInfo<Kind extends DeclarationAst['kind']> extends Declared { kind: Kind; ast: Ast<Kind> }
export type Symbol = LedgerInfo | FormInfo | DefineInfo | ParameterInfo | IndicatorInfo | OtherInfo<'order'> | OtherInfo<'list'> | OtherInfo<'view'> | OtherInfo<'scorecard'> | OtherInfo<'report'> | TaskInfo;

export type Scope =
  /** One agency and year. `form`: bare names are its columns first. `agencyFirst`: bare names are fields of the agency first. */
  | { kind: 'agency'; form?: FormInfo; agencyFirst?: boolean; across?: boolean }
  /** `one`: bare names are first fields of one of the rows that a field of `ledger` refers to. */
  | { kind: 'row'; ledger: LedgerInfo; across?: boolean; one?: { field: FieldInfo; ledger: LedgerInfo } }
  /** A group of rows of `ledger`, `by` alike in all of them; or, without ledger, a bucket of the year. */
  | { kind: 'group'; ledger?: LedgerInfo; by: Expr[]; across?: boolean };
// `across`: rows (or forms) of all agencies. `agency.f` is then a field of the agency whose row it is, a bare field of agencies one of the agency at hand.

export const agencyScope: Scope = { kind: 'agency' };
export const agencyFirst: Scope = { kind: 'agency', agencyFirst: true };

/** What may follow a message: names to put into it, other things to write, a certain mend. */
export interface Extra { hints?: { zh: string; en: string }[]; fix?: Diagnostic['fix'] }

export interface Context {
  checks: Checks;
  diagnostics: Diagnostic[];
  trees: SyntaxTree[];
  /** Text of a source by file, for fixes that repeat a part of it. */
  texts: Map<string, string>;
  /** The same in lines, once asked for. */
  lines: Map<string, string[]>;
  ledgers: Names<LedgerInfo>; forms: Names<FormInfo>; views: Names<OtherInfo<'view'>>; defines: Names<DefineInfo>;
  parameters: Names<ParameterInfo>; indicators: Names<IndicatorInfo>; orders: Names<OtherInfo<'order'>>; lists: Names<OtherInfo<'list'>>;
  scorecards: Names<OtherInfo<'scorecard'>>; reports: Names<OtherInfo<'report'>>; tasks: Names<TaskInfo>;
  /** Canonical choice values by list. */
  listChoices: Map<OtherInfo<'list'>, Names<Choice>>;
  /** The declaration being checked. */
  current?: Declared;
  /** The comparison (or bare yes/no) being checked: what a mend may have to be written around. */
  test?: ExprAst;
  /** The indicators being checked, outermost first: a repeated one closes a cycle. */
  open: Declared[];
  /** Greater than 0 while something is tried that may not fit: nothing is said. */
  trying: number; failedTry: boolean;
  /** Defines and parameters found to be called like a field, by the ledgers and forms that have it. */
  hidden: Map<Declared, Set<Declared>>;
  /** Every declared name and label, gathered when first a run of words is to be parted. */
  words?: KnownWords;
  /** How much was found beyond what is said, and where that begins. */
  unsaid: number; firstUnsaid?: Range;
  /** How many unknown names have been answered with what may have been meant. */
  suggested: number;
}

export function newContext(checks: Checks, trees: SyntaxTree[], texts: Map<string, string>): Context {
  return {
    checks, diagnostics: [], trees, texts, lines: new Map(),
    ledgers: emptyNames(), forms: emptyNames(), views: emptyNames(), defines: emptyNames(), parameters: emptyNames(),
    indicators: emptyNames(), orders: emptyNames(), lists: emptyNames(), scorecards: emptyNames(), reports: emptyNames(), tasks: emptyNames(), listChoices: new Map(),
    open: [], trying: 0, failedTry: false, hidden: new Map(), suggested: 0, unsaid: 0,
  };
}

/** So much is said of a program; the rest is counted. */
const mostDiagnostics = 1000;

/** Says that something is wrong at `at`; an error fails the current declaration. Gives `undefined`, to be returned. */
export function report<C extends Code>(context: Context, code: C, at: Range, parameters: ParamsOf<C>, extra: Extra = {}): undefined {
  const diagnostic = diagnose(code, at, parameters, extra);
  if (context.trying > 0) {
    if (diagnostic.severity === 'error') context.failedTry = true;
    return undefined;
  }
  if (diagnostic.severity === 'error' && context.current) context.current.failed = true;
  if (context.diagnostics.length < mostDiagnostics) context.diagnostics.push(diagnostic);
  else if (context.unsaid++ === 0) context.firstUnsaid = at;
  return undefined;
}

/** Fails the current declaration without a word: the parser, or the check of what it rests on, has said it. */
export function failQuietly(context: Context): undefined {
  if (context.trying > 0) context.failedTry = true;
  else if (context.current) context.current.failed = true;
  return undefined;
}

/** Notes that the current declaration rests on another. */
export function use(context: Context, other: Declared): void {
  if (context.current && context.current !== other) context.current.uses.add(other);
}

/** Runs `check` for another declaration and comes back to the current one. */
export function within<T>(context: Context, declared: Declared, check: () => T): T {
  const before = context.current;
  context.current = declared;
  try {
    return check();
  } finally {
    context.current = before;
  }
}

/** Runs `check` without a word; `undefined` if it would have found an error. */
export function attempt<T>(context: Context, check: () => T): T | undefined {
  const failedBefore = context.failedTry;
  const uses = context.current ? new Set(context.current.uses) : undefined;
  context.trying++;
  context.failedTry = false;
  try {
    const result = check();
    if (!context.failedTry) return result;
    if (context.current && uses) context.current.uses = uses;
    return undefined;
  } finally {
    context.trying--;
    context.failedTry = failedBefore;
  }
}

/** The written text of a range, '' if its source is not at hand. */
export function textAt(context: Context, at: Range): string {
  const text = context.texts.get(at.file);
  if (text === undefined) return '';
  let lines = context.lines.get(at.file);
  if (!lines) context.lines.set(at.file, lines = text.split('\n'));
  if (at.start.line === at.end.line) return (lines[at.start.line - 1] ?? '').slice(at.start.column - 1, at.end.column - 1);
  return [
    (lines[at.start.line - 1] ?? '').slice(at.start.column - 1),
    ...lines.slice(at.start.line, at.end.line - 1),
    (lines[at.end.line - 1] ?? '').slice(0, at.end.column - 1),
  ].join('\n');
}
