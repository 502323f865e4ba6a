/** The way of a report: every stage × act × hand against a table written by hand, and what events add up to. */
import { describe, expect, it } from 'vitest';
import { FILING_STAGES } from '../../../data/store/index.ts';
import type { FilingEvent } from '../../../data/store/index.ts';
import { after, actsOf, BEGINNING, FILING_ACTS, obstacleOf, rowsOf, stageAfter, stateOf } from '../../../server/filing/stages.ts';
import type { FilingAct, FilingFacts, FilingHand, FilingRole, FilingRow, FilingStage, FilingState } from '../../../server/filing/stages.ts';

const sound: FilingFacts = { reported: true, hard: 0, soft: 0, data: 'd1' };
const hand = (roles: FilingRole[], more: Partial<FilingHand> = {}): FilingHand => ({ account: 'someone', roles, sole: false, ...more });
const at = (stage: FilingStage, more: Partial<FilingState> = {}): FilingState => ({ ...BEGINNING, stage, number: 3, checked: { by: 'li', data: 'd1', soft: 0 }, published: stage === 'published' ? 1 : 0, ...more });

/** Who may do what from where: c clerk, a approver, o officer, s a clerk with the only account. Everything else is refused. */
const allowed: Record<FilingStage, Partial<Record<FilingAct, string>>> = {
  draft: { check: 'cas', abandon: 'cas', remind: 'o' },
  checked: { check: 'cas', reopen: 'cas', submit: 'as', abandon: 'cas', remind: 'o' },
  submitted: { withdraw: 'cas', accept: 'o', return: 'o', forward: 'cas' },
  accepted: { return: 'o', forward: 'cas', publish: 'as', remind: 'o' },
  returned: { check: 'cas', reopen: 'cas', abandon: 'cas', remind: 'o' },
  published: { forward: 'cas', correct: 'cas' },
};
const hands: Record<string, FilingHand> = { c: hand(['clerk']), a: hand(['approver']), o: hand(['officer']), s: hand(['clerk'], { sole: true }), n: hand([]) };

describe('every stage, act and hand', () => {
  for (const stage of FILING_STAGES) {
    for (const act of FILING_ACTS) {
      for (const [letter, one] of Object.entries(hands)) {
        const may = (allowed[stage][act] ?? '').includes(letter);
        it(`${stage}: ${act} by ${letter} is ${may ? 'done' : 'refused'}`, () => {
          // Of a correction under way, so that it can be given up.
          const state = at(stage, { published: 1, version: 2 });
          expect(obstacleOf(state, act, one, sound, '理由') === null).toBe(may);
          expect(actsOf(state, one).includes(act)).toBe(may);
        });
      }
    }
  }
  it('says in both languages what is wrong', () => {
    for (const stage of FILING_STAGES) for (const act of FILING_ACTS) for (const one of Object.values(hands)) {
      const obstacle = obstacleOf(at(stage), act, one, sound, '理由');
      if (obstacle) { expect(obstacle.zh).toMatch(/^[^,;:]+[。！？]$/); expect(obstacle.en).toMatch(/[.]$/); }
    }
  });
});

