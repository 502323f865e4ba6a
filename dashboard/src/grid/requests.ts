/** What the form grid asks of the server; answers are not kept, for others type as well. */
import type { GridForm, GridForms, GridHandIn, GridSaved, GridVersion, GridVersions } from '../../../server/api.ts';
import { send } from '../api.ts';

const at = (agency: string, year: number, form?: string): string => `/api/grid/${encodeURIComponent(agency)}/${year}${form === undefined ? '' : `/${encodeURIComponent(form)}`}`;

export const grid = {
  forms: (agency: string, year: number) => send<GridForms>('GET', at(agency, year)),
  form: (agency: string, year: number, form: string) => send<GridForm>('GET', at(agency, year, form)),
  save: (agency: string, year: number, form: string, body: { base: number; cells: Record<string, string> }) => send<GridSaved>('PUT', at(agency, year, form), body),
  versions: (agency: string, year: number, form: string) => send<GridVersions>('GET', `${at(agency, year, form)}/versions`),
  restore: (agency: string, year: number, form: string, version: number) => send<GridVersion>('POST', `${at(agency, year, form)}/restore`, { version }),
  handIn: (agency: string, year: number, form: string, version: number) => send<GridHandIn>('POST', `${at(agency, year, form)}/hand-in`, { version }),
};

export type { GridForm, GridForms, GridSaved, GridVersion };
