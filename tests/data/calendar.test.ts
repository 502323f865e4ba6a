import { describe, expect, it } from 'vitest';
import { isWorkday } from 'chinese-days';
import { calendar, makeCalendar, notices } from '../../data/calendar/index.ts';
import { dateOf, dayNumber } from '../../data/calendar/workdays.ts';

const days = calendar();

describe('the working-day calendar', () => {
  it.each([
    ['2025-01-20', 7, '2025-02-05'], ['2026-02-10', 7, '2026-02-26'], ['2024-09-25', 20, '2024-10-28'],
    ['2022-01-26', 3, '2022-01-29'], ['2023-09-22', 7, '2023-10-09'], ['2020-01-21', 7, '2020-02-07'],
    ['2024-02-08', 3, '2024-02-19'], ['2025-12-30', 7, '2026-01-09'], ['2019-04-28', 5, '2019-05-07'],
    ['2026-12-03', 20, '2026-12-31'],
  ])('counts from the day after: %s and %i working days end on %s', (from, n, due) => {
    expect(days.add(from, n)).toEqual({ date: due });
    // The index form that SQL uses says the same on the due day and on the day after it.
    expect(days.ceil(due)!).toBeLessThanOrEqual(days.floor(from)! + n);
    const next = dateOf(dayNumber(due) + 1);
    if (next <= days.to) expect(days.ceil(next)!).toBeGreaterThan(days.floor(from)! + n);
  });

  it('names the year whose arrangement it would need', () => {
    expect(days.add('2026-12-23', 7)).toEqual({ missingYear: 2027 });
    expect(days.add('2018-12-28', 1)).toEqual({ missingYear: 2018 });
    expect(days.isWorkday('2027-01-04')).toBeNull();
    expect(days.floor('2018-12-31')).toBeNull();
    expect(days.ceil('2027-01-01')).toBeNull();
    expect([days.from, days.to]).toEqual(['2019-01-01', '2026-12-31']);
  });

  it.each([[2019, 250], [2020, 249], [2021, 250], [2022, 249], [2023, 249], [2024, 251], [2025, 248], [2026, 248]])(
    '%i has %i working days', (year, total) => {
      expect(days.floor(`${year}-12-31`)! - (year === 2019 ? 0 : days.floor(`${year - 1}-12-31`)!)).toBe(total);
    });

  it('agrees with the chinese-days package on every day from 2019 to 2026', () => {
    const different: string[] = [];
    for (let day = dayNumber(days.from); day <= dayNumber(days.to); day++) {
      const date = dateOf(day);
      if (isWorkday(date) !== days.isWorkday(date)) different.push(date);
    }
    expect(different).toEqual([]);
  });

  it('makes working days of weekend days only, and each notice names its document', () => {
    for (const notice of notices()) {
      expect(notice.document).toMatch(/^国务院办公厅/);
      for (const date of notice.workdays) expect([0, 6]).toContain(new Date(date).getUTCDay());
    }
  });

  it('can be asked what it said before a temporary change', () => {
    const before = makeCalendar(notices(), '2020-01-26');
    expect(before.isWorkday('2020-02-01')).toBe(true);
    expect(before.isWorkday('2020-01-31')).toBe(true);
    expect(days.isWorkday('2020-02-01')).toBe(false);
    expect(days.isWorkday('2020-01-31')).toBe(false);
    expect(makeCalendar(notices(), '2019-01-01').isWorkday('2019-05-03')).toBe(true);
  });

  it('takes a new year when its notice is given, and refuses a gap', () => {
    const notice = { year: 2027, announced: '2026-11-05', document: '国务院办公厅关于2027年部分节假日安排的通知', holidays: [['2027-01-01', '2027-01-03']] as [string, string][], workdays: [] };
    expect(calendar([notice]).add('2026-12-23', 7)).toEqual({ date: '2027-01-04' });
    expect(() => calendar([{ ...notice, year: 2028 }])).toThrow('2027');
    expect(() => makeCalendar([])).toThrow();
  });
});
