/**
 * The way of an agency's report of a year, as a pure state machine: acts are events, the state is what they add up to, and
 * one table says from which stage who may do what. Nothing here reads a clock or a store.
 *
 *   draft 草拟 ─check─► checked 已校核 ─submit─► submitted 已报送 ─accept─► accepted 已接收 ─publish─► published 已公开
 *     ▲  ▲ └─────────── reopen ◄──┘  └◄── withdraw ──┘   │ return               │ return              │ correct 更正 (version + 1)
 *     │  └───────────────────────────── returned 已退回 ◄┴──────────────────────┘                     │
 *     └───────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import type { FilingEvent, FilingStage } from '../../data/store/index.ts';
import type { Words } from '../words.ts';

export type { FilingStage } from '../../data/store/index.ts';

/** Whose hand an act takes: 经办人, 审核人 of the agency, 司法局工作人员 of the region. */
export type FilingRole = 'clerk' | 'approver' | 'officer';
export const FILING_ACTS = ['check', 'reopen', 'submit', 'withdraw', 'accept', 'return', 'forward', 'publish', 'correct', 'abandon', 'remind'] as const;
export type FilingAct = (typeof FILING_ACTS)[number];

export interface FilingState {
  stage: FilingStage;
  /** Of the report that is being worked on. */
  version: number;
  /** The newest version that is published; 0 for none. */
  published: number;
  /** The number of the last event: what the next act must name. 0: nothing has happened. */
  number: number;
  /** The last check of this version: by whom, and of which state of the data. */
  checked: { by: string; data: string; soft: number } | null;
  /** Days (yyyy-mm-dd) on which this version was submitted, accepted, reported to the superior; null where it is not (any more). */
  submittedOn: string | null; acceptedOn: string | null; forwardedOn: string | null;
  /** Why this version corrects the one before; null for the first. */
  reason: string | null;
}

export const BEGINNING: FilingState = { stage: 'draft', version: 1, published: 0, number: 0, checked: null, submittedOn: null, acceptedOn: null, forwardedOn: null, reason: null };

interface Rule {
  from: readonly FilingStage[];
  /** `same`: the act leaves the stage as it is. */
  to: FilingStage | 'same';
  by: readonly FilingRole[];
  remark: 'required' | 'optional';
  label: Words;
}

/**
 * Who may do what when. Submitting and publishing are the approver's (审核人) signature; a clerk may sign only where the
 * agency has a single account. A bureau's officer accepts and returns, up to the publication, and reminds whose turn it is.
 */
export const RULES: Readonly<Record<FilingAct, Rule>> = {
  check: { from: ['draft', 'returned', 'checked'], to: 'checked', by: ['clerk', 'approver'], remark: 'optional', label: { zh: '校核', en: 'Check' } },
  reopen: { from: ['checked', 'returned'], to: 'draft', by: ['clerk', 'approver'], remark: 'optional', label: { zh: '退回草拟', en: 'Reopen the draft' } },
  submit: { from: ['checked'], to: 'submitted', by: ['approver', 'clerk'], remark: 'optional', label: { zh: '报送司法局', en: 'Submit to the bureau' } },
  withdraw: { from: ['submitted'], to: 'draft', by: ['clerk', 'approver'], remark: 'optional', label: { zh: '撤回', en: 'Withdraw' } },
  accept: { from: ['submitted'], to: 'accepted', by: ['officer'], remark: 'optional', label: { zh: '接收', en: 'Accept' } },
  return: { from: ['submitted', 'accepted'], to: 'returned', by: ['officer'], remark: 'required', label: { zh: '退回', en: 'Return' } },
  forward: { from: ['submitted', 'accepted', 'published'], to: 'same', by: ['approver', 'clerk'], remark: 'optional', label: { zh: '登记报上级', en: 'Record the report to the superior' } },
  publish: { from: ['accepted'], to: 'published', by: ['approver', 'clerk'], remark: 'optional', label: { zh: '公开', en: 'Publish' } },
  correct: { from: ['published'], to: 'draft', by: ['clerk', 'approver'], remark: 'required', label: { zh: '更正', en: 'Correct' } },
  abandon: { from: ['draft', 'checked', 'returned'], to: 'published', by: ['clerk', 'approver'], remark: 'required', label: { zh: '放弃更正', en: 'Give the correction up' } },
  remind: { from: ['draft', 'checked', 'returned', 'accepted'], to: 'same', by: ['officer'], remark: 'optional', label: { zh: '催办', en: 'Remind' } },
};

