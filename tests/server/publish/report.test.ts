import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { calendar } from '../../../data/calendar/index.ts';
import { catalogueSources } from '../../../data/catalogue/index.ts';
import { importFiles } from '../../../data/intake/index.ts';
import { publishedReports, writeSamples } from '../../../data/samples/index.ts';
import { openStore, type Store } from '../../../data/store/index.ts';
import { compile } from '../../../dsl/index.ts';
import { packSources } from '../../../server/library.ts';
import { annualReport, cellOf as cellAt, paragraphsOf, renderHtml, renderJson, renderXlsx, tablesOf, textOf, type ReportCell, type ReportModel, type ReportTable } from '../../../server/publish/index.ts';

const { program } = compile([...catalogueSources(), ...packSources()]);
const known = calendar();
/** Two years of little work: enough for every state a figure can be in. */
const small = { decisionsPerAgency: 25, years: [2024, 2025] };
vi.setConfig({ testTimeout: 60_000 });
let store: Store;
let folder: string;

async function load(target: Store, directory: string, year: number): Promise<void> {
  const files = readdirSync(directory).filter((name) => name.endsWith('.csv')).map((name) => ({ name, path: join(directory, name) }));
  const { problems } = await importFiles(target, files, { year, kind: 'bulk' });
  expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  store = await openStore({ path: ':memory:', program, calendar: known, temporaryDirectory: folder });
  for (const handIn of writeSamples(join(folder, 'samples'), small)) await load(store, handIn.directory, handIn.year);
}, 180_000);
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function codeOf(name: string): Promise<string> {
  const found = await store.engine.query({ sql: 'SELECT any_value(code) FROM agencies WHERE short_name = ? OR name = ?', values: [name, name] });
  return String(found.columns[0]![0]);
}
async function reportOf(name: string, year: number, asOf = `${year + 1}-01-31`): Promise<ReportModel> {
  return annualReport(store.engine, { program, agency: await codeOf(name), year, asOf, calendar: known });
}
const tableOf = (model: ReportModel, id: string): ReportTable => tablesOf(model).find((table) => table.id === id)!;
const cellOf = (model: ReportModel, id: string, column: string): ReportCell => cellAt(tableOf(model, id), column)!;
const sentences = (model: ReportModel): string[] => paragraphsOf(model).map((each) => textOf(each.zh));
const said = (model: ReportModel): string[] => model.findings.map((each) => `${each.table} ${each.severity} ${each.message.zh}`);

