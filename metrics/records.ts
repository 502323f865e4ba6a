/** Request → what the rules of a card over rows are worth on every row. */
import Fraction from 'fraction.js';
import type { Program, Scorecard } from '../dsl/program.ts';
import { ChoiceNeeded, choiceNeeded, withChoices } from './plan/choices.ts';
import { outsideValidity, periodOf } from './plan/period.ts';
import { recordsQuery, type RecordsQuery } from './plan/records.ts';
import { toDuckDb } from './sql/duckdb.ts';
import type { CardRecords, Columns, Engine, EvaluationRequest, RecordFacts, RecordValue } from './types.ts';

/** Rows of the card, and of the cards it combines, by the name of the card; of a card that scores no rows nothing. */
export async function evaluateRecords(engine: Engine, request: EvaluationRequest, scorecard: string): Promise<CardRecords> {
  const program = withChoices(request.program, request.choices), found: CardRecords = {};
  for (const card of cardsOf(program, scorecard)) {
    if (!card.subject) continue;
    const made = planned(program, card, request);
    found[card.name] = 'query' in made ? { rows: factsOf(await engine.query(toDuckDb(made.query)), made) } : made;
  }
  return found;
}

/** The card and those it is put together from, each once. */
export function cardsOf(program: Program, name: string): Scorecard[] {
  const cards = new Set<Scorecard>(), waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const card = program.scorecards[next];
    if (!card) throw new RangeError(`no scorecard ${next}`);
    if (cards.has(card)) continue;
    cards.add(card);
    waiting.push(...card.combine?.map((one) => one.scorecard) ?? []);
  }
  return [...cards];
}

/** The source's validity bounds the rows as it does those of an indicator. */
function planned(program: Program, card: Scorecard, request: EvaluationRequest): RecordsQuery | { rows: [] } | { error: { zh: string; en: string } } {
  const counted = program.indicators[`${card.name}#rows`];
  if (counted && outsideValidity(counted, request.year)) return { rows: [] };
  try {
    return recordsQuery({ program, ...(request.agencies ? { agencies: request.agencies } : {}) }, card, periodOf(request, request.year, counted));
  } catch (error) {
    if (!(error instanceof ChoiceNeeded)) throw error;
    const { zh, en } = choiceNeeded(program, error.parameter);
    return { error: { zh, en } };
  }
}

function factsOf(columns: Columns, made: RecordsQuery): RecordFacts[] {
  const at = new Map(columns.names.map((name, index) => [name, columns.columns[index]!]));
  const cell = (name: string | null, row: number) => (name === null ? null : at.get(name)![row] ?? null);
  const yearOf = (name: string | null, row: number): number | null => { const year = cell(name, row); return year === null ? null : Number(year); };
  return Array.from({ length: columns.rowCount }, (_, row): RecordFacts => {
    const values = made.values.map((read): RecordValue => {
      const missing = read.kind === 'text' ? null : yearOf(read.missing, row);
      switch (read.kind) {
        case 'text': { const value = cell(read.value, row); return value === null || typeof value === 'boolean' ? value : String(value); }
        case 'truth': {
          const code = Number(cell(read.code, row));
          return code !== 2 ? code === 1 : missing === null ? { open: true } : { missingYear: missing };
        }
        case 'number': {
          if (missing !== null) return { missingYear: missing };
          const value = cell(read.value, row), divisor = read.divisor === null ? 1n : cell(read.divisor, row);
          if (value === null || divisor === null || Number(divisor) === 0) return null;
          const exact = new Fraction(String(value)).div(new Fraction(String(divisor)).mul(new Fraction(read.den)));
          return `${exact.s * exact.n}/${exact.d}`;
        }
      }
    });
    return {
      agency: String(cell('agency', row)), key: made.keys.map((name) => String(cell(name, row) ?? '')).join(' '),
      open: cell('_open', row) === true, missingYear: yearOf('_missing', row), values,
    };
  });
}
