/**
 * The state of an edited indicator: its text, its examples, what the compiler says, and what the server makes of both as
 * one types. Answers that a newer text has overtaken are dropped.
 */
import { untrack } from 'svelte';
import { isAuthor } from '../account/session.svelte.ts';
import { ApiError, evaluateText, explainText, runExamples, type ExampleRun, type IndicatorPage, type LiveEvaluation, type TextExplanation } from '../api.ts';
import type { Checked } from './compiler.ts';
import type { Desk } from './desk.ts';
import type { Example, Slice, Written } from './examples.ts';
import type * as examplesModule from './examples.ts';
import { wholeText, type Part } from './part.ts';

interface Both { zh: string; en: string }
/** What examples are cut from a file and put back with; loaded with the editor, for it holds the parser. */
export type ExampleWork = typeof examplesModule;

/** One question to the server about the text as it stands. */
export interface Asked<T> { readonly answer: T | null; readonly running: boolean; readonly error: Both | null }

/** Asks `delay` milliseconds after the last change of what `question` reads; null asks nothing and forgets. */
function asking<T>(question: () => ((signal: AbortSignal) => Promise<T>) | null, delay: number): Asked<T> {
  let answer = $state.raw<T | null>(null);
  let running = $state(false);
  let error = $state.raw<Both | null>(null);
  $effect(() => {
    const ask = question();
    if (!ask) { running = false; return; }
    const abort = new AbortController();
    running = true;
    const timer = window.setTimeout(() => {
      ask(abort.signal).then(
        (result) => { if (!abort.signal.aborted) { answer = result; error = null; running = false; } },
        (reason: unknown) => {
          if (abort.signal.aborted) return;
          running = false;
          error = reason instanceof ApiError ? reason.words : { zh: String(reason), en: String(reason) };
        },
      );
    }, delay);
    return () => { window.clearTimeout(timer); abort.abort(); };
  });
  return { get answer() { return answer; }, get running() { return running; }, get error() { return error; } };
}

export interface Moment { year: number; asOf: string; pack: string | null }

/** @param moment what the page looks at. @param shown which question's tab is open: nothing else is asked. */
export function workbench(moment: () => Moment, shown: () => string) {
  let part = $state.raw<Part | null>(null);
  let text = $state('');
  let slices = $state.raw<{ before: Slice[]; after: Slice[] }>({ before: [], after: [] });
  let names: string[] = [];
  let written: Written = 'en';
  let work: ExampleWork | undefined;
  let desk = $state.raw<Desk | undefined>(undefined);
  let failed = $state(false);
  let checked = $state.raw<(Checked & { text: string; whole: string }) | null>(null);

  const textOf = (list: Slice[]): string => list.map((slice) => slice.text).join('');
  const around = $derived(part && { ...part, before: textOf(slices.before), after: textOf(slices.after) });
  const whole = $derived(around ? wholeText(around, text) : '');
  const publishedWhole = $derived(part ? wholeText(part, part.published) : '');
  const edited = $derived(part !== null && whole !== publishedWhole);
  const examples = $derived([...slices.before, ...slices.after].filter((slice) => slice.example !== null));

  /** Compiles shortly after the last change. */
  $effect(() => {
    if (!desk || !around) return;
    const [own, now, placed, all] = [desk, text, around, whole];
    let overtaken = false;
    const timer = window.setTimeout(() => {
      own.place(placed);
      own.check(now).then((answer) => { if (!overtaken) checked = { ...answer, text: now, whole: all }; }, () => { failed = true; });
    }, untrack(() => checked) === null ? 0 : 80);
    return () => { overtaken = true; window.clearTimeout(timer); };
  });

  const broken = $derived(checked !== null && checked.placed.some((each) => each.diagnostic.severity === 'error'));
  /** The text that can be asked about: compiled, the indicator in it sound. */
  const sound = $derived(checked !== null && checked.name !== null && !checked.placed.some((each) => each.from !== null && each.diagnostic.severity === 'error') ? { text: checked.whole, indicator: checked.name } : null);
  const own = () => ({ text: sound!.text, pack: moment().pack });
  const at = () => ({ indicator: sound!.indicator, year: moment().year, asOf: moment().asOf });

  const live = asking<LiveEvaluation>(() => {
    if (!sound || !edited || broken) return null;
    const [body, question] = [own(), at()];
    return (signal) => evaluateText(body, question, signal);
  }, 120);
  const run = asking<ExampleRun>(() => {
    if (!sound || examples.length === 0 || !isAuthor()) return null;
    const [body, { indicator }] = [own(), at()];
    return (signal) => runExamples(body, indicator, signal);
  }, 250);
  const explanation = asking<TextExplanation>(() => {
    if (!sound || shown() !== 'explanation') return null;
    const [body, question] = [own(), at()];
    return (signal) => explainText(body, question, signal);
  }, 250);

  function replaceExample(index: number, make: (slice: Slice) => Slice[]): void {
    const target = examples[index];
    const each = (list: Slice[]): Slice[] => list.flatMap((slice) => (slice === target ? make(slice) : [slice]));
    slices = { before: each(slices.before), after: each(slices.after) };
  }
  const sliceOf = (example: Example): Slice => ({ example, text: `${work!.exampleText(example, names[0]!, written)}\n` });

  return {
    /** Takes the page's text in hand. */
    open(page: IndicatorPage, own_: Part, module: ExampleWork, opened: Desk): void {
      work = module;
      names = [page.name, page.label];
      written = module.writtenIn(own_.published);
      if (written === 'zh' && new RegExp(`^\\s*指标\\s+${page.label}`, 'u').test(own_.published)) names = [page.label, page.name];
      slices = { before: module.slicesOf(own_.file, own_.before, names), after: module.slicesOf(own_.file, own_.after, names) };
      text = own_.published;
      part = own_;
      desk = opened;
    },
    fail(): void { failed = true; },
    type(next: string): void { text = next; },
    close(): void { desk?.close(); },
    example: {
      change: (index: number, next: Example) => replaceExample(index, () => [sliceOf(next)]),
      remove: (index: number) => replaceExample(index, () => []),
      add(example: Example): void {
        const made: Slice = { ...sliceOf(example), text: `\n${sliceOf(example).text}` };
        const last = slices.after.findLastIndex((slice) => slice.example !== null);
        const after = [...slices.after];
        // After the last example, else right behind the indicator (whose line ends first).
        if (last < 0) after.unshift({ text: '\n', example: null }, made); else after.splice(last + 1, 0, made);
        slices = { before: slices.before, after };
      },
      reset(): void { if (part && work) slices = { before: work.slicesOf(part.file, part.before, names), after: work.slicesOf(part.file, part.after, names) }; },
    },
    live, run, explanation,
    get part() { return part; },
    get text() { return text; },
    get whole() { return whole; },
    get edited() { return edited; },
    get broken() { return broken; },
    get sound() { return sound; },
    get checked() { return checked; },
    get examples() { return examples.map((slice) => slice.example!); },
    get failed() { return failed; },
    get written() { return written; },
  };
}
export type Workbench = ReturnType<typeof workbench>;
