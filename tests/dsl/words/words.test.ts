/** Formulas in words: what a legal officer reads beside a number. */
import { describe, expect, test } from 'vitest';
import { compile, targetWords, words } from '../../../dsl/index.ts';
import { catalogue, pack } from '../sources.ts';

function read(value: string, more = '', before = ''): { zh: string; en: string } {
  const { program, diagnostics } = compile([...catalogue, { file: 'a', text: `${before}\nindicator a "甲" { source "文" value ${value} ${more} }` }]);
  expect(diagnostics.filter((one) => one.severity === 'error').map((one) => one.message.en)).toEqual([]);
  return words(program, 'a');
}
const zh = (value: string, more = '', before = ''): string => read(value, more, before).zh;
const en = (value: string, more = '', before = ''): string => read(value, more, before).en;

describe('the Xi’an pack', () => {
  const { program } = compile([...catalogue, pack('metrics/packs/xian-2022.heng')]);
  test('reads like the clause it encodes', () => {
    expect(words(program, 'penalties_and_licences_disclosed_on_time', { year: 2024 })).toEqual({
      zh: '2024年作出的行政执法决定中类别为行政处罚或行政许可的，自决定之日起7个工作日内公示（法定另定公示期限已填的按其期限）的占比；剔除依法不公开的（不公开依据已填）；尚在期限内的不计',
      en: 'of decisions of 2024 where kind is penalty or licence, the share where it is disclosed within 7 workdays of being decided (or within disclosure days by law where that is filled in); leaving out those where disclosure exempt is filled in (依法不公开); those still within their term are not counted',
    });
    expect(words(program, 'penalties_and_licences_disclosed_on_time').zh).toMatch(/^行政执法决定中类别为行政处罚或行政许可的，自决定之日起/);
    expect(words(program, 'annual_report_on_time').zh).toBe('报送与公开中报告为行政执法统计年报的最早公开日期不晚于次年1月31日');
    expect(words(program, 'quarterly_case_review').zh).toBe('各季度中有级别为单位自评的案卷评查批次的占比');
    expect(words(program, 'leader_joined_enforcement').zh).toMatch(/^工作记录中类别为一把手跟执法的次数（仅适用于层级为市且（.*）的执法主体）$/);
    expect(words(program, 'withdrawn_on_time').zh).toContain('行政执法决定（按撤销变更日期归入年度）中');
  });
  test('targets are read in their own words', () => {
    expect(targetWords(program.indicators['legal_reviewers']!)).toEqual({ zh: '原则上不低于5%', en: 'in principle at least 5%' });
    expect(targetWords(program.indicators['leader_joined_enforcement']!)).toEqual({ zh: '不少于1次', en: 'at least 1 time' });
    expect(targetWords(program.indicators['annual_report_on_time']!)).toEqual({ zh: '是', en: 'yes' });
    expect(targetWords(program.indicators['quarterly_case_review']!)).toEqual({ zh: '', en: '' });
  });
  test('both word orders read alike', () => {
    const other = compile([...catalogue, pack('tests/golden/xian/xian-2022.zh.heng')]).program;
    for (const name of Object.keys(program.indicators)) expect(words(other, name)).toEqual(words(program, name));
  });
});

