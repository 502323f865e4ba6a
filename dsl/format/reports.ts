/** Reports: parts, tables, charts, and texts with figures in braces, which are in the language of the keywords. */
import type { PieceAst, ReportColumnAst, ReportItemAst, ReportNoteAst, ReportPartAst, ReportWhenAst, TemplateAst, Text, WordedAst } from '../syntax/ast.ts';
import { blockDoc, type Clause } from './blocks.ts';
import { bindings, expression, path } from './binding.ts';
import { date, headOf, phrase, region, sourceClause, type as typeParts, whole, wholeSlot, type Declared } from './declarations.ts';
import { align, fill, flat, group, hardline, joined, layout, line, nest, type Doc } from './document.ts';
import { name, text, withComments, word, type Printer } from './printer.ts';
import type { Slot } from './slots.ts';
import { textText, unitText } from './words.ts';

export const report: Declared<'report'> = (p, ast, placed) => blockDoc(p, {
  placed, depth: 0,
  head: q => `${headOf(q, 'Report', ast)}${ast.base ? ` ${word(q, q.language === 'zh' ? 'RefersTo' : 'Of')} ${name(q, ast.base)}` : ''}`,
  clauses: [
    ...(ast.layout ? [phrase('Layout', q => `${word(q, 'Layout')} ${/^[A-Za-z]+$/.test(ast.layout!.value) ? ast.layout!.value : text(q, ast.layout!)}`)] : []),
    ...ast.sources.map(sourceClause),
    ...(ast.title ? [phrase('Title', q => [`${word(q, 'Title')} `, worded(q, ast.title!)])] : []),
    ...(ast.submitBy ? [phrase('SubmitBy', q => `${word(q, 'SubmitBy')} ${date(q, ast.submitBy!)}`)] : []),
    ...(ast.publishBy ? [phrase('PublishBy', q => `${word(q, 'PublishBy')} ${date(q, ast.publishBy!)}`)] : []),
    ...(ast.regions.length > 0 ? [phrase('Region', q => [`${word(q, 'Region')} `, ast.regions.map(one => region(q, one)).join(q.language === 'zh' ? '、' : ', ')])] : []),
    ...(ast.combinedBy ? [phrase('CombinedBy', q => `${word(q, 'CombinedBy')} ${ast.combinedBy!.order ? name(q, ast.combinedBy!.order) : word(q, 'LaterColumn')}`)] : []),
    ...ast.leaveOut.map((one): Clause => ({
      at: one.at.start, slots: q => one.where ? [wholeSlot(q, one.where)] : [],
      print: q => group([`${word(q, 'LeaveOut')} ${name(q, one.ledger)}`,
        one.where ? nest(2, [line, withComments(q, one.where, [`${word(q, 'Where')} `, align(expression(q, one.where))])]) : '', nest(2, [line, `${word(q, 'Because')} `, worded(q, one.because)])]),
    })),
    ...(ast.suppressBelow ? [phrase('SuppressBelow', q => `${word(q, 'SuppressBelow')} ${ast.suppressBelow!.value}`)] : []),
    ...ast.notes.map(noteClause),
    ...ast.parts.map(partClause),
  ],
});

// ---------------------------------------------------------------- parts and items

const english = (p: Printer, en: Text | undefined): string => en ? ` ${word(p, 'English')} ${text(p, en)}` : '';

/** `name "label" en "…" …`, and a block where there is anything in it. */
function titled(p: Printer, token: string, ast: { name?: { text: string; at: Text['at'] }; label?: Text; en?: Text }): string {
  return [word(p, token), ast.name && name(p, ast.name), ast.label && text(p, ast.label)].filter(Boolean).join(' ') + english(p, ast.en);
}

function whenDoc(p: Printer, when: ReportWhenAst | undefined): Doc {
  if (!when) return '';
  if (when.kind === 'noDuty') return ` ${word(p, 'When')} ${word(p, 'NoDuty')} ${name(p, when.form)}`;
  return group(nest(2, [line, withComments(p, when, [`${word(p, 'When')} `, align(expression(p, when))])]));
}
const whenSlots = (p: Printer, when: ReportWhenAst | undefined): Slot[] => when && when.kind !== 'noDuty' ? [wholeSlot(p, when)] : [];

function partClause(ast: ReportPartAst): Clause {
  return {
    at: ast.at.start, slots: p => whenSlots(p, ast.when),
    print: (p, placed) => {
      const head = (q: Printer): Doc => [titled(q, 'Part', ast), ast.sameAs ? ` ${word(q, 'SameAs')} ${name(q, ast.sameAs)}` : '', whenDoc(q, ast.when)];
      return ast.items.length === 0 && ast.sameAs ? head(p) : blockDoc(p, { head, clauses: ast.items.map(itemClause), placed, depth: 1 });
    },
  };
}