/** Acts that are the approver's signature. */
const SIGNATURES: readonly FilingAct[] = ['submit', 'publish'];

export const STAGE_WORDS: Readonly<Record<FilingStage, Words>> = {
  draft: { zh: '草拟', en: 'Draft' }, checked: { zh: '已校核', en: 'Checked' }, submitted: { zh: '已报送', en: 'Submitted' },
  accepted: { zh: '已接收', en: 'Accepted' }, returned: { zh: '已退回', en: 'Returned' }, published: { zh: '已公开', en: 'Published' },
};

/** Who acts. */
export interface FilingHand {
  account: string;
  /** The roles this person has for the agency. */
  roles: readonly FilingRole[];
  /** The agency has no other account of a clerk or approver: one person may check and sign. */
  sole: boolean;
}

/** What the checks found, and the state of the data they were made on. */
export interface FilingFacts {
  /** Something was handed in (zero reports included). */
  reported: boolean;
  hard: number; soft: number;
  /** Changes when what the report reads was handed in anew. */
  data: string;
}

/** Why an act is refused; `act` names the rule that is broken, for people in `zh` and `en`. */
export interface FilingObstacle extends Words { code: string; kind: 'forbidden' | 'input' | 'busy' }
const obstacle = (code: string, kind: FilingObstacle['kind'], zh: string, en: string): FilingObstacle => ({ code, kind, zh, en });

/** A line of the ledger `filings`: one version of one report. Days are yyyy-mm-dd. */
export interface FilingRow { version: number; submittedOn: string | null; filedOn: string | null; superiorOn: string | null; publishedOn: string | null; url: string | null }

/**
 * What the events add up to. They are those of one agency, year and report, oldest first; the first keeps what stood in the
 * ledger before it (`detail.base`).
 * @param lines of `filings`, where there are no events yet: a file may have brought history
 */
export function stateOf(events: readonly FilingEvent[], lines: readonly FilingRow[] = []): FilingState {
  return events.reduce(after, beginning(events.length > 0 ? baseOf(events) : lines));
}

/** The lines of `filings` from before the first event. */
function baseOf(events: readonly FilingEvent[]): readonly FilingRow[] {
  const base = events[0]?.detail['base'];
  return Array.isArray(base) ? base as FilingRow[] : [];
}

/** Where history leaves a report: the newest version of it, at the farthest stage its days tell. */
function beginning(history: readonly FilingRow[]): FilingState {
  const newest = history.toSorted((one, other) => other.version - one.version)[0];
  if (!newest) return BEGINNING;
  const published = Math.max(0, ...history.filter((row) => row.publishedOn !== null).map((row) => row.version));
  const stage: FilingStage = newest.publishedOn !== null ? 'published' : newest.filedOn !== null ? 'accepted' : newest.submittedOn !== null ? 'submitted' : 'draft';
  return { ...BEGINNING, stage, version: newest.version, published, submittedOn: newest.submittedOn, acceptedOn: newest.filedOn, forwardedOn: newest.superiorOn };
}

/**
 * The lines of `filings` that the events stand for, those from before them included, by version. A submission that was returned keeps its day, for the
 * agency handed in on it; one that was withdrawn is none. Acceptance falls away when the report is returned or changed.
 * @param urlOf where a published version is read
 */
