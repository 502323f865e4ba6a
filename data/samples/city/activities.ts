/**
 * The year's records of work (工作记录): what an agency shows to prove that something is there or was done. What is asked of
 * whom follows the policy documents in outline; a careful agency has nearly all of it, a careless one much of it.
 */
import type { Making } from './making.ts';
import { yes } from './people.ts';
import type { SampleAgency } from './roster.ts';

interface Evidence {
  kind: string;
  /** One record each; without, one record. */
  forms?: readonly string[];
  who?: (agency: SampleAgency) => boolean;
  quantity?: readonly [number, number]; amount?: readonly [number, number];
  leader?: true; bulletin?: true; filed?: true; document?: true;
  /** How many records, where the number varies; else one a form. */
  often?: readonly [number, number];
}

const government = (agency: SampleAgency): boolean => agency.bodyType === '政府';
const justice = (agency: SampleAgency): boolean => agency.bodyType === '司法行政部门';
const town = (agency: SampleAgency): boolean => agency.level === '镇街';
const municipal = (agency: SampleAgency): boolean => agency.level === '市' && agency.bodyType !== '管委会';
const department = (agency: SampleAgency): boolean => agency.level === '县' && !government(agency);
const leads = (agency: SampleAgency): boolean => government(agency) || justice(agency);

const evidence: readonly Evidence[] = [
  { kind: '三项制度自查' }, { kind: '监督机构' }, { kind: '证件年审', filed: true }, { kind: '数据分析' }, { kind: '工作会商' }, { kind: '向党委报告', leader: true },
  { kind: '工作指引', forms: ['执法规范用语', '执法文书制作指引', '行政检查行为指引', '行政处罚行为指引'] },
  { kind: '制度建设', forms: ['立案制度', '听证程序规则', '责令退赔违法所得制度', '辅助人员招聘录用', '辅助人员教育培训', '辅助人员考核管理', '辅助人员行为规范', '辅助人员保密管理',
    '执法责任追究', '尽职免予问责', '法制审核协作机制', '法制审核机构', '音像记录管理制度'] },
  { kind: '清单公布', forms: ['法制审核目录清单', '执法依据目录', '行政执法事项清单', '行政处罚裁量权基准'] },
  { kind: '清单公布', forms: ['不予行政处罚事项清单', '从轻行政处罚事项清单', '减轻行政处罚事项清单'], who: municipal },
  { kind: '清单公布', forms: ['跨部门综合监管重点事项清单'], who: (agency) => agency.sector === '市场监管' || government(agency) },
  { kind: '培训计划', forms: ['年度计划'], quantity: [60, 72], document: true },
  { kind: '培训计划', forms: ['行政处罚法'] },
  { kind: '经费预算', forms: ['执法装备'], amount: [3, 60] },
  { kind: '学习活动', forms: ['知识竞赛', '岗前练兵', '有奖征文'], often: [0, 3] },
  { kind: '全员轮训', quantity: [8, 60], filed: true },
  { kind: '申领资格审查', quantity: [1, 4] },
  { kind: '资格清理', forms: ['暂扣', '收回', '注销'], often: [1, 2] },
  { kind: '机构考评', forms: ['内设机构', '派出机构', '直属机构'] },
  { kind: '专项整治', filed: true },
  { kind: '裁量基准备案', filed: true },
  { kind: '案例指导', forms: ['典型案例'], often: [0, 3] },
  { kind: '心理服务', forms: ['心理咨询', '危机干预'], often: [0, 2] },
  { kind: '经济影响评估', often: [0, 2] },
  { kind: '数据归集共享', forms: ['主体信息', '人员信息', '办案信息'] },
  { kind: '工作指引', forms: ['镇街办案指引'], who: (agency) => department(agency) || municipal(agency) },
  { kind: '镇街规范化', forms: ['队伍专职化', '执法规范化', '呼叫运转信息化'], who: town },
  { kind: '亮点总结', who: (agency) => town(agency) || justice(agency) },
  // what a government or its judicial bureau does for its place
  { kind: '三项制度评估', leader: true, filed: true, bulletin: true, who: government },
  { kind: '评估通报', forms: ['评估对象排名', '共性问题', '整改意见'], bulletin: true, who: government },
  { kind: '监督方案', forms: ['专项执法监督计划', '年度监督工作方案'], who: leads },
  { kind: '监督文书', forms: ['监督通知书', '监督意见书', '监督决定书'], often: [1, 6], who: leads },
  { kind: '申领考核', forms: ['统一组织', '统一命题', '统一阅卷'], who: leads },
  { kind: '实施评估', filed: true, who: leads }, { kind: '表彰', often: [0, 2], who: leads }, { kind: '纳入考核', forms: ['法治督察', '依法行政考核'], who: leads },
  { kind: '专项检查', who: justice }, { kind: '整治汇总', filed: true, who: justice }, { kind: '质量考评', who: justice }, { kind: '司法所协助', who: justice },
  { kind: '监督联系点', often: [1, 4], who: justice },
  { kind: '信息共享机制', forms: ['信息共享机制化', '案情通报常态化', '移送标准程序规范化', '复议诉讼衔接', '12345热线'], who: leads },
  { kind: '专题报告', forms: ['专项监督情况', '重要事项'], filed: true, who: leads },
  { kind: '赋权评估', filed: true, who: government },
  { kind: '镇街规范化', forms: ['试点'], often: [0, 3], who: justice },
];

