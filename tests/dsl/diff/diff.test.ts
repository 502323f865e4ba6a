import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile, diff, format, packTable, type Change, type Program } from '../../../dsl/index.ts';
import { catalogue, pack } from '../sources.ts';

function program(text: string): Program {
  const { program: made, diagnostics } = compile([...catalogue, { file: 'a', text }]);
  expect(diagnostics.filter((one) => one.severity === 'error').map((one) => one.message.en)).toEqual([]);
  return made;
}
/** What changed, one line a part: `changed indicator a: value 甲 → 乙`. */
function said(before: string, after: string): string[] {
  return diff(program(before), program(after)).flatMap(({ kind, change, name, was, parts }: Change) => {
    const head = `${change} ${kind} ${name}${was ? ` (was ${was.name}${was.label === was.name ? '' : ` ${was.label}`})` : ''}`;
    return change === 'changed' ? parts.map((one) => `${head}: ${one.title.zh} ${one.before?.zh ?? '–'} → ${one.after?.zh ?? '–'}`) : [head];
  });
}
const indicator = (value: string, more = '', name = 'a "甲"'): string => `indicator ${name} { source "文" value ${value} ${more || 'shown only'} }\n`;
const base = indicator('share of decisions where kind = penalty with disclosed_on within 7 workdays of decided_on', 'target >= 100%');

describe('nothing is said of', () => {
  test('the same in another language, layout or order of what may change places', () => {
    expect(said(base, format(base, { language: 'zh' }))).toEqual([]);
    expect(said(base, base.replace('target', '// no matter\n target'))).toEqual([]);
    const a = indicator('count(decisions where kind in penalty, licence and not (major or fine < 100元))');
    expect(said(a, indicator('count(decisions where fine >= 100元 and not major and kind in licence, penalty)'))).toEqual([]);
    expect(said(a, indicator('count(decisions where (kind = penalty or kind = licence) and fine >= 100元 and not major)')).length).toBe(1);
  });
  test('a define that says the same, a note, an example', () => {
    expect(said(base, `define punished = decisions where kind = penalty\n${base.replace('decisions where kind = penalty', 'punished').replace('target', 'note "注" target')}`)).toEqual([]);
  });
  test('the whole pack, written in the other language', () => {
    expect(diff(compile([...catalogue, pack('metrics/packs/xian-2022.heng')]).program, compile([...catalogue, { file: 'p', text: format(pack('metrics/packs/xian-2022.heng').text, { language: 'zh' }) }]).program)).toEqual([]);
  });
});

describe('indicators', () => {
  test('a changed term, target or scope is told in words', () => {
    expect(said(base, base.replace('7 workdays', '5 workdays').replace('>= 100%', 'in principle >= 95%').replace('value', 'applies to agencies where level = 市 value'))).toEqual([
      'changed indicator a: 适用 – → 执法主体的层级为市',
      expect.stringMatching(/^changed indicator a: 取值 .*7个工作日.* → .*5个工作日/),
      'changed indicator a: 目标 不低于100% → 原则上不低于95%',
    ]);
  });
  test('what a define stands for changes what rests on it', () => {
    const with_ = (how: string): string => `define punished = decisions where kind = ${how}\n${indicator('count(punished)')}`;
    expect(said(with_('penalty'), with_('licence'))).toEqual([expect.stringMatching(/^changed indicator a: 取值 .*行政处罚.* → .*行政许可/)]);
  });
  test('added, removed, and renamed where the meaning is the same', () => {
    const b = indicator('count(inspections)', '', 'b "乙"');
    expect(said(base, base + b)).toEqual(['added indicator b']);
    expect(said(base + b, base)).toEqual(['removed indicator b']);
    expect(said(base + b, base + b.replace('b "乙"', 'c "丙"'))).toEqual(['renamed indicator c (was b 乙)']);
    expect(said(base, base.replace('"甲"', '"甲二"'))).toEqual(['renamed indicator a (was a 甲)']);
  });
  test('a new name with another meaning but the old label is the old indicator, changed', () => {
    expect(said(base, base.replace('a "甲"', 'x "甲"').replace('7 workdays', '5 workdays'))[0]).toMatch(/^changed indicator x \(was a 甲\): 取值/);
  });
  test('what was only renamed is no change of what refers to it', () => {
    const card = (name: string): string => `${base.replace('a "甲"', `${name} "甲"`)}${indicator(`${name} + 0%`, '', 'b "乙"')}scorecard s { dimension "d" 10 { ${name} 10 { full when >= 100% } } grades "优" }`;
    expect(said(card('a'), card('z'))).toEqual(['renamed indicator z (was a 甲)']);
  });
});