describe('conditions', () => {
  const condition = (text: string): string => zh(`share of decisions with ${text}`).replace(/^行政执法决定中/, '').replace(/的占比(；尚在期限内的不计)?$/, '');
  test.each([
    ['kind = penalty', '类别为行政处罚'], ['kind != penalty', '类别不为行政处罚'], ['kind in penalty, licence, coercion', '类别为行政处罚、行政许可或行政强制'], ['not kind in penalty, licence', '类别不属于行政处罚、行政许可'],
    ['penalties has fined', '处罚种类含有罚款'], ['not penalties has fined', '处罚种类不含罚款'],
    ['fine > 3000元', '罚款金额多于3000元'], ['fine <= 1万元', '罚款金额不多于1万元'], ['not fine > 3000元', '罚款金额不多于3000元'],
    ['decided_on >= 2024-07-01', '决定日期不早于2024年7月1日'], ['decided_on < 1 July', '决定日期早于当年7月1日'], ['decided_on <= state day', '决定日期不晚于统计时点'],
    ['recorded', '已全程音像'], ['not recorded', '未全程音像'], ['review_required', '应审核'], ['not review_required', '应审核为否'],
    ['disclosed_on is filled', '已公示'], ['not disclosed_on is filled', '未公示'],
    ['fine is filled', '罚款金额已填'], ['not fine is filled', '罚款金额未填'],
    ['disclosed_on within 20 days of decided_on counted from the same day', '自决定之日起20日内公示（当日起算）'],
    ['not disclosed_on within 5 workdays of decided_on', '未在决定之日起5个工作日内公示'],
    ['reviewed_on by decided_on', '审核日期不晚于决定日期'], ['reviewed_on before decided_on', '审核日期早于决定日期'],
    ['major', '重大决定为是'], ['not major', '重大决定为否'], ['major and (online or mobile)', '重大决定为是且（上线办案为是或掌上执法为是）'],
    ['not (major and online)', '不满足（重大决定为是且上线办案为是）'], ['any handled_by with certified_on is empty', '任一承办人未发证'],
    ['every handled_by with role = 执法 and certified_on <= decided_on', '每一承办人满足（承办人的岗位为执法且承办人的发证日期不晚于决定日期）'],
    ['not any handled_by with certified_on is empty', '每一承办人已发证'],
    ['agency.level = 市 and sector = "税务"', '执法主体的层级为市且领域为“税务”'],
    ['workdays from filed_on to decided_on <= 30 workdays', '自立案日期至决定日期的工作日数不多于30个工作日'],
    ['fine + confiscated > 0元', '罚款金额加没收金额多于0元'],
  ])('%s', (text, expected) => expect(condition(text)).toBe(expected));
  test('deadlines name their parameter', () => {
    expect(zh('share of decisions with disclosed_on within term of decided_on', '', 'parameter term "公示期限" { value 7 workdays source "文" }')).toContain('自决定之日起公示期限（工作日）内公示');
  });
});