export function rowsOf(events: readonly FilingEvent[], urlOf: (version: number) => string): FilingRow[] {
  const rows = new Map(baseOf(events).map((row) => [row.version, row]));
  for (const event of events) {
    const on = dayOf(event);
    const row = rows.get(event.version) ?? { version: event.version, submittedOn: null, filedOn: null, superiorOn: null, publishedOn: null, url: null };
    const next = ((): FilingRow | null => {
      switch (event.act as FilingAct) {
        case 'submit': return { ...row, submittedOn: row.submittedOn ?? on };
        case 'withdraw': return { ...row, submittedOn: null, filedOn: null, superiorOn: null };
        case 'accept': return { ...row, filedOn: on };
        case 'return': return { ...row, filedOn: null };
        case 'forward': return { ...row, superiorOn: on };
        case 'publish': return { ...row, publishedOn: on, url: urlOf(event.version) };
        default: return null;
      }
    })();
    if (next) rows.set(event.version, next);
    // A correction that is given up was never published: its version is free again.
    if (event.act === 'abandon') rows.delete(event.version);
  }
  return [...rows.values()].filter((row) => row.submittedOn !== null || row.filedOn !== null || row.superiorOn !== null || row.publishedOn !== null).toSorted((one, other) => one.version - other.version);
}

/** The day an act is dated, by the clock of the place. */
function dayOf({ detail, at }: Pick<FilingEvent, 'detail' | 'at'>): string { return typeof detail['on'] === 'string' ? detail['on'] : at.slice(0, 10); }

/** The state after one more event. */
export function after(state: FilingState, event: Pick<FilingEvent, 'act' | 'number' | 'by' | 'at' | 'remark' | 'detail'>): FilingState {
  const next = { ...state, number: event.number };
  const day = dayOf(event);
  const cleared = { checked: null, submittedOn: null, acceptedOn: null, forwardedOn: null };
  switch (event.act as FilingAct) {
    case 'check': return { ...next, stage: 'checked', checked: { by: event.by, data: String(event.detail['data'] ?? ''), soft: Number(event.detail['soft'] ?? 0) }, submittedOn: null, acceptedOn: null };
    case 'reopen': return { ...next, ...cleared, stage: 'draft' };
    case 'submit': return { ...next, stage: 'submitted', submittedOn: day };
    case 'withdraw': return { ...next, ...cleared, stage: 'draft' };
    case 'accept': return { ...next, stage: 'accepted', acceptedOn: day };
    case 'return': return { ...next, ...cleared, stage: 'returned' };
    case 'forward': return { ...next, forwardedOn: day };
    case 'publish': return { ...next, stage: 'published', published: state.version };
    case 'correct': return { ...next, ...cleared, stage: 'draft', version: state.version + 1, reason: event.remark };
    case 'abandon': return { ...next, ...cleared, stage: 'published', version: state.published, reason: null };
    case 'remind': return next;
  }
}

/** Whether the stage, and what was published, allow the act at all. */
function misplaced(state: FilingState, act: FilingAct): FilingObstacle | null {
  const rule = RULES[act];
  if (rule.from.includes(state.stage) && (act !== 'abandon' || state.published > 0)) return null;
  if (act === 'abandon') return obstacle('no_correction', 'input', '现在没有正在进行的更正。', 'No correction is under way.');
  const from = rule.from.map((stage) => STAGE_WORDS[stage]);
  return obstacle('wrong_stage', 'input', `现在的阶段是“${STAGE_WORDS[state.stage].zh}”，不能${rule.label.zh}：${rule.label.zh}要在${from.map(({ zh }) => `“${zh}”`).join('、')}阶段。`,
    `The report is ${STAGE_WORDS[state.stage].en.toLowerCase()}: "${rule.label.en}" is done when it is ${from.map(({ en }) => en.toLowerCase()).join(', ')}.`);
}

