/** Texts that several pages share. */
import type { Message } from '../language.svelte.ts';

type One = Message<[string]>;
type Count = Message<[number]>;
const items = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export const common = {
  product: { zh: '执衡', en: 'Zhiheng' },
  tagline: { zh: '行政执法质量考评', en: 'How well agencies enforce the law' },
  skip: { zh: '跳到正文', en: 'Skip to the content' },
  navigation: { zh: '栏目', en: 'Sections' },
  ranking: { zh: '排名', en: 'Ranking' },
  indicators: { zh: '指标', en: 'Indicators' },
  upload: { zh: '报送', en: 'Hand in' },
  filing: { zh: '年报办理', en: 'Filing' },
  reports: { zh: '年度报告', en: 'Reports' },
  /** After a word that introduces what follows, and between things listed. */
  colon: { zh: '：', en: ': ' },
  comma: { zh: '，', en: ', ' },
  and: { zh: '、', en: ', ' },
  semicolon: { zh: '；', en: '; ' },
  demonstration: { zh: '演示数据', en: 'Demonstration data' },
  demonstrationNote: { zh: '机关、企业、人员和数字均为虚构', en: 'Agencies, firms, people and figures are invented' },
  switchLanguage: { zh: 'English', en: '中文' },
  switchLanguageLabel: { zh: 'Read this page in English', en: '用中文阅读本页' },
  theme: { zh: '显示', en: 'Display' },
  themeSystem: { zh: '随系统', en: 'As the system' },
  themeLight: { zh: '浅色', en: 'Light' },
  themeDark: { zh: '深色', en: 'Dark' },
  themeContrast: { zh: '高对比', en: 'High contrast' },
  breadcrumbs: { zh: '当前位置', en: 'You are here' },
  loading: { zh: '正在读取……', en: 'Loading …' },
  loaded: { zh: '已读取', en: 'Loaded' },
  failed: { zh: '没有读到数据', en: 'The data could not be read' },
  retry: { zh: '重试', en: 'Try again' },
  notFound: { zh: '没有这个页面', en: 'There is no such page' },
  notFoundHint: { zh: '地址可能已变，请从排名开始查找。', en: 'The address may have changed; start from the ranking.' },
  toRanking: { zh: '看排名', en: 'Go to the ranking' },
  year: { zh: '年度', en: 'Year' },
  yearOf: { zh: (y) => `${y}年`, en: (y) => y } as One,
  asOf: { zh: '截至', en: 'As of' },
  asOfDay: { zh: (d) => `截至 ${d}`, en: (d) => `As of ${d}` } as One,
  dataVersion: { zh: (v) => `数据版本 ${v}`, en: (v) => `Data version ${v}` } as One,
  programVersion: { zh: (v) => `口径版本 ${v}`, en: (v) => `Program version ${v}` } as One,
  definitionVersion: { zh: (pack, v) => `${pack} 第 ${v} 版`, en: (pack, v) => `${pack}, version ${v}` } as Message<[string, number]>,
  packs: { zh: '指标包', en: 'Packs' },
  pack: { zh: '指标包', en: 'Pack' },
  blank: { zh: '未填', en: 'blank' },
  group: { zh: '考评分组', en: 'Peer group' },
  all: { zh: '全部', en: 'All' },
  agency: { zh: '机关', en: 'Agency' },
  indicator: { zh: '指标', en: 'Indicator' },
  value: { zh: '值', en: 'Value' },
  target: { zh: '目标', en: 'Target' },
  inPrinciple: { zh: '原则上', en: 'In principle' },
  principleMissed: { zh: '未达原则性目标，不扣分', en: 'Below the target in principle; costs nothing' },
  points: { zh: '得分', en: 'Points' },
  ofPoints: { zh: (p) => `满分 ${p}`, en: (p) => `of ${p}` } as One,
  pendingCount: { zh: (n) => `${n.toLocaleString('zh')}件未到期`, en: (n) => `${n.toLocaleString('en')} not yet due` } as Count,
  excludedCount: { zh: (n) => `剔除 ${n.toLocaleString('zh')}`, en: (n) => `${n.toLocaleString('en')} excluded` } as Count,
  short: { zh: (n) => `差${n.toLocaleString('zh')}`, en: (n) => `${n.toLocaleString('en')} short` } as Count,
  shortUnits: { zh: (n, unit) => `差${n}${unit}`, en: (n, unit) => `short by ${n}${unit ? ` ${unit}` : ''}` } as Message<[string, string]>,
  overUnits: { zh: (n, unit) => `超${n}${unit}`, en: (n, unit) => `over by ${n}${unit ? ` ${unit}` : ''}` } as Message<[string, string]>,
  pageOf: { zh: (from, to, total) => `第 ${from}–${to} 条，共 ${total} 条`, en: (from, to, total) => `${from}–${to} of ${total}` } as Message<[number, number, number]>,
  previous: { zh: '上一页', en: 'Previous' },
  next: { zh: '下一页', en: 'Next' },
  tableTwin: { zh: '图中数据', en: 'The figures in this chart' },
  chartLoading: { zh: '正在绘图……', en: 'Drawing …' },
  chartFailed: { zh: '图没有画成，数据见下表。', en: 'The chart could not be drawn; its figures are in the table.' },
  agencies: { zh: (n) => `${n.toLocaleString('zh')}个机关`, en: (n) => items(n, 'agency', 'agencies') } as Count,
} satisfies Record<string, Message<never[]>>;

/** The five states (design rule 2), and how a yes/no reads. */
export const states = {
  notApplicable: { zh: '不适用', en: 'Not applicable' },
  notReported: { zh: '未报送', en: 'Not reported' },
  pending: { zh: '未到期', en: 'Pending' },
  error: { zh: '无法计算', en: 'Cannot be computed' },
  yes: { zh: '是', en: 'Yes' },
  no: { zh: '否', en: 'No' },
  met: { zh: '达标', en: 'Met' },
  missed: { zh: '未达标', en: 'Missed' },
} satisfies Record<string, Message>;

/** Units as they follow a figure. */
export const units: Record<string, Message> = {
  件: { zh: '件', en: 'cases' }, 宗: { zh: '宗', en: 'cases' }, 起: { zh: '起', en: 'cases' }, 人: { zh: '人', en: 'people' },
  次: { zh: '次', en: 'times' }, 家: { zh: '家', en: 'firms' }, 个: { zh: '个', en: '' }, 项: { zh: '项', en: 'items' }, 份: { zh: '份', en: 'copies' },
  册: { zh: '册', en: 'volumes' }, 天次: { zh: '天次', en: 'day visits' }, 元: { zh: '元', en: 'yuan' }, 万元: { zh: '万元', en: '× 10,000 yuan' },
  学时: { zh: '学时', en: 'class hours' }, 分钟: { zh: '分钟', en: 'minutes' }, days: { zh: '日', en: 'days' }, workdays: { zh: '个工作日', en: 'working days' },
  months: { zh: '个月', en: 'months' }, years: { zh: '年', en: 'years' }, percentage_points: { zh: '个百分点', en: 'percentage points' }, 分: { zh: '分', en: 'points' },
};
