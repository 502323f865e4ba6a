/** compile() as a whole: what is left out, in what order things are said, that nothing is thrown, how long it takes. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { compile, words } from '../../../dsl/index.ts';
import { catalogue, pack } from '../sources.ts';

const xian = pack('metrics/packs/xian-2022.heng');

describe('declarations in error', () => {
  test('are left out with what rests on them, the others stay', () => {
    const { program, diagnostics } = compile([...catalogue, { file: 'a', text: `
      indicator good "好" { source "文" value count(decisions) }
      indicator bad "坏" { source "文" value count(nothing) }
      indicator on_bad "靠坏" { source "文" value bad + 1 }
      indicator on_on_bad "再靠" { source "文" value on_bad / good }
      scorecard card { dimension "甲" 100 { bad 100 { full when >= 1件 } } grades "好" >= 60, "差" }
      scorecard other { dimension "甲" 100 { good 100 { full when >= 1件 } } grades "好" >= 60, "差" }` }]);
    expect(Object.keys(program.indicators)).toEqual(['good']);
    expect(Object.keys(program.scorecards)).toEqual(['other']);
    expect(diagnostics.map((one) => one.code)).toEqual(['unknown-ledger']);
  });
  test('a ledger takes with it what reads its rows, even where only one of its checks is in error', () => {
    const { program, diagnostics } = compile([...catalogue, { file: 'a', text: `
      ledger visits { key visit_no dated by visited_on field visit_no text field visited_on date check "甲": visited_on > 3 }
      indicator a { source "文" value count(visits) }
      indicator b { source "文" value a / count(decisions) }` }]);
    expect(Object.keys(program.ledgers)).not.toContain('visits');
    expect(program.indicators).toEqual({});
    expect(diagnostics.map((one) => one.code)).toEqual(['cannot-compare']);
  });
  test('a declaration that could not be read is left out, and nothing more is said of it', () => {
    const { program, diagnostics } = compile([...catalogue, { file: 'a', text: 'indicator a { source "文" value share of decisions with }\nindicator b { source "文" value a }\nindicator c { source "文" value count(decisions) }' }]);
    expect(Object.keys(program.indicators)).toEqual(['c']);
    expect(diagnostics).toHaveLength(1);
  });
  test('members of a cycle are all left out', () => {
    const { program } = compile([...catalogue, { file: 'a', text: 'indicator a { source "文" value b }\nindicator b { source "文" value a }\nindicator c { source "文" value count(decisions) }' }]);
    expect(Object.keys(program.indicators)).toEqual(['c']);
  });
});

describe('diagnostics', () => {
  test('all come at once, in the order of sources and places', () => {
    const { diagnostics } = compile([
      ...catalogue, { file: 'first', text: 'indicator a { source "文" value count(nothing) target >= }\nindicator b { source "文" value nobody }' },
      { file: 'second', text: 'indicator c { source "文" value count(nowhere) }' },
    ]);
    expect(diagnostics.map((one) => [one.range.file, one.range.start.line, one.code])).toEqual([
      ['first', 1, 'unknown-ledger'], ['first', 1, 'expected'], ['first', 2, 'unknown-name'], ['second', 1, 'unknown-ledger'],
    ]);
  });
  test('the shipped declarations and the Xi’an pack have none', () => {
    expect(compile([...catalogue, xian]).diagnostics).toEqual([]);
  });
  test('a mistake in a define is said once, however often it is used', () => {
    const { diagnostics } = compile([...catalogue, { file: 'a', text: 'define d = inspections where nothing\nindicator a { source "文" value count(d) }\nindicator b { source "文" value count(d) }' }]);
    expect(diagnostics).toHaveLength(1);
  });
});

test('whatever is cut out of a pack or put into it, nothing is thrown and the places are within the text', () => {
  const pieces = ['where', '的', '占比', '(', ')', '{', '}', 'count(', ' = ', 'decisions', '“', '7个工作日', 'share of ', 'last year\'s ', 'grouped by ', 'total of ', '\n', '…',
    'across agencies ', 'any handled_by with ', '任一 承办人 满足 ', 'every ', 'distribution of ', 'month of ', '.月份 ', 'growth of ', 'task t { due 2024年底 ', 'use "x"\n', 'choose ', 'shown grouped by kind ', '跨主体 ', 'check "a": '];
  fc.assert(fc.property(fc.nat(), fc.nat(300), fc.constantFrom(...pieces), fc.nat(), (from, length, piece, other) => {
    const at = from % xian.text.length, put = other % xian.text.length;
    const cut = xian.text.slice(0, at) + xian.text.slice(at + length);
    const text = cut.slice(0, put) + piece + cut.slice(put);
    const lines = text.split('\n');
    const { program, diagnostics } = compile([...catalogue, { file: 'a', text }]);
    for (const name of Object.keys(program.indicators)) expect(words(program, name, { year: 2024 }).zh).not.toMatch(/undefined|\[object/);
    for (const { range, message } of diagnostics) {
      expect(message.zh + message.en).not.toMatch(/undefined|\[object|NaN/);
      if (range.file !== 'a') continue;
      expect(range.start.line).toBeGreaterThan(0);
      expect(range.start.line).toBeLessThanOrEqual(lines.length + 1);
    }
  }), { numRuns: 60 });
});

test('formulas nested beyond reason are refused, not run into the ground', () => {
  const deep = `${'('.repeat(5000)}1${')'.repeat(5000)}`;
  const nots = `${'not '.repeat(5000)} major`;
  const doubling = Array.from({ length: 40 }, (_, index) => `define d${index} = d${index + 1} + d${index + 1}`).join('\n');
  for (const text of [`indicator a { value ${deep} }`, `indicator a { value count(decisions where ${nots}) }`, `${doubling}\ndefine d40 = count(decisions)\nindicator a { value d0 }`]) {
    const { program, diagnostics } = compile([...catalogue, { file: 'a', text }]);
    expect(program.indicators).toEqual({});
    expect(diagnostics.some((one) => one.severity === 'error')).toBe(true);
  }
});

test('four times the indicators take about four times as long, two thousand about a second', () => {
  const [before, ...rest] = xian.text.split(/\n(?=indicator )/);
  // each by itself: without its examples, and without the one that refers to others
  const blocks = rest.map((block) => block.split(/\n(?=scorecard |example )/)[0]!).filter((block) => !block.startsWith('indicator case_reviews_held '));
  const many = (count: number): { file: string; text: string } => ({
    file: 'a', text: `${before}\n` + Array.from({ length: count }, (_, index) => blocks[index % blocks.length]!.replace(/^indicator (\w+) "[^"]*"/, `indicator $1_${index} "指标${index}"`)).join('\n'),
  });
  const time = (count: number): number => {
    const source = many(count);
    let best = Infinity;
    for (let run = 0; run < 3; run++) {
      // Time of the processor, not of the clock: other work goes on beside a test.
      const start = process.cpuUsage();
      expect(Object.keys(compile([...catalogue, source]).program.indicators)).toHaveLength(count);
      const { user, system } = process.cpuUsage(start);
      best = Math.min(best, (user + system) / 1000);
    }
    return best;
  };
  time(100);
  const some = time(500), all = time(2000);
  // Time that grows with the square would be sixteen times as long.
  expect(all / some).toBeLessThan(12);
  // A busy machine with two cores; alone it is a fraction of it.
  expect(all).toBeLessThan(5000);
}, 60_000);

test('mistakes cost no more than what is right: eight times the unknown names, about eight times the time', () => {
  const time = (count: number): number => {
    const text = Array.from({ length: count }, (_, index) => `indicator bad${index} "指标${index}" { source "文" value share of decisions where knd${index} = penalty with count(nothing${index}) > nobody${index} }`).join('\n');
    const start = process.cpuUsage();
    expect(compile([...catalogue, { file: 'a', text }]).diagnostics.length).toBeGreaterThan(Math.min(count, 500));
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  time(200);
  const some = Math.min(time(500), time(500));
  // Time that grows with the square would be sixty-four times as long.
  expect(time(4000) / some).toBeLessThan(30);
}, 60_000);

test('a text beyond its bounds is answered, and answered again after an edit', () => {
  const said = (text: string): string[] => compile([...catalogue, { file: 'bounds', text }]).diagnostics.map((one) => `${one.code} ${/\d+/.exec(one.message.en)?.[0] ?? ''}`);
  const many = 'list l { a }\n'.repeat(20_000).replace(/l(?= {)/g, (_, at: number) => `l${at}`);
  expect(said(many)).toEqual([]);
  expect(said(`${many}list last { a }`)).toEqual(['too-many-parts 20000']);
  expect(said(many)).toEqual([]);
  expect(said(`${'; '.repeat(250_001)}`)).toEqual(['too-many-parts 250000']);
  expect(said(`${'; '.repeat(250_000)}`)).toEqual([]);
  expect(said(' '.repeat(1_000_001))).toEqual(['too-large 1000000']);
}, 60_000);

test('so much is said of a program; the rest is counted', () => {
  const { diagnostics } = compile([...catalogue, { file: 'a', text: 'indicator a { source "文" value count(decisions) }\n'.repeat(3000) }]);
  expect(diagnostics).toHaveLength(1001);
  expect(diagnostics.at(-1)).toMatchObject({ code: 'too-many-errors', message: { en: '1999 more errors are not listed' } });
});

test('a chain of five thousand defines is refused, not run into the ground', () => {
  const chain = Array.from({ length: 5000 }, (_, index) => `define d${index} = ${index === 4999 ? 'major' : `d${index + 1} and online`}`);
  const { diagnostics } = compile([...catalogue, { file: 'a', text: `${chain.join('\n')}\nindicator a { source "文" value count(decisions where d0) }` }]);
  expect(diagnostics.map((one) => one.code)).toEqual(['formula-too-large']);
});

test('a chain of five thousand indicators needs no deep recursion, in whatever order it stands', () => {
  const chain = Array.from({ length: 5000 }, (_, index) => `indicator c${index} { source "文" value ${index === 4999 ? 'count(decisions)' : `c${index + 1} + 1`} }`);
  expect(Object.keys(compile([...catalogue, { file: 'a', text: chain.join('\n') }]).program.indicators)).toHaveLength(5000);
  expect(Object.keys(compile([...catalogue, { file: 'a', text: chain.toReversed().join('\n') }]).program.indicators)).toHaveLength(5000);
}, 60_000);
