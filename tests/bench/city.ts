/** A large invented city, made inside the database: one year's decisions and the other ledgers in proportion. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { creditCode } from '../golden/xian/hand-in.ts';

const kinds = ['行政处罚', '行政许可', '行政检查', '行政强制', '行政确认', '其他'];
const list = (values: string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`;
/** A pseudo-random whole number below `n`, fixed by the row and a salt. */
const random = (salt: number, n: number) => `(hash(i * 31 + ${salt}) % ${n})::INTEGER`;
const pick = (salt: number, values: string[]) => `${list(values)}[${random(salt, values.length)} + 1]`;
const sometimes = (salt: number, percent: number, sql: string) => `CASE WHEN ${random(salt, 100)} < ${percent} THEN ${sql} END`;

/**
 * Fills the ledgers' tables (already made) for `year`: `decisions` rows, a third of them of the year before, and the others in proportion.
 * Index columns are joined from `_calendar`, as a load does.
 */
export async function fillCity(connection: DuckDBConnection, decisions: number, agencies: number, year: number): Promise<void> {
  const codes = Array.from({ length: agencies }, (_, i) => creditCode(i + 1));
  await connection.run(`CREATE TEMP TABLE codes AS SELECT unnest(${list(codes)}) AS code, unnest(range(${agencies})) AS n`);
  const insert = async (ledger: string, rows: number, columns: Record<string, string>, dates: string[], yearOf: string) => {
    const names = Object.keys(columns);
    const target = [...names, ...dates.flatMap((date) => [`${date}__floor`, `${date}__ceil`]), '_year', '_upload', '_row'];
    await connection.run(`INSERT INTO ${ledger} (${target.join(', ')})
SELECT ${[...names.map((name) => `r.${name}`), ...dates.flatMap((date) => [`${date}_c.floor`, `${date}_c.ceil`])].join(', ')}, ${yearOf}, 1, r.i
FROM (SELECT * REPLACE (${names.filter((name) => dates.includes(name)).map((name) => `${name}::DATE AS ${name}`).join(', ') || 'i AS i'}) FROM
  (SELECT i, ${Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`).join(', ')} FROM (SELECT unnest(range(${rows})) AS i) JOIN codes ON codes.n = ${random(1, agencies)})) r