describe('guards', () => {
  const clerk = hands['c']!, approver = hands['a']!, officer = hands['o']!;
  it('a broken identity blocks the check, whatever is said about it', () => {
    expect(obstacleOf(at('draft'), 'check', clerk, { ...sound, hard: 2 }, '核对无误')?.code).toBe('hard_findings');
  });
  it('a soft finding wants a word, and blanks are none', () => {
    expect(obstacleOf(at('draft'), 'check', clerk, { ...sound, soft: 1 }, ' \n')?.code).toBe('acknowledge');
    expect(obstacleOf(at('draft'), 'check', clerk, { ...sound, soft: 1 }, '年底受理、次年许可')).toBeNull();
  });
  it('nothing handed in cannot be checked: a zero report is an act', () => {
    expect(obstacleOf(at('draft'), 'check', clerk, { ...sound, reported: false }, '')?.code).toBe('nothing_reported');
  });
  it('figures that changed after the check can be neither submitted, accepted nor published', () => {
    const other = { ...sound, data: 'd2' };
    expect(obstacleOf(at('checked'), 'submit', approver, other, '')?.code).toBe('data_changed');
    expect(obstacleOf(at('submitted'), 'accept', officer, other, '')?.code).toBe('data_changed');
    expect(obstacleOf(at('accepted'), 'publish', approver, other, '')?.code).toBe('data_changed');
    expect(obstacleOf(at('submitted'), 'return', officer, other, '数据有变')).toBeNull();
  });
  it('who checked does not submit, but for an agency with one account', () => {
    const li = hand(['clerk', 'approver'], { account: 'li' });
    expect(obstacleOf(at('checked'), 'submit', li, sound, '')?.code).toBe('two_people');
    expect(obstacleOf(at('checked'), 'submit', { ...li, sole: true }, sound, '')).toBeNull();
    expect(obstacleOf(at('checked'), 'submit', hand(['approver'], { account: 'wang' }), sound, '')).toBeNull();
  });
  it('returning wants a remark, correcting and giving up a reason', () => {
    expect(obstacleOf(at('submitted'), 'return', officer, sound, ' ')?.code).toBe('remark_wanted');
    expect(obstacleOf(at('published'), 'correct', clerk, sound, '')?.code).toBe('reason_wanted');
    expect(obstacleOf(at('draft', { version: 2, published: 1 }), 'abandon', clerk, sound, '')?.code).toBe('reason_wanted');
  });
  it('a first report cannot be given up', () => {
    expect(obstacleOf(at('draft'), 'abandon', clerk, sound, '不做了')?.code).toBe('no_correction');
  });
});

let number = 0;
const event = (act: FilingAct, on: string, more: Partial<FilingEvent> = {}): FilingEvent => ({
  agency: 'A', year: 2025, report: 'annual_statistics', number: ++number, version: 1, act, stage: 'draft', by: 'li', name: '经办人1', remark: null, at: `${on}T10:00:00.000Z`, ...more, detail: { on, ...more.detail },
});
const url = (version: number): string => `/v${version}`;

