/** Measures as Arrow: one row an agency and indicator, indicator-major; texts that repeat are dictionaries. */
import { Bool, Dictionary, Field, Float64, Int32, Int8, List, Struct, Table, tableToIPC, Utf8, vectorFromArray, type Vector } from 'apache-arrow';
import type { Measures } from './types.ts';

const PARTS = new List(new Field('item', new Struct<{ name: Utf8; count: Int32 }>([new Field('name', new Utf8()), new Field('count', new Int32())])));
const TEXTS = new List(new Field('item', new Utf8()));

/**
 * Arrow IPC stream. Columns: agency, indicator, year, state, value (numbers), truth (yes/no values), text (dates and
 * texts), numerator, denominator, pending, excluded, target_met, exact ("n/d"), principle_missed, error (zh), parts (a list of
 * {name, count}; distributions), remarks (a list of texts, zh).
 */
export function measuresToArrow(measures: Measures): Uint8Array {
  const rows = measures.indicators.flatMap((name) => measures.byIndicator[name] ?? []);
  const repeated = (values: (string | null)[]): Vector => vectorFromArray(values, new Dictionary(new Utf8(), new Int32()));
  const numbers = (values: (number | null)[]): Vector => vectorFromArray(values, new Float64());
  const truths = (values: (boolean | null)[]): Vector => vectorFromArray(values, new Bool());
  return tableToIPC(new Table({
    agency: repeated(rows.map((row) => row.agency)), indicator: repeated(rows.map((row) => row.indicator)),
    year: vectorFromArray(rows.map((row) => row.year), new Int32()),
    state: vectorFromArray(rows.map((row) => row.state), new Dictionary(new Utf8(), new Int8())),
    value: numbers(rows.map((row) => (typeof row.value === 'number' ? row.value : null))),
    truth: truths(rows.map((row) => (typeof row.value === 'boolean' ? row.value : null))),
    text: repeated(rows.map((row) => (typeof row.value === 'string' ? row.value : null))),
    numerator: numbers(rows.map((row) => row.numerator)), denominator: numbers(rows.map((row) => row.denominator)),
    pending: vectorFromArray(rows.map((row) => row.pending), new Int32()), excluded: vectorFromArray(rows.map((row) => row.excluded), new Int32()),
    target_met: truths(rows.map((row) => row.target_met)), exact: repeated(rows.map((row) => row.exact)),
    principle_missed: truths(rows.map((row) => row.principleMissed)), error: repeated(rows.map((row) => row.error?.zh ?? null)),
    parts: vectorFromArray(rows.map((row) => row.parts ?? null), PARTS), remarks: vectorFromArray(rows.map((row) => row.remarks?.map((one) => one.zh) ?? null), TEXTS),
  }), 'stream');
}
