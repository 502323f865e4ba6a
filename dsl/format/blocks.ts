/** Blocks of clauses: on one line where they were written so and fit in both languages, else a line a clause, in columns. */
import type { Position } from '../program.ts';
import { flat, flatWidth, hardline, joined, nest, raw, remark, type Doc } from './document.ts';
import type { BlockPlan, Comment, Placed } from './plan.ts';
import type { Printer } from './printer.ts';
import { attach, type Slot } from './slots.ts';
import { padded, widthOf } from './width.ts';

/** `most`: neighbours do not wait for a wider one. */
export interface Cell { text: string; right?: boolean; most?: number }
export interface Clause {
  /** How it is found in the text: where it stands, or the token it begins with. */
  at?: Position | undefined;
  token?: string;
  /** What stands in front of it, in columns with its neighbours. */
  cells?: (p: Printer) => Cell[];
  print: (p: Printer, placed: Placed | undefined) => Doc;
  /** Where comments can stand in it. The first takes those that come before it to the front of the clause. */
  slots?: (p: Printer) => Slot[];
}

export interface Block {
  head: (p: Printer) => Doc;
  /** The head stands in cells already: it counts for the width only. */
  headStands?: boolean;
  clauses: Clause[];
  placed: Placed | undefined;
  depth: number;
  /** Of a tree without text: whether it may stand on one line. */
  brief?: boolean;
}

/** What was written on one line may be so much wider than other lines. */
const forOneLine = 1.3;

export function blockDoc(p: Printer, block: Block): Doc {
  const { head, headStands, placed, depth } = block;
  const plan = placed?.block;
  const front = headStands ? '' : [head(p), ' '];
  const { entries, dangling } = arranged(block.clauses, plan);
  if (entries.length === 0 && !plan?.head && dangling.length === 0) return [front, '{ }'];
  if (plan ? plan.oneLine : block.brief) {
    const one = onOneLine(p, entries);
    const most = p.width * forOneLine - depth * 2;
    const fits = [p, p.other].every(each => flatWidth([head(each), ' ', onOneLine(each, entries)], most) <= most);
    if (fits) return [front, one];
  }
  return [front, '{', plan?.head === undefined ? '' : remark(plan.head), nest(2, linesOf(p, entries, dangling)), hardline, '}'];
}

const onOneLine = (p: Printer, entries: Entry[]): Doc =>
  flat(['{ ', joined(entries.map(({ clause, placed }) => [...(clause.cells?.(p) ?? []).filter(cell => cell.text !== '').map(cell => raw(`${cell.text} `)), clause.print(p, placed)]), p.language === 'zh' ? '；' : '; '), ' }']);

export interface Entry { clause: Clause; placed: Placed | undefined; leading: Comment[]; blankBefore: boolean }

/** The clauses in the order in which they were written; comments at words that are printed elsewhere go on to the next. */
export function arranged(clauses: Clause[], plan: BlockPlan | undefined): { entries: Entry[]; dangling: Comment[] } {
  if (!plan) return { entries: clauses.map(clause => ({ clause, placed: undefined, leading: [], blankBefore: false })), dangling: [] };
  const left = new Set(clauses), entries: Entry[] = [];
  // Clauses by where they stand and by the token they begin with; of several the first that is left.
  const standing = new Map<string, Clause[]>(), beginning = new Map<string, Clause[]>();
  for (const clause of clauses) {
    const [index, key] = clause.at ? [standing, `${clause.at.line}:${clause.at.column}`] as const : [beginning, clause.token ?? ''] as const;
    const known = index.get(key);
    if (known) known.push(clause); else index.set(key, [clause]);
  }
  for (const all of [...standing.values(), ...beginning.values()]) all.reverse();
  let waiting: Comment[] = [];
  for (const placed of plan.clauses) {
    const { startLine: line, startColumn: column, tokenType } = placed.first;
    const clause = standing.get(`${line}:${column}`)?.pop() ?? beginning.get(tokenType.name)?.pop();
    if (!clause) {
      waiting.push(...placed.leading, ...[...placed.remarks.map(one => one.text), ...(placed.trailing === undefined ? [] : [placed.trailing])].map(text => ({ text, blankBefore: false })));
      continue;
    }
    left.delete(clause);
    entries.push({ clause, placed, leading: [...waiting, ...placed.leading], blankBefore: placed.blankBefore });
    waiting = [];
  }
  for (const clause of left) entries.push({ clause, placed: undefined, leading: [], blankBefore: false });
  return { entries, dangling: [...waiting, ...plan.dangling] };
}

/** A new line before each; comments where they were; at most one blank line, none at the start. */
function linesOf(p: Printer, entries: Entry[], dangling: Comment[]): Doc {
  const result: Doc[] = [];
  for (const entry of entries) entry.leading = [...entry.leading, ...ownComments(p, entry)];
  const columns = columnsOf(p, entries);
  for (const [index, { clause, placed, leading, blankBefore }] of entries.entries()) {
    for (const [at, comment] of leading.entries()) result.push(comment.blankBefore && index + at > 0 ? hardline : '', hardline, raw(comment.text));
    const cells = (clause.cells?.(p) ?? []).map((cell, at) => cellText(cell, columns[index]![at] ?? 0));
    result.push(blankBefore && index + leading.length > 0 ? hardline : '', hardline, cells, clause.print(p, placed), placed?.trailing === undefined ? '' : remark(placed.trailing));
  }
  for (const [at, comment] of dangling.entries()) result.push(comment.blankBefore && entries.length + at > 0 ? hardline : '', hardline, raw(comment.text));
  return result;
}

/** Gives the comments inside a clause to its parts; those that stand before all of them come before the clause. */
export function ownComments(p: Printer, { clause, placed }: Pick<Entry, 'clause' | 'placed'>): Comment[] {
  if (!placed || placed.remarks.length === 0) return [];
  const slots = clause.slots?.(p) ?? [];
  const none = attach(placed.remarks, slots, p).map(one => one.text);
  const first = slots[0] && p.attached.get(slots[0].key);
  return [...none, ...(first?.leading.splice(0) ?? [])].map(text => ({ text, blankBefore: false }));
}

/** For each clause the widths of its cells: alike in neighbouring lines without a blank line or a comment between. */
function columnsOf(p: Printer, entries: Entry[]): number[][] {
  const result: number[][] = [];
  for (let start = 0; start < entries.length;) {
    let end = start + 1;
    while (end < entries.length && !entries[end]!.blankBefore && entries[end]!.leading.length === 0) end++;
    const cells = entries.slice(start, end).map(entry => entry.clause.cells?.(p) ?? []);
    const widths = Array.from({ length: Math.max(...cells.map(one => one.length)) }, (_, at) =>
      Math.max(0, ...cells.flatMap(one => one[at] ? [{ width: widthOf(one[at].text), most: one[at].most ?? 32 }] : []).filter(({ width, most }) => width <= most).map(({ width }) => width)));
    for (; start < end; start++) result.push(widths);
  }
  return result;
}

function cellText({ text, right }: Cell, width: number): Doc {
  if (width === 0 && text === '') return '';
  return raw(`${right ? ' '.repeat(Math.max(0, width - widthOf(text))) + text : padded(text, width)} `);
}
