/**
 * The fifteen indicators as a skilled person would write them by hand in DuckDB SQL, for one year and as-of day:
 * the measure against which the generated SQL is held. Same tables, same answers (the bench compares them first).
 * `fused`: one query a ledger. `separate`: one query an indicator, the natural way to write them.
 */
export interface Setting { year: number; asOf: string; stateDay: string; asOfCeil: number }

const late = (s: Setting, date: string, n: string, from: string) => ({
  /** numerator and denominator conditions of "date within n working days of from" */
  yes: `(${date} <= DATE '${s.asOf}' AND ${date}__ceil <= ${from}__floor + ${n})`,
  open: `((${date} IS NULL OR ${date} > DATE '${s.asOf}') AND ${s.asOfCeil} <= ${from}__floor + ${n})`,
});

export function decisionColumns(s: Setting): Record<string, string> {
  const disclosed = (kinds: string, days: number) => {
    const { yes, open } = late(s, 'disclosed_on', `coalesce(disclosure_days_by_law, ${days})`, 'decided_on');
    const base = `year_row AND kind ${kinds} AND disclosure_exempt IS NULL`;
    return { n: `count_if(${base} AND ${yes})`, d: `count_if(${base} AND NOT ${open})`, p: `count_if(${base} AND ${open})`, x: `count_if(year_row AND kind ${kinds} AND disclosure_exempt IS NOT NULL)` };
  };
  const urgent = disclosed(`IN ('行政处罚', '行政许可')`, 7);
  const other = disclosed(`NOT IN ('行政处罚', '行政许可')`, 20);
  const withdrawn = late(s, 'withdrawn_on', '3', 'revoked_on');
  const base = `revoked_row AND disclosed_on <= revoked_on`;
  return {
    a_n: urgent.n, a_d: urgent.d, a_p: urgent.p, a_x: urgent.x,
    b_n: other.n, b_d: other.d, b_p: other.p, b_x: other.x,
    c_n: `count_if(${base} AND ${withdrawn.yes})`, c_d: `count_if(${base} AND NOT ${withdrawn.open})`, c_p: `count_if(${base} AND ${withdrawn.open})`,
    d_n: `count_if(year_row AND major AND review_result = '通过' AND reviewed_on <= decided_on)`, d_d: `count_if(year_row AND major)`,
    e_n: `count_if(year_row AND review_required AND lawyer_assisted)`, e_d: `count_if(year_row AND review_required)`,
  };
}

/** One pass over decisions for all five decision indicators. */
export function fusedDecisions(s: Setting): string {
  const columns = Object.entries(decisionColumns(s)).map(([name, sql]) => `${sql} AS ${name}`).join(',\n  ');
  return `SELECT agency,\n  ${columns}\nFROM (SELECT *, decided_on BETWEEN DATE '${s.year}-01-01' AND least(DATE '${s.year}-12-31', DATE '${s.asOf}') AS year_row,
    coalesce(revoked_on BETWEEN DATE '${s.year}-01-01' AND least(DATE '${s.year}-12-31', DATE '${s.asOf}'), false) AS revoked_row FROM decisions
  WHERE decided_on <= DATE '${s.asOf}' AND (decided_on BETWEEN DATE '${s.year}-01-01' AND DATE '${s.year}-12-31' OR revoked_on BETWEEN DATE '${s.year}-01-01' AND DATE '${s.year}-12-31'))
GROUP BY agency`;
}

/** One query for each of the five decision indicators, each with its own WHERE. */
export function separateDecisions(s: Setting): string[] {
  const columns = decisionColumns(s);
  const own = (letter: string) => Object.entries(columns).filter(([name]) => name.startsWith(`${letter}_`));
  const where: Record<string, string> = {
    a: `kind IN ('行政处罚', '行政许可')`, b: `kind NOT IN ('行政处罚', '行政许可')`, c: 'revoked_row AND disclosed_on <= revoked_on', d: 'major', e: 'review_required',
  };
  return ['a', 'b', 'c', 'd', 'e'].map((letter) => {
    const date = letter === 'c' ? 'revoked_on' : 'decided_on';
    const inside = `${date} BETWEEN DATE '${s.year}-01-01' AND least(DATE '${s.year}-12-31', DATE '${s.asOf}') AND decided_on <= DATE '${s.asOf}'`;
    return `SELECT agency, ${own(letter).map(([name, sql]) => `${sql} AS ${name}`).join(', ')}
FROM (SELECT *, ${letter === 'c' ? 'false' : 'true'} AS year_row, ${letter === 'c'} AS revoked_row FROM decisions WHERE ${inside}) WHERE ${where[letter]} GROUP BY agency`;
  });
}

