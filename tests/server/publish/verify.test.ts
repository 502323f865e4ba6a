import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { StoredPublication } from '../../../data/store/index.ts';
import { FORMAT_NAMES, FORMATS, type FormatName } from '../../../server/publish/formats.ts';
import { renderJson } from '../../../server/publish/json.ts';
import type { ReportModel } from '../../../server/publish/model.ts';
import { verify, type Verdict } from '../../../server/publish/verify/index.ts';
import { exampleReport } from './example.ts';

const version = (number: number, change: Partial<ReportModel> = {}): ReportModel => exampleReport({ publication: { version: number, publishedOn: '2025-03-04', reason: number > 1 ? '更正' : null }, ...change });
/** A store of these models. */
function stored(...models: ReportModel[]): Parameters<typeof verify>[0] {
  return {
    get: async (agency, year, report, wanted) => {
      const found = models.filter((model) => model.agency.code === agency && model.year === year && model.report === report && (wanted === undefined || model.publication!.version === wanted)).at(-1);
      return found && ({ agency, year, report, version: found.publication!.version, publishedOn: '2025-03-04', name: found.agency.name, model: renderJson(found) } as StoredPublication);
    },
  };
}
/** As a publication is: its charts are drawn from what is stored. */
const { readModel } = await import('../../../server/publish/json.ts');
const file = async (model: ReportModel, format: FormatName): Promise<Uint8Array> => FORMATS[format].render(await readModel(renderJson(model)));

/** The same report with one figure changed: 2205 licences granted become 2206. */
function forged(model: ReportModel): ReportModel {
  const text = renderJson(model).replaceAll('"2205"', '"2206"');
  return JSON.parse(text) as ReportModel;
}

describe('verifying a file', () => {
  it('knows every format of what was published, byte for byte', async () => {
    for (const format of FORMAT_NAMES) {
      const verdict = await verify(stored(version(1)), await file(version(1), format));
      expect(verdict, format).toMatchObject({ outcome: 'same', format, differing: 0, claim: { agency: '11619900010000004L', year: 2024, version: 1 } });
      expect(verdict.words.zh).toContain('字节完全一致');
    }
  });

  it('names the figure that was changed, in every format', async () => {
    for (const format of FORMAT_NAMES) {
      const verdict: Verdict = await verify(stored(version(1)), await file(forged(version(1)), format));
      expect(verdict.outcome, format).toBe('differs');
      const said = verdict.differences.map((each) => [each.published, each.file]);
      expect(said.some(([ours, theirs]) => ours?.includes('2205') && theirs?.includes('2206')) || (said.some(([ours]) => ours?.includes('2205')) && said.some(([, theirs]) => theirs?.includes('2206'))), format).toBe(true);
      if (['csv', 'json', 'parquet', 'arrow'].includes(format)) expect(verdict.differences[0]!.where).toBe('行政许可实施情况统计表 / 示范市市场监督管理局（演示） / 许可数量');
    }
  });

  it('says so where only the bytes differ, as after saving again', async () => {
    const parts = unzipSync(await file(version(1), 'docx'));
    const again = zipSync(Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, [bytes, { mtime: new Date(2026, 1, 1), level: 1 }]])));
    const verdict = await verify(stored(version(1)), again);
    expect(verdict).toMatchObject({ outcome: 'redrawn', differing: 0 });
    expect(verdict.words.zh).toContain('数字和文字都一致');
  });

  it('finds a sentence that was changed and a row that was added by hand', async () => {
    const parts = unzipSync(await file(version(1), 'docx'));
    parts['word/document.xml'] = strToU8(strFromU8(parts['word/document.xml']!).replace('收到申请2207', '收到申请9207'));
    const sentence = await verify(stored(version(1)), zipSync(parts));
    expect(sentence.differences).toEqual([{ where: '正文 text', published: '收到申请2207宗。', file: null }, { where: '正文 text', published: null, file: '收到申请9207宗。' }]);
    const csv = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file(version(1), 'csv'));
    const lines = csv.trimEnd().split('\r\n');
    const added = await verify(stored(version(1)), new TextEncoder().encode(`${[...lines, lines.at(-1)].join('\r\n')}\r\n`));
    expect(added.outcome).toBe('differs');
    expect(added.differences.every((each) => each.published === null)).toBe(true);
  });

  it('says that a version was corrected since', async () => {
    const verdict = await verify(stored(version(1), version(2)), await file(version(1), 'pdf'));
    expect(verdict.outcome).toBe('same');
    expect(verdict.words.zh).toContain('最新为第2版');
    expect(verdict.publication).toMatchObject({ newest: 2 });
  });

  it('tells a preview, a publication that is not stored, and a file that says nothing apart', async () => {
    expect(await verify(stored(), await file(exampleReport(), 'pdf'))).toMatchObject({ outcome: 'preview' });
    expect(await verify(stored(), await file(version(1), 'xlsx'))).toMatchObject({ outcome: 'unknown', format: 'xlsx' });
    for (const bytes of [new Uint8Array(0), strToU8('PK\u0003\u0004 broken'), strToU8('%PDF-1.7 other'), strToU8('{"a":1}'), strToU8('{'), strToU8('a,b\n1,2\n'), zipSync({ 'a.txt': strToU8('x') })]) expect(await verify(stored(), bytes)).toMatchObject({ outcome: 'no_claim' });
  });

  it('answers about files that only pretend, soon', async () => {
    const claim = 'zhiheng:annual_statistics/11619900010000004L/2024/v1';
    const started = performance.now();
    for (const bytes of [
      strToU8(`<html><meta content="${claim}">${'<table'.repeat(1_000_000)}`), strToU8(`<html><meta content="${claim}">${'<'.repeat(5_000_000)}`), strToU8(`%PDF-1.7 ${claim}`), strToU8(`PAR1 ${claim} PAR1`), strToU8(`ARROW1 ${claim}`),
      strToU8(`publication\r\n${claim},${'"'.repeat(3_000_001)}`), zipSync({ 'word/document.xml': strToU8(`<w:tbl><w:tr>${'<w:tc>'.repeat(500_000)}`), 'docProps/custom.xml': strToU8(claim) }), zipSync({ 'xl/workbook.xml': strToU8('<x'), 'docProps/core.xml': strToU8(claim) }),
    ]) expect(['differs', 'unread']).toContain((await verify(stored(version(1)), bytes)).outcome);
    expect(performance.now() - started).toBeLessThan(60_000);
    const bomb = zipSync({ 'word/document.xml': new Uint8Array(60_000_000), 'docProps/custom.xml': strToU8(claim) });
    expect(await verify(stored(version(1)), bomb)).toMatchObject({ outcome: 'unread' });
    await expect(verify(stored(), new Uint8Array(32_000_001))).rejects.toMatchObject({ code: 'too_large' });
  });
});
