/**
 * Columns to an Arrow IPC stream, without a row object in between: numbers go as typed arrays, texts as UTF-8 with
 * offsets, texts that repeat (group, grade, state) as a dictionary. Null is null, never 0 or ''.
 */
import { Dictionary, Field, Float64, Int32, RecordBatch, Schema, Struct, Table, Utf8, makeData, makeVector, tableToIPC } from 'apache-arrow';
import type { Data, DataType } from 'apache-arrow';

export const ARROW_TYPE = 'application/vnd.apache.arrow.stream';

export type Column =
  | { name: string; kind: 'number'; values: (number | null)[] }
  | { name: string; kind: 'text' | 'dictionary'; values: (string | null)[] };

/** The stream of one table. `metadata` goes into the schema as texts. All columns have the same length. */
export function arrowStream(columns: Column[], metadata: Record<string, string>): Uint8Array {
  const data = columns.map((column) => (column.kind === 'number' ? numbers(column.values) : column.kind === 'text' ? texts(column.values) : dictionary(column.values)));
  const fields = columns.map((column, index) => new Field(column.name, data[index]!.type, true));
  const schema = new Schema(fields, new Map(Object.entries(metadata)));
  const struct = makeData({ type: new Struct(fields), length: columns[0]?.values.length ?? 0, nullCount: 0, children: data });
  return tableToIPC(new Table(schema, new RecordBatch(schema, struct)), 'stream');
}

/** The validity bitmap (least significant bit first) and the number of nulls. */
function validity(values: readonly unknown[]): { nullBitmap: Uint8Array; nullCount: number } {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 64) * 8);
  let nullCount = 0;
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] === null) nullCount += 1;
    else nullBitmap[index >> 3]! |= 1 << (index & 7);
  }
  return { nullBitmap, nullCount };
}

function numbers(values: (number | null)[]): Data<DataType> {
  const data = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) data[index] = values[index] ?? 0;
  return makeData({ type: new Float64(), length: values.length, data, ...validity(values) });
}

function texts(values: (string | null)[]): Data<Utf8> {
  const encoder = new TextEncoder();
  const parts = values.map((value) => (value === null ? null : encoder.encode(value)));
  const valueOffsets = new Int32Array(values.length + 1);
  for (let index = 0; index < parts.length; index += 1) valueOffsets[index + 1] = valueOffsets[index]! + (parts[index]?.length ?? 0);
  const data = new Uint8Array(valueOffsets[values.length]!);
  for (let index = 0; index < parts.length; index += 1) { const part = parts[index]; if (part) data.set(part, valueOffsets[index]); }
  return makeData({ type: new Utf8(), length: values.length, valueOffsets, data, ...validity(values) });
}

function dictionary(values: (string | null)[]): Data<DataType> {
  const codes = new Map<string, number>();
  const data = new Int32Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!;
    if (value === null) continue;
    let code = codes.get(value);
    if (code === undefined) { code = codes.size; codes.set(value, code); }
    data[index] = code;
  }
  return makeData({ type: new Dictionary(new Utf8(), new Int32()), length: values.length, data, dictionary: makeVector(texts([...codes.keys()])), ...validity(values) });
}
