/** Deadlines stand on their day; reminders come on working days before it. */
import { describe, expect, it } from 'vitest';
import { calendar, makeCalendar, notices } from '../../../data/calendar/index.ts';
import { compile } from '../../../dsl/index.ts';
import { catalogueSources } from '../../../data/catalogue/index.ts';
import { declaredDeadlines, DEFAULT_DEADLINES, deadlinesOf, reminderDue } from '../../../server/filing/deadlines.ts';

const known = calendar();
/** 2027 as the arrangement may come; the true one is not announced in what ships. */
const with2027 = makeCalendar([...notices(), { year: 2027, announced: '2026-11-20', document: '示例', holidays: [['2027-01-01', '2027-01-03']], workdays: [] }]);
const of = (year: number, today: string, days = known): ReturnType<typeof deadlinesOf> => deadlinesOf(DEFAULT_DEADLINES, year, today, days);

describe('the deadlines of an annual report', () => {
  it('are 15 and 31 January of the next year, on whatever day they fall', () => {
    const { submit, publish } = of(2024, '2025-01-02');
    expect([submit.day, publish.day]).toEqual(['2025-01-15', '2025-01-31']);
    // 31 January 2025 is in the Spring Festival.
    expect(submit).toMatchObject({ workday: true, note: null, lastWorkday: '2025-01-15' });
    expect(publish).toMatchObject({ workday: false, weekday: 5, lastWorkday: '2025-01-27' });
    expect(publish.note?.zh).toBe('1月31日是星期五，放假，期限不顺延；最后一个工作日是1月27日。');
  });
  it('reminds of a Sunday on the Friday before, when the year is known', () => {
    const { publish } = of(2026, '2027-01-20', with2027);
    expect(publish).toMatchObject({ day: '2027-01-31', weekday: 0, workday: false, lastWorkday: '2027-01-29', provisional: null, workdaysLeft: 7, overdue: 0 });
    expect(publish.note?.zh).toBe('1月31日是星期日，期限不顺延；最后一个工作日是1月29日。');
    expect(publish.remindFrom).toBe('2027-01-22');
    expect([reminderDue(publish, '2027-01-21'), reminderDue(publish, '2027-01-22')]).toEqual([false, true]);
  });
  it('says that a year without an arrangement cannot be counted, and counts nothing', () => {
    const { publish } = of(2026, '2027-01-20');
    expect(publish).toMatchObject({ day: '2027-01-31', workday: null, lastWorkday: null, remindFrom: null, workdaysLeft: null, provisional: '2027-01-29' });
    expect(publish.note?.zh).toBe('1月31日是星期日，期限不顺延；2027年的放假安排尚未装入，不能推算工作日，暂按1月29日（星期五）提醒，以国务院办公厅通知为准。');
    expect([reminderDue(publish, '2027-01-21'), reminderDue(publish, '2027-01-22')]).toEqual([false, true]);
  });
  it('counts working days left across make-up days, and calendar days overdue', () => {
    // 26 January 2025 is a Sunday that is worked; the holiday begins on the 28th.
    expect(of(2024, '2025-01-24').publish).toMatchObject({ workdaysLeft: 2, overdue: 0 });
    expect(of(2024, '2025-01-31').publish).toMatchObject({ workdaysLeft: 0, overdue: 0 });
    expect(of(2024, '2025-02-03').publish).toMatchObject({ workdaysLeft: null, overdue: 3 });
  });
});

describe('declared deadlines', () => {
  it('are the report\'s own, with its document', () => {
    const { program } = compile(catalogueSources());
    expect(declaredDeadlines(program.reports['annual_statistics'])).toEqual({ submit: { month: 1, day: 15 }, publish: { month: 1, day: 31 }, source: { document: '国办发〔2018〕118号', clause: '二(四)' } });
    expect(declaredDeadlines({ submitBy: { month: 1, day: 10 }, sources: [{ document: '市政办发〔2030〕1号' }] } as never)).toMatchObject({ submit: { month: 1, day: 10 }, publish: { month: 1, day: 31 }, source: { document: '市政办发〔2030〕1号', clause: null } });
    expect(declaredDeadlines(undefined)).toEqual(DEFAULT_DEADLINES);
  });
});
