import { describe, expect, test } from 'vitest';
import { parse } from '../../../dsl/syntax/parse.ts';
import { line, mended, said, saidOf } from './reading.ts';

/** A text with mistakes, and all that is said of it. */
const mistakes: [what: string, text: string, ...said: string[]][] = [
  ['a misspelt word', 'indicator i { value share of decisions whre kind = penalty with x target >= 100% }',
    '1:40 expected expected with (满足), found whre'],
  ['an operand left out', 'indicator i { value share of l where kind = with x; target >= }',
    '1:45 expected expected a field, number, date, text or parenthesis, found with',
    '1:63 expected expected a field, number, date, text or parenthesis, found }'],
  ['a share without its condition', 'indicator i { value share of l where a = b; target >= 1 }',
    '1:43 expected expected with (满足), found ;'],
  ['a parenthesis left open', 'indicator i { value count(a where b; target >= 1次 }\nindicator j { value 1 }',
    '1:36 expected expected ), found ;'],
  ['a brace left open', 'indicator i { value 1\nindicator j { value 1 }', '1:13 missing-brace a } is missing'],
  ['a brace too many', 'indicator i { value 1 } }\nindicator j { value 1 }', '1:25 extra-brace there is a } too many'],
  ['a text that does not end', 'indicator i { note "abc\n value 1 }', '1:20 unclosed-text this text does not end: " is missing on its line'],
  ['commas between clauses', '指标 i { 取值 计数（l），目标 ≥ 1次，越高越好 }',
    '1:16 comma-between-clauses a comma only parts the items of a list; clauses are parted by a semicolon',
    '1:24 comma-between-clauses a comma only parts the items of a list; clauses are parted by a semicolon'],
  ['a comma after a list', 'ledger l { key a, dated by b, field b "B" date }',
    '1:17 comma-between-clauses a comma only parts the items of a list; clauses are parted by a semicolon',
    '1:29 comma-between-clauses a comma only parts the items of a list; clauses are parted by a semicolon'],
  ['a comma before a clause whose word could be a name', 'ledger l { key a, field b "B" date }\nparameter p { value 7 workdays when kind in a, b, source "x" }',
    '1:17 comma-between-clauses a comma only parts the items of a list; clauses are parted by a semicolon',
    '2:49 comma-not-here no comma here'],
  ['a comma before and', '指标 i { 取值 a ＞ 1，且 b }', '1:16 comma-not-here no comma here'],
  ['a full stop', '指标 i { 取值 计数（l）。目标 ≥ 3 }', '1:16 stop-not-here a full stop parts nothing here; clauses are parted by a semicolon'],
  ['the comma after 的 left out', '指标 i { 取值 l 中 a 的 b 在 c 起 7个工作日内 的 占比 }', '1:21 expected expected 之和, found 在'],
  ['comparisons in a chain', 'indicator i { value a < b < c }', '1:27 compare-once comparisons do not chain'],
  ['thousands', 'indicator i { value a > 1,000 }', '1:25 thousands-separator numbers have no thousands separator: 1,000'],
  ['days that are not', 'indicator i { value a by 2024-02-30 or b by 13-01 }', '1:26 impossible-date there is no such day: 2024-02-30', '1:45 impossible-date there is no such day: 13-01'],
  ['a month for a day', 'indicator i { value a 在 2024年6月 前 }', '1:25 date-without-day 2024年6月 does not say which day'],
  ['a minus without blanks', 'indicator i { value a-b }', '1:22 minus-needs-blanks a minus has blanks around it'],
  ['a choice that starts with a digit', 'ledger l { key a field c one of 12345, 来信 field d text }', '1:33 quote-the-choice a choice that starts with a digit is quoted: 12345'],
  ['a unit that is none', 'form f { column a count in 斤 column b count }', '1:28 unknown-unit there is no unit 斤'],
  ['characters of no use', 'indicator i { value @1 }', '1:21 unexpected-character cannot read the character @'],
  ['several mistakes in one scorecard', 'scorecard q { dimension "x" 30 { a 15 { full wen >= 3; deduct per full 1 below 3 } c 3 { award 3 } } grades "优" < 90, "良" }',
    '1:46 expected expected when (当), found wen', '1:63 expected expected a number, found per', '1:98 expected expected when …, for each … or otherwise, found }', '1:113 expected expected >= or >, found <'],
  ['a declaration that is none', 'indicater x { value 1 }\nindicator y { value }',
    '1:1 expected expected a declaration (ledger, form, parameter, indicator, scorecard …), found indicater',
    '2:21 expected expected a field, number, date, text or parenthesis, found }'],
  ['a keyword for a name', 'indicator where { value 1 }', '1:11 expected expected a name, found where'],
  ['an example that expects nothing', 'example "x" for i as of 2024-01-01 { l | a |\n | 1 |\n }', '1:1 expected expected an expect clause in the example, found none'],
  ['two values', 'indicator i { value 1 value 2 }', '1:23 given-twice the value can be given only once'],
  ['nothing after the name', 'indicator x', '1:12 expected expected {, found the end of the text'],
];

