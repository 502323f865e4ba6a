/** The verbs on definitions: format, explain, diff. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { A, B, files, PACK, SMALL, zhiheng } from './command.ts';

vi.setConfig({ testTimeout: 120_000 });
let folder: string, data: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zhiheng-definitions-'));
  data = files(join(folder, 'data'), SMALL);
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const file = (name: string, text: string): string => join(files(folder, { [name]: text }), name);
const INDICATOR = 'penalties_and_licences_disclosed_on_time';
const RATE = (days: number): string => `indicator on_time "按期公示率" {
  source "文" clause "一"
  value  share of decisions where kind = penalty with disclosed_on within ${days} workdays of decided_on
  target >= 100%
}
scorecard card "考评" {
  groups by agencies.category
  dimension "公示" 100 { on_time 100 { in proportion } }
  grades "优" >= 90, "差"
}
`;

describe('format', () => {
  const untidy = 'indicator a   "甲" {source "文"  value count( decisions where kind = penalty )\n target >= 1件 }';
  test('prints one file, in either language', async () => {
    const path = file('untidy.heng', untidy);
    const { code, out, err } = await zhiheng('format', path);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe('indicator a "甲" { source "文"; value count(decisions where kind = penalty); target >= 1件 }\n');
    expect((await zhiheng('format', path, '--language', 'zh')).out).toBe('指标 a “甲” { 依据 “文”；取值 decisions 中 kind 为 penalty 的 件数；目标 ≥ 1件 }\n');
  });
  test('checks and writes several', async () => {
    const [one, two] = [file('one.heng', untidy), file('two.heng', 'define a = 1\n')];
    const checked = await zhiheng('format', one, two, '--check');
    expect([checked.code, checked.out]).toEqual([1, '']);
    expect(checked.err).toContain('one.heng');
    expect(checked.err).not.toContain('two.heng');
    expect((await zhiheng('format', one, two)).code).toBe(2);
    expect((await zhiheng('format', one, two, '--write')).code).toBe(0);
    expect(readFileSync(one, 'utf8')).toMatch(/^indicator a "甲" \{ source/);
    expect((await zhiheng('format', one, two, '--check')).code).toBe(0);
  });
  test('a declaration that cannot be read stays, and is told', async () => {
    const path = file('half.heng', 'define a=1\nindicator   b { value }\ndefine c=2\n');
    const { code, out, err } = await zhiheng('format', path, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ files: [{ file: path, changed: true, untouched: [2], text: 'define a = 1\nindicator   b { value }\ndefine c = 2\n', diagnostics: [{ severity: 'error' }] }] });
    expect(err).toMatch(/half\.heng:2:/);
  });
});

describe('explain', () => {
  test('says in words what is measured, with sources, SQL and what it rests on', async () => {
    const { code, out } = await zhiheng('explain', PACK, '--indicator', '许可处罚按期公示率', '--year', '2024', '--json');
    expect(code).toBe(0);
    const explained = JSON.parse(out) as { indicator: string; words: { zh: string; en: string }; sources: { clause: string }[]; reads: string[]; lineage: { nodes: { id: string }[] }; sql: { sql: string }[]; explanation?: unknown };
    expect(explained).toMatchObject({ indicator: INDICATOR, target: { zh: '不低于100%' }, reads: ['decisions'] });
    expect(explained.words.zh).toContain('7个工作日');
    expect(explained.sources[0]!.clause).toBe('一(一)三');
    expect(explained.lineage.nodes.map((node) => node.id)).toContain('field:decisions.disclosure_exempt');
    expect(explained.sql.some((one) => one.sql.includes('"decisions"'))).toBe(true);
    expect(explained.explanation).toBeUndefined();
    const shown = await zhiheng('explain', PACK, '--indicator', INDICATOR, '--year', '2024');
    expect(shown.out).toMatch(/依据 Source: 市政办发.*台账 ledger 行政执法决定 decisions: .*公示日期.*SELECT/s);
  });
  test('tells the parameters with their values, which of them holds, and the document of each', async () => {
    const path = file('parameter.heng', `parameter days "期限" { value 7 workdays to 2022-12-31 source "旧"; value 5 workdays from 2023-01-01 source "新" clause "三" }\n${RATE(7).replace('7 workdays', 'days')}`);
    const { out } = await zhiheng('explain', path, '--indicator', 'on_time', '--year', '2024', '--json');
    expect((JSON.parse(out) as { parameters: unknown }).parameters).toMatchObject([{ name: 'days', choose: false, values: [{ words: { zh: '7个工作日' }, document: '旧', current: false }, { words: { en: '5 workdays' }, document: '新', clause: '三', current: true }] }]);
  });
  test('with data it goes down to each record and why it counts', async () => {
    const words = ['explain', PACK, '--indicator', INDICATOR, '--data', data, '--year', '2024', '--agency', A];
    const { code, out } = await zhiheng(...words, '--json');
    expect(code).toBe(0);
    const { explanation } = JSON.parse(out) as { explanation: { measure: { numerator: number; denominator: number }; records: { verdict: string; fields: { case_no: string }; reason: { zh: string } | null }[]; total: number } };
    expect(explanation).toMatchObject({ measure: { numerator: 1, denominator: 2, pending: 1, excluded: 1 }, total: 4 });
    expect(explanation.records.map((one) => [one.fields.case_no, one.verdict])).toEqual([['A2', 'missed'], ['A3', 'pending'], ['A4', 'excluded'], ['A1', 'fulfilled']]);
    expect((await zhiheng(...words)).out).toMatch(/\(1\/2\).*▼ 未符合 +A2.*依法不公开/s);
  });
  test('an agency or indicator that is not there is told; data and agency go together', async () => {
    expect((await zhiheng('explain', PACK, '--indicator', 'nothing')).err).toMatch(/没有指标/);
    expect((await zhiheng('explain', PACK, '--indicator', INDICATOR, '--data', data, '--year', '2024', '--agency', 'X', '--json'))).toMatchObject({ code: 1, err: expect.stringMatching(/名录里没有/) });
    for (const wrong of [['--data', data], ['--agency', A]]) expect((await zhiheng('explain', PACK, '--indicator', INDICATOR, ...wrong)).code).toBe(2);
  });
});

describe('diff', () => {
  test('the same in other words is the same', async () => {
    const [one, other] = [file('a.heng', RATE(7)), file('b.heng', (await zhiheng('format', file('a.heng', RATE(7)), '--language', 'zh')).out)];
    expect(await zhiheng('diff', one, other)).toMatchObject({ code: 0, out: expect.stringContaining('含义相同') });
    expect(JSON.parse((await zhiheng('diff', one, other, '--json')).out)).toEqual({ changes: [] });
  });
  test('what changed is told in words, and what it does to every agency', async () => {
    const [one, other] = [file('seven.heng', RATE(7)), file('two.heng', RATE(2))];
    const figures = ['--data', data, '--year', '2024', '--scorecard', 'card'];
    const { code, out } = await zhiheng('diff', one, other, ...figures, '--json');
    expect(code).toBe(0);
    const found = JSON.parse(out) as { changes: unknown[]; effects: { agencies: { agency: string; gained: number | null; before: unknown; after: unknown; measures: unknown[] }[] } };
    expect(found.changes).toMatchObject([{ kind: 'indicator', change: 'changed', name: 'on_time', parts: [{ part: 'value', before: { zh: expect.stringContaining('7个工作日') }, after: { zh: expect.stringContaining('2个工作日') } }] }]);
    expect(found.effects).toMatchObject({ year: 2024, asOf: '2024-12-31', scorecard: 'card' });
    const [first] = found.effects.agencies;
    expect(first).toMatchObject({ agency: A, before: { points: 50 }, after: { points: 0 }, measures: [{ indicator: 'on_time', before: { value: 0.5 }, after: { value: 0 } }] });
    expect(found.effects.agencies.find((each) => each.agency === B)).toMatchObject({ before: { rank: 1, points: 100 }, after: { rank: 1, points: 100 }, measures: [] });
    expect((await zhiheng('diff', one, other, ...figures)).out).toMatch(/改变 changed +指标“按期公示率”.*\n {4}- .*7个工作日.*\n.*\n {4}\+ .*2个工作日.*甲局.*50\.00 → 0\.00.*2 个机关不变/s);
  });
  test('a program in error, a wrong call and an unknown scorecard are told', async () => {
    const [one, bad] = [file('good.heng', RATE(7)), file('bad.heng', 'indicator a { value count(nowhere) }')];
    const { code, out, err } = await zhiheng('diff', one, bad, '--json');
    expect([code, (JSON.parse(out) as { diagnostics: unknown[] }).diagnostics.length > 0, err.includes('bad.heng')]).toEqual([1, true, true]);
    for (const wrong of [[one], [one, one, one], [one, one, '--scorecard', 'card'], [one, one, '--data', data]]) expect((await zhiheng('diff', ...wrong)).code, wrong.join(' ')).toBe(2);
    expect(await zhiheng('diff', one, one, '--data', data, '--year', '2024', '--scorecard', 'none')).toMatchObject({ code: 1, err: expect.stringMatching(/没有评分卡/) });
  });
});
