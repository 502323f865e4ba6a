/** (1) The fifteen indicators, and the decision indicators alone, against hand-written SQL for the same answers. */
import { readFileSync } from 'node:fs';
import { calendar } from '../../data/calendar/index.ts';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { openStore } from '../../data/store/index.ts';
import { compile } from '../../dsl/index.ts';
import { evaluate } from '../../metrics/index.ts';
import type { Columns, Measures } from '../../metrics/types.ts';
import { fillCity } from './city.ts';
import { fusedDecisions, otherLedgers, separateDecisions, type Setting } from './handwritten.ts';
import { interleaved, table, type Timing } from './measure.ts';

const file = 'metrics/packs/xian-2022.heng';
export const decisionIndicators = ['penalties_and_licences_disclosed_on_time', 'decisions_disclosed_on_time', 'withdrawn_on_time', 'major_decisions_reviewed', 'lawyer_assisted_reviews'];

/** Those that the hand-written SQL answers, of all that the pack says. */
export const fifteen = [
  ...decisionIndicators, 'notices_updated_on_time', 'annual_report_on_time', 'legal_reviewers', 'case_review_by_october', 'leader_joined_enforcement',
  'training_hours_met', 'trained_at_all', 'quarterly_case_review', 'inspections_per_enterprise', 'over_inspected_enterprises',
];

export function xianProgram() {
  return compile([...catalogueSources(), { file, text: readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8') }]).program;
}

/** Differences between the engine's counts and the hand-written SQL's, as sentences. */
function differences(measures: Measures, decisions: Columns, others: Record<string, Columns>): string[] {
  const found: string[] = [];
  const lookup = (columns: Columns, agency: string, name: string) => {
    const row = columns.columns[columns.names.indexOf('agency')]!.indexOf(agency);
    return row < 0 ? 0 : Number(columns.columns[columns.names.indexOf(name)]![row]);
  };
  const pairs: [string, Columns, string][] = [...'abcde'].map((letter, i) => [decisionIndicators[i]!, decisions, letter]);
  pairs.push(['notices_updated_on_time', others.notices!, 'f'], ['legal_reviewers', others.officers!, 'h'], ['training_hours_met', others.training!, 'i'],
    ['inspections_per_enterprise', others.inspections!, 'n'], ['over_inspected_enterprises', others.over!, 'o']);
  for (const [indicator, columns, letter] of pairs) {
    if (!measures.byIndicator[indicator]!.some((row) => row.state === 'value')) found.push(`${indicator} has no value for any agency: nothing was compared`);
    for (const row of measures.byIndicator[indicator]!) {
      if (row.state !== 'value') continue;
      const n = lookup(columns, row.agency, `${letter}_n`), d = lookup(columns, row.agency, `${letter}_d`);
      if (n !== row.numerator || d !== row.denominator) found.push(`${indicator} ${row.agency}: ${row.numerator}/${row.denominator}, by hand ${n}/${d}`);
    }
  }
  return found;
}

export async function benchIndicators(rows: number, agencies: number): Promise<string> {
  const year = 2024, asOf = '2025-01-31';
  const program = xianProgram();
  const workdays = calendar();
  const store = await openStore({ path: ':memory:', program, calendar: workdays, memoryLimit: '14GB', queryTimeoutMilliseconds: 600_000 });
  try {
    const connection = await store.connect();
    await fillCity(connection, rows, agencies, year);
    connection.closeSync();
    const setting: Setting = { year, asOf, stateDay: `${year}-12-31`, asOfCeil: workdays.ceil(asOf)! };
    const hand = (sql: string) => store.engine.query({ sql, values: [] });
    const others = otherLedgers(setting);
    const request = { program, year, asOf, calendar: workdays, indicators: fifteen };
    const measures = await evaluate(store.engine, request);
    const answers = Object.fromEntries(await Promise.all(Object.entries(others).map(async ([name, sql]) => [name, await hand(sql)] as const)));
    const wrong = differences(measures, await hand(fusedDecisions(setting)), answers);
    if (wrong.length > 0) throw new Error(`The answers differ, the times would mean nothing:\n${wrong.slice(0, 10).join('\n')}`);
    const sequence = async (statements: string[]) => { for (const sql of statements) await hand(sql); };
    const all = await interleaved([
      { name: 'by hand, one query a ledger', run: () => sequence([fusedDecisions(setting), ...Object.values(others)]) },
      { name: 'by hand, one query an indicator', run: () => sequence([...separateDecisions(setting), ...Object.values(others)]) },
      { name: 'Zhiheng, 15 indicators to states and fractions', run: () => evaluate(store.engine, request) },
    ]);
    const decisions = await interleaved([
      { name: 'by hand, one query', run: () => hand(fusedDecisions(setting)) },
      { name: 'by hand, one query an indicator', run: () => sequence(separateDecisions(setting)) },
      { name: 'Zhiheng, 5 decision indicators', run: () => evaluate(store.engine, { ...request, indicators: decisionIndicators }) },
    ]);
    const title = `${(rows / 1e6).toLocaleString('en')} M decisions, ${agencies.toLocaleString('en')} agencies`;
    // The ratio is against the faster of the two ways by hand.
    const best = (timings: Timing[]) => timings.filter((one) => one.name.startsWith('by hand')).toSorted((a, b) => a.median - b.median)[0]!.name;
    return `### ${title}: all fifteen\n\n${table(all, best(all))}\n\n### ${title}: the five decision indicators\n\n${table(decisions, best(decisions))}\n`;
  } finally {
    await store.close();
  }
}