test.each(mistakes)('%s', (_, text, ...wanted) => {
  expect(saidOf(text)).toEqual(wanted);
});

describe('fixes', () => {
  test.each([
    ['指标 i { 取值 计数（l），目标 ≥ 1次，越高越好 }', '指标 i { 取值 计数（l）；目标 ≥ 1次；越高越好 }'],
    ['指标 i { 取值 a ＞ 1，且 b }', '指标 i { 取值 a ＞ 1 且 b }'],
    ['indicator i { value a-b > 1,000 }', 'indicator i { value a - b > 1000 }'],
    ['ledger l { key a field c one of 12345, 来信 }', 'ledger l { key a field c one of "12345", 来信 }'],
    ['指标 i { 取值 l 中 a 的，b 在 c 起 7个工作日内的 占比 }', '指标 i { 取值 l 中 a 的，b 在 c 起 7个工作日内 的 占比 }'],
  ])('%s', (text, wanted) => {
    expect(mended(text, parse('t', text).diagnostics)).toBe(wanted);
    expect(saidOf(wanted)).toEqual([]);
  });

  test('words without blanks are parted by the names known', () => {
    const text = '指标 i { 取值 行政执法决定 中 公示日期在决定日期起7个工作日内 的 占比 }';
    const known = parse('t', text, { knownNames: ['公示日期', '决定日期', '日期'] }).diagnostics;
    expect(known.map(said)).toEqual(['1:20 run-together words are parted by blanks: 公示日期在决定日期起']);
    expect(mended(text, known)).toBe('指标 i { 取值 行政执法决定 中 公示日期 在 决定日期 起7个工作日内 的 占比 }');
    expect(parse('t', text).diagnostics[0]?.hints?.at(-1)?.en).toBe('words are parted by blanks');
  });
});

test('a misspelt word is answered with the likely one', () => {
  const { diagnostics } = parse('t', 'indicator i { value share of l whre a with b }\nindicater j { value 1 }\nindicator k { value share l where a with b }');
  expect(diagnostics.map(one => one.hints?.[0]?.en)).toEqual(['did you mean where?', 'did you mean indicator?', 'did you mean share of?']);
});

