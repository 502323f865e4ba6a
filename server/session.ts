/** An in-memory store filled from a folder: what `eval`, `score`, `report` and `validate` work on. */
import { calendar as shippedCalendar } from '../data/calendar/index.ts';
import { importFiles } from '../data/intake/index.ts';
import { openStore } from '../data/store/index.ts';
import type { Store } from '../data/store/index.ts';
import type { Program } from '../dsl/index.ts';
import type { WorkdayCalendar } from '../metrics/types.ts';
import type { Problem } from './api.ts';
import { checksOf, folderHandIns, ordered } from './hand_in.ts';

export interface Session { store: Store; calendar: WorkdayCalendar; problems: Problem[]; close(): Promise<void> }

/**
 * Opens a store in memory and loads the folder's hand-ins in order of their years. When any of them has an error, the
 * problems say so and the store holds only the hand-ins before it: use nothing of it.
 */
export async function openFolder(program: Program, folder: string, year: number): Promise<Session> {
  const handIns = folderHandIns(folder, year);
  const calendar = shippedCalendar();
  const store = await openStore({ path: ':memory:', program, calendar });
  const problems: Problem[] = [];
  try {
    for (const { year: of, files } of handIns) {
      const result = await importFiles(store, files, { year: of, kind: 'bulk', checks: checksOf(program) });
      problems.push(...result.problems);
      if (result.problems.some((problem) => problem.severity === 'error')) break;
    }
  } catch (error) {
    await store.close();
    throw error;
  }
  return { store, calendar, problems: ordered(problems), close: () => store.close() };
}
