/**
 * Sentences with figures: the pieces of a declared text become segments, each figure with its name and exact value. A text
 * one of whose figures is not there is not printed; what stands in square brackets is left out by itself, and the commas
 * around it with it. Nothing is claimed that was not counted.
 */
import Fraction from 'fraction.js';
import type { Expr, Piece, Program } from '../../dsl/program.ts';
import { valueWords } from '../../dsl/words/index.ts';
import { percent } from './decimal.ts';
import { englishOf } from './layout.ts';
import type { Segment } from './model.ts';
import { isSmall } from './suppress.ts';
import { dayWords } from './told.ts';
import { decimal, valueOf, type Figures, type Value } from './values.ts';

type Language = 'zh' | 'en';

/** The segments of a text, or null where a figure outside of brackets is not there. */
export function segments(pieces: Piece[], figures: Figures, program: Program, language: Language): Segment[] | null {
  const found = put(pieces, figures, program, language);
  return found && tidied(joined(found), language);
}

/** A text without its names and values: titles, notes. Figures that are not there leave their text empty. */
export function plainText(pieces: Piece[], figures: Figures, program: Program, language: Language): string | null {
  return segments(pieces, figures, program, language)?.map((each) => (typeof each === 'string' ? each : each.text)).join('') ?? null;
}

function put(pieces: Piece[], figures: Figures, program: Program, language: Language): Segment[] | null {
  const result: Segment[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') { result.push(piece); continue; }
    if (piece.kind === 'optional') { result.push(...put(piece.pieces, figures, program, language) ?? []); continue; }
    const found = figureOf(piece, figures, program, language);
    if (!found) return null;
    result.push(...found);
  }
  return result;
}

function figureOf(piece: Exclude<Piece, string | { kind: 'optional' }>, figures: Figures, program: Program, language: Language): Segment[] | null {
  switch (piece.kind) {
    case 'year': { const year = String(figures.year + piece.offset); return [{ figure: piece.offset === 0 ? 'year' : `year ${piece.offset < 0 ? '-' : '+'} ${Math.abs(piece.offset)}`, text: year, value: null }]; }
    case 'counted': {
      const row = figures.measured(piece.of);
      const count = row?.state !== 'value' && piece.part !== 'pending' ? null : piece.part === 'pending' ? row?.pending ?? null : piece.part === 'numerator' ? row!.numerator : row!.denominator;
      return count === null || isSmall(String(count), figures.below ?? 0) ? null : [told(`${figureName(piece.of, program)}.${piece.part}`, decimal(new Fraction(String(count)), 4))];
    }
    case 'largest': return largest(piece, figures, program, language);
    case 'figure': {
      const value = valueOf(piece.value, figures);
      if (value.state !== 'value') return null;
      return piece.growth ? growth(piece.value, value, figures, program, language) : [shown(figureName(piece.value, program), value, piece.value, language)];
    }
  }
}

const told = (figure: string, value: string, text = value): Segment => ({ figure, text, value });

function shown(name: string, { value }: Extract<Value, { state: 'value' }>, expr: Expr, language: Language): Segment {
  if (!(value instanceof Fraction)) {
    const text = String(value);
    return { figure: name, text: expr.type.kind === 'date' ? dayWords(text)[language] : text, value: null };
  }
  const unit = expr.type.kind === 'number' ? expr.type.unit : '1';
  if (unit === '%' || unit === 'percentage_points') { const rate = rateOf(value); return told(name, rate, unit === '%' ? `${rate}%` : rate); }
  return told(name, decimal(value, 4));
}

/** A ratio in percent with two decimals, never rounded up to a whole that was missed. */
const rateOf = (value: Fraction): string => (value.compare(0) < 0 ? `-${percent(decimalPair(value.neg())[0], decimalPair(value.neg())[1])!}` : percent(...decimalPair(value))!);
const decimalPair = (value: Fraction): [string, string] => [value.n.toString(), value.d.toString()];

/** 同比增长5.20%, 同比下降…, 与上年持平. */
function growth(expr: Expr, value: Extract<Value, { state: 'value' }>, _figures: Figures, program: Program, language: Language): Segment[] | null {
  if (!(value.value instanceof Fraction)) return null;
  const name = figureName(expr, program);
  const order = value.value.compare(0);
  if (order === 0) return [{ figure: name, text: language === 'zh' ? '与上年持平' : 'as in the year before', value: '0' }];
  const rate = told(name, `${order < 0 ? '-' : ''}${rateOf(value.value.abs())}`, `${rateOf(value.value.abs())}%`);
  return language === 'zh' ? [order > 0 ? '同比增长' : '同比下降', rate] : [order > 0 ? 'up ' : 'down ', rate, ' on the year before'];
}

