/**
 * What must hold of any text: it is answered in time, places lie within it, mends can be made, completion and the other services of an
 * editor answer, formatting keeps what it says, and what is a program can be planned.
 */
import { readFileSync } from 'node:fs';
import { makeCalendar, notices } from '../../data/calendar/index.ts';
import { actions, applied, colours, compile, complete, definition, folds, format, formatted, hover, lineage, outline, rename, splitAsTyped, uses, withoutRanges, words, type Diagnostic, type Program, type SourceText } from '../../dsl/index.ts';
import { statements } from '../../metrics/index.ts';
import { catalogue } from '../dsl/sources.ts';
import type { Dice } from '../property/dice.ts';

const BASE: SourceText[] = [{ file: 'base.heng', text: readFileSync(new URL('base.heng', import.meta.url), 'utf8') }];
const CALENDAR = makeCalendar(notices());
/** Milliseconds of processor time for one answer, and for each thousand characters of the text. */
export const LIMIT = 1500; const LIMIT_PER_THOUSAND = 60;

export class Broken extends Error {}
function demand(holds: boolean, what: string): asserts holds { if (!holds) throw new Broken(what); }

/** Lines end at \n, \r\n and \r. */
const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);
function within(diagnostic: Diagnostic, sources: SourceText[]): void {
  const { code, message, range } = diagnostic; const source = sources.find((one) => one.file === range.file);
  demand(source !== undefined, `${code}: a place in no source: ${range.file}`);
  demand(Boolean(message.zh && message.en), `${code} says nothing`);
  for (const said of [message.zh, message.en, ...diagnostic.hints?.flatMap((hint) => [hint.zh, hint.en]) ?? []]) demand(!/undefined|\[object|NaN/.test(said.replaceAll(/["“`「][^"”`」]*["”`」]/g, '')) || /undefined|\[object|NaN/.test(source.text), `${code} says “${said}”`);
  for (const place of [range, ...diagnostic.fix?.edits.map((edit) => edit.range) ?? []]) placed(place, sources, code);
}
function placed(range: { file: string; start: { line: number; column: number }; end: { line: number; column: number } }, sources: SourceText[], what: string): void {
  const lines = linesOf(sources.find((one) => one.file === range.file)?.text ?? '');
  for (const { line, column } of [range.start, range.end]) demand(line >= 1 && line <= lines.length && column >= 1 && column <= lines[line - 1]!.length + 1, `${what}: ${line}:${column} lies outside the text`);
  demand(range.start.line < range.end.line || (range.start.line === range.end.line && range.start.column <= range.end.column), `${what}: ends before it begins`);
}

/** `timed` says how long an answer took. */
export function survives(text: string, dice: Dice, timed: (what: string, milliseconds: number) => void = () => undefined): void {
  const own: SourceText = { file: 'f', text }; const sources = [...(dice.chance(8) ? catalogue : BASE), own];
  const most = LIMIT + text.length / 1000 * LIMIT_PER_THOUSAND;
  const soon = <T>(what: string, answer: () => T): T => {
    const start = performance.now(); const result = answer(); let spent = performance.now() - start;
    timed(what, spent);
    // Asking for processor time takes as long as many an answer: only where the clock says that it was long.
    if (spent >= most) { const before = process.cpuUsage(); answer(); const { user, system } = process.cpuUsage(before); spent = (user + system) / 1000; }
    demand(spent < most, `${what} took ${Math.round(spent)} ms for ${text.length} characters`);
    return result;
  };
  const { program, diagnostics, trees } = soon('compile', () => compile(sources));
  for (const diagnostic of diagnostics) within(diagnostic, sources);
  JSON.stringify(program);
  for (const diagnostic of diagnostics.filter((one) => one.fix).slice(0, 3)) mend(diagnostic, sources, soon);
  services(text, sources, diagnostics, dice, soon);
  outline(trees.at(-1)!);
  if (dice.chance(20)) layout(text, sources, program, soon);
  if (dice.chance(25)) meaning(program, soon);
}
type Soon = <T>(what: string, answer: () => T) => T;

/** A mend applies, and what it mends is not said of that place again. */
function mend({ code, range, fix }: Diagnostic, sources: SourceText[], soon: Soon): void {
  const edits = fix!.edits.map((edit) => ({ ...edit }));
  const mended = applied(sources, edits);
  demand(mended.every((one) => typeof one.text === 'string'), `${code}: the mend does not apply`);
  const again = soon('compile a mend', () => compile(mended)).diagnostics;
  for (const diagnostic of again) within(diagnostic, mended);
  demand(!again.some((one) => one.code === code && one.fix !== undefined && JSON.stringify(one.fix.edits) === JSON.stringify(fix!.edits) && one.range.start.line === range.start.line && one.range.start.column === range.start.column), `${code}: the mend mends nothing`);
}

function services(text: string, sources: SourceText[], diagnostics: Diagnostic[], dice: Dice, soon: Soon): void {
  const at = (): number => dice.int(0, text.length);
  for (const offset of [at(), at()]) {
    for (const item of soon('complete', () => complete(sources, 'f', offset))) demand(item.label !== '' && item.from >= 0 && item.from <= item.to && item.to <= text.length, `complete at ${offset}: ${item.from}–${item.to} lies outside the text`);
  }
  if (dice.chance(75)) return;
  const offset = at();
  soon('hover', () => hover(sources, 'f', offset));
  for (const range of soon('definition', () => definition(sources, 'f', offset))) placed(range, sources, 'definition');
  for (const range of soon('uses', () => uses(sources, 'f', offset))) placed(range, sources, 'uses');
  soon('split', () => splitAsTyped(sources, 'f', offset));
  for (const action of soon('actions', () => actions(sources, 'f', offset, Math.min(text.length, offset + dice.int(0, 20)), diagnostics))) void action;
  const renamed = soon('rename', () => rename(sources, 'f', offset, dice.of(['y', '新名', 'a b', '', 'source', '`', '123'])));
  if ('edits' in renamed) { for (const edit of renamed.edits) placed(edit.range, sources, 'rename'); compile(applied(sources, renamed.edits)); }
  let last = 0;
  for (const { from, to } of soon('colours', () => colours(sources, 'f'))) { demand(from >= last && to >= from && to <= text.length, `colours ${from}–${to} after ${last}`); last = to; }
  soon('folds', () => folds(text));
}
/** Formatted in its own language or the other it says the same, and formatting again changes nothing. */
function layout(text: string, sources: SourceText[], program: Program, soon: Soon): void {
  for (const options of [{}, { language: 'zh' as const }, { language: 'en' as const }]) {
    const { text: laid, diagnostics } = soon('format', () => formatted('f', text, options));
    demand(format(laid, options) === laid, `formatting again (${options.language ?? 'as written'}) changes something`);
    if (diagnostics.some((one) => one.severity === 'error')) continue;
    const again = soon('compile the formatted', () => compile([...sources.slice(0, -1), { file: 'f', text: laid }])).program;
    demand(JSON.stringify(withoutRanges(again)) === JSON.stringify(withoutRanges(program)), `formatted (${options.language ?? 'as written'}) it means something else`);
  }
}

/** What the checker lets through can be said in words, drawn as lineage and planned. */
function meaning(program: Program, soon: Soon): void {
  const names = Object.keys(program.indicators);
  for (const name of names.slice(-5)) {
    const said = soon('words', () => words(program, name));
    demand(Boolean(said.zh && said.en), `${name} is said in no words`);
    soon('lineage', () => lineage(program, name));
  }
  if (!program.ledgers['agencies']) return;
  soon('plan', () => statements({ program, year: 2025, asOf: '2025-10-31', calendar: CALENDAR, indicators: names.slice(-10) }));
}
