/** What the desk asks of the server. */
import type { EvidenceItem, EvidenceList, EvidenceState } from '../../../server/filing/shapes.ts';
import type { Desk, DeskAct, DeskHandIn, DeskList, Narrative, NarrativeParagraph, TypedText } from '../../../server/api.ts';
import { send, sendForm, url } from '../api.ts';

export const deskRequests = {
  list: () => send<DeskList>('GET', '/api/desk'),
  desk: (agency: string, year: number) => send<Desk>('GET', `/api/desk/${encodeURIComponent(agency)}/${year}`),
  /** 零报告 (`nil`) or 无相关职责 (`no_duty`) of ledgers and forms. */
  nothing: (agency: string, year: number, body: { names: string[]; kind: 'nil' | 'no_duty'; note?: string }) => send<{ upload: number }>('POST', `/api/hand-ins/${encodeURIComponent(agency)}/${year}/nothing`, body),
};
export const deskPath = (agency: string, year: number): string => `/desk/${encodeURIComponent(agency)}/${year}`;
export const formPath = (agency: string, year: number, form: string, cell?: string): string => `${deskPath(agency, year)}/form/${encodeURIComponent(form)}${cell === undefined ? '' : `?cell=${encodeURIComponent(cell)}`}`;
export const reportPath = (agency: string, year: number): string => `/reports/${encodeURIComponent(agency)}/${year}`;
const evidenceAt = (agency: string, year: number, act: string): string => `/api/evidence/${encodeURIComponent(agency)}/${year}/${act}`;
export const evidence = {
  list: (agency: string, year: number, state: EvidenceState | null, offset: number) => send<EvidenceList>('GET', url('/api/evidence', { agency, year, state, offset, limit: 50 })),
  attach: (agency: string, year: number, item: EvidenceItem, file: File, remark: string) => {
    const form = new FormData();
    form.set('item', item.item);
    form.set('expected', String(item.number));
    if (remark) form.set('remark', remark);
    form.append('file', file, file.name);
    return sendForm<{ item: EvidenceItem }>(evidenceAt(agency, year, 'attach'), form);
  },
  link: (agency: string, year: number, item: EvidenceItem, address: string, name: string, remark: string) =>
    send<unknown>('POST', evidenceAt(agency, year, 'link'), { item: item.item, expected: item.number, url: address, ...(name ? { name } : {}), ...(remark ? { remark } : {}) }),
  withdraw: (agency: string, year: number, item: EvidenceItem, attachment: number) => send<unknown>('POST', evidenceAt(agency, year, 'withdraw'), { item: item.item, expected: item.number, attachment }),
  file: (agency: string, year: number, sha256: string) => evidenceAt(agency, year, `files/${sha256}`),
};
export type { EvidenceItem, EvidenceList, EvidenceState };
export type { Desk, DeskAct, DeskHandIn, DeskList };

// ---------------------------------------------------------------- the written account
export type NarrativeSegment = NarrativeParagraph['zh'][number];
export type { Narrative, NarrativeParagraph, TypedText };
const narrativeAt = (agency: string, year: number): string => `/api/reports/${encodeURIComponent(agency)}/${year}/narrative`;
export const narrativeRequests = {
  read: (agency: string, year: number) => send<Narrative>('GET', narrativeAt(agency, year)),
  save: (agency: string, year: number, base: number, texts: TypedText[]) => send<Narrative>('PUT', narrativeAt(agency, year), { base, texts }),
  check: (agency: string, year: number, base: number, texts: TypedText[]) => send<Narrative>('POST', `${narrativeAt(agency, year)}/check`, { base, texts }),
};
