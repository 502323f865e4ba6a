/** The statutory annual report: model and renderings. */
export { annualReport, annualStatistics, annualVariants, drafted, type Drafted, type ReportRequest, type ToWrite } from './report.ts';
export { editable, editableParts, edited, knownFigures, partsOf, withEdits, type EditPart, type Known, type KnownFigures, type NarrativeText } from './edits.ts';
export type { FigureRequest } from './figures.ts';
export { renderHtml, type HtmlOptions } from './html.ts';
export { readModel, renderJson } from './json.ts';
export { renderXlsx } from './xlsx/index.ts';
export { cellOf, chartsOf, paragraphsOf, tablesOf, textOf } from './model.ts';
export type * from './model.ts';
