/** Declarations of what is measured: indicator, task, example. */
import type { CompareOp } from '../program.ts';
import type { DeclarationAst, ExpectAst, ExprAst } from '../syntax/ast.ts';
import { blockDoc, type Clause } from './blocks.ts';
import { checkClause, date, headOf, phrase, sourceClause, whole, wholeSlot, worded, type Declared } from './declarations.ts';
import { align, fresh, group, hardline, joined, line, nest, raw, type Doc } from './document.ts';
import { bindings, expression } from './binding.ts';
import { name, names, number, operator, text, texts, withComments, word, type Printer } from './printer.ts';
import { slot } from './slots.ts';
import { unitText } from './words.ts';
import { padded, widthOf } from './width.ts';

/** `>= 100%`; `yes` and `no` stand by themselves. */
export function bound(p: Printer, op: CompareOp, value: ExprAst): Doc {
  if (op === '=' && value.kind === 'boolean') return expression(p, value);
  return [`${operator(p, op)} `, expression(p, value, bindings.quantity)];
}

/** The word for agencies says nothing more. */
const appliesTo = (condition: ExprAst): Clause => phrase('AppliesTo', p => {
  const agencies = p.language === 'zh' ? '执法主体' : 'agencies';
  return [`${word(p, 'AppliesTo')} ${agencies} `, align(withComments(p, condition, [`${word(p, 'Where')} `, expression(p, condition)]))];
}, { slots: p => [wholeSlot(p, condition)] });

export const indicator: Declared<'indicator'> = (p, ast, placed) => {
  const { value, note, better, checks, shownBy } = ast;
  return blockDoc(p, {
    placed, depth: 0, head: q => headOf(q, 'Indicator', ast),
    clauses: [
      ...ast.sources.map(sourceClause),
      ...(note ? [worded('Note', q => text(q, note))] : []),
      ...(ast.appliesTo ? [appliesTo(ast.appliesTo)] : []),
      ...(value ? [worded('Value', q => whole(q, value), { slots: q => [wholeSlot(q, value)] })] : []),
      ...ast.targets.map(({ op, value: of, principle, when, at }): Clause => worded('Target', q => group([
        principle ? `${word(q, 'InPrinciple')} ` : '', withComments(q, of, bound(q, op, of)),
        when ? nest(2, [line, withComments(q, when, [`${word(q, 'When')} `, align(expression(q, when))])]) : '',
      ]), { at: at.start, slots: q => [wholeSlot(q, of), ...(when ? [wholeSlot(q, when)] : [])] })),
      ...(better ? [phrase(better === 'higher' ? 'BetterHigher' : 'BetterLower', q => word(q, better === 'higher' ? 'BetterHigher' : 'BetterLower'))] : []),
      ...(ast.shownOnly ? [phrase('ShownOnly', q => word(q, 'ShownOnly'))] : []),
      ...(ast.shownIn ? [phrase('ShownIn', q => `${word(q, 'ShownIn')} ${unitText(q.language, ast.shownIn!)}`)] : []),
      ...(shownBy ? [phrase('ShownGroupedBy', q => `${word(q, 'ShownGroupedBy')} ${names(q, shownBy)}`)] : []),
      ...(checks ?? []).map(checkClause),
    ],
  });
};

export const task: Declared<'task'> = (p, ast, placed) => {
  const { lead, due, doneWhen, note } = ast;
  return blockDoc(p, {
    placed, depth: 0, head: q => headOf(q, 'Task', ast),
    clauses: [
      ...ast.sources.map(sourceClause),
      ...(lead ? [worded('Lead', q => text(q, lead))] : []),
      ...(ast.responsible.length > 0 ? [worded('Responsible', q => joined(texts(q, ast.responsible), ' '))] : []),
      ...(due ? [worded('Due', q => withComments(q, due, expression(q, due, bindings.quantity)), { slots: q => [wholeSlot(q, due)] })] : []),
      ...(doneWhen ? [worded('DoneWhen', q => whole(q, doneWhen), { slots: q => [wholeSlot(q, doneWhen)] })] : []),
      ...(ast.appliesTo ? [appliesTo(ast.appliesTo)] : []),
      ...(note ? [worded('Note', q => text(q, note))] : []),
      ...(ast.historic ? [phrase('Historic', q => word(q, 'Historic'))] : []),
    ],
  });
};

// ---------------------------------------------------------------- examples

type Table = Extract<DeclarationAst, { kind: 'example' }>['tables'][number];

export const example: Declared<'example'> = (p, ast, placed) => blockDoc(p, {
  placed, depth: 0,
  head: q => [`${word(q, 'Example')} ${text(q, ast.label)} ${word(q, 'For')} ${name(q, ast.indicator)} ${word(q, 'AsOf')} ${date(q, ast.asOf)}`,
    ast.year === undefined ? '' : ` ${word(q, 'ForYear')} ${ast.year}`],
  clauses: [
    ...ast.tables.map((one): Clause => ({
      at: one.at.start,
      slots: () => one.rows.flatMap(row => row[0] ? [slot(row, { ...row[0].at, end: row.at(-1)!.at.end }, false)] : []),
      print: q => table(q, one),
    })),
    { at: ast.expect.at.start, print: q => `${word(q, 'Expect')} ${expectation(q, ast.expect)}` },
  ],
});

/** Cells in columns, the ledger before the first row. Chinese characters take two columns. */
function table(p: Printer, { ledger, columns, rows }: Table): Doc {
  const bar = p.language === 'zh' ? '｜' : '|';
  const all = [columns, ...rows], widths: number[] = [];
  for (const row of all) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell.value));
  const lines = all.map(row => `${bar}${row.map((cell, at) => ` ${padded(cell.value, widths[at]!)} ${bar}`).join('')}`);
  const front = name(p, ledger), room = ' '.repeat(widthOf(front));
  // A row takes its whole line: a block with one is never on one line.
  return lines.map((one, index) => index === 0 ? [fresh, raw(`${front} ${one}`)] : [hardline, withComments(p, rows[index - 1]!, raw(`${room} ${one}`))]);
}

function expectation(p: Printer, ast: ExpectAst): string {
  const pending = ast.pending === undefined ? '' : ` ${word(p, 'Pending')} ${ast.pending}`;
  const excluded = ast.excluded === undefined ? '' : ` ${word(p, p.language === 'zh' ? 'Excluding' : 'Excluded')} ${ast.excluded}`;
  switch (ast.kind) {
    case 'share': return `${ast.numerator}/${ast.denominator}${pending}${excluded}`;
    case 'value': return (typeof ast.value === 'boolean' ? word(p, ast.value ? 'Yes' : 'No') : number(p, ast.value, ast.unit)) + pending + excluded;
    case 'state':
      if (ast.state === 'pending') return (pending.trim() || word(p, 'Pending')) + excluded;
      return word(p, { not_applicable: 'NotApplicable', not_reported: 'NotReported', error: 'ErrorState' }[ast.state]) + pending + excluded;
  }
}
