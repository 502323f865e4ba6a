/**
 * The fifteen indicators of the Xi'an pack said once more, as plain loops over rows of text: what the clauses ask,
 * without Heng, without SQL. Only for comparing with what the pack gives.
 */
export type Row = Record<string, string>;
export type Ledgers = Record<string, Row[] | undefined>;
export interface Answer { state: string; numerator: number | null; denominator: number | null; pending: number; excluded: number; value: number | boolean | null; met: boolean | null }

export interface Calendar { isWorkday(date: string): boolean | null }

const day = 86_400_000;
const next = (date: string, days = 1) => new Date(Date.parse(date) + days * day).toISOString().slice(0, 10);

/** The n-th working day after `date`, or the first year whose arrangement is missing. */
export function due(calendar: Calendar, date: string, n: number): string | { missing: number } {
  let at = date;
  for (let left = n; left > 0;) {
    at = next(at);
    const workday = calendar.isWorkday(at);
    if (workday === null) return { missing: Number(at.slice(0, 4)) };
    if (workday) left -= 1;
  }
  return at;
}

interface Count { yes: number; all: number; pending: number; excluded: number; missing: number | null }
const none = (): Count => ({ yes: 0, all: 0, pending: 0, excluded: 0, missing: null });

function share(count: Count, target: ((n: number, d: number) => boolean) | null): Answer {
  const { yes, all, pending, excluded } = count;
  if (count.missing !== null) return { state: 'error', numerator: null, denominator: null, pending, excluded, value: null, met: null };
  if (all === 0) return { state: pending > 0 ? 'pending' : 'not_applicable', numerator: 0, denominator: 0, pending, excluded, value: null, met: null };
  return { state: 'value', numerator: yes, denominator: all, pending, excluded, value: yes / all, met: target ? target(yes, all) : null };
}
const state = (name: string): Answer => ({ state: name, numerator: null, denominator: null, pending: 0, excluded: 0, value: null, met: null });
const truth = (answer: boolean): Answer => ({ ...state('value'), value: answer, met: answer });