/** 罚款6宗（占66.67%），暂扣许可证件3宗（占33.33%）: of columns that add up to no more than the form's total, where it has one. */
function largest({ count, form, group }: Extract<Piece, { kind: 'largest' }>, figures: Figures, program: Program, language: Language): Segment[] | null {
  const columns = figures.group(form, group).flatMap((name) => { const cell = figures.cell(form, name, 0); return cell.value === null ? [] : [{ name, value: new Fraction(cell.value), text: cell.value }]; });
  const sum = columns.reduce((all, one) => all.add(one.value), new Fraction(0));
  const total = figures.cell(form, 'total', 0);
  // Where a case counts in each of its kinds the kinds have no shares of the cases.
  const whole = total.value !== null && new Fraction(total.value).compare(sum) < 0 ? null : total.value ?? decimal(sum, 4);
  const first = columns.filter((one) => one.value.compare(0) > 0).sort((a, b) => b.value.compare(a.value)).slice(0, count);
  if (first.length === 0 || whole === null || new Fraction(whole).equals(0)) return null;
  const declared = program.forms[form]?.columns ?? [];
  return first.flatMap((one, index): Segment[] => {
    const column = declared.find((each) => each.name === one.name);
    const label = language === 'zh' ? column?.label ?? one.name : englishOf(form, one.name).toLowerCase();
    const rate = percent(one.text, whole)!;
    const share = told(`${form}.${one.name} / ${form}.total`, rate, `${rate}%`);
    const comma = index === 0 ? '' : language === 'zh' ? '，' : ', ';
    return language === 'zh' ? [`${comma}${label}`, told(`${form}.${one.name}`, one.text), `${column?.unit ?? ''}（占`, share, '）'] : [`${comma}${label} `, told(`${form}.${one.name}`, one.text), ' (', share, ')'];
  });
}

/** What a figure is called: its cell, a formula over cells as it is written in English, or what it means in words. */
export function figureName(expr: Expr, program: Program): string {
  switch (expr.kind) {
    case 'cell': return `${expr.yearOffset < 0 ? 'last year\'s ' : ''}${expr.form}.${expr.column}`;
    case 'groupTotal': return `total of ${expr.form}.${expr.group}`;
    case 'indicator': return expr.name;
    case 'agencyField': return `agency.${expr.field}`;
    case 'number': return expr.value;
    case 'convert': return `${figureName(expr.operand, program)} as ${expr.unit}`;
    case 'rounded': return figureName(expr.operand, program);
    case 'arithmetic': {
      const { left, right } = expr;
      if (expr.op === '/' && left.kind === 'arithmetic' && left.op === '-' && JSON.stringify(bare(left.right)) === JSON.stringify(bare(right))) return `growth of ${figureName(left.left, program)}`;
      return `${figureName(left, program)} ${expr.op} ${figureName(right, program)}`;
    }
    default: return valueWords(program, expr).en;
  }
}
const bare = (part: unknown): unknown => (Array.isArray(part) ? part.map(bare) : part && typeof part === 'object' ? Object.fromEntries(Object.entries(part).filter(([key]) => key !== 'at').map(([key, each]) => [key, bare(each)])) : part);

// ---------------------------------------------------------------- what left-out pieces leave behind

function joined(parts: Segment[]): Segment[] {
  const result: Segment[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result.filter((part) => part !== '');
}

const opening = /^[\s，、；：,;:]+/;
/** Sentences begin without a comma and, in English, with a capital; a sentence of which nothing is left goes. */
function tidied(parts: Segment[], language: Language): Segment[] | null {
  let fresh = true;
  const result: Segment[] = [];
  for (const part of parts) {
    if (typeof part !== 'string') { result.push(part); fresh = false; continue; }
    let text = '';
    for (const piece of part.split(language === 'zh' ? /(?<=[。！？])/ : /(?<=\.)(?=[\s,;:]|$)/)) {
      let rest = piece;
      if (fresh) {
        rest = rest.replace(opening, '');
        if (/^[。.]/.test(rest)) rest = rest.slice(1);
        if (language === 'en') { rest = rest.charAt(0).toUpperCase() + rest.slice(1); if (rest !== '' && (text !== '' || result.length > 0)) rest = ` ${rest}`; }
      }
      if (rest === '') continue;
      text += rest;
      fresh = language === 'zh' ? /[。！？]$/.test(rest) : rest.endsWith('.');
    }
    if (text !== '') result.push(text);
  }
  // A figure that begins an English sentence follows a blank.
  const spaced = language === 'zh' ? result : result.map((part, index) => (typeof part === 'string' && part.endsWith('.') && index < result.length - 1 ? `${part} ` : part));
  return spaced.some((part) => (typeof part === 'string' ? /[\p{L}\p{N}]/u.test(part) : true)) ? spaced : null;
}
