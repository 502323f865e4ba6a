/** The report's figures as Arrow (IPC file): the long table of `tidy.ts`, figures as exact decimals, what the file is as metadata of the schema. */
import { DateDay, Decimal, Field, Int32, RecordBatch, Schema, Struct, Table, Utf8, makeData, tableToIPC, type Data, type DataType } from 'apache-arrow';
import type { ReportModel } from './model.ts';
import { aboutFile, PLACES, scaledValue, TIDY, tidyRows, type TidyKind } from './tidy.ts';

/** The same model gives the same bytes. @throws Error when a figure has more than four decimals */
export function renderArrow(model: ReportModel): Uint8Array {
  const rows = tidyRows(model);
  const data = TIDY.map((column) => columnOf(column.kind, rows.map((row) => row[column.name] ?? null)));
  const fields = TIDY.map((column, index) => new Field(column.name, data[index]!.type, true, new Map([['zh', column.zh], ['en', column.en]])));
  const schema = new Schema(fields, new Map(Object.entries(aboutFile(model))));
  const struct = makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children: data });
  return tableToIPC(new Table(schema, new RecordBatch(schema, struct)), 'file');
}

function columnOf(kind: TidyKind, values: (string | null)[]): Data<DataType> {
  const { length } = values;
  const nullBitmap = new Uint8Array(Math.ceil(length / 64) * 8);
  let nullCount = 0;
  values.forEach((value, index) => { if (value === null) nullCount += 1; else nullBitmap[index >> 3]! |= 1 << (index & 7); });
  const nulls = { nullBitmap, nullCount };
  switch (kind) {
    case 'integer': return makeData({ type: new Int32(), length, data: Int32Array.from(values, (value) => Number(value ?? 0)), ...nulls });
    case 'day': return makeData({ type: new DateDay(), length, data: Int32Array.from(values, (value) => (value === null ? 0 : Math.round(Date.parse(`${value}T00:00:00Z`) / 86_400_000))), ...nulls });
    case 'decimal': {
      // 128 bits, little end first, as four words.
      const words = new Uint32Array(length * 4);
      values.forEach((value, index) => { let rest = BigInt.asUintN(128, value === null ? 0n : scaledValue(value)); for (let word = 0; word < 4; word++) { words[index * 4 + word] = Number(rest & 0xffff_ffffn); rest >>= 32n; } });
      return makeData({ type: new Decimal(PLACES, 38, 128), length, data: words, ...nulls });
    }
    case 'text': {
      const parts = values.map((value) => (value === null ? null : new TextEncoder().encode(value)));
      const valueOffsets = new Int32Array(length + 1);
      parts.forEach((part, index) => { valueOffsets[index + 1] = valueOffsets[index]! + (part?.length ?? 0); });
      const data = new Uint8Array(valueOffsets[length]!);
      parts.forEach((part, index) => { if (part) data.set(part, valueOffsets[index]); });
      return makeData({ type: new Utf8(), length, valueOffsets, data, ...nulls });
    }
  }
}
