/** A form while it is being filled in: what is told beside a cell is what the report finds in the same cells. */
import { describe, expect, test } from 'vitest';
import { checkForms, LiveForm } from '../../metrics/index.ts';
import type { LiveCell, LiveRows } from '../../metrics/index.ts';
import { readFormCell } from '../../data/intake/cells.ts';
import { compile } from '../../dsl/index.ts';
import type { Program } from '../../dsl/index.ts';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { code, days, load, memoryStore, program } from '../data/helpers.ts';

const cell = (text: string): LiveCell => { const read = readFormCell({ integer: false, unit: '宗' }, text); if ('problem' in read) throw new Error(read.problem); return read; };
const row = (cells: Record<string, string>): Map<string, LiveCell> => new Map(Object.entries(cells).map(([name, text]) => [name, cell(text)]));
/** Rows of one form, this year's and (where given) last year's. */
const rowsOf = (form: string, now: Record<string, string>, before?: Record<string, string>): LiveRows => (name, year) => (name !== form ? null : year === 2024 ? row(now) : year === 2023 && before ? row(before) : null);
const live = (form: string, from: Program = program): LiveForm => new LiveForm(from.forms, form, 2024);
const kinds = Object.fromEntries(program.forms['penalty_form']!.columns.filter((column) => column.group === 'kinds').map((column) => [column.name, '0']));

