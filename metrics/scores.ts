/** Request → scores: the measures that a card reads, the rows it scores, points, grades and ranks. */
import type { Program, Scorecard } from '../dsl/program.ts';
import { figuresOf } from '../dsl/words/figures.ts';
import { evaluate } from './evaluate.ts';
import { cardsOf, evaluateRecords } from './records.ts';
import { score, type HandPoints } from './score.ts';
import type { Engine, EvaluationRequest, Measures, ScoreRow } from './types.ts';

/** `handPoints`: points with a reason for what is judged by hand, by agency and item. */
export interface ScoresRequest extends Omit<EvaluationRequest, 'indicators'> { scorecard: string; handPoints?: HandPoints }

/**
 * Rows as `score` gives them, and the measures they rest on. Only what the card and those it combines read is evaluated.
 * @throws RangeError if the program has no such scorecard.
 */
export async function scores(engine: Engine, request: ScoresRequest): Promise<{ rows: ScoreRow[]; measures: Measures }> {
  const { scorecard, handPoints, ...evaluation } = request, { program } = request;
  const measures = await evaluate(engine, { ...evaluation, indicators: indicatorsOf(program, scorecard) });
  const records = await evaluateRecords(engine, evaluation, scorecard);
  return { rows: score({ program, scorecard, measures, records, ...(handPoints && { handPoints }) }), measures };
}

/** Every indicator that the card, or one it combines, reads: those of its rules and the figures its conditions speak of. */
function indicatorsOf(program: Program, scorecard: string): string[] {
  const names = new Set<string>();
  const add = (name: string): void => {
    const indicator = program.indicators[name];
    if (!indicator || names.has(name)) return;
    names.add(name);
    if (indicator.internal) figuresOf(indicator.value).forEach((figure, index) => add(figure.kind === 'indicator' ? figure.name : `${name}.figure${index + 1}`));
  };
  for (const card of cardsOf(program, scorecard)) {
    if (card.subject) add(`${card.name}#rows`);
    else named(card).forEach(add);
  }
  return [...names];
}

function named(card: Scorecard): string[] {
  const found: string[] = [];
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) { part.forEach(walk); return; }
    if (!part || typeof part !== 'object') return;
    const { kind, name, indicator } = part as { kind?: unknown; name?: unknown; indicator?: unknown };
    if (kind === 'indicator' && typeof name === 'string') found.push(name);
    if (typeof indicator === 'string') found.push(indicator);
    for (const [key, child] of Object.entries(part)) if (key !== 'at' && key !== 'type') walk(child);
  };
  walk([card.dimensions, card.bonus, card.deductions, card.vetoes]);
  return found;
}