describe('what figures and rules rest on', () => {
  test('a parameter tells its values and the indicators that rest on it', () => {
    const with_ = (days: number): string => `parameter days "期限" { value ${days} workdays source "文" }\n${base.replace('7 workdays', 'days')}`;
    const [change] = diff(program(with_(7)), program(with_(5)));
    expect(change).toMatchObject({ kind: 'parameter', change: 'changed', name: 'days', affects: ['a'], parts: [{ part: 'values', before: { zh: '7个工作日（依据文）' }, after: { zh: '5个工作日（依据文）', en: '5 workdays (文)' } }] });
    expect(said(with_(7), with_(7).replaceAll('days', 'term').replaceAll('workterm', 'workdays'))).toEqual(['renamed parameter term (was days 期限)']);
  });
  test('another parameter in its place is a change, also of the same value', () => {
    const both = (used: string): string => `parameter p "甲限" { value 7 workdays source "文" }\nparameter q "乙限" { value 9 workdays source "文" }\n${base.replace('7 workdays', used)}`;
    expect(said(both('p'), both('q'))).toEqual([expect.stringMatching(/^changed indicator a: 取值 .*甲限.* → .*乙限/)]);
  });
  test('fields, by their label where the name is another', () => {
    const ledger = (fields: string): string => `ledger visits "走访" { key visit_no dated by held_on field visit_no "编号" text required field held_on "日期" date required ${fields} }\n`;
    const before = ledger('field place "地点" text field kind "类别" one of A, B') + indicator('count(visits where place is filled)');
    expect(said(before, ledger('field site "地点" text field kind "类别" one of A, B, C') + indicator('count(visits where site is filled)'))).toEqual([
      'changed ledger visits: 字段“类别” 可选值（A、B） → 可选值（A、B、C）',
    ]);
    expect(said(before, ledger('field place "地点" text required field kind "类别" one of A, B also "种类"') + indicator('count(visits where place is filled)'))).toEqual([
      'changed ledger visits: 字段“地点” 文本 → 文本，必填', 'changed ledger visits: 字段“类别” 可选值（A、B） → 可选值（A、B），又名种类',
    ]);
  });
  test('orders, forms and their checks, tasks', () => {
    const more = (how: string): string => `order o "次" { value warning < fined${how} }\nform f "表" { column a "甲" count in 件 column b "乙" count in 件 check hard "相等": a ${how ? '>=' : '='} b }\ntask t "事" { source "文" due 2024年${how ? '底' : '6月底'} done when exists(activities) applies to agencies where level = 市 }`;
    expect(said(more(''), more(' < other'))).toEqual([
      'changed form f: 校验“相等” 必须：表的甲等于表的乙 → 必须：表的甲不少于表的乙',
      'changed order o: 次序 警告＜罚款 → 警告＜罚款＜其他行政处罚',
      'changed task t: 期限 2024年6月30日 → 2024年12月31日',
    ]);
  });
  test('scorecards: weights, items, rules, vetoes and grades', () => {
    const card = (text: string): string => `${base}scorecard s "表" { dimension "公示" 100 { ${text} } not applicable: rescale grades "优" >= 90, "差" }`;
    expect(said(card('a 100 { deduct 1 per full 1 percentage point below 100% up to 5 }'),
      card('a 90 { deduct 1 per started 1 percentage point below 100% up to 5 } item "材料" 10 { deduct 2 for each count(decisions where major) }').replace('grades "优" >= 90', 'veto "造假" when count(decisions where major) > 3 then grade "差" grades "优" > 95'))).toEqual([
      'changed scorecard s: 评分点“甲” 公示，100分；低于100%的，每满1个百分点扣1分，最多扣5分 → 公示，90分；低于100%的，每1个百分点（不足的按1个百分点计）扣1分，最多扣5分',
      expect.stringMatching(/^changed scorecard s: 评分点“材料” – → 公示，10分；按.*重大决定.*，每计1扣2分$/),
      expect.stringMatching(/^changed scorecard s: 一票否决“造假” – → .*多于3的，定为“差”$/),
      'changed scorecard s: 等次 优 ≥ 90, 差 → 优 > 95, 差',
    ]);
  });
});

describe('the shipped packs', () => {
  const folder = new URL('../../../metrics/packs/', import.meta.url).pathname;
  const packs = readdirSync(folder).filter((name) => name.endsWith('.heng')).map((name) => ({ file: name, text: readFileSync(folder + name, 'utf8') }));
  const none = compile(catalogue).program;
  test.each(packs)('$file: everything that it declares can be told in both languages, and is nothing new beside itself', (one) => {
    const { program: made } = compile([...catalogue, one], { packs: packTable(packs) });
    const added = diff(none, made);
    expect(added.filter((change) => change.kind === 'indicator').length).toBeGreaterThan(0);
    for (const { parts } of added) {
      for (const { title, after } of parts) for (const words of [title, after!]) for (const text of [words.zh, words.en]) expect(text).toMatch(/^(?!.*(undefined|\[object)).+/s);
    }
    expect(diff(made, compile([...catalogue, one], { packs: packTable(packs) }).program)).toEqual([]);
  });
});
