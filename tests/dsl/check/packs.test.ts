/** What `use` brings in. */
import { describe, expect, test } from 'vitest';
import { compile, inScope, packTable, type Packs } from '../../../dsl/index.ts';
import { catalogue } from '../sources.ts';

const national = { file: 'packs/national.heng', text: 'pack national "全国" { version "1.0"; region "000000" }\nindicator online "上线率" { source "文" value share of decisions with online }' };
const province = { file: 'packs/shaanxi-2023.heng', text: 'use "national"\npack shaanxi "陕西" { authority "省政府" }\ndefine major_ones = decisions where major\ntask t "目录" { source "文" due 2024年底 }' };
const packs = packTable([national, province]);
const compiled = (text: string, from: Packs = packs) => compile([...catalogue, { file: 'a.heng', text }], { packs: from });
const codes = (text: string, from?: Packs): string[] => compiled(text, from).diagnostics.map((one) => `${one.range.file}:${one.range.start.line}:${one.range.start.column} ${one.code} ${one.message.en}`);

describe('use', () => {
  const own = 'use "shaanxi"\npack city "西安" { region "610100" }\nindicator a { source "文" value count(major_ones) / count(decisions) }\nindicator b { source "文" value online }';
  test('brings in a pack and what it uses in turn, once', () => {
    const { program, diagnostics } = compiled(`use "national"\n${own}`);
    expect(diagnostics).toEqual([]);
    expect(Object.keys(program.indicators)).toEqual(['online', 't', 'a', 'b']);
  });
  test('says which pack is whose', () => {
    const { program } = compiled(own);
    expect(program.pack).toEqual({ name: 'city', label: '西安', region: '610100', uses: ['shaanxi'] });
    expect(program.packs).toMatchObject({ national: { version: '1.0' }, shaanxi: { authority: '省政府', uses: ['national'] }, city: {} });
    expect([program.indicators['online']!.pack, program.tasks['t']!.pack, program.indicators['t']!.pack, program.indicators['a']!.pack]).toEqual(['national', 'shaanxi', 'shaanxi', 'city']);
  });
  test('is the same in Chinese, by the name, the label or the file of a pack', () => {
    const program = compiled(own).program;
    for (const name of ['引用 “陕西”', '引用 “shaanxi-2023”', 'use "shaanxi"']) expect(Object.keys(compiled(own.replace('use "shaanxi"', name)).program.indicators)).toEqual(Object.keys(program.indicators));
  });
  test('finds a pack among the given sources too, and brings it in but once', () => {
    const { program, diagnostics } = compile([...catalogue, province, { file: 'a.heng', text: own }, national]);
    expect(diagnostics).toEqual([]);
    expect(Object.keys(program.indicators)).toEqual(['online', 't', 'a', 'b']);
    expect(Object.keys(compile([...catalogue, province, { file: 'a.heng', text: own }, national], { packs }).program.indicators)).toEqual(['online', 't', 'a', 'b']);
  });
  test('asks a function for packs where there is one', () => {
    const asked: string[] = [];
    const { program } = compiled(own, (name) => { asked.push(name); return name === 'shaanxi' ? { ...province } : name === 'national' ? { ...national } : undefined; });
    expect(Object.keys(program.indicators)).toHaveLength(4);
    expect(asked).toEqual(['shaanxi', 'national']);
  });
  test('without a pack of one’s own, the program has none', () => {
    const { program } = compiled('use "national"\nindicator a { source "文" value online }');
    expect(program.pack).toBeUndefined();
    expect(program.indicators['a']!.pack).toBeUndefined();
  });
  test('what is used stands before its user', () => {
    expect(inScope([{ file: 'a', text: own }], packs).sources.map((one) => one.file)).toEqual([national.file, province.file, 'a']);
  });
});

describe('mistakes', () => {
  test('a pack that is not known, with the nearest', () => {
    const { diagnostics } = compiled('use "natonal"');
    expect(diagnostics).toMatchObject([{ code: 'unknown-pack', message: { zh: '没有名为“natonal”的指标包' }, hints: [{ en: 'did you mean national?' }], fix: { edits: [{ text: '"national"' }] } }]);
    expect(codes('引用 “甲”')).toEqual(['a.heng:1:4 unknown-pack there is no pack “甲”']);
    expect(codes('use "national"', {})).toEqual(['a.heng:1:5 unknown-pack there is no pack “national”']);
    expect(codes('use "toString"')).toEqual(['a.heng:1:5 unknown-pack there is no pack “toString”']);
  });
  test('packs that use each other, or themselves', () => {
    const one = { file: 'one', text: 'use "two"\npack one { }' }, two = { file: 'two', text: 'use "one"\npack two { }' };
    expect(codes('use "one"', packTable([one, two]))).toEqual(['two:1:5 cyclic-packs packs use each other: one → two → one']);
    expect(codes('use "self"\npack self { }')).toEqual(['a.heng:1:5 cyclic-packs packs use each other: self → self']);
    expect(compile([one, two]).diagnostics.map((each) => each.code)).toEqual(['cyclic-packs']);
  });
  test('a declaration with the name of a used one is the author’s mistake', () => {
    expect(codes('use "national"\nindicator online { source "文" value count(decisions) }')).toEqual(['a.heng:2:11 duplicate-name “online” is already declared at packs/national.heng:2']);
    expect(codes('use "national"\npack national { }')).toEqual(['a.heng:1:5 cyclic-packs packs use each other: national → national']);
  });
  test('two packs in a file', () => {
    expect(codes('pack a { }\npack b { }')).toEqual(['a.heng:2:6 second-pack a file is one pack: it is already “a”']);
  });
  test('mistakes in a used pack are said of its own file', () => {
    expect(codes('use "bad"', { bad: { file: 'bad.heng', text: 'indicator a { source "文" value count(nothing) }' } })).toEqual(['bad.heng:1:38 unknown-ledger there is no ledger “nothing”']);
  });
  test('packs without end', () => {
    const endless: Packs = (name) => ({ file: name, text: `use "${name}x"` });
    expect(codes('use "x"', endless).map((one) => one.slice(-72))).toEqual([expect.stringContaining('too-many-packs too many packs are used (more than 100)')]);
  });
});
