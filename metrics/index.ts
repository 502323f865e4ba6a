/** What programs mean: measures, the SQL behind them, explanations, checks. See README.md. */
export { measuresToArrow } from './arrow.ts';
export { breakdown, evaluateShown, type Part, type ShownPart } from './breakdown.ts';
export { checkForms, checkLedgerStatement, type FormFinding } from './checks.ts';
export { checkFormStatement, totalColumn } from './form-checks.ts';
export { jump, LiveForm, type Expected, type LiveCell, type LiveFinding, type LiveRows } from './form-live.ts';
export { evaluate, statements } from './evaluate.ts';
export { evaluateRecords } from './records.ts';
export { scores, type ScoresRequest } from './scores.ts';
export { explain, type ExplainOptions } from './explain/index.ts';
export { rollup, type Division, type RollupRow } from './rollup.ts';