/** The other ten, one query each (they live in six other ledgers). */
export function otherLedgers(s: Setting): Record<string, string> {
  const inYear = (date: string) => `${date} BETWEEN DATE '${s.year}-01-01' AND least(DATE '${s.year}-12-31', DATE '${s.asOf}')`;
  const handIn = (ledger: string) => `_year = (SELECT max(_year) FROM ${ledger} o WHERE o.agency = t.agency AND o._year <= ${s.year})`;
  const { yes, open } = late(s, 'updated_on', '5', 'changed_on');
  const inPost = `(left_on IS NULL OR left_on > DATE '${s.stateDay}')`;
  const certified = `${inPost} AND certified_on <= DATE '${s.stateDay}' AND (cancelled_on IS NULL OR cancelled_on > DATE '${s.stateDay}') AND role <> '执法辅助'`;
  const minutes = 'coalesce(hours * 45, minutes)';
  return {
    notices: `SELECT agency, count_if(${yes}) AS f_n, count_if(NOT ${open}) AS f_d, count_if(${open}) AS f_p FROM notices WHERE ${inYear('changed_on')} GROUP BY agency`,
    filings: `SELECT agency, min(published_on) AS g FROM filings WHERE year = ${s.year} AND report = '行政执法统计年报' AND published_on <= DATE '${s.asOf}' GROUP BY agency`,
    officers: `SELECT agency, count_if(${inPost} AND (role = '法制审核' OR legal_reviewer)) AS h_n, count_if(${certified}) AS h_d FROM officers t WHERE ${handIn('officers')} GROUP BY agency`,
    training: `SELECT o.agency, count_if(coalesce(law, 0) >= 1350 AND coalesce(skill, 0) >= 1350) AS i_n, count(*) AS i_d, count_if(coalesce(law, 0) + coalesce(skill, 0) > 0) AS j_n
FROM (SELECT agency, officer_id FROM officers t WHERE ${certified} AND ${handIn('officers')}) o
LEFT JOIN (SELECT agency, officer, sum(CASE WHEN subject = '公共法律' THEN ${minutes} END) AS law, sum(CASE WHEN subject IN ('业务知识', '执法技能') THEN ${minutes} END) AS skill
  FROM training WHERE ${inYear('held_on')} GROUP BY agency, officer) t ON t.agency = o.agency AND t.officer = o.officer_id GROUP BY o.agency`,
    case_reviews: `SELECT agency, min(held_on) AS k, count(DISTINCT quarter(held_on)) AS l_n FROM case_reviews WHERE level = '单位自评' AND ${inYear('held_on')} GROUP BY agency`,
    activities: `SELECT agency, count(*) AS m FROM activities WHERE kind = '一把手跟执法' AND ${inYear('held_on')} GROUP BY agency`,
    inspections: `SELECT agency, count(*) AS n_n, count(DISTINCT enterprise) AS n_d FROM inspections WHERE complete_record AND NOT led_to_penalty AND ${inYear('inspected_on')} GROUP BY agency`,
    over: `SELECT e.agency, count_if(e.visits > c.cap) AS o_n, count_if(c.cap IS NOT NULL) AS o_d, count_if(c.cap IS NULL) AS o_x
FROM (SELECT i.agency, a.region, enterprise, count(*) AS visits, arg_max(enterprise_class, (inspected_on, inspection_no)) AS class
  FROM inspections i JOIN agencies a ON a.code = i.agency AND a._year = (SELECT max(_year) FROM agencies WHERE _year <= ${s.year})
  WHERE type <> '上级部署专项' AND ${inYear('inspected_on')} GROUP BY i.agency, a.region, enterprise) e
LEFT JOIN (SELECT r.region AS agency_region, k.enterprise_class, arg_max(k.cap, (length(k.region), k.valid_from)) AS cap
  FROM (SELECT DISTINCT region FROM agencies) r JOIN inspection_caps k ON starts_with(r.region, k.region)
  WHERE k._year = (SELECT max(_year) FROM inspection_caps WHERE _year <= ${s.year}) AND k.valid_from <= DATE '${s.stateDay}' AND (k.valid_to IS NULL OR k.valid_to >= DATE '${s.stateDay}')
  GROUP BY r.region, k.enterprise_class) c ON c.agency_region = e.region AND c.enterprise_class = e.class
GROUP BY e.agency`,
  };
}
