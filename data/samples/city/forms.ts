/** Statistical forms typed by a few agencies of the city. */
import type { SampleAgency } from './roster.ts';
export function formTables(_roster: SampleAgency[], _year: number): Record<string, string[]> { return {}; }
