/**
 * From the checked program to tables: the one place that knows which columns a ledger or form has in the database.
 * The contract for readers is in `data/README.md`. Pure.
 */
import { ACCOUNT_TABLES } from './accounts.ts';
import { AUDIT_TABLES } from './audit.ts';
import { DEFINITION_TABLES } from './definitions.ts';
import { GIVEN_TABLES } from './given.ts';
import { DRAFT_TABLES } from './drafts.ts';
import { EVIDENCE_TABLES } from './evidence.ts';
import { NARRATIVE_TABLES } from './narratives.ts';
import { FILING_TABLES } from './filing.ts';
import { PUBLICATION_TABLES } from './publications.ts';
import type { Field, Form, Ledger, Program } from '../../dsl/program.ts';

export interface TableColumn {
  name: string; sqlType: string;
  /** The declared field, or the form's column, that this stores. */
  field?: string;
  /** `floor` or `ceil` of that date field. */
  index?: 'floor' | 'ceil';
}
export interface Table { name: string; kind: 'ledger' | 'form'; columns: TableColumn[] }

/** An identifier as SQL text. Names come from declarations only. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** A text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const NUMBER_TYPE = 'DECIMAL(18,4)';

/** A text that may name several rows is a list, as several choices are. */
export function sqlType({ type, integer, several }: Pick<Field, 'type' | 'integer' | 'several'>): string {
  switch (type.kind) {
    case 'text': return several ? 'VARCHAR[]' : 'VARCHAR';
    case 'choice': return 'VARCHAR';
    case 'choices': return 'VARCHAR[]';
    case 'date': return 'DATE';
    case 'boolean': return 'BOOLEAN';
    case 'number': return integer ? 'BIGINT' : NUMBER_TYPE;
  }
}

/** What parts the names in a cell that may hold several. */
export const SEPARATORS = '、,，;；|｜\n';
const EDGE_BLANKS = literal(' \t\r\n\u00a0\u3000\u200b\u200c\u200d\ufeff');
/** A text that names several as a list, each once, without the blanks around it; NULL where nothing is named. Most name one. */
export function namesSql(text: string): string {
  const parts = `list_transform(regexp_split_to_array(${text}, '[${SEPARATORS}]'), lambda part: trim(part, ${EDGE_BLANKS}))`;
  const named = `list_filter(${parts}, lambda part, place: part <> '' AND list_position(${parts}, part) = place)`;
  return `CASE WHEN NOT regexp_matches(${text}, '[${SEPARATORS}]') THEN [${text}] WHEN len(${named}) > 0 THEN ${named} END`;
}

/** The field every agency-scoped ledger has, also where its declaration leaves it implicit. */
export const AGENCY_FIELD: Field = { name: 'agency', label: '执法主体', type: { kind: 'text' }, required: true };

/** The stored fields of a ledger, `agency` first. */
export function storedFields(ledger: Ledger): Field[] {
  const stored = ledger.fields.filter(field => !field.computed);
  return ledger.hasAgency && !stored.some(field => field.name === 'agency') ? [AGENCY_FIELD, ...stored] : stored;
}

export function ledgerTable(ledger: Ledger): Table {
  const fields = storedFields(ledger);
  return {
    name: ledger.name, kind: 'ledger',
    columns: [
      ...fields.map(field => ({ name: field.name, sqlType: sqlType(field), field: field.name })),
      ...fields.filter(isIndexed).flatMap(field => (['floor', 'ceil'] as const).map(index => ({ name: `${field.name}__${index}`, sqlType: 'INTEGER', field: field.name, index }))),
      { name: '_year', sqlType: 'INTEGER' }, { name: '_upload', sqlType: 'INTEGER' }, { name: '_row', sqlType: 'INTEGER' },
    ],
  };
}

/** Facts that are dates carry their working-day index; planned dates do not. */
export const isIndexed = (field: Field): boolean => field.type.kind === 'date' && !field.planned && !field.computed;

export function formTable(form: Form): Table {
  return {
    name: form.name, kind: 'form',
    columns: [
      { name: 'agency', sqlType: 'VARCHAR' },
      ...form.columns.flatMap(column => [
        { name: column.name, sqlType: NUMBER_TYPE, field: column.name },
        { name: `${column.name}__mark`, sqlType: 'VARCHAR', field: column.name },
      ]),
      { name: '_year', sqlType: 'INTEGER' }, { name: '_upload', sqlType: 'INTEGER' }, { name: '_row', sqlType: 'INTEGER' },
    ],
  };
}

export function tables(program: Program): Table[] {
  return [...Object.values(program.ledgers).map(ledgerTable), ...Object.values(program.forms).map(formTable)];
}

export function createTable(table: Table, schema: 'main' | 'history'): string {
  const columns = table.columns.map(column => `${quoted(column.name)} ${column.sqlType}`);
  if (schema === 'history') columns.push('_superseded_by INTEGER');
  return `CREATE TABLE ${schema}.${quoted(table.name)} (${columns.join(', ')})`;
}

/** The tables the store keeps for itself. */
export const SYSTEM_TABLES = [
  'CREATE SCHEMA IF NOT EXISTS history',
  'CREATE TABLE IF NOT EXISTS main._uploads (upload INTEGER, received_at TIMESTAMP, files VARCHAR, note VARCHAR, act VARCHAR)',
  'CREATE TABLE IF NOT EXISTS main._reported (agency VARCHAR, ledger VARCHAR, "year" INTEGER, upload INTEGER, "rows" BIGINT)',
  'CREATE TABLE IF NOT EXISTS history._reported (agency VARCHAR, ledger VARCHAR, "year" INTEGER, upload INTEGER, "rows" BIGINT, _superseded_by INTEGER)',
  'CREATE TABLE IF NOT EXISTS main._calendar ("day" DATE, workday BOOLEAN, "floor" INTEGER, "ceil" INTEGER)',
  'CREATE TABLE IF NOT EXISTS main._meta ("key" VARCHAR, "value" VARCHAR)',
  ...DEFINITION_TABLES,
  ...GIVEN_TABLES, ...DRAFT_TABLES, ...NARRATIVE_TABLES, ...FILING_TABLES, ...PUBLICATION_TABLES, ...EVIDENCE_TABLES, ...ACCOUNT_TABLES, ...AUDIT_TABLES,
];
