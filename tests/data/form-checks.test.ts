/** The checks of forms at intake: the same as those of the report, as far as they read the row alone. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../data/intake/index.ts';
import type { Store } from '../../data/store/index.ts';
import { checkFormStatement, checkForms } from '../../metrics/index.ts';
import { checksOf } from '../../server/hand_in.ts';
import { A, B, code, days, load, memoryStore, program, roster, rows, said, validate } from './helpers.ts';

const checks = checksOf(program);
const kinds = program.forms['penalty_form']!.columns.filter(column => column.group === 'kinds').map(column => column.name);
/** A line of penalty_form: every kind 0 unless given; empty where nothing is said. */
const HEAD = ['agency', ...program.forms['penalty_form']!.columns.map(column => column.name)];
const line = (agency: string, cells: Record<string, string | number>): string => HEAD.map(name => (name === 'agency' ? agency : cells[name] ?? (kinds.includes(name) ? 0 : ''))).join(',');
const form = (...lines: string[]): Record<string, string> => ({ 'agencies.csv': roster, 'penalty_form.csv': `${HEAD.join(',')}\n${lines.join('\n')}\n` });
const HARD = '各项之和应等于合计';

const stores: Store[] = [];
let store: Store;
beforeEach(async () => { stores.push(store = await memoryStore()); });
afterAll(async () => { for (const one of stores) await one.close(); });
const loadChecked = (files: Record<string, string>, more: Partial<ImportOptions> = {}) => load(store, files, { checks, ...more });

describe('a form that contradicts itself', () => {
  test('is an error where the check is hard, told at the total with the sum, and nothing is loaded', async () => {
    const result = await loadChecked(form(line(A, { fined: 23, total: 10 }), line(B, { fined: 5, warning: 1, total: 6 })));
    expect(result.problems.filter(problem => problem.severity === 'error').map(({ cell, column, row, message }) => ({ cell, column, row, zh: message.zh }))).toEqual([{ cell: 'P2', column: 'total', row: 2, zh: `${HARD}:各项之和 23,合计 10。` }]);
    expect(result.loaded).toEqual([]);
    expect(await rows(store, 'SELECT count(*) FROM penalty_form')).toEqual([[0n]]);
    expect((await validate(store, form(line(A, { fined: 23, total: 10 })), { checks })).errorCount).toBe(1);
  });
  test('is a warning where the check is soft, and is loaded', async () => {
    const result = await loadChecked(form(line(A, { total: 0, transferred: 2, accepted: 30 })));
    expect(said(result)).toEqual(['penalty_form.csv AC2 check']);
    expect(result.problems[0]).toMatchObject({ severity: 'warning', message: { zh: '移送受理不大于移送:司法机关受理数量 30,移送司法机关数量 2。' } });
    expect(result.loaded.some(one => one.ledger === 'penalty_form')).toBe(true);
  });
  test('is let pass with a warning where hard checks are told to warn', async () => {
    const result = await loadChecked(form(line(A, { fined: 23, total: 10 })), { hardChecks: 'warn' });
    expect(result.problems.map(problem => problem.severity)).toEqual(['warning']);
    expect(await rows(store, 'SELECT count(*) FROM penalty_form')).toEqual([[1n]]);
  });
  test('is one only where it definitely does: cells without a number are unknown, unless the others already exceed the total', async () => {
    const hard = async (cells: Record<string, string | number>): Promise<number> => (await validate(store, form(line(A, cells)), { checks })).errorCount;
    const none = Object.fromEntries(kinds.map(kind => [kind, '/']));
    expect(await hard({ warning: '', fined: 9, total: 10 })).toBe(0);
    expect(await hard({ warning: '-', fined: 9, total: 10 })).toBe(0);
    expect(await hard({ warning: '3册', fined: 9, total: 10 })).toBe(0);
    expect(await hard({ warning: '', fined: 11, total: 10 })).toBe(1);
    expect(await hard({ warning: '/', fined: 10, total: 10 })).toBe(0);
    expect(await hard({ warning: '/', fined: 9, total: 10 })).toBe(1);
    expect(await hard({ fined: 9, total: '/' })).toBe(0);
    expect(await hard({ ...none, total: 10 })).toBe(0);
  });
});

describe('the checks that read the row alone', () => {
  test('are all but the one on last year', () => {
    const left = Object.values(program.forms).flatMap(one => one.checks.filter(check => checkFormStatement(program, one.name, check, 'x') === null).map(check => check.label));
    expect(left).toEqual(['上年末持证加新领加调入减调出减注销等于本年末持证']);
  });
  test('find what the report finds in the same rows', async () => {
    const texts = ['', '', '0', '1', '2', '3', '/', '-', '1册'];
    let state = 7;
    const next = (): string => { state = (state * 1103515245 + 12345) % 2147483648; return texts[Math.floor(state / 65536) % texts.length]!; };
    let compared = 0;
    for (let round = 0; round < 2; round++) {
      const fresh = await memoryStore();
      try {
        const agencies = Array.from({ length: 24 }, (_, index) => code(index + 1));
        const files: Record<string, string> = { 'agencies.csv': `code,name,level,category,region\n${agencies.map(agency => `${agency},示例局,市,部门组,610100\n`).join('')}` };
        // Every other round few cells are unknown, so that sums are judged too.
        for (const one of Object.values(program.forms)) files[`${one.name}.csv`] = `${['agency', ...one.columns.map(column => column.name)].join(',')}\n${agencies.map(agency => [agency, ...one.columns.map(() => { const text = next(); return round % 2 && !/^\d$/.test(text) ? (text === '/' ? '/' : '0') : text; })].join(',')).join('\n')}\n`;
        expect((await load(fresh, files)).errorCount).toBe(0);
        const found = (await checkForms(fresh.engine, { program, year: 2024, asOf: '2025-01-31', calendar: days })).map(one => `${one.form} ${one.check} ${one.agency}`);
        const own: string[] = [];
        for (const one of Object.values(program.forms)) for (const check of one.checks) {
          const statement = checkFormStatement(program, one.name, check, one.name);
          if (!statement) continue;
          const { columns, names } = await fresh.engine.query(statement);
          for (const row of columns[names.indexOf('_row')]!) own.push(`${one.name} ${check.label} ${agencies[Number(row) - 2]}`);
        }
        // A sum of sums with an empty part is not added up further there; here it keeps what it is at least.
        expect(own.filter(one => found.includes(one) || !one.includes('措施、执行与申请法院之和')).toSorted()).toEqual(found.toSorted());
        compared += own.length;
      } finally { await fresh.close(); }
    }
    expect(compared).toBeGreaterThan(50);
  });
});