describe('figures of the report', () => {
  it('are counted from the ledgers where no form was typed', async () => {
    const model = await reportOf('市生态环境局', 2025);
    expect(tableOf(model, 'penalty_form').source).toBe('ledgers');
    const counted = await store.engine.query({
      sql: `SELECT count(*) FILTER (WHERE len(penalties) > 0), CAST((sum(coalesce(fine, 0)) + sum(coalesce(confiscated, 0))) / 10000 AS DECIMAL(18,4)), count(*) FILTER (WHERE procedure = '简易')
        FROM decisions WHERE agency = ? AND kind = '行政处罚' AND year(decided_on) = 2025`, values: [model.agency.code],
    });
    expect(cellOf(model, 'penalty_form', 'total').value).toBe(String(counted.columns[0]![0]));
    expect(Number(cellOf(model, 'penalty_form', 'amount').value)).toBe(Number(counted.columns[1]![0]));
    expect(cellOf(model, 'penalty_form', 'simple').value).toBe(String(counted.columns[2]![0]));
    expect(model.findings).toEqual([]);
  });

  it('are those of the form where one was typed, and the ledgers stand beside with the difference', async () => {
    const model = await reportOf('市城管执法局', 2025);
    const table = tableOf(model, 'penalty_form');
    expect(table.source).toBe('form');
    const fined = table.comparison.find((each) => each.column === 'fined')!;
    expect(fined.difference).toBe('4');
    expect(fined.form.value).toBe(cellOf(model, 'penalty_form', 'fined').value);
    expect(Number(fined.form.value) - Number(fined.ledgers.value)).toBe(4);
    expect(tableOf(model, 'licence_form').source).toBe('ledgers');
    expect(tableOf(model, 'licence_form').comparison).toEqual([]);
  });

  it('do not know what happened after the as-of day', async () => {
    const [early, late] = [await reportOf('市生态环境局', 2025, '2025-06-30'), await reportOf('市生态环境局', 2025)];
    expect(Number(cellOf(early, 'penalty_form', 'total').value)).toBeLessThan(Number(cellOf(late, 'penalty_form', 'total').value));
    expect(early.versions).toEqual([]);
  });

  it('tell a duty that is not there from nothing having happened', async () => {
    const model = await reportOf('市公积金中心', 2025);
    expect(cellOf(model, 'licence_form', 'granted')).toEqual({ state: 'not_applicable', value: null, text: '/' });
    expect(cellOf(model, 'other_acts_form', 'requisitions').state).toBe('not_applicable');
    expect(cellOf(model, 'penalty_form', 'detained')).toEqual({ state: 'value', value: '0', text: '0' });
    expect(sentences(model)).toContain('本机关无行政许可相关职责。');
  });

  it('keep blanks, `/` and `-` of a typed form apart', async () => {
    const model = await reportOf('解放路街道', 2025);
    expect(cellOf(model, 'penalty_form', 'detained').state).toBe('not_applicable');
    expect(cellOf(model, 'penalty_form', 'corrected').state).toBe('not_filled');
    expect(tableOf(model, 'penalty_form').rows[0]!.cells.some((cell) => cell.state === 'empty')).toBe(true);
    expect(tableOf(model, 'licence_form').rows[0]!.cells.every((cell) => cell.state === 'not_applicable')).toBe(true);
  });

  it('are 未报送 for an agency that handed nothing in', async () => {
    const model = await reportOf('南塬乡', 2025);
    expect(tablesOf(model).every((table) => table.source === 'none')).toBe(true);
    expect(cellOf(model, 'penalty_form', 'total')).toEqual({ state: 'not_reported', value: null, text: '未报送' });
    expect(cellOf(model, 'licence_form', 'granted').state).toBe('not_applicable');
    expect(sentences(model).join()).not.toMatch(/\d/);
  });

  it('include the frequency of inspections from 2025 on', async () => {
    const [before, since] = [await reportOf('市生态环境局', 2024), await reportOf('市生态环境局', 2025)];
    expect(tableOf(before, 'inspection_frequency')).toBeUndefined();
    expect(cellOf(since, 'inspection_frequency', 'inspections').value).toBe(cellOf(since, 'other_acts_form', 'inspections').value);
    expect(Number(cellOf(since, 'inspection_frequency', 'per_firm').value)).toBeGreaterThan(1);
  });

  it('are compared with last year in the narrative only within the same kind of source', async () => {
    const model = await reportOf('市城管执法局', 2025);
    const before = await reportOf('市城管执法局', 2024);
    const now = Number(cellOf(model, 'penalty_form', 'total').value); const then = Number(cellOf(before, 'penalty_form', 'total').value);
    const text = sentences(model).join('');
    const change = now === then ? '与上年持平' : `同比${now > then ? '增长' : '下降'}${(Math.abs(now - then) / then * 100).toFixed(2)}%`;
    expect(text).toContain(change);
  });

  it('are refused for an agency that is not on the roster', async () => {
    await expect(annualReport(store.engine, { program, agency: '不存在', year: 2025, asOf: '2026-01-31', calendar: known })).rejects.toMatchObject({ kind: 'input', code: 'unknown_agency' });
  });

  it('list a second publication as a correction', async () => {
    const corrected = await store.engine.query({ sql: "SELECT agency FROM filings WHERE version = 2 AND year = 2024 LIMIT 1", values: [] });
    const model = await annualReport(store.engine, { program, agency: String(corrected.columns[0]![0]), year: 2024, asOf: '2025-04-30', calendar: known });
    expect(model.versions.map((each) => each.version)).toEqual([1, 2]);
    expect(renderHtml(model)).toContain('更正记录');
  });
});

