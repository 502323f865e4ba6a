/** The verdicts on a record in the order they are listed, each with its mark: they differ without colour. */
import type { RecordVerdict } from '../../../metrics/types.ts';
import type { Message } from '../language.svelte.ts';
import { drill as words } from '../words/agency.ts';

export const verdictMarks: { verdict: RecordVerdict['verdict']; words: Message; mark: string }[] = [
  { verdict: 'missed', words: words.missed, mark: '▼' }, { verdict: 'fulfilled', words: words.fulfilled, mark: '✓' }, { verdict: 'pending', words: words.pendingOne, mark: '◷' },
  { verdict: 'excluded', words: words.excludedOne, mark: '–' }, { verdict: 'error', words: words.error, mark: '!' },
];
