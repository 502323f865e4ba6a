import { compile } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { THEMES, bars, distribution, textWidth, trend, waterfall, waterfallOf, type Chart, type ChartOptions } from '../../metrics/charts/index.ts';
import { wrap } from '../../metrics/charts/frame.ts';
import { toSvg } from '../../metrics/charts/svg.ts';
import { score } from '../../metrics/score.ts';
import { card, indicator, item, measures, percent, program } from '../score/card.ts';

const agencies = ['市场监督管理局', '交通运输局', '文化和旅游局(文物局)', '高新技术产业开发区管理委员会', 'Bureau of Human Resources & Social Security'];
const both = (zh: string, en = zh) => ({ zh, en });

/** Every chart with typical and awkward data. */
const charts: Record<string, (options: ChartOptions) => Chart> = {
  'bars of agencies against a target': (options) => distribution({
    indicator: both('行政许可和行政处罚决定按期公示率', 'Penalties and licences disclosed on time'), unit: both('%'), target: { op: '>=', value: 100 }, better: 'higher',
    values: agencies.map((name, index) => ({ name, value: index === 1 ? 99.996 : 100 - index * 20, met: index === 0, selected: index === 2 })), without: { pending: 2, not_reported: 1 },
  }, options),
  'a target of 0 at the axis': (options) => distribution({ indicator: both('超频次检查企业占比', 'Over-inspected'), unit: both('%'), target: { op: '<=', value: 0 }, better: 'lower', values: agencies.map((name, index) => ({ name, value: index * 0.8, met: index === 0 })) }, options),
  'a histogram of many agencies': (options) => distribution({ indicator: both('户均检查次数', 'Inspections per enterprise'), unit: both('次', 'times'), target: { op: '<=', value: 3 }, better: 'lower', values: Array.from({ length: 3000 }, (_, index) => ({ name: `机关${index}`, value: 1 + ((index * 7919) % 97) / 30, met: 1 + ((index * 7919) % 97) / 30 <= 3 })) }, options),
  'no agency with a value': (options) => distribution({ indicator: both('参训率', 'Trained'), unit: both('%'), target: null, better: null, values: [], without: { not_reported: 5 } }, options),
  'a trend with peers': (options) => trend({ agency: agencies[3]!, group: '市级部门', points: [{ year: 2023, points: 86.2 }, { year: 2024, points: null }, { year: 2025, points: 92.4 }], peers: [{ year: 2023, low: 61, median: 84, high: 97 }, { year: 2024, low: 65, median: 86, high: 98 }, { year: 2025, low: 70, median: 92, high: 99.5 }] }, options),
  'a trend of one year': (options) => trend({ agency: agencies[0]!, points: [{ year: 2025, points: 100 }], peers: [] }, options),
  'a waterfall': (options) => waterfall({ agency: agencies[1]!, start: 100, steps: [{ label: '许可处罚按期公示率', change: -5 }, { label: '重大决定法制审核率', change: -4.5 }, { label: '加分', change: 2 }], result: 92.5 }, options),
  'amounts by kind': (options) => bars({ subject: both('行政处罚决定', 'Penalties'), unit: both('宗', 'cases'), year: 2024, bars: [
    { label: both('警告', 'Warning'), value: 231, previous: 200 }, { label: both('罚款', 'Fine'), value: 1890, previous: 2100 }, { label: both('没收违法所得、没收非法财物', 'Confiscation'), value: 73, previous: 60 },
    { label: both('行政拘留', 'Detention'), value: null, mark: '/' }, { label: both('警告', 'Warning'), value: 0 }] }, options),
};

interface Label { text: string; left: number; right: number; top: number; bottom: number }
/** Texts of an SVG with the room they take, by our own generous estimate of widths. */
function labels(svg: string): { width: number; height: number; labels: Label[] } {
  const size = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!;
  const stack: [number, number][] = [[0, 0]]; const found: Label[] = [];
  for (const match of svg.matchAll(/<(\/?)(g)\b([^>]*?)(\/?)>|<(text)\b([^>]*)>(.*?)<\/text>/gs)) {
    const attributes = match[3] ?? match[6]!;
    const move = /translate\(([-\d.]+),([-\d.]+)\)/.exec(attributes);
    const [x, y] = stack.at(-1)!;
    const [left, top] = [x + Number(move?.[1] ?? 0), y + Number(move?.[2] ?? 0)];
    if (match[2]) { if (match[1]) stack.pop(); else if (!match[4]) stack.push([left, top]); continue; }
    const points = Number(/font-size="([\d.]+)px"/.exec(attributes)?.[1] ?? 12);
    const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? 'start';
    const lines = match[7]!.includes('<tspan') ? [...match[7]!.matchAll(/<tspan([^>]*)>([^<]*)<\/tspan>/g)].map((span) => ({ down: Number(/dy="([\d.]+)"/.exec(span[1]!)?.[1] ?? 0), text: span[2]! })) : [{ down: 0, text: match[7]! }];
    let baseline = top;
    for (const line of lines) {
      baseline += line.down;
      const content = line.text.replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>');
      if (!content.trim()) continue;
      const wide = textWidth(content, points);
      const start = anchor === 'start' ? left : anchor === 'end' ? left - wide : left - wide / 2;
      found.push({ text: content, left: start, right: start + wide, top: baseline - points, bottom: baseline });
    }
  }
  return { width: Number(size[1]), height: Number(size[2]), labels: found };
}