describe('identity checks', () => {
  it('find parts that do not add up, with the figures', async () => {
    const model = await reportOf('市城管执法局', 2025);
    const total = cellOf(model, 'penalty_form', 'total').value!;
    expect(said(model)).toContain(`penalty_form error 各项之和应等于合计（各项之和 ${Number(total) + 4}，合计 ${total}）`);
  });

  it('find in 曲阜 2021 that the kinds add up to 23 where 10 cases were closed', async () => {
    expect(said(await reportOf('曲阜市自然资源和规划局', 2021)).join('\n')).toMatch(/不大于结案（各项之和 23，结案数量 10）/);
  });

  it('find in 竹山 2023 a cell that holds 304册, and keep it as it stands', async () => {
    const model = await reportOf('竹山县文化和旅游局', 2023);
    expect(cellOf(model, 'penalty_form', 'goods_confiscated')).toEqual({ state: 'text', value: null, text: '304册' });
    expect(said(model)).toEqual(['penalty_form warning “没收非法财物”一格填的是“304册”，不是以“宗”计的数字，照原样登载，不计入各项之和']);
  });

  it('find in 杭州 2022 blanks that are not zeros', async () => {
    const model = await reportOf('杭州市公安局西湖风景名胜区分局', 2022);
    // 浙江 printed both confiscations in one column.
    expect(cellOf(model, 'penalty_form', 'confiscated')).toEqual({ state: 'empty', value: null, text: '' });
    expect(said(model)).toEqual(['penalty_form warning 有11格没有填写，空白不是0，各项之和无法核对（已填写的各项之和 144，合计 144）']);
  });

  it('find nothing in 黄石市商务局 2023, whose form is complete', async () => {
    expect(said(await reportOf('黄石市商务局', 2023))).toEqual([]);
  });
});

describe('published samples', () => {
  it('show only what was published, with where it stands, and never 未报送', async () => {
    for (const sample of publishedReports().filter((each) => each.forms.length > 0)) {
      const model = await reportOf(sample.agency, sample.year);
      // 天津 writes its report as an account; 湖北 and C print no appeals.
      const printable = model.kind === 'D' ? [] : sample.forms.filter((form) => model.kind === 'A' || model.kind === 'A′' || form !== 'appeals_form');
      expect(new Set(tablesOf(model).map((table) => table.id))).toEqual(new Set(printable));
      expect(model.provenance).toMatchObject({ title: sample.title, url: sample.url });
      expect(renderHtml(model)).not.toContain('class="missing"');
    }
  });

  it('are on the roster of their own year only', async () => {
    await expect(reportOf('曲阜市自然资源和规划局', 2022)).rejects.toMatchObject({ code: 'unknown_agency' });
    await expect(reportOf('竹山县文化和旅游局', 2024)).rejects.toMatchObject({ code: 'unknown_agency' });
  });
});

/** A report as one reads it: headings, tables with their heads and rows, texts. */
function readable(model: ReportModel): string {
  const lines = [`${model.kind} ${model.declaration}: ${model.title.zh}`];
  for (const part of model.parts) {
    lines.push('', `# ${part.heading?.zh ?? ''}`);
    for (const block of part.blocks) {
      if (block.type === 'heading') lines.push(`## ${block.text.zh}`);
      else if (block.type === 'paragraph') lines.push(textOf(block.zh));
      else if (block.type === 'note') lines.push(`注：${block.text.zh}`);
      else if (block.type === 'chart') lines.push(`[图 ${block.chart.title.zh}：${block.chart.points.map((point) => `${point.label.zh} ${point.value}`).join('，')}]`);
      else {
        const { table } = block;
        lines.push(`${table.number.zh} ${table.title.zh}（${table.view ?? table.id}，${table.source}）${table.unit.zh}`);
        for (const band of table.bands) lines.push(band.columns.map((name) => { const index = table.columns.findIndex((each) => each.name === name); return `${table.columns[index]!.label.zh} ${table.rows.map((row) => row.cells[index]!.text || '空白').join(' / ')}`; }).join(' | '));
      }
    }
  }
  return `${[...lines, '', ...model.notes.map((note) => `注：${note.zh}`)].join('\n')}\n`;
}

