/**
 * DuckDB's result chunks as plain column arrays: BIGINT and HUGEINT as bigint, DECIMAL as exact decimal strings without
 * trailing zeros, DATE as yyyy-mm-dd, lists as their elements joined by 、. The fast paths read the typed arrays behind
 * fixed-width vectors; these are not part of the library's documented surface, so this one module holds them.
 */
import { DuckDBTypeId } from '@duckdb/node-api';
import type { DuckDBDataChunk, DuckDBType, DuckDBVector } from '@duckdb/node-api';

export type Cell = string | number | bigint | boolean | null;

const DAY = 86_400_000;
const dateTexts = new Map<number, string>();

/** yyyy-mm-dd of days since 1970-01-01; the few thousand days that occur are remembered. */
export function dateText(days: number): string {
  let text = dateTexts.get(days);
  if (text === undefined) {
    text = new Date(days * DAY).toISOString().slice(0, 10);
    if (dateTexts.size < 100_000) dateTexts.set(days, text);
  }
  return text;
}

/** 123450000n with scale 4 is "12345". */
export function decimalText(scaled: bigint, scale: number): string {
  if (scale === 0) return scaled.toString();
  const negative = scaled < 0n;
  const digits = (negative ? -scaled : scaled).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, -scale), part = digits.slice(-scale).replace(/0+$/, '');
  return (negative ? '-' : '') + (part ? `${whole}.${part}` : whole);
}

interface Fixed { items?: ArrayLike<number | bigint>; dataView?: DataView; validity: { data: BigUint64Array | null; offset: number } }

/** Calls `valid` for each row that has a value; rows without keep null. */
function eachValid(vector: DuckDBVector, rows: number, valid: (row: number) => void): void {
  const { data, offset } = (vector as unknown as Fixed).validity;
  if (!data) { for (let row = 0; row < rows; row++) valid(row); return; }
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  for (let row = 0; row < rows; row++) {
    const bit = offset + row;
    if (bits[bit >>> 5]! & (1 << (bit & 31))) valid(row);
  }
}

/** Writes a chunk's column into `out` from `at` on (prefilled with null). */
export function readColumn(chunk: DuckDBDataChunk, index: number, type: DuckDBType, out: Cell[], at: number): void {
  const rows = chunk.rowCount;
  const vector = chunk.getColumnVector(index);
  const { items, dataView } = vector as unknown as Fixed;
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT: case DuckDBTypeId.INTEGER: case DuckDBTypeId.SMALLINT: case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.UBIGINT: case DuckDBTypeId.UINTEGER: case DuckDBTypeId.USMALLINT: case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.DOUBLE: case DuckDBTypeId.FLOAT:
      eachValid(vector, rows, row => { out[at + row] = items![row]!; });
      return;
    case DuckDBTypeId.DATE:
      eachValid(vector, rows, row => { out[at + row] = dateText(Number(items![row]!)); });
      return;
    case DuckDBTypeId.DECIMAL: {
      const scale = (type as unknown as { scale: number }).scale;
      const scaled = vector as unknown as { getScaledValue?(row: number): bigint | number | null; getItem(row: number): { value: bigint } | null };
      for (let row = 0; row < rows; row++) {
        const value = scaled.getScaledValue ? scaled.getScaledValue(row) : scaled.getItem(row)?.value ?? null;
        if (value !== null) out[at + row] = decimalText(BigInt(value), scale);
      }
      return;
    }
    case DuckDBTypeId.BOOLEAN:
      if (dataView) eachValid(vector, rows, row => { out[at + row] = dataView.getUint8(row) !== 0; });
      else for (let row = 0; row < rows; row++) out[at + row] = vector.getItem(row) as boolean | null;
      return;
    case DuckDBTypeId.VARCHAR:
      for (let row = 0; row < rows; row++) out[at + row] = vector.getItem(row) as string | null;
      return;
    default:
      for (let row = 0; row < rows; row++) out[at + row] = plain(vector.getItem(row));
  }
}

function plain(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object' && 'items' in value && Array.isArray(value.items)) return value.items.map(item => String(plain(item) ?? '')).join('、');
  if (typeof value === 'object') return String(value);
  return value as Cell;
}