/** All fifteen, for one agency. `ledgers[x]` undefined: not reported by this agency. */
export function clauses(all: Ledgers, agency: Row, year: number, asOf: string, calendar: Calendar): Record<string, Answer> {
  const stateDay = asOf < `${year}-12-31` ? asOf : `${year}-12-31`;
  const known = (date: string | undefined) => (date && date <= asOf ? date : '');
  const mine = (name: string) => all[name]!.filter((row) => row.agency === agency.code);
  const inYear = (date: string) => date.startsWith(`${year}-`) && date <= asOf;
  const reported = (...names: string[]) => names.every((name) => all[name] !== undefined);

  /** On time, late, open, or a missing year. */
  const within = (date: string, n: number, from: string): 'yes' | 'no' | 'open' | number => {
    const end = due(calendar, from, n);
    if (typeof end !== 'string') {
      // The date itself may still lie inside the known days, before any due day can come.
      if (date && calendar.isWorkday(date) !== null) return 'yes';
      if (!date && calendar.isWorkday(asOf) !== null) return 'open';
      return end.missing;
    }
    if (date) return date <= end ? 'yes' : 'no';
    return asOf <= end ? 'open' : 'no';
  };
  const judge = (count: Count, verdict: 'yes' | 'no' | 'open' | number) => {
    if (typeof verdict === 'number') count.missing = verdict;
    else if (verdict === 'open') count.pending += 1;
    else { count.all += 1; if (verdict === 'yes') count.yes += 1; }
  };
  const full = (n: number, d: number) => n === d;

  const disclosed = (kinds: (kind: string) => boolean, days: number) => {
    const count = none();
    for (const row of mine('decisions')) {
      if (!inYear(row.decided_on!) || !kinds(row.kind!)) continue;
      if (!['', '无', '/', '-'].includes(row.disclosure_exempt ?? '')) { count.excluded += 1; continue; }
      judge(count, within(known(row.disclosed_on), Number(row.disclosure_days_by_law || days), row.decided_on!));
    }
    return share(count, full);
  };
  const urgent = (kind: string) => kind === '行政处罚' || kind === '行政许可';

  const withdrawn = () => {
    const count = none();
    for (const row of mine('decisions')) {
      const revoked = known(row.revoked_on);
      if (!revoked || !inYear(revoked) || row.decided_on! > asOf) continue;
      if (!known(row.disclosed_on) || row.disclosed_on! > revoked) continue;
      judge(count, within(known(row.withdrawn_on), 3, revoked));
    }
    return share(count, full);
  };

  const inPost = (row: Row) => !row.left_on || row.left_on > stateDay;
  const officers = () => mine('officers').filter((row) => inPost(row) && row.certified_on && row.certified_on <= stateDay
    && (!row.cancelled_on || row.cancelled_on > stateDay) && row.role !== '执法辅助');
  const minutes = (row: Row, subjects: string[]) => mine('training')
    .filter((one) => one.officer === row.officer_id && inYear(one.held_on!) && subjects.includes(one.subject!))
    .reduce((sum, one) => sum + (one.hours ? Number(one.hours) * 45 : Number(one.minutes)), 0);
  const yearOpen = asOf < `${year}-12-31`;
  const trained = (enough: (row: Row) => boolean) => {
    const count = none();
    for (const row of officers()) judge(count, enough(row) ? 'yes' : yearOpen ? 'open' : 'no');
    return share(count, full);
  };

  const quarters = () => {
    const count = none();
    for (const quarter of [1, 2, 3, 4]) {
      const from = `${year}-${String(quarter * 3 - 2).padStart(2, '0')}-01`;
      const to = `${year}-${['03-31', '06-30', '09-30', '12-31'][quarter - 1]}`;
      const held = mine('case_reviews').some((row) => row.level === '单位自评' && row.held_on! >= from && row.held_on! <= to && row.held_on! <= asOf);
      judge(count, held ? 'yes' : asOf < to ? 'open' : 'no');
    }
    return share(count, null);
  };

  const overInspected = () => {
    const count = none();
    const rows = mine('inspections').filter((row) => inYear(row.inspected_on!) && row.type !== '上级部署专项');
    for (const enterprise of new Set(rows.map((row) => row.enterprise!))) {
      const visits = rows.filter((row) => row.enterprise === enterprise)
        .sort((a, b) => (a.inspected_on! + a.inspection_no! < b.inspected_on! + b.inspection_no! ? -1 : 1));
      const last = visits.at(-1)!;
      // A GB/T 2260 code stands for all that lies in it: 610100 for 6101…, 610000 for 61….
      const place = (code: string) => code.replace(/(00)+$/, '');
      const caps = (all.inspection_caps ?? []).filter((cap) => cap.enterprise_class === last.enterprise_class && agency.region!.startsWith(place(cap.region!))
        && cap.valid_from! <= stateDay && (!cap.valid_to || cap.valid_to >= stateDay))
        .sort((a, b) => place(b.region!).length - place(a.region!).length || (a.valid_from! < b.valid_from! ? 1 : -1));
      if (!last.enterprise_class || caps.length === 0) { count.excluded += 1; continue; }
      judge(count, visits.length > Number(caps[0]!.cap) ? 'yes' : yearOpen ? 'open' : 'no');
    }
    return share(count, (n) => n === 0);
  };

  const yes = (text: string | undefined) => text === '是';
  const simple = (name: string, population: (row: Row) => boolean, good: (row: Row) => boolean, target: (n: number, d: number) => boolean) => {
    const count = none();
    for (const row of mine(name)) if (population(row)) judge(count, good(row) ? 'yes' : 'no');
    return share(count, target);
  };

  const published = () => {
    const dates = (all.filings ?? []).filter((row) => row.agency === agency.code && Number(row.year) === year && row.report === 'annual_statistics')
      .map((row) => known(row.published_on)).filter(Boolean).sort();
    const limit = `${year + 1}-01-31`;
    if (dates[0]) return truth(dates[0] <= limit);
    return asOf <= limit ? state('pending') : truth(false);
  };
  const reviewedByOctober = () => {
    const dates = mine('case_reviews').filter((row) => row.level === '单位自评' && inYear(row.held_on!)).map((row) => row.held_on!).sort();
    if (dates[0]) return truth(dates[0] <= `${year}-10-31`);
    return asOf <= `${year}-10-31` ? state('pending') : truth(false);
  };
  const leader = () => {
    if (agency.level !== '市' || agency.body_type === '管委会') return state('not_applicable');
    if (!reported('activities')) return state('not_reported');
    const count = mine('activities').filter((row) => row.kind === '一把手跟执法' && inYear(row.held_on!)).length;
    if (count === 0 && yearOpen) return state('pending');
    return { ...state('value'), value: count, met: count >= 1 };
  };
  const legal = () => {
    const all5 = mine('officers').filter((row) => inPost(row) && (row.role === '法制审核' || yes(row.legal_reviewer))).length;
    const base = officers().length;
    if (base === 0) return { ...state('not_applicable'), numerator: all5, denominator: 0 };
    return { ...state('value'), numerator: all5, denominator: base, value: all5 / base, met: all5 * 20 >= base };
  };
  const perEnterprise = () => {
    const rows = mine('inspections').filter((row) => inYear(row.inspected_on!) && yes(row.complete_record) && row.led_to_penalty === '否');
    const firms = new Set(rows.map((row) => row.enterprise)).size;
    if (firms === 0) return { ...state('not_applicable'), numerator: 0, denominator: 0 };
    return { ...state('value'), numerator: rows.length, denominator: firms, value: rows.length / firms };
  };

  const when = (ledgers: string[], compute: () => Answer) => (reported(...ledgers) ? compute() : state('not_reported'));
  return {
    penalties_and_licences_disclosed_on_time: when(['decisions'], () => disclosed(urgent, 7)),
    decisions_disclosed_on_time: when(['decisions'], () => disclosed((kind) => !urgent(kind), 20)),
    withdrawn_on_time: when(['decisions'], withdrawn),
    notices_updated_on_time: when(['notices'], () => {
      const count = none();
      for (const row of mine('notices')) if (inYear(row.changed_on!)) judge(count, within(known(row.updated_on), 5, row.changed_on!));
      return share(count, full);
    }),
    annual_report_on_time: published(),
    legal_reviewers: when(['officers'], legal),
    major_decisions_reviewed: when(['decisions'], () => {
      const count = none();
      for (const row of mine('decisions')) {
        if (!inYear(row.decided_on!) || !yes(row.major)) continue;
        const reviewed = known(row.reviewed_on);
        if (row.review_result !== '通过') judge(count, 'no');
        // The deadline is the day of the decision itself: on that day an empty date is still open (rule 3).
        else if (!reviewed) judge(count, asOf <= row.decided_on! ? 'open' : 'no');
        else judge(count, reviewed <= row.decided_on! ? 'yes' : 'no');
      }
      return share(count, full);
    }),
    lawyer_assisted_reviews: when(['decisions'], () => simple('decisions', (row) => inYear(row.decided_on!) && yes(row.review_required),
      (row) => yes(row.lawyer_assisted), (n, d) => n * 5 >= d)),
    case_review_by_october: when(['case_reviews'], reviewedByOctober),
    leader_joined_enforcement: leader(),
    training_hours_met: when(['officers', 'training'], () => trained((row) => minutes(row, ['公共法律']) >= 1350 && minutes(row, ['业务知识', '执法技能']) >= 1350)),
    trained_at_all: when(['officers', 'training'], () => trained((row) => minutes(row, ['公共法律', '业务知识', '执法技能']) > 0)),
    quarterly_case_review: when(['case_reviews'], quarters),
    inspections_per_enterprise: when(['inspections'], perEnterprise),
    over_inspected_enterprises: when(['inspections'], overInspected),
  };
}
