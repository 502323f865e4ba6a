/** `zhiheng diff`: what another program means otherwise, and with data what that does to every agency. */
import { changeTitle, diff } from '../../../dsl/index.ts';
import { listedIndicators } from '../../../dsl/program.ts';
import type { Change, Program } from '../../../dsl/index.ts';
import { effects, isAffected } from '../../../metrics/diff.ts';
import type { AgencyEffect, Results, Standing } from '../../../metrics/diff.ts';
import { evaluate, scores } from '../../../metrics/index.ts';
import type { EvaluationRequest } from '../../../metrics/types.ts';
import { calendar } from '../../../data/calendar/index.ts';
import { figure } from '../../figures.ts';
import { named, needRoster, scorecardOf } from '../../results.ts';
import { both } from '../../words.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { print, printJson, table } from '../output.ts';
import { choicesOf, onlyPack, programsOf, withData } from './common.ts';

export async function run(call: Call): Promise<ExitCode> {
  const [a, b, ...more] = call.operands;
  if (a === undefined || b === undefined || more.length > 0) throw usage('请写出要比较的两个程序:原来的和现在的。', 'Name the two programs to compare: the former and the present one.');
  const withFigures = call.text('data') !== undefined;
  if (call.text('scorecard') !== undefined && !withFigures) throw usage('--scorecard 要与 --data 同用。', '--scorecard goes with --data.');
  const year = withFigures ? call.year() : 0, asOf = call.day('as-of') ?? `${year}-12-31`;
  if (withFigures && asOf < `${year}-01-01`) throw usage(`截至日 ${asOf} 早于 ${year} 年度。`, `The as-of day ${asOf} is before the year ${year}.`);
  const [former, present] = [await programsOf(call, a), await programsOf(call, b)];
  if (former === null || present === null) return 1;
  const before = onlyPack(former).program, after = onlyPack(present).program;
  const changes = diff(before, after);
  if (!withFigures) {
    await (call.has('json') ? printJson({ changes }) : print(changesText(changes)));
    return 0;
  }
  const card = call.text('scorecard');
  if (card !== undefined && ![before, after].some((program) => named(program.scorecards, card) !== undefined)) scorecardOf(after, card);
  const found: Results[] = [];
  for (const programs of [former, present]) {
    const code = await withData(call, programs, year, async ({ store }, { program }) => {
      const request: EvaluationRequest = { program, year, asOf, calendar: calendar(), choices: choicesOf(call, { ...program, parameters: { ...before.parameters, ...after.parameters } }) };
      const measures = await evaluate(store.engine, { ...request, indicators: listedIndicators(program).map((one) => one.name) });
      needRoster(measures.roster, year);
      const scorecard = card === undefined ? undefined : named(program.scorecards, card);
      found.push({ measures, ...(scorecard !== undefined && { scores: (await scores(store.engine, { ...request, scorecard })).rows }) });
      return 0;
    });
    if (code !== 0) return code;
  }
  const renamed = new Map(changes.flatMap((one): [string, string][] => (one.kind === 'indicator' && one.was ? [[one.name, one.was.name]] : [])));
  const agencies = effects(found[0]!, found[1]!, renamed);
  if (call.has('json')) await printJson({ changes, effects: { year, asOf, scorecard: card ?? null, agencies } });
  else await print([changesText(changes), '', effectsText(agencies, [before, after], card !== undefined)].join('\n'));
  return 0;
}

const CHANGE_WORDS = { added: '新增 added', removed: '删去 removed', renamed: '改名 renamed', changed: '改变 changed' };

function changesText(changes: Change[]): string {
  if (changes.length === 0) return '含义相同。  They mean the same.';
  return changes.map((change) => {
    const { was, affects, parts } = change;
    const lines = [`${CHANGE_WORDS[change.change]}  ${both(changeTitle(change))}`];
    if (was) lines.push(`  原为 was “${was.label}” ${was.name}`);
    for (const { title, before, after } of parts) {
      lines.push(`  ${both(title)}`);
      for (const [mark, words] of [['-', before], ['+', after]] as const) if (words) lines.push(`    ${mark} ${words.zh}`, ...(words.en === words.zh ? [] : [`      ${words.en}`]));
    }
    if (affects.length > 0) lines.push(`  影响的指标 indicators that rest on it: ${affects.join(', ')}`);
    return lines.join('\n');
  }).join('\n\n');
}

function effectsText(agencies: AgencyEffect[], [before, after]: [Program, Program], scored: boolean): string {
  const affected = agencies.filter(isAffected);
  if (affected.length === 0) return '各机关的结果不变。  No agency\'s results differ.';
  const shown = (one: Standing | null, of: (standing: Standing) => string | number | null): string => String((one && of(one)) ?? '–');
  const pair = (entry: AgencyEffect, of: (standing: Standing) => string | number | null): string => {
    const [was, is] = [shown(entry.before, of), shown(entry.after, of)];
    return was === is ? is : `${was} → ${is}`;
  };
  const value = (row: AgencyEffect['measures'][number]['before'], program: Program): string => (row ? figure(row, program.indicators[row.indicator]) + (row.target_met === false ? ' ▼' : '') : '–');
  const measures = (entry: AgencyEffect): string => entry.measures.map((one) => `${(after.indicators[one.indicator] ?? before.indicators[one.indicator])?.label ?? one.indicator} ${value(one.before, before)} → ${value(one.after, after)}`).join(';');
  const moved = ({ gained }: AgencyEffect): string => (gained === null || gained === 0 ? '' : gained > 0 ? `↑${gained}` : `↓${-gained}`);
  const rest = agencies.length - affected.length;
  return [
    table([
      { title: '考评分组' }, { title: '执法主体' },
      ...(scored ? [{ title: '名次', align: 'right' as const }, { title: '升降' }, { title: '得分', align: 'right' as const }, { title: '等次' }] : []), { title: '指标数值' },
    ], affected.map((one) => [one.group, one.name, ...(scored ? [pair(one, ({ rank }) => rank), moved(one), pair(one, ({ points }) => points?.toFixed(2) ?? null), pair(one, ({ grade }) => grade)] : []), measures(one)])),
    ...(rest > 0 ? [`其余 ${rest} 个机关不变。  ${rest} agencies are not affected.`] : []),
  ].join('\n');
}
