/** Examples: rows of ledgers (or a row of a form) and what an indicator must then give. Cells stay as typed. */
import type { Example } from '../program.ts';
import type { ExpectAst, Name, Text } from '../syntax/ast.ts';
import { report, use, type Ast, type Context } from './context.ts';
import { ambiguous, findOne, titles, unknown, wordsOf } from './lookup.ts';
import { find, nameKey } from './names.ts';
import { dateOf } from './sources.ts';

export function finishExample(context: Context, ast: Ast<'example'>): Example | undefined {
  const indicator = findOne(context, context.indicators, ast.indicator, 'unknown-indicator');
  const asOf = dateOf(context, ast.asOf);
  if (indicator) use(context, indicator);
  const tables = ast.tables.flatMap((written) => {
    const table = findTable(context, written.ledger);
    if (!table) return [];
    const columns = written.columns.map((header) => column(context, table, header));
    for (const row of written.rows) {
      if (row.length !== written.columns.length) {
        report(context, 'example-row-length', row[0]?.at ?? written.at, { found: String(row.length), wanted: String(written.columns.length) });
      }
    }
    return [{ ledger: table.name, columns: columns.map((name) => name ?? ''), rows: written.rows.map((row) => row.map((cell) => cell.value)), at: written.at }];
  });
  if (!indicator || asOf === undefined) return undefined;
  return {
    label: ast.label.value, indicator: indicator.name, asOf, year: ast.year ?? Number(asOf.slice(0, 4)), tables, expect: expectation(ast.expect), at: ast.at,
  };
}

interface Table { name: string; label: string; columns: { name: string; label: string; aliases: string[] }[] }

function findTable(context: Context, name: Name): Table | undefined {
  const ledger = find(context.ledgers, name.text), form = find(context.forms, name.text);
  if (ledger.length + form.length > 1) return ambiguous(context, name, [...ledger, ...form]);
  if (ledger[0]) {
    use(context, ledger[0]);
    const columns = ledger[0].fields.all.map(({ value: field }) => ({ name: field.name, label: field.label, aliases: field.ast?.aliases.map((text) => text.value) ?? [] }));
    return { name: ledger[0].name, label: ledger[0].label, columns };
  }
  if (form[0]) {
    use(context, form[0]);
    const columns = form[0].columns.all.map(({ value: each }) => ({ name: each.name, label: each.label, aliases: each.ast.aliases.map((text) => text.value) }));
    return { name: form[0].name, label: form[0].label, columns: [{ name: 'agency', label: '执法主体', aliases: [] }, ...columns] };
  }
  return unknown(context, 'unknown-ledger', name, [...wordsOf(context.ledgers), ...wordsOf(context.forms)]);
}

function column(context: Context, table: Table, header: Text): string | undefined {
  const key = nameKey(header.value);
  const found = table.columns.filter((one) => nameKey(one.name) === key || nameKey(one.label) === key);
  const known = found.length > 0 ? found : table.columns.filter((one) => one.aliases.some((alias) => nameKey(alias) === key));
  const name = { text: header.value, at: header.at };
  if (known.length > 1) return ambiguous(context, name, known);
  return known[0]?.name ?? unknown(context, 'unknown-field', name, table.columns.flatMap((one) => [one.name, one.label]), titles(table));
}

function expectation(written: ExpectAst): Example['expect'] {
  const counts = { ...(written.pending !== undefined && { pending: written.pending }), ...(written.excluded !== undefined && { excluded: written.excluded }) };
  switch (written.kind) {
    case 'share': return { state: 'value', numerator: written.numerator, denominator: written.denominator, ...counts };
    case 'value': return { state: 'value', value: written.value, ...counts };
    case 'state': return { state: written.state, ...counts };
  }
}
