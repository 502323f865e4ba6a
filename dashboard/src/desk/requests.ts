/** What the desk asks of the server. */
import type { Desk, DeskAct, DeskHandIn, DeskList } from '../../../server/api.ts';
import { send } from '../api.ts';

export const deskRequests = {
  list: () => send<DeskList>('GET', '/api/desk'),
  desk: (agency: string, year: number) => send<Desk>('GET', `/api/desk/${encodeURIComponent(agency)}/${year}`),
  /** 零报告 (`nil`) or 无相关职责 (`no_duty`) of ledgers and forms. */
  nothing: (agency: string, year: number, body: { names: string[]; kind: 'nil' | 'no_duty'; note?: string }) => send<{ upload: number }>('POST', `/api/hand-ins/${encodeURIComponent(agency)}/${year}/nothing`, body),
};
export const deskPath = (agency: string, year: number): string => `/desk/${encodeURIComponent(agency)}/${year}`;
export const formPath = (agency: string, year: number, form: string, cell?: string): string => `${deskPath(agency, year)}/form/${encodeURIComponent(form)}${cell === undefined ? '' : `?cell=${encodeURIComponent(cell)}`}`;
export const reportPath = (agency: string, year: number): string => `/reports/${encodeURIComponent(agency)}/${year}`;
export type { Desk, DeskAct, DeskHandIn, DeskList };
