/** The server's answers about filing, and acts. */
import type { Deadline, FilingAct, FilingBoard, FilingBoardRow, FilingFinding, FilingManyAnswer, FilingRemindAnswer, FilingReminder, FilingRollup, FilingStage, FilingView } from '../../../server/api.ts';
import { ApiError, forget, send, url } from '../api.ts';

export interface BoardQuery { year: number | null; group?: string | null; region?: string | null }
export const filingAddresses = {
  board: (asked: BoardQuery) => url('/api/filing/board', { ...asked }),
  boardCsv: (asked: BoardQuery) => url('/api/filing/board.csv', { ...asked }),
  rollup: (asked: BoardQuery & { form: string | null; basis: string | null }) => url('/api/filing/rollup', { ...asked }),
  rollupFile: (format: 'csv' | 'xlsx', asked: BoardQuery & { form: string | null; basis: string | null }) => url(`/api/filing/rollup.${format}`, { ...asked }),
  view: (agency: string, year: number) => `/api/filing/${encodeURIComponent(agency)}/${year}`,
  reminders: (year: number, agencies: readonly string[]) => url(`/filing/reminders/${year}`, { agencies: agencies.join(',') }),
};

/** Every act changes figures: what was kept is dropped. */
async function changing<T>(work: Promise<T>): Promise<T> {
  try { return await work; } finally { forget(); }
}
export const actOn = (agency: string, year: number, act: FilingAct, body: { expected: number; remark?: string; on?: string }): Promise<FilingView> =>
  changing(send<FilingView>('POST', `${filingAddresses.view(agency, year)}/${act}`, body));
type Chosen = { agency: string; expected: number }[];
export const acceptMany = (year: number, agencies: Chosen): Promise<FilingManyAnswer> => changing(send<FilingManyAnswer>('POST', '/api/filing/board/accept', { year, agencies }));
export const remindMany = (year: number, agencies: Chosen): Promise<FilingRemindAnswer> => changing(send<FilingRemindAnswer>('POST', '/api/filing/board/remind', { year, agencies }));

export const failureWords = (failure: unknown): { zh: string; en: string } => (failure instanceof ApiError ? failure.words : { zh: String(failure), en: String(failure) });

export type { Deadline, FilingAct, FilingBoard, FilingBoardRow, FilingFinding, FilingManyAnswer, FilingRemindAnswer, FilingReminder, FilingRollup, FilingStage, FilingView };