function itemClause(ast: ReportItemAst): Clause {
  const at = ast.at.start;
  switch (ast.kind) {
    case 'text': return { at, slots: p => whenSlots(p, ast.when), print: p => [`${word(p, 'TextType')} ${ast.name ? `${name(p, ast.name)} ` : ''}`, worded(p, ast.text), whenDoc(p, ast.when)] };
    case 'toWrite': return { at, print: p => [`${word(p, 'ToWrite')} ${name(p, ast.name)} `, worded(p, ast.text)] };
    case 'note': return noteClause(ast);
    case 'section': return { at, slots: p => whenSlots(p, ast.when), print: (p, placed) => blockDoc(p, { head: q => [titled(q, 'Section', ast), whenDoc(q, ast.when)], clauses: ast.items.map(itemClause), placed, depth: 2 }) };
    case 'table': case 'chart': return {
      at, slots: p => whenSlots(p, ast.when),
      print: (p, placed) => {
        const head = (q: Printer): Doc => [
          titled(q, ast.kind === 'table' ? 'Table' : 'Chart', ast), ast.kind === 'table' && ast.totals ? ` ${word(q, 'WithTotals')}` : '',
          ast.kind === 'chart' && ast.of ? [` ${word(q, q.language === 'zh' ? 'RefersTo' : 'Of')} `, expression(q, ast.of, bindings.operand)] : '', whenDoc(q, ast.when),
        ];
        const clauses = [...ast.columns.map(columnClause), ...ast.notes.map(noteClause)];
        return clauses.length === 0 ? head(p) : blockDoc(p, { head, clauses, placed, depth: 2 });
      },
    };
  }
}

const noteClause = (ast: Pick<ReportNoteAst, 'text' | 'at'> & { when?: ReportWhenAst }): Clause => ({
  at: ast.at.start, slots: p => whenSlots(p, ast.when), print: p => [`${word(p, 'Note')} `, worded(p, ast.text), whenDoc(p, ast.when)],
});

const columnClause = (ast: ReportColumnAst): Clause => ({
  at: ast.at.start,
  cells: p => [{ text: `${word(p, 'Column')} ${name(p, ast.name)}`, most: 28 }, { text: ast.label ? text(p, ast.label) : '', most: 16 }],
  slots: p => ast.value ? [wholeSlot(p, ast.value)] : [],
  print: p => {
    const front: Doc[] = [...(ast.type ? typeParts(p, ast.type) : []), ...(ast.en ? [english(p, ast.en).trimStart()] : [])];
    const value = ast.value ? [p.language === 'zh' ? '＝ ' : '= ', align(whole(p, ast.value))] : '';
    return front.length === 0 ? value : group([align(fill(front)), value === '' ? '' : nest(2, [line, value])]);
  },
});

// ---------------------------------------------------------------- texts

/** English stands below Chinese where both are long. */
function worded(p: Printer, { zh, en }: WordedAst): Doc {
  if (!en) return align(template(p, zh));
  return align(group([template(p, zh), line, [`${word(p, 'English')} `, align(template(p, en))]]));
}

function template(p: Printer, { pieces }: TemplateAst): Doc {
  const parts: PieceAst[][] = [[]];
  for (const one of pieces) { if (one.kind === 'break') parts.push([]); else parts.at(-1)!.push(one); }
  return joined(parts.map(part => textText(p.language, part.map(one => piece(p, one)).join(''), false)), hardline);
}

const plain = (doc: Doc): string => layout(flat(doc), Number.MAX_SAFE_INTEGER).trimEnd();

function piece(p: Printer, ast: PieceAst): string {
  switch (ast.kind) {
    case 'words': return ast.text;
    case 'break': return '';
    case 'optional': return `[${ast.pieces.map(one => piece(p, one)).join('')}]`;
    case 'largest': return `{${word(p, 'Largest')} ${p.language === 'en' ? `${ast.count} ${word(p, 'Of')}` : `${ast.count}项`} ${ast.of.kind === 'path' ? path(p, ast.of.parts) : ''}}`;
    case 'figure': return `{${ast.value.kind === 'convert' ? `${plain(expression(p, ast.value.operand, bindings.converted))} ${word(p, 'As')} ${unitText(p.language, ast.value.unit)}` : plain(expression(p, ast.value, bindings.quantity))}}`;
  }
}