describe('what events add up to', () => {
  it('goes from draft to publication and keeps who checked what', () => {
    const events = [event('check', '2026-01-08', { detail: { data: 'd7', soft: 2 } }), event('submit', '2026-01-09', { by: 'wang' }), event('accept', '2026-01-12'), event('publish', '2026-01-20')];
    const state = stateOf(events);
    expect(state).toMatchObject({ stage: 'published', version: 1, published: 1, number: events.at(-1)!.number, checked: { by: 'li', data: 'd7', soft: 2 }, submittedOn: '2026-01-09', acceptedOn: '2026-01-12' });
    expect(rowsOf(events, url)).toEqual([{ version: 1, submittedOn: '2026-01-09', filedOn: '2026-01-12', superiorOn: null, publishedOn: '2026-01-20', url: '/v1' }]);
  });
  it('agrees with the table of stages for every act', () => {
    for (const stage of FILING_STAGES) for (const act of FILING_ACTS) {
      const state = at(stage, { published: 1, version: 2 });
      if (obstacleOf(state, act, hand(['clerk', 'approver', 'officer'], { sole: true }), sound, '理由')) continue;
      expect([act, after(state, event(act, '2026-01-08')).stage]).toEqual([act, stageAfter(state, act)]);
    }
  });
  it('counts a returned submission from its first day, a withdrawn one not at all', () => {
    const returned = [event('submit', '2026-01-14'), event('return', '2026-01-19', { remark: '合计有误' }), event('submit', '2026-01-21'), event('accept', '2026-01-22')];
    expect(rowsOf(returned, url)[0]).toMatchObject({ submittedOn: '2026-01-14', filedOn: '2026-01-22' });
    const withdrawn = [event('submit', '2026-01-14'), event('withdraw', '2026-01-16')];
    expect(rowsOf(withdrawn, url)).toEqual([]);
    expect(rowsOf([...withdrawn, event('submit', '2026-01-18')], url)[0]).toMatchObject({ submittedOn: '2026-01-18' });
  });
  it('a report returned after its acceptance is not on file any more', () => {
    expect(rowsOf([event('submit', '2026-01-10'), event('accept', '2026-01-12'), event('return', '2026-01-13')], url)[0]).toMatchObject({ submittedOn: '2026-01-10', filedOn: null });
  });
  it('a correction is a version of its own; given up, it leaves nothing and its number is free', () => {
    const published = [event('submit', '2026-01-10'), event('accept', '2026-01-12'), event('publish', '2026-01-20')];
    const correction = [event('correct', '2026-03-01', { version: 2, remark: '罚没金额漏计' }), event('submit', '2026-03-02', { version: 2 })];
    expect(stateOf([...published, ...correction])).toMatchObject({ stage: 'submitted', version: 2, published: 1, reason: '罚没金额漏计' });
    expect(rowsOf([...published, ...correction], url).map(({ version, publishedOn }) => [version, publishedOn])).toEqual([[1, '2026-01-20'], [2, null]]);
    const given = [...published, ...correction, event('return', '2026-03-03', { version: 2 }), event('abandon', '2026-03-04', { version: 2 })];
    expect(stateOf(given)).toMatchObject({ stage: 'published', version: 1, published: 1, reason: null });
    expect(rowsOf(given, url).map(({ version }) => version)).toEqual([1]);
    expect(stateOf([...given, event('correct', '2026-04-01', { version: 2, remark: '又' })]).version).toBe(2);
  });
  it('begins where history has brought the report', () => {
    const row = (version: number, days: Partial<FilingRow>): FilingRow => ({ version, submittedOn: null, filedOn: null, superiorOn: null, publishedOn: null, url: null, ...days });
    const history = [row(1, { submittedOn: '2025-01-10', publishedOn: '2025-01-20' }), row(2, { publishedOn: '2025-03-01' })];
    expect(stateOf([], history)).toMatchObject({ stage: 'published', version: 2, published: 2, number: 0 });
    expect(stateOf([], [row(1, { submittedOn: '2025-01-10' })])).toMatchObject({ stage: 'submitted', version: 1, published: 0 });
    const base = [...history];
    const corrected = [event('correct', '2026-01-01', { version: 3, remark: '错', detail: { base } }), event('check', '2026-01-02', { version: 3 }), event('submit', '2026-01-03', { version: 3 })];
    expect(stateOf(corrected.slice(0, 1), [...history, row(3, { submittedOn: '2026-01-05' })])).toMatchObject({ stage: 'draft', version: 3, published: 2 });
    expect(rowsOf(corrected, url)).toEqual([...history, row(3, { submittedOn: '2026-01-03' })]);
    // Lines that the events themselves have written are no history.
    expect(stateOf([event('check', '2026-01-05')], [row(1, { submittedOn: '2026-01-06' })])).toMatchObject({ stage: 'checked', version: 1, published: 0 });
  });
  it('keeps the days that history gave a version while events go on from there', () => {
    const base: FilingRow[] = [{ version: 1, submittedOn: '2026-01-10', filedOn: null, superiorOn: null, publishedOn: null, url: null }];
    const events = [event('remind', '2026-01-11', { detail: { base } }), event('accept', '2026-01-12'), event('publish', '2026-01-20')];
    expect(rowsOf(events, url)).toEqual([{ version: 1, submittedOn: '2026-01-10', filedOn: '2026-01-12', superiorOn: null, publishedOn: '2026-01-20', url: '/v1' }]);
    expect(stateOf(events)).toMatchObject({ stage: 'published', published: 1, submittedOn: '2026-01-10' });
  });
  it('what history brought this far was not checked here, and may go on', () => {
    const state = stateOf([], [{ version: 1, submittedOn: '2026-01-10', filedOn: null, superiorOn: null, publishedOn: null, url: null }]);
    expect(obstacleOf(state, 'accept', hand(['officer']), sound, '')).toBeNull();
  });
});
