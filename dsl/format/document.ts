/**
 * A text with places where it may break, and its layout in a given width: groups go on one line where they fit, else
 * every `line` of the group is a new line (Wadler, "A prettier printer", 2003). Remarks (comments behind a line) take no width.
 */
import { widthOf } from './width.ts';

export type Doc = string | Doc[] | Node;
type Node =
  /** A blank (or nothing, `empty`), or where its group breaks a new line; `hard`: always a new line. */
  | { kind: 'line'; empty?: true; hard?: true }
  | { kind: 'group'; doc: Doc; broken: boolean }
  /** On one line whatever it takes. */
  | { kind: 'flat'; doc: Doc }
  | { kind: 'nest'; by: number; doc: Doc }
  /** New lines of it begin below its first character. */
  | { kind: 'align'; doc: Doc }
  /** Items parted by lines that break one by one, where the next item does not fit. */
  | Fill
  /** A comment at the end of the line on which it comes; what holds it is broken. */
  | { kind: 'remark'; text: string }
  /** A new line, unless nothing stands on this one. */
  | { kind: 'fresh' }
  /** Written to the letter: a comment, a row of a table, a text that is left as it is. */
  | { kind: 'raw'; text: string };

/** `from`: how many items stand before; `parted`: the next begins a line. */
interface Fill { kind: 'fill'; items: Doc[]; from?: number; parted?: boolean }

export const line: Doc = { kind: 'line' };
export const softline: Doc = { kind: 'line', empty: true };
export const hardline: Doc = { kind: 'line', hard: true };
export const fresh: Doc = { kind: 'fresh' };
export const remark = (text: string): Doc => ({ kind: 'remark', text });
export const raw = (text: string): Doc => ({ kind: 'raw', text });
export const flat = (doc: Doc): Doc => ({ kind: 'flat', doc });
export const nest = (by: number, doc: Doc): Doc => ({ kind: 'nest', by, doc });
export const align = (doc: Doc): Doc => ({ kind: 'align', doc });
export const fill = (items: Doc[]): Doc => ({ kind: 'fill', items });
export const group = (doc: Doc): Doc => ({ kind: 'group', doc, broken: mustBreak(doc) });
export const joined = (docs: Doc[], separator: Doc): Doc[] => docs.flatMap((doc, index) => index === 0 ? [doc] : [separator, doc]);

const known = new WeakMap<object, boolean>();
/** Whether it cannot go on one line. */
export function mustBreak(doc: Doc): boolean {
  if (typeof doc === 'string') return false;
  const before = known.get(doc);
  if (before !== undefined) return before;
  const found = Array.isArray(doc) ? doc.some(mustBreak)
    : doc.kind === 'line' ? doc.hard === true
      : doc.kind === 'remark' || doc.kind === 'fresh' ? true
        : doc.kind === 'group' ? doc.broken
          : doc.kind === 'raw' ? false
            : doc.kind === 'fill' ? doc.items.some(mustBreak) : mustBreak(doc.doc);
  known.set(doc, found);
  return found;
}

/** Full-width marks bring their own space: blanks beside them are left out, but for those that a minus needs. */
const opensTight = /^[（），、；：]/, endsTight = /[（），、；：]$/, keeps = /^－/;

/** Columns of a document on one line, of one wider than `most` what shows that it is; Infinity for one that cannot go on one line. */
export function flatWidth(doc: Doc, most: number): number {
  if (mustBreak(doc)) return Infinity;
  const writer = new Writer();
  const walk = (part: Doc): void => {
    if (writer.column > most) return;
    if (typeof part === 'string') writer.write(part);
    else if (Array.isArray(part)) part.forEach(walk);
    else if (part.kind === 'raw') writer.raw(part.text);
    else if (part.kind === 'line') { if (!part.empty) writer.write(' '); }
    else if (part.kind === 'fill') part.items.forEach((item, index) => { if (index > 0) writer.write(' '); walk(item); });
    else if (part.kind === 'group' || part.kind === 'flat' || part.kind === 'nest' || part.kind === 'align') walk(part.doc);
  };
  walk(doc);
  return writer.column;
}

/** Blanks as the lexer has them: other characters that count as blanks elsewhere (U+2029) are no words of a text, but of the text. */
const blanks = ' \t\u00a0\u3000\ufeff\u200b';
function withoutBlanksAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && blanks.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** What is written so far, line by line. */
class Writer {
  lines: { text: string; remark?: string }[] = [];
  column = 0;
  indent = 0;
  /** The line so far, in pieces; `end` is its last piece: a line may be as long as the text. */
  private current: string[] = [];
  private end = '';
  private blank = '';
  private remarks: string[] = [];

  write(text: string): void {
    const words = text.trim(), start = words === '' ? text.length : text.indexOf(words);
    this.blank += text.slice(0, start);
    if (words === '') return;
    if (opensTight.test(words) || (endsTight.test(this.end) && !keeps.test(words))) this.blank = '';
    this.raw(words);
    this.blank = text.slice(start + words.length);
  }
  raw(text: string): void {
    this.put(this.empty ? ' '.repeat(this.indent) : this.blank);
    this.blank = '';
    this.put(text);
  }
  private put(text: string): void {
    if (text === '') return;
    this.current.push(text);
    this.end = text;
    this.column += widthOf(text);
  }
  /** The column at which the next word begins. */
  place(indent: number): number { return this.empty ? indent : this.column + this.blank.length; }
  get empty(): boolean { return this.current.length === 0; }
  remark(text: string): void { this.remarks.push(text); }
  newline(indent: number): void {
    const [first, ...more] = this.remarks;
    this.lines.push({ text: withoutBlanksAtEnd(this.current.join('')), ...(first !== undefined && { remark: first }) });
    for (const text of more) this.lines.push({ text: ' '.repeat(indent) + text });
    this.remarks = [];
    this.current = [];
    this.end = '';
    this.column = 0;
    this.blank = '';
    this.indent = indent;
  }
}

