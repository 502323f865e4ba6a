/** Sources and dates as written, in the program's form. */
import type { Source } from '../program.ts';
import type { DateAst, SourceAst } from '../syntax/ast.ts';
import { report, type Context } from './context.ts';

/** A date with its year, yyyy-mm-dd. */
export function dateOf(context: Context, written: DateAst | undefined): string | undefined {
  if (!written) return undefined;
  if (written.kind === 'date') return written.value;
  return report(context, 'date-of-a-year-wanted', written.at, {});
}

/** Both ends of a period, as far as written; says so if it ends before it begins. */
export function period(context: Context, from: DateAst | undefined, to: DateAst | undefined): { from?: string; to?: string } {
  const start = dateOf(context, from), end = dateOf(context, to);
  if (start !== undefined && end !== undefined && end < start) report(context, 'period-reversed', to!.at, {});
  return { ...(start !== undefined && { from: start }), ...(end !== undefined && { to: end }) };
}

/** Sources of one declaration; the same clause cited twice for a time that overlaps is said. */
export function sourcesOf(context: Context, written: SourceAst[]): Source[] {
  const sources = written.map((each) => sourceOf(context, each));
  const cited = new Map<string, number[]>();
  for (const [index, each] of sources.entries()) {
    const key = `${each.document}\n${each.clause ?? ''}`, before = cited.get(key);
    const other = before?.find((one) => (sources[one]!.from ?? '') <= (each.to ?? '9') && (each.from ?? '') <= (sources[one]!.to ?? '9'));
    if (other !== undefined && each.document !== '') report(context, 'source-given-twice', written[index]!.at, { document: each.document, place: String(written[other]!.at.start.line) });
    if (before) before.push(index);
    else cited.set(key, [index]);
  }
  return sources;
}

export function sourceOf(context: Context, written: SourceAst): Source {
  return {
    document: written.document.value,
    ...(written.clause && { clause: written.clause.value }),
    ...(written.url && { url: written.url.value }),
    ...period(context, written.from, written.to),
  };
}
