/** The reference page of diagnostics: a section a code, whose example triggers it and whose mended text does not. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogue as messages } from '../../../dsl/diagnostics/catalogue.ts';
import { casesByCode, mendedText, page, pagePath, saidOf } from './page.ts';

const cases = casesByCode();

test('every code has its case, and every case its code', () => {
  expect([...cases.keys()].toSorted()).toEqual(Object.keys(messages).toSorted());
});

describe('each example', () => {
  test.each([...cases.values()])('$code', (one) => {
    expect(saidOf(one.program).map((each) => each.code)).toContain(one.code);
    const left = saidOf(mendedText(one)).filter((each) => each.code === one.code || each.severity === 'error');
    expect(left.map((each) => `${each.code} ${each.message.en}`)).toEqual([]);
    expect(one.means.zh).toMatch(/[\u4e00-\u9fff].*。$/);
    expect(one.means.en).toMatch(/^[A-Za-z].*\.$/);
  });
});

test('the page is what these cases make; write it anew with node tests/dsl/diagnostics/write.ts', () => {
  expect(readFileSync(pagePath, 'utf8')).toBe(page());
});