describe('a check beside the cell', () => {
  test('is told at the total with what the parts come to', () => {
    const found = live('penalty_form').findings(rowsOf('penalty_form', { ...kinds, fined: '23', total: '10', closed: '30', filed: '30', amount: '1', simple: '30', ordinary: '0', not_penalised: '20' }));
    expect(found.map(({ label, severity, at, figures }) => ({ label, severity, at, figures: figures.map(({ group, column, value }) => [group ?? column, value]) }))).toEqual([
      { label: '各项之和应等于合计', severity: 'error', at: 'total', figures: [['kinds', '23'], ['total', '10']] },
    ]);
  });
  test('says nothing of what is blank, but of a sum that exceeds its bound already', () => {
    const total = (cells: Record<string, string>) => live('penalty_form').findings(rowsOf('penalty_form', { ...kinds, ...cells })).filter((one) => one.severity === 'error' && one.at === 'total').length;
    expect(total({ warning: '', fined: '9', total: '10' })).toBe(0);
    expect(total({ warning: '', fined: '11', total: '10' })).toBe(1);
    expect(total({ warning: '/', fined: '9', total: '10' })).toBe(1);
    expect(total({ warning: '304册', fined: '9', total: '10' })).toBe(0);
  });
  test('reads last year where it has to, and is silent without it', () => {
    const now = { certified: '1306', on_post: '1400', issued: '113', moved_in: '0', moved_out: '0', cancelled: '167' };
    expect(live('staff_form').findings(rowsOf('staff_form', now, { certified: '1358' })).map((one) => [one.at, one.figures.find((figure) => figure.year === 2023)?.value])).toEqual([['certified', '1358']]);
    expect(live('staff_form').findings(rowsOf('staff_form', now))).toEqual([]);
    expect(live('staff_form').findings(rowsOf('staff_form', { ...now, certified: '1304' }, { certified: '1358' }))).toEqual([]);
  });
  test('leaves out what needs ledgers', () => {
    const with_ = compile([...catalogueSources(), { file: 'more.heng', text: 'form extra_form "多一张" { column a "甲" count in 件  check soft "不多于台账": a <= count(complaints) as 件  check hard "不为零": a > 0件 }' }]);
    expect(with_.diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
    expect(new LiveForm(with_.program.forms, 'extra_form', 2024).findings(rowsOf('extra_form', { a: '0' })).map((one) => one.label)).toEqual(['不为零']);
  });
});

describe('what a total ought to be', () => {
  test('comes from the declared equation, exactly', () => {
    const expected = (cells: Record<string, string>) => live('coercion_form').expected(rowsOf('coercion_form', cells)).get('total');
    const parts = Object.fromEntries(program.forms['coercion_form']!.columns.filter((column) => column.name !== 'total').map((column) => [column.name, '2']));
    expect(expected({ ...parts, total: '5' })).toEqual({ check: 0, value: '22', least: null });
    expect(expected({ ...parts, court: '/' })?.value ?? null).toBeNull();
    expect(expected({ ...parts, sealed: '' })).toEqual({ check: 0, value: null, least: '20' });
    expect(expected({})).toBeUndefined();
  });
  test('of a group is what its filled cells come to, with how many are blank', () => {
    const of = (cells: Record<string, string>) => live('penalty_form').total('kinds', rowsOf('penalty_form', cells));
    expect(of({ ...kinds, fined: '5', warning: '2' })).toEqual({ sum: '7', blank: 0 });
    expect(of({ fined: '5', warning: '/' })).toEqual({ sum: '5', blank: 12 });
    expect(of({})).toBeNull();
    expect(of({ warning: '/' })).toBeNull();
  });
});

describe('a province\'s own table', () => {
  const with_ = compile([...catalogueSources(), { file: 'view.heng', text: 'view own of penalty_form { column a "警告、通报批评" = warned_ + criticised  column b "罚款" = fined  column c "罚没金额(元)" = amount as 元 }'.replace('warned_', 'warning') }]).program;
  test('merges columns, converts units and keeps a mark that every part bears', () => {
    const view = with_.views['own']!;
    const shown = (cells: Record<string, string>) => [...live('penalty_form', with_).view(view, rowsOf('penalty_form', cells)).values()].map((one) => one.value ?? one.mark ?? '');
    expect(shown({ warning: '3', criticised: '4', fined: '/', amount: '1.2345' })).toEqual(['7', '/', '12345']);
    expect(shown({ warning: '/', criticised: '/', fined: '', amount: '0' })).toEqual(['/', '', '0']);
    expect(shown({ warning: '3', criticised: '' })).toEqual(['', '', '']);
    expect(shown({ warning: '含于“警告、通报批评”281', criticised: '含于“警告、通报批评”281' })).toEqual(['281', '', '']);
  });
});

test('finds in random forms of two years exactly what the report finds', async () => {
  const texts = ['', '', '0', '1', '2', '3', '/', '-', '1册'];
  let state = 11;
  const next = (): string => { state = (state * 1103515245 + 12345) % 2147483648; return texts[Math.floor(state / 65536) % texts.length]!; };
  const agencies = Array.from({ length: 24 }, (_, index) => code(index + 1));
  let compared = 0;
  for (let round = 0; round < 2; round++) {
    const store = await memoryStore();
    try {
      const cells = new Map<string, Map<string, LiveCell>>();
      for (const year of [2023, 2024]) {
        const files: Record<string, string> = { 'agencies.csv': `code,name,level,category,region\n${agencies.map((agency) => `${agency},示例局,市,部门组,610100\n`).join('')}` };
        for (const form of Object.values(program.forms)) {
          files[`${form.name}.csv`] = `${['agency', ...form.columns.map((column) => column.name)].join(',')}\n${agencies.map((agency) => {
            const line = form.columns.map(() => { const text = next(); return round === 1 && !/^\d$/.test(text) ? (text === '/' ? '/' : '0') : text; });
            cells.set(`${agency} ${form.name} ${year}`, new Map(form.columns.map((column, index) => [column.name, cell(line[index]!)])));
            return [agency, ...line].join(',');
          }).join('\n')}\n`;
        }
        expect((await load(store, files, { year })).errorCount).toBe(0);
      }
      const found = (await checkForms(store.engine, { program, year: 2024, asOf: '2025-01-31', calendar: days })).map((one) => `${one.form} ${one.check} ${one.agency}`).toSorted();
      const own = agencies.flatMap((agency) => Object.keys(program.forms).flatMap((form) => live(form).findings((name, year) => cells.get(`${agency} ${name} ${year}`) ?? null).map((one) => `${form} ${one.label} ${agency}`))).toSorted();
      expect(own).toEqual(found);
      compared += own.length;
    } finally { await store.close(); }
  }
  expect(compared).toBeGreaterThan(50);
});
