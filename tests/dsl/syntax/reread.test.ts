/** Reading after an edit gives what reading everything gives, whatever the edit. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../dsl/syntax/parse.ts';
import { explained, readText, type TextRead } from '../../../dsl/syntax/reread.ts';

const sample = (name: string): string => readFileSync(new URL(`samples/${name}.heng`, import.meta.url), 'utf8');

/** A small generator of numbers from a seed. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}

const pieces = [
  '{', '}', '(', ')', '"', '“', '”', '《', '`', '\n', '\n\n', '\r\n', '.', '。', ',', '；', ';', '|', '| a | b |', '//', '// x\n', '§', '-', '1,000', '的', '中', ' where ', 'x', ' ', '=', '7个工作日', '2024-02-31',
  '\nindicator q {', '\nindicator q { value 1 }\n', '\n指标 新 { 取值 1 }\n', 'define d = decisions', '\ndefine d = decisions where kind\n', '\nuse "x"\n', '公示日期在决定日期', 'expect ', 'not applicable', '\n  ledger', 'share of', '\ufeff',
];

function edit(text: string, next: (below: number) => number): string {
  const at = next(text.length + 1);
  switch (next(6)) {
    case 0: return text.slice(0, at) + text.slice(Math.min(text.length, at + 1 + next(4)));
    case 1: return text.slice(0, at) + text.slice(Math.min(text.length, at + next(400)));
    case 2: { const from = next(text.length + 1); return text.slice(0, at) + text.slice(from, from + next(300)) + text.slice(at); }
    default: return text.slice(0, at) + pieces[next(pieces.length)]! + text.slice(at);
  }
}

const bare = ({ tree, diagnostics, parts }: TextRead) => ({ tree, diagnostics, parts });

describe('an edit', () => {
  test.each([['en', 1], ['zh', 2], ['en', 114], ['zh', 4]])('of %s.heng, one of many in a row (seed %i)', (name, seed) => {
    const next = random(seed);
    let text = sample(name).slice(0, 4000 + next(9000)), before = readText('t', text);
    for (let step = 0; step < 60; step++) {
      // Not too far from a text that can be read.
      const changed = next(12) === 0 ? sample(name) : edit(text, next);
      const after = readText('t', changed, before);
      const whole = readText('t', changed);
      if (JSON.stringify(bare(after)) !== JSON.stringify(bare(whole))) expect(bare(after), `step ${step}`).toEqual(bare(whole));
      if (step % 5 === 0) {
        const names = ['公示日期', '决定日期'];
        const parsed = parse('t', changed, { knownNames: names });
        if (JSON.stringify(after.tree) !== JSON.stringify(parsed.tree)) expect(after.tree, `step ${step}`).toEqual(parsed.tree);
        expect(explained(after, names), `step ${step}`).toEqual(parsed.diagnostics);
      }
      [text, before] = [changed, after];
    }
  });

  test('in one declaration keeps the trees of the others', () => {
    const text = sample('en');
    const before = readText('t', text), after = readText('t', text.replace('within 7 workdays', 'within 5 workdays'), before);
    const kept = after.tree.declarations.filter((one) => before.tree.declarations.includes(one)).length;
    expect(before.tree.declarations.length - kept).toBeLessThanOrEqual(4);
    expect(kept).toBeGreaterThan(20);
  });
  test('of any length takes time by what it touches', () => {
    const text = Array.from({ length: 2000 }, (_, index) => `indicator i${index} "指标${index}" {\n  source "办法" clause "三"\n  value share of decisions where kind = penalty with disclosed_on within 7 workdays of decided_on\n}\n`).join('');
    const time = (run: () => unknown): number => { const start = performance.now(); run(); return performance.now() - start; };
    let before = readText('t', text);
    const whole = Math.min(...[1, 2, 3].map(() => time(() => readText('t', text))));
    const edits = [1, 2, 3, 4, 5].map((step) => {
      const changed = text.replace(`i${step * 300} `, `i${step * 300}x `);
      return time(() => { before = readText('t', changed, before); });
    });
    expect(Math.min(...edits)).toBeLessThan(whole / 5);
  });
});

test('a text with very many errors is told like one that is read at once', () => {
  const text = 'indicator i { value }\n'.repeat(190);
  const before = readText('t', text), changed = `${text}${'indicator j { value }\n'.repeat(30)}`;
  expect(bare(readText('t', changed, before))).toEqual(bare(readText('t', changed)));
  expect(explained(readText('t', changed, before), [])).toEqual(parse('t', changed).diagnostics);
});