describe('the layouts', () => {
  const layouts = ['annual_statistics', 'annual_narrative_first', 'annual_bodies_first', 'annual_filled_in', 'annual_account'];
  it.each(layouts)('%s is made of the same data, and its texts say what the forms have', async (report) => {
    const agency = await codeOf('市生态环境局');
    const model = await annualReport(store.engine, { program, report, agency, year: 2025, asOf: '2026-01-31', calendar: known });
    const cells = new Map<string, string | null>(tablesOf(await reportOf('市生态环境局', 2025)).flatMap((table) => table.columns.map((column, index) => [`${table.id}.${column.name}`, table.rows[0]!.cells[index]!.value] as const)));
    let compared = 0;
    for (const segment of paragraphsOf(model).flatMap((each) => [...each.zh, ...each.en])) {
      if (typeof segment === 'string' || !cells.has(segment.figure)) continue;
      expect([segment.figure, segment.value]).toEqual([segment.figure, cells.get(segment.figure)]);
      compared += 1;
    }
    if (report !== 'annual_filled_in') expect(compared).toBeGreaterThan(0);
    await expect(readable(model)).toMatchFileSnapshot(`golden/${report}.txt`);
  });

  it.each([['竹山县文化和旅游局', 2023], ['曲阜市自然资源和规划局', 2021], ['杭州市公安局西湖风景名胜区分局', 2022]] as const)('%s prints its province’s tables', async (name, year) => {
    await expect(readable(await reportOf(name, year))).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});

describe('small counts', () => {
  it('are hidden in tables, texts and charts where the report says so, and the notes tell', async () => {
    const hiding = compile([...catalogueSources(), ...packSources(), { file: 'hiding.heng', text: 'report hiding of annual_statistics { suppress below 10 part tables same as annual_statistics part narrative same as annual_statistics }' }]).program;
    const plain = await reportOf('市生态环境局', 2025);
    const model = await annualReport(store.engine, { program: hiding, report: 'hiding', agency: plain.agency.code, year: 2025, asOf: '2026-01-31', calendar: known });
    expect(model.suppression).toEqual({ below: 10 });
    const table = tableOf(model, 'penalty_form'), before = tableOf(plain, 'penalty_form');
    const states = table.columns.map((column, index) => [before.rows[0]!.cells[index]!.value, table.rows[0]!.cells[index]!.state, column.unit] as const);
    for (const [value, state, unit] of states) if (unit === '宗' && value !== null && Number(value) > 0 && Number(value) < 10) expect(state).toBe('suppressed');
    expect(states.filter(([, state]) => state === 'suppressed').length).toBeGreaterThan(1);
    expect(model.notes.map((note) => note.zh).join()).toContain('小于10的计数');
    const text = sentences(model).join('');
    for (const [index, column] of table.columns.entries()) if (table.rows[0]!.cells[index]!.state === 'suppressed') expect(paragraphsOf(model).flatMap((each) => each.zh).some((each) => typeof each !== 'string' && each.figure.includes(`penalty_form.${column.name}`))).toBe(false);
    expect(text).not.toContain('*');
  });
});

describe('the report has no clock', () => {
  it('gives the same bytes from a second store with the same hand-ins', async () => {
    const again = await openStore({ path: ':memory:', program, calendar: known, temporaryDirectory: folder });
    const directory = join(folder, 'second');
    mkdirSync(directory, { recursive: true });
    try {
      // The published samples do not touch the city's years.
      for (const handIn of writeSamples(directory, small)) if (!handIn.published) await load(again, handIn.directory, handIn.year);
      const first = await reportOf('市市场监管局', 2025);
      const second = await annualReport(again.engine, { program, agency: first.agency.code, year: 2025, asOf: '2026-01-31', calendar: known });
      expect(renderHtml(second)).toBe(renderHtml(first));
      expect(renderJson(second)).toBe(renderJson(first));
      expect(Buffer.compare(await renderXlsx(second), await renderXlsx(first))).toBe(0);
    } finally { await again.close(); }
  });

  it('holds no personal field', async () => {
    const model = await reportOf('市市场监管局', 2025);
    expect(renderHtml(model) + renderJson(model)).not.toMatch(/人员\d{7}|演示\d{8}/);
  });
});
