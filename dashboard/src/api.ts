/**
 * The server's answers, typed. Answers are kept for the visit, so that Back shows a page at once; `forget` drops them
 * after an upload has changed the data.
 */
import type {
  AgencyListItem, AgencyPage, CatalogueSources, DefinitionRef, ExampleRun, ExplanationPage, HandInChangesAnswer, HandIns, IndicatorBreakdown, IndicatorListItem, IndicatorPage, IndicatorRollup, Invention, LiveEvaluation, Meta, PackList, PackListItem,
  PackVersion, PackVersionHead, ParameterChoices, TaskList, TextExplanation, UploadStatus, VersionCheck, VersionComparison,
} from '../../server/api.ts';
import type { RecordVerdict } from '../../metrics/types.ts';

/** A refusal or failure, in words for the reader. */
export class ApiError extends Error {
  readonly status: number;
  readonly words: { zh: string; en: string };
  /** The server's code for the refusal; '' where it gave none. */
  readonly code: string;
  constructor(status: number, words: { zh: string; en: string }, code = '') {
    super(words.en);
    this.status = status;
    this.words = words;
    this.code = code;
  }
}

const offline = { zh: '连不上服务器。请确认服务仍在运行，然后重试。', en: 'The server cannot be reached. Check that it is still running, then try again.' };
const broken = (status: number) => ({ zh: `服务器没能回答（状态码 ${status}）。请稍后重试；仍不行请把此码告诉管理员。`, en: `The server could not answer (status ${status}). Try again later; if it persists, tell the administrator this number.` });

/** The words of a refusal; the server sends `{ error: { code, zh, en } }`. */
async function failure(response: Response): Promise<ApiError> {
  try {
    const body = await response.json() as { error?: { code?: string; zh?: string; en?: string } };
    const words = body.error;
    if (words?.zh && words.en) return new ApiError(response.status, { zh: words.zh, en: words.en }, words.code);
  } catch { /* not JSON: fall through to the general words */ }
  return new ApiError(response.status, broken(response.status));
}

/** Told when the server no longer knows who asks. */
let signedOut: () => void = () => undefined;
export function whenSignedOut(tell: () => void): void { signedOut = tell; }

async function request(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, offline);
  }
  if (!response.ok) {
    const error = await failure(response);
    if (error.code === 'signed_out' || error.code === 'change_password') signedOut();
    throw error;
  }
  return response;
}

type Parameters = Record<string, string | number | null | undefined>;

/** An address with its parameters; empty ones are left out. */
export function url(path: string, parameters: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

const kept = new Map<string, Promise<unknown>>();
const settled = new Map<string, unknown>();

/** What is already here for an address, if anything. */
export function known<T>(address: string): T | undefined { return settled.get(address) as T | undefined; }

/** Loads once per visit; failures are not kept. */
export function load<T>(address: string, read: (response: Response) => Promise<T> = (response) => response.json() as Promise<T>): Promise<T> {
  let answer = kept.get(address) as Promise<T> | undefined;
  if (!answer) {
    answer = request(address).then(read);
    kept.set(address, answer);
    answer.then((value) => settled.set(address, value), () => kept.delete(address));
  }
  return answer;
}

/** Drops every kept answer. */
export function forget(): void { kept.clear(); settled.clear(); }

export interface View { year: number; asOf?: string | null; scorecard?: string | null; pack?: string | null; version?: string | null }

export const addresses = {
  meta: (pack: string | null) => url('/api/meta', { pack }),
  ranking: (view: View) => url('/api/ranking', { ...view }),
  rankingDownload: (format: 'csv' | 'xlsx', view: View & { group?: string | null }) => url(`/api/ranking.${format}`, { ...view }),
  agency: (code: string, view: View) => url(`/api/agencies/${encodeURIComponent(code)}`, { ...view }),
  explanation: (code: string, indicator: string, view: View & { offset: number; limit: number; verdict?: RecordVerdict['verdict'] | null }) =>
    url(`/api/agencies/${encodeURIComponent(code)}/indicators/${encodeURIComponent(indicator)}`, { ...view }),
  indicators: (view: View) => url('/api/indicators', { year: view.year, pack: view.pack, version: view.version }),
  indicator: (name: string, view: View) => url(`/api/indicators/${encodeURIComponent(name)}`, { ...view }),
  rollup: (name: string, by: string, view: View) => url(`/api/indicators/${encodeURIComponent(name)}/rollup`, { by, year: view.year, asOf: view.asOf, pack: view.pack, version: view.version }),
  breakdown: (name: string, view: View & { agency?: string | null }) => url(`/api/indicators/${encodeURIComponent(name)}/breakdown`, { year: view.year, asOf: view.asOf, pack: view.pack, version: view.version, agency: view.agency }),
  catalogue: (year: number) => url('/api/catalogue', { year }),
  packs: () => '/api/packs',
  versions: (pack: string, all = false) => url(`/api/packs/${encodeURIComponent(pack)}/versions`, { all: all ? 'yes' : null }),
  version: (pack: string, version: number) => `/api/packs/${encodeURIComponent(pack)}/versions/${version}`,
  comparison: (pack: string, a: number, b: number, view: View) => url(`/api/packs/${encodeURIComponent(pack)}/versions/${a}/compare/${b}`, { year: view.year, asOf: view.asOf }),
  choices: (pack: string) => `/api/packs/${encodeURIComponent(pack)}/choices`,
  tasks: (view: View) => url('/api/tasks', { year: view.year, asOf: view.asOf, pack: view.pack }),
  template: (name: string) => `/api/templates/${encodeURIComponent(name)}`,
  agencies: () => '/api/agencies',
  uploads: () => '/api/uploads',
  upload: (id: number) => `/api/uploads/${id}`,
  uploadProblems: (id: number) => `/api/uploads/${id}/problems.csv`,
  uploadMarked: (id: number, number: number) => `/api/uploads/${id}/marked/${number}`,
  handIns: (agency: string, year: number) => `/api/hand-ins/${encodeURIComponent(agency)}/${year}`,
  handInChanges: (upload: number, agency: string) => url(`/api/hand-ins/uploads/${upload}/changes`, { agency }),
};

export const loadCatalogue = (year: number) => load<CatalogueSources>(addresses.catalogue(year));

/** Sends JSON, or asks afresh; the answer is not kept. */
export async function send<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await request(path, {
    method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }), ...(signal ? { signal } : {}),
  });
  return await response.json() as T;
}
/** Sends a form with files; the answer is not kept. */
export async function sendForm<T>(path: string, form: FormData): Promise<T> {
  return await (await request(path, { method: 'POST', body: form })).json() as T;
}

