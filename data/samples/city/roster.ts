/**
 * Who is in the demonstration city: about thirty invented agencies in three peer groups, each with a profile that says how
 * much it does and how well. The region code 6199 is assigned to no place.
 */
import { creditCode } from '../credit_code.ts';

/** Kinds of act and how often an agency does them, relative to each other. */
export type Mix = Partial<Record<'行政许可' | '行政处罚' | '行政强制' | '行政征收' | '行政确认' | '行政给付' | '行政奖励' | '行政裁决' | '其他', number>>;

export interface SampleAgency {
  index: number; code: string; name: string; shortName: string;
  level: '市' | '县' | '镇街'; bodyType: string; category: '市级部门' | '区县' | '镇街'; region: string; parent: string;
  sector: string; mix: Mix;
  /** Relative volume of work; the mean over the city is scaled to what is asked for. */
  volume: number;
  /** 0 … 1: how carefully it works in the first year, and how that changes a year. 1 makes no mistakes. */
  quality: number; drift: number;
  /** Number of people on the register. */
  people: number;
  activeFrom?: string; activeTo?: string;
  /** Hands nothing in. */
  silent?: boolean;
  /** Works exactly as that agency does (so that two of a group tie). */
  twinOf?: number;
  /** Never disclosed its annual report in time (its yearly reports come in February). */
  lateReports?: boolean;
  /** Inspects firms. */
  inspects: boolean;
}

const everything: Mix = { 行政许可: 40, 行政处罚: 42, 行政强制: 6, 行政确认: 6, 行政奖励: 1, 行政裁决: 1, 其他: 4 };
const punishing: Mix = { 行政许可: 12, 行政处罚: 70, 行政强制: 12, 其他: 6 };
const granting: Mix = { 行政许可: 55, 行政处罚: 12, 行政征收: 8, 行政确认: 15, 行政给付: 6, 行政奖励: 2, 其他: 2 };
const town: Mix = { 行政处罚: 62, 行政强制: 8, 行政给付: 22, 其他: 8 };
const government: Mix = { 行政征收: 25, 行政裁决: 18, 行政奖励: 12, 行政确认: 30, 行政处罚: 10, 其他: 5 };

type Line = [name: string, short: string, body: string, region: string, sector: string, mix: Mix, volume: number, quality: number, drift: number, people: number, more?: Partial<SampleAgency>];
const city = '619900'; const east = '619902'; const west = '619903'; const north = '619921';
const lines: Line[] = [
  ['示范市市场监督管理局', '市市场监管局', '工作部门', city, '市场监管', everything, 3.2, 0.87, 0.03, 62],
  ['示范市交通运输局', '市交通运输局', '工作部门', city, '交通运输', punishing, 2.6, 0.8, 0.05, 55],
  ['示范市应急管理局', '市应急管理局', '工作部门', city, '安全生产', everything, 1.2, 0.985, 0, 34],
  ['示范市生态环境局', '市生态环境局', '工作部门', city, '生态环境', everything, 1.6, 0.92, 0.015, 41],
  ['示范市城市管理和综合执法局', '市城管执法局', '工作部门', city, '城市管理', punishing, 2.8, 0.66, 0.08, 58],
  ['示范市卫生健康委员会', '市卫生健康委', '工作部门', city, '卫生健康', everything, 1.5, 0.93, -0.01, 38],
  ['示范市自然资源和规划局', '市自然资源局', '工作部门', city, '自然资源', granting, 1.3, 0.74, 0.03, 36],
  ['示范市住房和城乡建设局', '市住建局', '工作部门', city, '住房建设', granting, 1.2, 0.8, -0.04, 33],
  ['示范市文化和旅游局', '市文旅局', '工作部门', city, '文化旅游', everything, 0.9, 0.95, 0.015, 29],
  ['示范市农业农村局', '市农业农村局', '工作部门', city, '农业', everything, 0.9, 0.83, 0.02, 31],
  ['示范市人力资源和社会保障局', '市人社局', '工作部门', city, '人力社保', granting, 1.4, 0.86, 0.02, 30, { lateReports: true }],
  ['示范市司法局', '市司法局', '司法行政部门', city, '司法行政', { 行政许可: 30, 行政处罚: 8, 行政确认: 50, 行政给付: 12 }, 0.5, 0.965, 0.01, 18, { inspects: false }],
  ['示范市国家级高新技术产业开发区暨综合保税区管理委员会', '高新区管委会', '管委会', city, '园区', everything, 1.1, 0.85, 0.03, 27],
  ['示范市住房公积金管理中心', '市公积金中心', '授权组织', city, '公积金', { 行政处罚: 5, 行政征收: 60, 行政给付: 30, 其他: 5 }, 0.5, 0.93, 0, 12, { inspects: false }],
  ['示范市文化市场综合执法支队', '市文化执法支队', '受委托组织', city, '文化旅游', punishing, 0.5, 0.78, 0, 14, { activeTo: '2024-06-30' }],
  ['示范市东岭区人民政府', '东岭区政府', '政府', east, '综合', government, 0.3, 0.95, 0.01, 11, { inspects: false }],
  ['示范市西川区人民政府', '西川区政府', '政府', west, '综合', government, 0.3, 0.88, 0.03, 10, { inspects: false }],
  ['示范市北原县人民政府', '北原县政府', '政府', north, '综合', government, 0.25, 0.72, 0.05, 9, { inspects: false }],
  ['东岭区市场监督管理局', '东岭市场监管局', '工作部门', east, '市场监管', everything, 1.6, 0.96, 0.01, 36],
  ['西川区城市管理和综合执法局', '西川城管执法局', '工作部门', west, '城市管理', punishing, 1.4, 0.6, 0.06, 33],
  ['北原县自然资源局', '北原自然资源局', '工作部门', north, '自然资源', granting, 0.6, 0.81, -0.05, 17, { lateReports: true }],
  ['东岭区卫生健康局', '东岭卫生健康局', '工作部门', east, '卫生健康', everything, 0.7, 0.89, 0.02, 20],
  ['北原县农业农村和水利局(县乡村振兴局、县水土保持工作站)', '北原农业农村局', '工作部门', north, '农业', everything, 0.5, 0.77, 0.04, 19],
  ['东岭区解放路街道办事处', '解放路街道', '镇街', `${east}001`, '综合', town, 0.35, 0.94, 0.015, 12],
  ['东岭区柳林街道办事处', '柳林街道', '镇街', `${east}002`, '综合', town, 0.3, 0.84, 0.03, 11],
  ['西川区河湾镇人民政府', '河湾镇', '镇街', `${west}101`, '综合', town, 0.25, 0.9, 0.02, 10],
  ['西川区石桥镇人民政府', '石桥镇', '镇街', `${west}102`, '综合', town, 0.25, 0.9, 0.02, 10, { twinOf: 25 }],
  ['北原县城关镇人民政府', '城关镇', '镇街', `${north}100`, '综合', town, 0.3, 0.7, 0.06, 11, { inspects: false }],
  ['北原县南塬乡人民政府', '南塬乡', '镇街', `${north}201`, '综合', town, 0.15, 0.7, 0, 8, { silent: true }],
  ['北原县白石原革命老区民族团结进步示范镇人民政府', '白石原镇', '镇街', `${north}103`, '综合', town, 0.2, 0.87, 0, 9, { activeFrom: '2024-01-01' }],
];

