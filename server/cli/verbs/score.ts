/** `zhiheng score`: points, grade and rank of every agency of the year by a scorecard. */
import { scores } from '../../../metrics/index.ts';
import type { ScoreRow } from '../../../metrics/types.ts';
import { STATE_LABELS } from '../../figures.ts';
import { needRoster, scorecardOf } from '../../results.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { print, printJson, table } from '../output.ts';
import { choicesOf, programsOf, withData } from './common.ts';

export async function run(call: Call): Promise<ExitCode> {
  const year = call.year();
  const asOf = call.day('as-of') ?? `${year}-12-31`;
  if (asOf < `${year}-01-01`) throw usage(`截至日 ${asOf} 早于 ${year} 年度。`, `The as-of day ${asOf} is before the year ${year}.`);
  const card = call.need('scorecard');
  const programs = await programsOf(call);
  if (programs === null) return 1;
  return withData(call, programs, year, async ({ store, calendar }, { program }) => {
    const scorecard = scorecardOf(program, card);
    const { rows, measures } = await scores(store.engine, { program, year, asOf, calendar, choices: choicesOf(call, program), scorecard });
    needRoster(measures.roster, year);
    await (call.has('json') ? printJson({ rows }) : print(scoresTable(rows)));
    return 0;
  });
}

function scoresTable(rows: ScoreRow[]): string {
  const dimensions = rows[0]?.dimensions ?? [];
  return table(
    [{ title: '考评分组' }, { title: '名次', align: 'right' }, { title: '执法主体' }, { title: '得分', align: 'right' }, { title: '等次' }, ...dimensions.map((one) => ({ title: one.label, align: 'right' as const }))],
    rows.map((row) => [row.group, row.rank ?? '–', row.name, row.points === null ? STATE_LABELS[row.state].zh : row.points.toFixed(2), row.grade ?? '', ...row.dimensions.map((one) => (one.points === null ? '' : one.points.toFixed(2)))]),
  );
}