describe.each(Object.entries(charts))('%s', (name, chart) => {
  it.each(['zh', 'en'] as const)('compiles without a warning and cuts no label, narrow and wide (%s)', async (language) => {
    for (const width of [390, 720]) {
      const spec = chart({ language, theme: THEMES.light, width });
      const warnings: unknown[] = [];
      const logger = { warn: (...texts: unknown[]) => { warnings.push(...texts); return logger; }, error: (...texts: unknown[]) => { warnings.push(...texts); return logger; }, info: () => logger, debug: () => logger, level: () => logger } as never;
      compile(spec, { logger });
      expect(warnings).toEqual([]);
      const drawn = labels(await toSvg(spec));
      expect(drawn.labels.length).toBeGreaterThan(0);
      expect(drawn.width).toBe(width);
      for (const label of drawn.labels) {
        expect(label.left, label.text).toBeGreaterThanOrEqual(-1);
        expect(label.right, label.text).toBeLessThanOrEqual(drawn.width + 2);
        expect(label.top, label.text).toBeGreaterThanOrEqual(-1);
        expect(label.bottom, label.text).toBeLessThanOrEqual(drawn.height + 1);
        expect(label.text).not.toContain('…');
      }
    }
  });
  it('looks the same every time it is drawn, in every theme', async () => {
    for (const theme of Object.values(THEMES)) {
      const spec = chart({ language: 'zh', theme, width: 640 });
      expect(await toSvg(spec)).toBe(await toSvg(spec));
      expect(JSON.stringify(spec)).not.toMatch(/undefined|NaN/);
    }
  });
});

const zh: ChartOptions = { language: 'zh', theme: THEMES.light, width: 640 };
const texts = async (spec: Chart): Promise<string[]> => labels(await toSvg(spec)).labels.map((label) => label.text);
/** The description opens with the title, unbroken. */
const title = (spec: Chart): string => (spec as unknown as { description: string }).description;

describe('what a chart says', () => {
  it('names every agency and never prints a missed figure as met', async () => {
    const found = await texts(charts['bars of agencies against a target']!(zh));
    expect(found).toEqual(expect.arrayContaining([...agencies.slice(0, 4), 'Bureau of Human Resources & Social', 'Security', '目标 ≥ 100%', '▼ 99.99%', '100.00%']));
  });
  it('states in its title what is seen', () => {
    expect(title(charts['bars of agencies against a target']!(zh))).toContain('行政许可和行政处罚决定按期公示率：5个机关中1个达标（≥100%）');
    expect(title(charts['a trend with peers']!(zh))).toContain('高新技术产业开发区管理委员会2025年得92.4分');
    expect(title(charts['a waterfall']!({ ...zh, language: 'en' }))).toBe('交通运输局: 92.5 points; most were lost for “许可处罚按期公示率” (5)');
    expect(title(charts['amounts by kind']!(zh))).toContain('2024年行政处罚决定共2,194\u2009宗，罚款最多（1,890\u2009宗，占86.1%）');
  });
  it('tells absent figures from zeros', async () => {
    expect(await texts(charts['amounts by kind']!(zh))).toEqual(expect.arrayContaining(['不适用', '0', '1,890']));
  });
  it('starts bars at zero', () => {
    const spec = JSON.stringify(charts['bars of agencies against a target']!(zh));
    expect(spec).toContain('"domain":[0,100]');
  });
  it('keeps two rows of one label apart', async () => {
    expect((await texts(charts['amounts by kind']!(zh))).filter((text) => text === '警告')).toHaveLength(2);
  });
});

describe('the waterfall of a scored card', () => {
  const kinds = [indicator('a', '%', { value: percent('100') }), indicator('b', '%', { value: percent('100') }), indicator('c', '%', { value: percent('100') })];
  const proportion = (name: string, full: string) => item(name, full, [{ kind: 'inProportion' }]);
  it('falls from 100 to the printed points, in the weights of the rescaled card', () => {
    const scorecard = card([proportion('a', '40'), proportion('b', '40'), proportion('c', '20')]);
    const [row] = score({ program: program(kinds, scorecard), scorecard: 'quality', measures: measures({ A: { a: '1/2', b: '3/4', c: 'not_applicable' } }) });
    const data = waterfallOf(row!)!;
    expect(data).toMatchObject({ start: 100, result: 62.5, steps: [{ label: 'a', change: -25 }, { label: 'b', change: -12.5 }] });
  });
});

describe('wrapping', () => {
  it('never starts a line with a closing sign nor breaks a number', () => {
    for (const line of wrap('2024年行政处罚决定共2,194宗，罚款最多（1,890宗，占86.1%）。', 120, 16)) expect(line).not.toMatch(/^[，。；：、！？）”》,.%]/);
    expect(wrap('共1,234,567宗', 60, 16).join('|')).toContain('1,234,567');
  });
});
