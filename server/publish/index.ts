/** The statutory annual report: model and renderings. */
export { annualReport } from './report.ts';
export type { FigureRequest } from './figures.ts';
export { renderHtml, type HtmlOptions } from './html.ts';
export { renderJson } from './json.ts';
export { renderXlsx } from './xlsx.ts';
export type * from './model.ts';