describe('values', () => {
  test.each([
    ['count(decisions)', '行政执法决定的件数'], ['count(all officers where frontline)', '全部执法人员名册中一线为是的人数'],
    ['sum(decisions.fine where kind = penalty)', '行政执法决定中类别为行政处罚的罚款金额之和'], ['avg(workdays from filed_on to reviewed_on)', '行政执法决定的自立案日期至审核日期的工作日数的平均值'],
    ['max(inspections.enterprise_class.cap)', '行政检查的分级的上限的最大值'], ['distinct(inspections.enterprise)', '行政检查的不同检查对象代码的个数'],
    ['count(appeals) / count(decisions)', '复议诉讼的件数除以行政执法决定的件数'],
    ["last year's penalty_form.total", '上年行政处罚实施情况统计表的合计'], ['total of kinds', '行政处罚实施情况统计表的处罚种类各列之和'],
    ["last year's count(decisions)", '上年的行政执法决定的件数'], ['rounded(penalty_form.amount / penalty_form.total, 2)', '行政处罚实施情况统计表的罚没金额除以行政处罚实施情况统计表的合计（四舍五入至2位小数）'],
    ['count(decisions across agencies where agency.parent = code)', '各执法主体的行政执法决定中所属执法主体的上级机关为本执法主体的统一社会信用代码的件数'],
    ['sum(penalty_form.total across agencies where agency.parent = code)', '所属执法主体的上级机关为本执法主体的统一社会信用代码的各份行政处罚实施情况统计表的合计之和'],
    ['growth of count(decisions)', '行政执法决定的件数的同比增长率'], ['growth of penalty_form.total', '行政处罚实施情况统计表的合计的同比增长率'],
    ['distinct(month of decisions.decided_on)', '行政执法决定的不同决定日期所在月份的个数'],
    ['exists(activities where confirmed)', '有已核实的工作记录'],
    ['share of each notices.item in 主体, 依据 with exists(notices)', '主体、依据（事前公示信息的事项）各项中有事前公示信息的占比'],
    ['share of inspections grouped by enterprise with count(inspections) > 3', '行政检查按检查对象代码分组，行政检查的件数多于3的占比'],
  ])('%s', (text, expected) => expect(zh(text)).toBe(expected));
  test('of a year: rows by what is done on their date, days written out, the year before by its number', () => {
    const of2024 = (text: string): { zh: string; en: string } => words(compile([...catalogue, { file: 'a', text: `indicator a "甲" { source "文" value ${text} }` }]).program, 'a', { year: 2024 });
    expect(of2024('count(decisions)')).toEqual({ zh: '2024年作出的行政执法决定的件数', en: 'the number of decisions of 2024' });
    expect(of2024('count(inspections)').zh).toBe('2024年的行政检查的件数');
    expect(of2024('count(decisions dated by closed_on)')).toEqual({ zh: '2024年结案的行政执法决定的件数', en: 'the number of decisions closed in 2024' });
    expect(of2024('earliest(case_reviews.held_on) by 2月底')).toMatchObject({ zh: '2024年的案卷评查批次的最早评查日期不晚于2024年2月29日' });
    expect(of2024("last year's count(decisions)").zh).toBe('2023年作出的行政执法决定的件数');
    expect(of2024("last year's penalty_form.total")).toEqual({ zh: '2023年行政处罚实施情况统计表的合计', en: 'total of penalty form in 2023' });
    expect(of2024('share of quarters with count(case_reviews) >= 1').zh).toBe('2024年各季度中有案卷评查批次的占比');
    expect(of2024('exists(activities where confirmed)')).toEqual({ zh: '2024年有已核实的工作记录', en: 'in 2024 there are activities where confirmed is yes' });
    expect(of2024('share of officers with sum(training.hours) >= 60学时').zh).toBe('2024年的执法人员名册中培训登记卡的学时之和不少于60学时的占比');
  });
  test('a task', () => {
    const { program } = compile([...catalogue, { file: 'a', text: 'task t { source "文" due 2024年底 done when exists(activities where confirmed) }' }]);
    expect(words(program, 't')).toEqual({ zh: '截至2024年12月31日，有已核实的工作记录', en: 'by 31 December 2024, there are activities where confirmed is yes' });
  });
  test('a distribution', () => {
    expect(read('distribution of case_files where round_no = "1" grouped by grade', 'shown only')).toEqual({
      zh: '评查案卷中批次号为“1”的按等次的分布', en: 'the distribution of case files where round no is “1” by grade',
    });
  });
  test('what cannot be below nothing is nothing', () => {
    const { program } = compile([...catalogue, { file: 'a', text: 'indicator a { source "文" value count(decisions where major) target <= 0件 }' }]);
    expect(targetWords(program.indicators['a']!)).toEqual({ zh: '为0件', en: '0 cases' });
  });
  test('counts are called by the unit of their target', () => {
    expect(zh('count(training)', 'target >= 3次')).toBe('培训登记卡的次数');
    expect(zh('count(decisions) = 0')).toBe('没有行政执法决定');
  });
  test('English reads as a sentence too', () => {
    expect(en("last year's count(decisions)")).toBe('the number of decisions in the year before');
    expect(en("last year's penalty_form.total")).toBe('total of penalty form in the year before');
    expect(en('share of decisions where disclosed_on is filled with kind in penalty, licence, coercion')).toBe('of decisions where it has been disclosed, the share where kind is penalty, licence or coercion');
    expect(en('sum(decisions.fine where kind = penalty) / count(decisions)')).toBe('(the total fine of decisions where kind is penalty) divided by the number of decisions');
    expect(en('share of inspections where type != special grouped by enterprise with last(inspections.enterprise_class) = A'))
      .toBe('of inspections where type is not special, grouped by enterprise, the share of groups where the latest enterprise class of inspections is A');
  });
  test('an exclusion without reason is given its condition as reason', () => {
    expect(zh('share of decisions excluding disclosure_exempt is filled with major')).toBe('行政执法决定中重大决定为是的占比；剔除不公开依据已填的');
  });
});
