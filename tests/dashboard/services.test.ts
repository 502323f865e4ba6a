/** The language service about one declaration of a file: questions and answers are in offsets of the part that is edited. */
import { describe, expect, test } from 'vitest';
import { answer, type AnswerOf, type Kind, type Questions } from '../../dashboard/src/indicator/services.ts';
import type { Part } from '../../dashboard/src/indicator/part.ts';
import { catalogue as sources } from '../dsl/sources.ts';

const before = 'pack own "自己" { }\nparameter days "期限" { value 7 workdays source "甲" }\n';
const after = '\nindicator other { source "甲" value on_time + 1% }\n';
const catalogue = { sources, packs: [{ file: 'packs/n.heng', text: 'pack national "国家" { }\nparameter usual { value 5 workdays source "甲" }\n' }] };

/** Asks about the part, `|` at the caret. */
function ask<K extends Kind>(marked: string, kind: K, question: (offset: number) => Questions[K]['ask']): AnswerOf<K> {
  const offset = marked.indexOf('|'), text = marked.replace('|', '');
  const part: Part = { file: 'packs/own.heng', before, after, published: text };
  return answer(catalogue, part, text, { kind, ...question(offset) } as never) as AnswerOf<K>;
}
const at = (offset: number): { offset: number } => ({ offset });
const text = 'indicator on_time "按期" { source "甲" value share of decisions with disclosed_on within days of decided_on }';

describe('the language service about a part', () => {
  test('answers in offsets of the part', () => {
    const told = ask(text.replace('disclosed_on', 'disclosed|_on'), 'hover', at)!;
    expect([text.slice(told.from, told.to), told.hover.title.zh, told.hover.thing]).toEqual(['disclosed_on', '公示日期', { kind: 'field', name: 'disclosed_on' }]);
    expect(ask(text.replace('disclosed_on', 'disclosed|_on'), 'complete', at)[0]).toMatchObject({ from: text.indexOf('disclosed_on'), to: text.indexOf('disclosed_on') + 12 });
  });
  test('tells places inside the part with offsets, those outside with file and line', () => {
    expect(ask(text.replace('within days', 'within da|ys'), 'definition', at)).toEqual([{ file: 'packs/own.heng', line: 2, column: 11, from: null, to: expect.any(Number), text: before.split('\n')[1] }]);
    expect(ask(text.replace('disclosed_on', 'disclosed|_on'), 'definition', at)[0]).toMatchObject({ file: 'catalogue/decisions.heng', from: null });
    expect(ask(text.replace('on_time', 'on_ti|me'), 'uses', at).map((place) => [place.file, place.line, place.from])).toEqual([
      ['packs/own.heng', 3, 10], ['packs/own.heng', 3, 18], ['packs/own.heng', 4, null],
    ]);
    expect(ask(text.replace('on_time', 'on_ti|me'), 'uses', at).map((place) => place.indicator)).toEqual([undefined, undefined, 'other']);
    expect(ask(text.replace('on_time', 'on_ti|me'), 'marks', at)).toEqual([{ from: 10, to: 17 }, { from: 18, to: 22 }]);
  });
  test('renames in the part and says where else the name is written; what is declared elsewhere is refused', () => {
    const renamed = ask(text.replace('on_time', 'on_ti|me'), 'rename', (offset) => ({ offset, word: 'in_time' }));
    expect(renamed).toMatchObject({ changes: [{ from: 10, to: 17, insert: 'in_time' }], elsewhere: [{ file: 'packs/own.heng', line: 4, from: null }] });
    expect(ask(text.replace('disclosed_on', 'disclosed|_on'), 'nameAt', at)).toMatchObject({ refused: { zh: expect.stringContaining('只读') } });
    expect(ask(text.replace('on_time', 'on_ti|me'), 'nameAt', at)).toEqual({ from: 10, to: 17, word: 'on_time' });
  });
  test('offers mends whose edits lie in the part, parts words, lays the part out', () => {
    const wrong = text.replace('disclosed_on', 'disclosed_onn');
    expect(ask(wrong.replace('_onn', '_o|nn'), 'actions', (offset) => ({ from: offset, to: offset })).map((one) => one.title.en)).toContain('write disclosed_on');
    const typed = '指标 甲 { 取值 行政执法决定 中 公示日期在决定日期起7个工作日内| 的 占比 }';
    expect(ask(typed, 'split', at)).toEqual({ from: typed.indexOf('公示日期'), to: typed.indexOf('|'), insert: '公示日期 在 决定日期 起 7个工作日 内' });
    const untidy = 'indicator a {\n      value    1\n}|';
    const change = ask(untidy, 'format', () => ({}))!;
    expect(untidy.slice(0, change.from) + change.insert + untidy.slice(change.to, -1)).toBe('indicator a {\n  value 1\n}');
  });
  test('offers packs that may be used, and knows what a used one declares', () => {
    expect(ask('use |', 'complete', at).map((one) => one.insert)).toContain('"national"');
    expect(ask('use "national"\nindicator a { value share of decisions with disclosed_on within usu| }', 'complete', at).map((one) => one.label)).toEqual(['usual']);
  });
  test('answers in a broken part', () => {
    expect(ask('indicator a { value share of decisions where kind = pen|alty with ( }', 'hover', at)?.hover.title.zh).toBe('行政处罚');
    for (const kind of ['complete', 'definition', 'uses', 'marks', 'nameAt', 'split', 'hover'] as const) expect(ask('} ( “ |', kind, at), kind).toBeDefined();
  });
});
