/**
 * (6) A key stroke in a text of 40, 400 and 2,000 indicators: to the diagnostics, to the SQL of the edited indicator, and to the
 * completions. Every stroke makes another text; nothing else of what the editor does is in the times.
 */
import { calendar } from '../../data/calendar/index.ts';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { compile, complete } from '../../dsl/index.ts';
import { passesOf } from '../../metrics/evaluate.ts';
import { planFor } from '../../metrics/plan/index.ts';
import { toDuckDb } from '../../metrics/sql/duckdb.ts';
import { manyIndicators } from './compile.ts';

const sizes = [40, 400, 2000];
/** Goals for 40 indicators, in milliseconds. */
const goals = { diagnostics: 10, broken: 10, sql: 20, completions: 20 };
type Measured = Record<keyof typeof goals, number>;

const file = 'many.heng';

export function benchKeystroke(): Promise<string> {
  const rows: { count: number; median: Measured }[] = [];
  for (const count of sizes) rows.push({ count, median: measure(count, count >= 2000 ? 15 : 41) });
  const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
  const first = rows[0]!;
  const head = '| indicators | → diagnostics | × size | → diagnostics of a broken text | → SQL of the edited indicator | × size | → completions | × size |\n|---:|---:|---:|---:|---:|---:|---:|---:|';
  const body = rows.map(({ count, median }) => {
    const growth = (key: keyof Measured): string => (median[key] / first.median[key] / (count / first.count)).toFixed(2);
    return `| ${count} | ${ms(median.diagnostics)} | ${growth('diagnostics')} | ${ms(median.broken)} | ${ms(median.sql)} | ${growth('sql')} | ${ms(median.completions)} | ${growth('completions')} |`;
  });
  const missed = (Object.keys(goals) as (keyof Measured)[]).filter((key) => first.median[key] > goals[key]);
  return Promise.resolve(`${[head, ...body].join('\n')}\n\nMilliseconds, medians; “× size” is the growth against 40 indicators over the growth of the text: 1 is linear, less is better.`
    + ` Goals at 40: diagnostics ${goals.diagnostics}, SQL ${goals.sql}, completions ${goals.completions} ms: ${missed.length === 0 ? 'met' : `missed for ${missed.join(', ')}`}.\n`);
}

function measure(count: number, rounds: number): Measured {
  const workdays = calendar(), catalogue = catalogueSources(), text = manyIndicators(count);
  // In the middle of the text: a figure of an indicator changes with every stroke.
  const target = [...text.matchAll(/target >= (\d+)%/g)].find((found) => found.index > text.length / 2)!;
  const place = target.index + 'target >= '.length, rest = place + target[1]!.length, name = /^indicator (\w+)/gm;
  let edited = '';
  for (const found of text.matchAll(name)) { if (found.index > place) break; edited = found[1]!; }
  let stroke = 0;
  const changed = (insert: string): { file: string; text: string }[] => [...catalogue, { file, text: text.slice(0, place) + insert + text.slice(rest) }];
  const timed = { diagnostics: [] as number[], broken: [] as number[], sql: [] as number[], completions: [] as number[] };
  const time = (key: keyof typeof timed, run: () => void): void => {
    const start = performance.now();
    run();
    timed[key].push(performance.now() - start);
  };
  for (let round = 0; round < rounds + 5; round++) {
    if (round === 5) for (const key of Object.keys(timed) as (keyof typeof timed)[]) timed[key] = [];
    stroke += 1;
    const remark = changed(`${stroke}`);
    time('diagnostics', () => { if (compile(remark).diagnostics.some((one) => one.severity === 'error')) throw new Error('The text does not compile.'); });
    const broken = changed(`(disclosed_onn${stroke} and `);
    time('broken', () => { if (compile(broken).diagnostics.length === 0) throw new Error('The text is not broken.'); });
    const again = changed(`${stroke}.5`);
    time('sql', () => {
      const { program } = compile(again);
      const statements = passesOf(planFor({ program, year: 2024, asOf: '2024-12-31', calendar: workdays, indicators: [edited] })).map((pass) => toDuckDb(pass.query));
      if (!statements.some(({ sql }) => sql.includes('SELECT'))) throw new Error('There is no SQL.');
    });
    const typed = changed(`1% value share of decisions where d${'is'.slice(0, 1 + (stroke % 2))} target >= 1`);
    time('completions', () => {
      if (complete(typed, file, place + '1% value share of decisions where di'.length + (stroke % 2)).length === 0) throw new Error('Nothing is offered.');
    });
  }
  const median = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
  return { diagnostics: median(timed.diagnostics), broken: median(timed.broken), sql: median(timed.sql), completions: median(timed.completions) };
}