interface Frame { indent: number; flat: boolean; doc: Doc }

/** Lays a document out in lines of at most `width` columns where that can be. Ends with a new line unless it is empty. */
export function layout(doc: Doc, width: number): string {
  const writer = new Writer();
  const stack: Frame[] = [{ indent: 0, flat: false, doc }];
  while (stack.length > 0) {
    const { indent, flat: inline, doc: part } = stack.pop()!;
    if (typeof part === 'string') { writer.write(part); continue; }
    if (Array.isArray(part)) { pushAll(stack, part, indent, inline); continue; }
    switch (part.kind) {
      case 'line':
        if (inline && !part.hard) { if (!part.empty) writer.write(' '); } else writer.newline(indent);
        break;
      case 'fresh': if (!writer.empty) writer.newline(indent); break;
      case 'remark': writer.remark(part.text); break;
      case 'raw': writer.raw(part.text); break;
      case 'flat': stack.push({ indent, flat: true, doc: part.doc }); break;
      case 'nest': stack.push({ indent: indent + part.by, flat: inline, doc: part.doc }); break;
      case 'align': stack.push({ indent: writer.place(indent), flat: inline, doc: part.doc }); break;
      case 'group': {
        const inner = { indent, flat: true, doc: part.doc };
        stack.push(inline || (!part.broken && fits(inner, stack, width - writer.place(indent))) ? inner : { ...inner, flat: false });
        break;
      }
      case 'fill': filled(part, indent, inline, stack, writer, width); break;
    }
  }
  if (!writer.empty) writer.newline(0);
  return inColumns(writer.lines).join('\n') + (writer.lines.length > 0 ? '\n' : '');
}

function pushAll(stack: Frame[], docs: Doc[], indent: number, flat: boolean): void {
  for (let index = docs.length - 1; index >= 0; index--) stack.push({ indent, flat, doc: docs[index]! });
}

/** One item after the other: a blank before it where it fits, else a new line. */
function filled(part: Fill, indent: number, inline: boolean, stack: Frame[], writer: Writer, width: number): void {
  const { items, from = 0 } = part;
  const first = items[from];
  if (first === undefined) return;
  if (inline) { pushAll(stack, joined(items.slice(from), line), indent, true); return; }
  const last = from === items.length - 1;
  if (!last) stack.push({ indent, flat: false, doc: { kind: 'fill', items, from: from + 1, parted: mustBreak(first) } });
  const item: Frame = { indent, flat: !mustBreak(first), doc: first };
  if (from > 0) {
    if (item.flat && !part.parted && fits({ ...item, doc: [' ', first] }, last ? stack : [], width - writer.place(indent))) writer.write(' ');
    else if (!writer.empty) writer.newline(indent);
  }
  stack.push(item);
}

/** Whether it fits, with what follows up to the next place where a new line may be. */
function fits(first: Frame, rest: Frame[], room: number): boolean {
  const stack: Frame[] = [first];
  let left = room, from = rest.length;
  while (left >= 0) {
    const frame = stack.pop() ?? (from > 0 ? rest[--from]! : undefined);
    if (!frame) return true;
    const { indent, flat: inline, doc } = frame;
    if (typeof doc === 'string') left -= widthOf(doc);
    else if (Array.isArray(doc)) pushAll(stack, doc, indent, inline);
    else switch (doc.kind) {
      case 'line': if (!inline || doc.hard) return true; if (!doc.empty) left--; break;
      case 'fresh': return true;
      case 'remark': break;
      case 'raw': left -= widthOf(doc.text); break;
      case 'nest': case 'align': stack.push({ indent, flat: inline, doc: doc.doc }); break;
      case 'flat': stack.push({ indent, flat: true, doc: doc.doc }); break;
      case 'group': stack.push({ indent, flat: inline && !doc.broken, doc: doc.doc }); break;
      case 'fill': {
        const { items, from: at = 0 } = doc;
        if (at < items.length - 1) stack.push({ indent, flat: inline, doc: { ...doc, from: at + 1 } }, { indent, flat: inline, doc: line });
        if (items[at] !== undefined) stack.push({ indent, flat: inline, doc: items[at] });
        break;
      }
    }
  }
  return false;
}

/** Comments behind neighbouring lines stand below each other. */
function inColumns(lines: { text: string; remark?: string }[]): string[] {
  const result: string[] = [];
  for (let index = 0; index < lines.length;) {
    let end = index;
    while (end < lines.length && lines[end]!.remark !== undefined) end++;
    const column = Math.max(0, ...lines.slice(index, end).map(one => widthOf(one.text)));
    for (; index < end; index++) {
      const { text, remark: said } = lines[index]!;
      result.push(`${text}${' '.repeat(column - widthOf(text))}  ${said!}`);
    }
    if (index < lines.length) result.push(lines[index++]!.text);
  }
  return result;
}
