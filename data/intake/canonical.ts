/**
 * The SQL that reads the usual forms of a cell's text in bulk. A text it gives NULL for is read by `cells.ts`, whose
 * answer is the same for every text that is read here (a test holds the two against each other).
 */
import { literal, namesSql } from '../store/schema.ts';
import { agencyCode, BLANKS } from './cells.ts';
import type { CellType } from './cells.ts';

const EDGE_BLANKS = literal(BLANKS);
/** A text without the blanks around it, NULL when nothing is left. */
export const trimmedSql = (raw: string): string => `nullif(trim(${raw}, ${EDGE_BLANKS}), '')`;

/** An identifier that Excel turned into 9.16E+17. */
export const lostDigitsSql = (raw: string): string => `(contains(${raw}, 'E+') AND regexp_full_match(trim(${raw}), '\\d(\\.\\d+)?E\\+\\d+'))`;

const YES = ['是', 'true', 'TRUE', 'True', '1', 'Y', 'y', 'yes'], NO = ['否', 'false', 'FALSE', 'False', '0', 'N', 'n', 'no'];

const FULL_WIDTH = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0xff01 + index)).join('');
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
/** An agency's code in capitals and ASCII: `agencyCode` of cells.ts. */
const codeSql = (text: string): string => `translate(${text}, ${literal(FULL_WIDTH + LOWER)}, ${literal(agencyCode(FULL_WIDTH + LOWER))})`;

/** Not `IN`: with more than a few values DuckDB makes that a join, and rows no longer come in the order of the file. */
const isOneOf = (text: string, values: string[]): string => `coalesce(list_contains([${values.map(literal).join(', ')}], ${text}), false)`;

/**
 * @param trimmed the texts have no blanks around them
 * @param loose dates may come out before 1900 or after 2100 where a text is odd (20-01-05): the caller looks at the result
 */
export function canonical(type: CellType, raw: string, trimmed: boolean, loose = false): string {
  switch (type.kind) {
    case 'text': {
      const bare = trimmed ? raw : trimmedSql(raw);
      const text = type.code ? codeSql(bare) : bare, value = type.several ? namesSql(text) : text;
      return type.emptyWords.length ? `CASE WHEN ${isOneOf(text, type.emptyWords)} THEN NULL ELSE ${value} END` : value;
    }
    case 'date': {
      const strict = loose ? `strlen(${raw}) BETWEEN 8 AND 10` : `strlen(${raw}) = 10 AND ${raw}[5] = '-' AND ${raw}[8] = '-'`;
      return `CASE WHEN ${strict} AND ${raw} >= '1900' AND ${raw} < '2101' THEN try_cast(${raw} AS DATE) END`;
    }
    case 'boolean': return `CASE ${raw} ${YES.map(word => `WHEN ${literal(word)} THEN true`).join(' ')} ${NO.map(word => `WHEN ${literal(word)} THEN false`).join(' ')} END`;
    case 'number': return type.integer
      ? `CASE WHEN regexp_full_match(${raw}, '\\d{1,14}') THEN try_cast(${raw} AS BIGINT) END`
      : `CASE WHEN regexp_full_match(${raw}, '-?\\d{1,14}(\\.\\d{1,4})?') THEN try_cast(${raw} AS DECIMAL(18,4)) END`;
    case 'choice': case 'choices': {
      const labels = type.choices.map(choice => choice.value);
      const values = labels.map(literal).join(', ');
      const names = type.choices.filter(choice => choice.name !== undefined && choice.name !== choice.value && !type.choices.some(other => other.value === choice.name));
      const asList = (text: string): string => (type.kind === 'choices' ? `[${text}]` : text);
      const named = names.length ? `CASE ${raw} ${names.map(choice => `WHEN ${literal(choice.name!)} THEN ${asList(literal(choice.value))}`).join(' ')} END` : 'NULL';
      if (type.kind === 'choice') return `CASE WHEN ${isOneOf(raw, labels)} THEN ${raw} ELSE ${named} END`;
      const parts = `string_split(${raw}, '、')`;
      return `CASE WHEN ${isOneOf(raw, labels)} THEN [${raw}] WHEN list_has_all([${values}], ${parts}) AND len(list_distinct(${parts})) = len(${parts}) THEN ${parts} ELSE ${named} END`;
    }
  }
}

/** The same, stopping the statement at the first text that it does not read. */
export function canonicalOrStop(type: CellType, raw: string, trimmed: boolean, sqlType: string): string {
  const stop = `CAST(error('a text needs closer reading') AS ${sqlType})`;
  // Nearly every code is ASCII, and there capitals are quickly made.
  if (type.kind === 'text' && type.code && trimmed && !type.emptyWords.length && !type.several) return `CASE WHEN contains(${raw}, 'E+') OR strlen(${raw}) <> length(${raw}) THEN ${stop} ELSE upper(${raw}) END`;
  if (type.kind === 'text') return type.identifier ? `CASE WHEN contains(${raw}, 'E+') THEN ${stop} ELSE ${canonical(type, raw, trimmed)} END` : canonical(type, raw, trimmed);
  return `CASE WHEN ${raw} IS NULL THEN NULL ELSE coalesce(${canonical(type, raw, trimmed, true)}, ${stop}) END`;
}
