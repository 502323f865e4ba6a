/** What programs mean: measures, the SQL behind them, explanations. See README.md. */
export { evaluate, statements } from './evaluate.ts';