/** Whether this hand may do it. */
function unauthorised(state: FilingState, act: FilingAct, hand: FilingHand): FilingObstacle | null {
  const { by, label } = RULES[act];
  if (!by.some((role) => hand.roles.includes(role))) {
    return by.includes('officer') ? obstacle('officers_only', 'forbidden', `“${label.zh}”由司法局工作人员办理。`, `"${label.en}" is for officers of the judicial bureau.`)
      : obstacle('agency_only', 'forbidden', `“${label.zh}”由本机关的经办人或审核人办理。`, `"${label.en}" is for the agency's clerk or approver.`);
  }
  if (!SIGNATURES.includes(act)) return null;
  if (!hand.roles.includes('approver') && !hand.sole) return obstacle('approver_signs', 'forbidden', `“${label.zh}”须由审核人签发；经办人只在本机关仅有一个账号时可以代签。`, `"${label.en}" is the approver's signature; a clerk may sign only where the agency has a single account.`);
  if (act === 'submit' && state.checked?.by === hand.account && !hand.sole) return obstacle('two_people', 'forbidden', '校核和报送不能是同一个人：请由另一名审核人报送。', 'The one who checked may not submit as well: another approver submits.');
  return null;
}

const changed = (zh: string, en: string): FilingObstacle => obstacle('data_changed', 'input', `校核之后数据又有变化：${zh}`, `The figures changed after the check: ${en}`);

/** Whether the figures allow it: hard errors block, soft findings want a remark, what was checked must still be what there is. */
function unfit(state: FilingState, act: FilingAct, facts: FilingFacts, remark: string): FilingObstacle | null {
  const label = RULES[act].label;
  if (act === 'check') {
    if (!facts.reported) return obstacle('nothing_reported', 'input', '本年度还没有报送任何台账或统计表：没有发生的，请作零报告。', 'Nothing was handed in for the year yet: where nothing happened, hand in a zero report.');
    if (facts.hard > 0) return obstacle('hard_findings', 'input', `有 ${facts.hard} 处勾稽错误，改正后才能通过校核。`, `${facts.hard} ${facts.hard === 1 ? 'check is' : 'checks are'} broken: mend the figures first.`);
    if (facts.soft > 0 && remark === '') return obstacle('acknowledge', 'input', `有 ${facts.soft} 处提示：请写明原因再通过校核。`, `${facts.soft} ${facts.soft === 1 ? 'finding wants' : 'findings want'} a word: say why the figures are right.`);
  } else if (RULES[act].remark === 'required' && remark === '') {
    return act === 'return' ? obstacle('remark_wanted', 'input', '退回须写明意见：哪里要改、怎样改。', 'Say what is to be mended when returning a report.')
      : obstacle('reason_wanted', 'input', `“${label.zh}”须写明原因。`, `"${label.en}" wants a reason.`);
  }
  // Where history brought the report this far, nothing was checked here.
  if ((act === 'submit' || act === 'accept' || act === 'publish') && state.checked && state.checked.data !== facts.data) {
    return act === 'accept' ? changed('请退回，由机关重新校核报送。', 'return it, so that the agency checks and submits again.')
      : act === 'publish' ? changed('请司法局退回后重新校核报送，再公开。', 'the bureau returns it, then it is checked and submitted again.')
        : changed('请重新校核。', 'check again.');
  }
  return null;
}

/**
 * Why the act cannot be done now, or null when it can.
 * @param facts null leaves out what the figures decide (a list of possible acts that has not looked at them)
 */
export function obstacleOf(state: FilingState, act: FilingAct, hand: FilingHand, facts: FilingFacts | null, remark: string): FilingObstacle | null {
  return misplaced(state, act) ?? unauthorised(state, act, hand) ?? (facts && unfit(state, act, facts, remark.trim()));
}

/** The acts that stage and hand allow, in the order of the table: what is missing for them is shown beside. */
export function actsOf(state: FilingState, hand: FilingHand): FilingAct[] {
  return FILING_ACTS.filter((act) => obstacleOf(state, act, hand, null, '') === null);
}

/** The stage an act leads to. */
export function stageAfter(state: FilingState, act: FilingAct): FilingStage {
  const { to } = RULES[act];
  return to === 'same' ? state.stage : to;
}