${dates.map((date) => `LEFT JOIN _calendar ${date}_c ON ${date}_c.day = r.${date}`).join('\n')}`);
  };
  const date = (salt: number, days = 365) => `DATE '${year}-01-01' + ${random(salt, days)}`;
  await connection.run(`INSERT INTO agencies (code, name, level, body_type, category, region, _year, _upload, _row)
    SELECT code, '机关' || n, ['市', '县'][n % 2 + 1], '工作部门', ['甲组', '乙组', '丙组'][n % 3 + 1], ['610100', '610102'][n % 2 + 1], ${year}, 1, n FROM codes`);
  const decided = `(DATE '${year - 1}-09-01' + ${random(2, 487)})`;
  const revoked = sometimes(9, 2, `${decided} + ${random(10, 90)}`);
  await insert('decisions', decisions, {
    agency: 'code', case_no: `'案' || i`, kind: pick(3, kinds), decided_on: decided, disclosed_on: sometimes(4, 92, `${decided} + ${random(5, 22)}`),
    disclosure_exempt: sometimes(6, 3, `'涉密'`), disclosure_days_by_law: sometimes(7, 1, '15'), major: `${random(8, 10)} = 0`, revoked_on: revoked,
    withdrawn_on: sometimes(11, 2, `${decided} + ${random(10, 90)} + ${random(12, 7)}`), review_required: `${random(13, 8)} = 0`,
    review_result: pick(14, ['通过', '通过', '通过', '修改']), reviewed_on: sometimes(15, 30, `${decided} - ${random(16, 5)}`), lawyer_assisted: `${random(17, 4)} = 0`,
    fine: sometimes(18, 40, `${random(19, 50000)}`), procedure: pick(20, ['简易', '普通']),
  }, ['decided_on', 'disclosed_on', 'revoked_on', 'withdrawn_on', 'reviewed_on'], 'year(r.decided_on)');
  const officers = Math.max(agencies * 10, Math.round(decisions / 100));
  await insert('officers', officers, {
    agency: 'code', officer_id: `'员' || i`, role: pick(21, ['执法', '执法', '执法', '法制审核', '执法辅助']), legal_reviewer: `${random(22, 20)} = 0`,
    certified_on: sometimes(23, 95, `DATE '${year - 5}-01-01' + ${random(24, 1800)}`), left_on: sometimes(25, 4, date(26)), cancelled_on: sometimes(27, 2, date(28)),
  }, ['certified_on', 'left_on', 'cancelled_on'], String(year));
  await connection.run(`INSERT INTO training (agency, record_no, officer, held_on, subject, hours, minutes, _year, _upload, _row)
    SELECT agency, officer_id || '-' || k, officer_id, DATE '${year}-01-01' + (hash(_row * 7 + k) % 365)::INTEGER, ['公共法律', '业务知识', '执法技能'][(k % 3 + 1)::INTEGER],
      CASE WHEN k % 2 = 0 THEN 12 END, CASE WHEN k % 2 = 1 THEN 540 END, ${year}, 1, _row FROM officers, range(8) t(k)`);
  await connection.run(`UPDATE training SET held_on__floor = c.floor, held_on__ceil = c.ceil FROM _calendar c WHERE c.day = training.held_on`);
  await insert('notices', Math.round(decisions / 200), { agency: 'code', notice_no: `'公' || i`, item: pick(30, ['主体', '清单', '人员']), changed_on: date(31),
    updated_on: sometimes(32, 90, `${date(31)} + ${random(33, 9)}`) }, ['changed_on', 'updated_on'], String(year));
  await insert('case_reviews', agencies * 3, { agency: 'code', round_no: `'评' || i`, level: pick(35, ['单位自评', '政府评查']), held_on: date(36) }, ['held_on'], String(year));
  await insert('activities', agencies * 4, { agency: 'code', activity_no: `'工' || i`, kind: pick(37, ['一把手跟执法', '督查通报']), held_on: date(38) }, ['held_on'], String(year));
  await insert('inspections', Math.round(decisions / 2), { agency: 'code', inspection_no: `'检' || i`, enterprise: `'企' || (i // 3)`, enterprise_class: pick(40, ['A', 'B', 'C', 'D']),
    inspected_on: date(41), type: pick(42, ['日常', '个案', '专项', '上级部署专项']), complete_record: `${random(43, 10)} > 0`, led_to_penalty: `${random(44, 12)} = 0` }, ['inspected_on'], String(year));
  await connection.run(`INSERT INTO inspection_caps (region, enterprise_class, valid_from, cap, _year, _upload, _row) VALUES
    ('6101', 'A', DATE '${year}-01-01', 1, ${year}, 1, 1), ('6101', 'B', DATE '${year}-01-01', 1, ${year}, 1, 2), ('610102', 'C', DATE '${year}-01-01', 2, ${year}, 1, 3)`);
  await connection.run(`INSERT INTO filings (agency, year, report, version, published_on, _year, _upload, _row)
    SELECT code, ${year}, '行政执法统计年报', 1, DATE '${year + 1}-01-15' + (n % 20)::INTEGER, ${year}, 1, n FROM codes`);
  const ledgers = ['decisions', 'officers', 'training', 'notices', 'case_reviews', 'activities', 'inspections'];
  await connection.run(`INSERT INTO _reported SELECT code, unnest(${list(ledgers)}), ${year}, 1, 1 FROM codes`);
  // Shared ledgers are handed in for all: without this line the year would have no roster.
  await connection.run(`INSERT INTO _reported SELECT '', unnest(['agencies', 'inspection_caps', 'filings']), ${year}, 1, 1`);
  await connection.run('DROP TABLE codes');
}