/** What an author's text gives, as it stands: nothing of these is stored. Aborted when a newer text replaces it. */
export interface Unsaved { text: string; pack: string | null }
const unsaved = ({ text, pack }: Unsaved) => ({ text, ...(pack === null ? {} : { pack }) });
export const evaluateText = (own: Unsaved, body: { indicator: string; year: number; asOf: string }, signal: AbortSignal) => send<LiveEvaluation>('POST', '/api/evaluate', { ...unsaved(own), ...body }, signal);
export const runExamples = (own: Unsaved, indicator: string, signal: AbortSignal) => send<ExampleRun>('POST', '/api/examples', { ...unsaved(own), indicator }, signal);
export const explainText = (own: Unsaved, body: { indicator: string; year: number; asOf: string }, signal: AbortSignal) => send<TextExplanation>('POST', '/api/explain-text', { ...unsaved(own), ...body }, signal);
export const invent = (own: Unsaved, body: { indicator: string; year: number; asOf: string; seed?: string; rows?: number }, signal: AbortSignal) => send<Invention>('POST', '/api/invent', { ...unsaved(own), ...body }, signal);

/** Definitions: a text becomes a draft, is checked, is published. */
export const definitions = {
  save: (pack: string, body: { text: string; parent: number }) => send<PackVersion>('POST', addresses.versions(pack), body),
  check: (pack: string, version: number) => send<VersionCheck>('POST', `${addresses.version(pack, version)}/check`, {}),
  publish: (pack: string, version: number, body: { reason: string; effectiveFrom: string; retroactive?: boolean }) => send<PackVersion>('POST', `${addresses.version(pack, version)}/publish`, body),
  discard: (pack: string, version: number) => send<PackVersion>('DELETE', addresses.version(pack, version)),
  choose: (pack: string, body: { parameter: string; index: number; reason: string }) => send<ParameterChoices>('POST', addresses.choices(pack), body),
};

export async function uploadStatus(id: number): Promise<UploadStatus> {
  return await (await request(addresses.upload(id))).json() as UploadStatus;
}
export async function recentUploads(): Promise<UploadStatus[]> {
  return ((await (await request(addresses.uploads())).json()) as { uploads: UploadStatus[] }).uploads;
}

export const cancelUpload = (id: number) => send<UploadStatus>('DELETE', addresses.upload(id));
/** Acts on what was handed in; each answers with the number of the upload that records it. */
export const handInActs = {
  nothing: (agency: string, year: number, names: string[], kind: 'nil' | 'no_duty') => send<{ upload: number }>('POST', `${addresses.handIns(agency, year)}/nothing`, { names, kind }),
  takeBack: (upload: number, agency: string, year: number, reason: string) => send<{ upload: number }>('POST', `/api/hand-ins/uploads/${upload}/take-back`, { agency, year, reason }),
};

/** Sends files; `sent` hears the fraction that has left this machine. Resolves with the upload's number. */
export function sendFiles(files: File[], options: { year: number; agency: string | null; keepUnknown?: boolean }, sent: (fraction: number) => void): Promise<number> {
  const form = new FormData();
  form.set('year', String(options.year));
  if (options.agency) form.set('agency', options.agency);
  if (options.keepUnknown) form.set('unknown_tables', 'keep');
  for (const file of files) form.append('file', file, file.name);
  return new Promise((resolve, reject) => {
    const http = new XMLHttpRequest();
    http.open('POST', '/api/uploads');
    http.responseType = 'text';
    http.upload.onprogress = (event) => { if (event.lengthComputable) sent(event.loaded / event.total); };
    http.onerror = () => reject(new ApiError(0, offline));
    http.onload = () => {
      if (http.status === 202 || http.status === 200) { resolve((JSON.parse(http.responseText) as { id: number }).id); return; }
      void failure(new Response(http.responseText, { status: Math.max(http.status, 400) })).then((error) => { if (error.code === 'signed_out') signedOut(); reject(error); });
    };
    http.send(form);
  });
}

export type {
  AgencyListItem, AgencyPage, DefinitionRef, ExampleRun, ExplanationPage, HandInChangesAnswer, HandIns, IndicatorBreakdown, IndicatorListItem, IndicatorPage, IndicatorRollup, Invention, LiveEvaluation, Meta, PackList, PackListItem, PackVersion, PackVersionHead,
  ParameterChoices, TaskList, TextExplanation, UploadStatus, VersionCheck, VersionComparison,
};