const numerals = ['东岭', '西川', '北原'];

/** The first `count` agencies; beyond the thirty, numbered ones after the same patterns. */
export function sampleRoster(count: number): SampleAgency[] {
  const agencies: SampleAgency[] = [];
  const add = (line: Line, index: number): void => {
    const [name, shortName, bodyType, region, sector, mix, volume, quality, drift, people, more = {}] = line;
    const level = bodyType === '镇街' ? '镇街' : region === city ? '市' : '县';
    const kind = bodyType === '授权组织' || bodyType === '受委托组织' ? '12' : '11';
    agencies.push({
      index, code: creditCode(kind, region.slice(0, 6), 1000000 + index * 7919), name: `${name}（演示）`, shortName, level, bodyType,
      category: level === '市' ? '市级部门' : level === '县' ? '区县' : '镇街', region,
      parent: level === '市' ? '示范市人民政府（演示）' : level === '县' ? '示范市人民政府（演示）' : `${numerals[region.startsWith(east) ? 0 : region.startsWith(west) ? 1 : 2]}${region.startsWith(north) ? '县' : '区'}人民政府（演示）`,
      sector, mix, volume, quality, drift, people, inspects: true, ...more,
    });
  };
  for (let index = 0; index < count; index++) {
    if (index < lines.length) { add(lines[index]!, index); continue; }
    const pattern = lines[(index * 7) % lines.length]!;
    const number = index - lines.length + 1;
    const { twinOf: _twin, silent: _silent, activeTo: _to, activeFrom: _from, ...kept } = pattern[10] ?? {};
    add([`${pattern[0]}第${number}分局`, `${pattern[1]}${number}`, pattern[2], pattern[3], pattern[4], pattern[5], pattern[6], 0.6 + ((number * 37) % 41) / 100, pattern[8], pattern[9], kept], index);
  }
  return agencies;
}

/** How carefully the agency works in a year, 0 … 1. */
export function qualityIn(agency: SampleAgency, year: number): number {
  return Math.min(1, Math.max(0.4, agency.quality + agency.drift * (year - 2023)));
}

/** Whether the agency exists on any day of the year. */
export function activeIn(agency: SampleAgency, year: number): boolean {
  return (agency.activeFrom ?? '0') <= `${year}-12-31` && (agency.activeTo ?? '9') >= `${year}-01-01`;
}