const others = ['三项制度评估', '案例指导', '资格清理', '督查通报', '专项监督', '经费预算', '培训计划', '制度建设'];
const breaches = ['随意借调', '占用编制', '经费挤占挪用', '变相下达罚没指标'];

export function writeActivities(making: Making): void {
  const { agency, year, quality, days } = making;
  let number = 0;
  interface Record { form: string; leader?: boolean; target?: string; quantity?: number | ''; amount?: number | ''; bulletin?: string; filed?: string; document?: string; confirmed: boolean }
  const add = (kind: string, at: number, { form, leader = false, target = '', quantity = '', amount = '', bulletin = '', filed = '', document = '', confirmed }: Record): void => {
    making.row('activities', agency.code, `W${year}-${String(++number).padStart(2, '0')}`, kind, form, days.at(at), yes(leader), target, quantity, amount, bulletin, filed, document, yes(confirmed));
  };
  const some = making.random('activities');
  const joins = agency.level === '市' ? (quality > 0.78 ? some.whole(1, 4) : some.chance(0.5) ? 1 : 0) : some.chance(0.4) ? 1 : 0;
  for (let i = 0; i < joins; i++) add('一把手跟执法', making.day(some), { form: '现场', leader: true, confirmed: some.chance(0.8) });
  for (const kind of others) {
    if (!some.chance(0.35 + quality * 0.4)) continue;
    const at = making.day(some); const leader = some.chance(0.5);
    add(kind, at, { form: kind === '经费预算' ? '预算批复' : '会议', leader, amount: kind === '经费预算' ? some.whole(5, 200) * 10000 : '', confirmed: some.chance(0.8) });
  }

  const random = making.random('evidence');
  const there = Math.min(1, 0.25 + quality * 0.76);
  for (const one of evidence) {
    if (one.who && !one.who(agency)) continue;
    const forms = one.often ? Array.from({ length: random.whole(one.often[0], one.often[1]) }, () => (one.forms ? random.pick(one.forms) : '')) : one.forms ?? [''];
    for (const form of forms) {
      if (!one.often && !random.chance(there)) continue;
      const at = making.day(random);
      const after = (low: number, high: number): string => days.at(at + random.whole(low, high));
      add(one.kind, at, {
        form, leader: one.leader === true, quantity: one.quantity ? random.whole(one.quantity[0], one.quantity[1]) : '', amount: one.amount ? random.whole(one.amount[0], one.amount[1]) * 10000 : '',
        bulletin: one.bulletin ? after(2, 8) : '', filed: one.filed && random.chance(there) ? after(3, 15) : '', document: one.document && random.chance(there) ? `${one.kind}${year}.pdf` : '', confirmed: random.chance(0.97),
      });
    }
  }
  if (government(agency)) {
    for (let i = 0; i < 1 + Math.round((1 - quality) * 8); i++) add('评估不达标', making.day(random), { form: '', target: `第${i + 1}执法单位`, bulletin: random.chance(there) ? days.at(making.day(random)) : '', confirmed: true });
  }
  for (const form of breaches) if (random.chance((1 - quality) * 0.18)) add('违规情形', making.day(random), { form, quantity: 1, confirmed: true });
}
