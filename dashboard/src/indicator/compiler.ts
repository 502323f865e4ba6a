/**
 * What the compiler says of an edited indicator. The editor shows one indicator; the compiler sees the whole pack with that
 * indicator's lines replaced, beside the shipped declarations. Runs in `compiler.worker.ts`, so that typing never waits.
 */
import { compile, inScope, lineage, packTable, words, type Diagnostic, type Lineage } from '../../../dsl/index.ts';
import type { Indicator, Program, SourceText } from '../../../dsl/index.ts';
import { wholeText, type Part } from './part.ts';

/** A diagnostic with its place in the edited part; outside of it, `from` is null. */
export interface Placed { diagnostic: Diagnostic; from: number | null; to: number; line: number; fix: { title: { zh: string; en: string }; edits: { from: number; to: number; insert: string }[] } | null }

export interface Checked {
  placed: Placed[];
  /** The edited indicator, by the name it has now; null while it is not one. */
  name: string | null;
  words: { zh: string; en: string } | null;
  lineage: Lineage | null;
  /** What it counts, with the fields it looks at: the tables of a new example. */
  reads: { ledger: string; label: string; fields: { name: string; label: string }[] }[];
  /** Labels of fields and columns: `ledger.field`, by name and by label as tables are headed. */
  labels: Record<string, string>;
}

/** What stands beside an author's text: the shipped declarations, and packs that it may use. */
export interface Catalogue { sources: SourceText[]; packs: SourceText[] }

/** Everything in scope of the edited text, itself included; what is used stands before its users. */
export function scopeOf(catalogue: Catalogue, part: Part, text: string): SourceText[] {
  const others = catalogue.packs.filter((one) => one.file !== part.file);
  return inScope([...catalogue.sources, { file: part.file, text: wholeText(part, text) }], packTable(others)).sources;
}

/** Offsets of line starts, to turn positions (1-based lines and columns) into offsets. */
function offsets(text: string): (line: number, column: number) => number {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return (line, column) => Math.min(text.length, (starts[line - 1] ?? text.length) + column - 1);
}

/** Compiles the pack with the edited part in place. Never throws on an author's text. */
export function check(catalogue: Catalogue, part: Part, text: string): Checked {
  const whole = wholeText(part, text);
  const { program, diagnostics } = compile([...catalogue.sources, { file: part.file, text: whole }], { packs: packTable(catalogue.packs.filter((one) => one.file !== part.file)) });
  const at = offsets(whole);
  const start = part.before.length;
  const end = start + text.length;
  const inside = (from: number, to: number) => from >= start && to <= end;
  const placed = diagnostics.filter((diagnostic) => diagnostic.range.file === part.file).map((diagnostic): Placed => {
    const from = at(diagnostic.range.start.line, diagnostic.range.start.column);
    const to = Math.max(from, at(diagnostic.range.end.line, diagnostic.range.end.column));
    const edits = diagnostic.fix?.edits.map((edit) => ({ file: edit.range.file, from: at(edit.range.start.line, edit.range.start.column), to: at(edit.range.end.line, edit.range.end.column), insert: edit.text }));
    const fixable = edits !== undefined && edits.every((edit) => edit.file === part.file && inside(edit.from, edit.to));
    return {
      diagnostic, line: diagnostic.range.start.line, from: inside(from, to) ? from - start : null, to: to - start,
      fix: fixable ? { title: diagnostic.fix!.title, edits: edits.map((edit) => ({ from: edit.from - start, to: edit.to - start, insert: edit.insert })) } : null,
    };
  });
  const own = Object.values(program.indicators).find((indicator) => {
    if (!indicator.at || indicator.at.file !== part.file) return false;
    const from = at(indicator.at.start.line, indicator.at.start.column);
    return from >= start && from < Math.max(end, start + 1);
  });
  return { placed, name: own?.name ?? null, words: own ? words(program, own.name) : null, lineage: own ? lineage(program, own.name) : null, ...tablesOf(program, own) };
}

/** The ledgers and forms of the program by what an indicator reads of them. */
function tablesOf(program: Program, indicator: Indicator | undefined): Pick<Checked, 'reads' | 'labels'> {
  const found = new Map<string, Set<string>>();
  const add = (ledger: string, field?: string): void => { const fields = found.get(ledger) ?? new Set(); found.set(ledger, fields); if (field) fields.add(field); };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) { node.forEach(visit); return; }
    if (!node || typeof node !== 'object') return;
    const part = node as Partial<{ kind: string; ledger: string; field: string; path: string[]; form: string; column: string }>;
    if (part.kind === 'field' && part.ledger) add(part.ledger, part.path?.[0] ?? part.field);
    else if (part.kind === 'cell' && part.form) add(part.form, part.column);
    else if (part.ledger) add(part.ledger);
    Object.values(node).forEach(visit);
  };
  if (indicator) visit([indicator.value, indicator.targets.map((target) => target.when)]);
  const columnsOf = (name: string) => program.ledgers[name]?.fields ?? program.forms[name]?.columns ?? [];
  const labels: Record<string, string> = {};
  for (const thing of [...Object.values(program.ledgers), ...Object.values(program.forms)]) {
    for (const column of columnsOf(thing.name)) for (const ledger of [thing.name, thing.label]) for (const name of [column.name, column.label]) labels[`${ledger}.${name}`] = column.label;
  }
  return {
    labels,
    reads: [...found].flatMap(([ledger, fields]) => {
      const thing = program.ledgers[ledger] ?? program.forms[ledger];
      // What dates a record belongs to its table, also where the indicator does not name it.
      const dated = program.ledgers[ledger]?.datedBy;
      const wanted = columnsOf(ledger).filter((column) => (fields.has(column.name) || column.name === dated) && column.name !== 'agency');
      return thing && wanted.length > 0 ? [{ ledger, label: thing.label, fields: wanted.map(({ name, label }) => ({ name, label })) }] : [];
    }),
  };
}

/** Every text in quotation marks: the labels that initials are wanted for. */
export function labelsOf(sources: SourceText[]): Set<string> {
  return new Set(sources.flatMap((source) => [...source.text.matchAll(/["“]([^"”\n]{1,40})["”]/g)].map((found) => found[1]!)));
}
