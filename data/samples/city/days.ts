/**
 * The working days that sample events fall on, as a list: the n-th working day after `days[i]` is `days[i + n]`.
 */
import { calendar } from '../../calendar/index.ts';

const dayMs = 86_400_000;
/** How busy each month is (the new year and the October holidays are slow, the year's end is not). */
const months = [0.75, 0.5, 1.1, 1.0, 0.9, 1.1, 1.1, 1.0, 1.05, 0.8, 1.25, 1.35];

export class Days {
  readonly list: string[];
  readonly #first = new Map<string, number>();
  readonly #busy = new Map<number, { at: number[]; sum: number[] }>();

  /** Working days from the year before `from` to half a year after `to`. */
  constructor(from: number, to: number) {
    const known = calendar();
    this.list = [];
    const end = Date.UTC(to + 1, 5, 30);
    for (let at = Date.UTC(from - 1, 0, 1); at <= end; at += dayMs) {
      const date = new Date(at);
      const text = date.toISOString().slice(0, 10);
      const weekday = date.getUTCDay();
      if (known.isWorkday(text) ?? (weekday !== 0 && weekday !== 6)) this.list.push(text);
    }
    this.list.forEach((day, index) => this.#first.set(day, index));
  }

  /** Index of the first working day on or after the date. */
  indexFrom(date: string): number {
    const found = this.#first.get(date);
    if (found !== undefined) return found;
    let low = 0; let high = this.list.length;
    while (low < high) { const middle = (low + high) >> 1; if (this.list[middle]! < date) low = middle + 1; else high = middle; }
    return low;
  }

  at(index: number): string { return this.list[Math.max(0, Math.min(this.list.length - 1, index))]!; }

  /** A working day's index in the year, busier months more often; `u` in [0, 1). */
  inYear(year: number, u: number, from?: string, to?: string): number {
    let busy = this.#busy.get(year);
    if (!busy) {
      busy = { at: [], sum: [] };
      let total = 0;
      for (let i = this.indexFrom(`${year}-01-01`); this.list[i]?.startsWith(String(year)); i++) {
        total += months[Number(this.list[i]!.slice(5, 7)) - 1]!;
        busy.at.push(i); busy.sum.push(total);
      }
      this.#busy.set(year, busy);
    }
    let low = 0; let high = busy.sum.length - 1;
    const target = u * busy.sum[high]!;
    while (low < high) { const middle = (low + high) >> 1; if (busy.sum[middle]! <= target) low = middle + 1; else high = middle; }
    let index = busy.at[low]!;
    if (from && this.list[index]! < from) index = this.indexFrom(from);
    if (to && this.list[index]! > to) index = this.indexFrom(to) - 1;
    return index;
  }
}

/** `date` moved by whole days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}