test('every message is there in both languages, with a place', () => {
  for (const [, text] of mistakes) {
    for (const one of parse('t', text).diagnostics) {
      expect(one.message.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(one.message.en).toMatch(/[a-z]/);
      expect(one.range.start.line).toBeGreaterThan(0);
      expect(one.range.end.line > one.range.start.line || one.range.end.column >= one.range.start.column).toBe(true);
    }
  }
});

describe('what is kept of a broken text', () => {
  const tree = (text: string) => parse('t', text).tree.declarations;
  test('the declarations before and after, and the clauses around the mistake', () => {
    const found = tree('indicator a { value 1 }\nindicator b { source "x" value count( target >= 1次 better higher }\nindicator c { value 3 }');
    expect(found.map(one => 'name' in one && one.name.text)).toEqual(['a', 'b', 'c']);
    expect(found[1]).toMatchObject({ sources: [{}], better: 'higher', value: { kind: 'broken' } });
  });
  test('a field whose type is wrong is still known', () => {
    const [ledger] = tree('ledger l { key a field a txt field b date }');
    expect(ledger).toMatchObject({ fields: [{ name: { text: 'a' } }, { name: { text: 'b' }, type: { kind: 'date' } }] });
  });
  test('a value that goes on after where it seemed to end is broken, not cut', () => {
    const [indicator] = tree('indicator i { value a b c }');
    expect(line((indicator as { value: unknown }).value)).toBe('(broken)');
  });
  test('a declaration at the start of a line ends an unclosed block', () => {
    expect(tree('scorecard s { dimension "d" 10 { a 5 { full when >= 1\nindicator i { value 1 }').map(one => one.kind)).toEqual(['scorecard', 'indicator']);
  });
});

describe('limits', () => {
  test('nesting is bounded', () => {
    for (const [open, close] of [['(', ')'], ['sum(', ')'], ['not ', ''], ["last year's ", ''], ['if a then ', ''], ['a 中 ', ' 的 占比'], ['share of a with ', ''], ['a + ', '']]) {
      const codes = parse('t', `indicator i { value ${open!.repeat(20_000)}x${close!.repeat(20_000)} }\nindicator j { value 1 }`);
      expect([open, codes.diagnostics.map(one => one.code)]).toEqual([open, ['too-deep']]);
      expect(codes.tree.declarations).toHaveLength(2);
      if (open !== 'a + ') expect(saidOf(`indicator i { value ${open!.repeat(110)}x${close!.repeat(110)} }`)).toHaveLength(1);
      expect(saidOf(`indicator i { value ${open!.repeat(90)}x${close!.repeat(90)} }`)).toEqual([]);
    }
  });
  test('a text beyond a million characters is refused before it is read', () => {
    expect(saidOf(' '.repeat(1_000_001))).toEqual(['1:1 too-large the text is too large; the limit is 1000000 characters']);
  });
  test('more words and marks than a quarter of a million are not read', () => {
    expect(saidOf(`indicator i { value 1 }\n${'; '.repeat(250_000)}`)).toEqual(['2:499989 too-many-parts too many: 250000 are read here, the rest is not']);
  });
  test('lists, rows of conditions and paths have so many parts, blocks so many clauses, texts so many declarations; what stands after is read', () => {
    const limited = (text: string): [string[], string[]] => {
      const { tree, diagnostics } = parse('t', `${text}\nindicator last { value 1 }`);
      return [diagnostics.map(one => `${one.code} ${/\d+/.exec(one.message.en)?.[0]}`), tree.declarations.map(one => 'name' in one ? one.name.text : '').slice(-1)];
    };
    for (const text of [
      `indicator i { value count(l where a in ${'b, '.repeat(6000)}b) }`, `indicator i { value count(l where ${'a or '.repeat(6000)}b) }`, `indicator i { value a${'.b'.repeat(6000)} }`,
      `indicator i { value count(l where ${'a and '.repeat(6000)}b) }`, `ledger l { key ${'a, '.repeat(6000)}b }`, `list l { ${'a, '.repeat(6000)}b }`, `order o { value a${' < b'.repeat(6000)} }`,
      `indicator i { value share of l ${'excluding a '.repeat(6000)}with b }`, `indicator i { value l 中 ${'剔除 a 的，'.repeat(6000)}b 的 占比 }`, `task t { responsible ${'"a", '.repeat(6000)}"b" }`,
    ]) expect([text.slice(0, 40), ...limited(text)]).toEqual([text.slice(0, 40), ['too-many-parts 5000'], ['last']]);
    expect(limited(`ledger l { key k\n${'field f text\n'.repeat(11_000)} }`)).toEqual([['too-many-parts 10000'], ['last']]);
    expect(limited('list l { a }\n'.repeat(20_001))).toEqual([['too-many-parts 20000'], ['l']]);
  });
  test('so many errors are kept; all are counted', () => {
    expect(parse('t', 'indicator i { value }\n'.repeat(5000)).diagnostics.at(-1)).toMatchObject({ code: 'too-many-errors', message: { en: '4800 more errors are not listed' } });
  });
  test('after 200 errors the rest is counted', () => {
    const { diagnostics } = parse('t', 'indicator i { value }\n'.repeat(300));
    expect(diagnostics).toHaveLength(201);
    expect(diagnostics.at(-1)).toMatchObject({ code: 'too-many-errors', severity: 'info', message: { en: '100 more errors are not listed' } });
  });
});
