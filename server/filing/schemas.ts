/** The shapes of `shapes.ts` as schemas; the annotations make the compiler refuse one that drifts from its type. */
import { z } from '@hono/zod-openapi';
import { isDay } from '../days.ts';
import type * as shapes from './shapes.ts';
import { FILING_ACTS } from './stages.ts';

const words = z.object({ zh: z.string(), en: z.string() });
const text = z.string().nullable();
const year = z.string().regex(/^(19|20|21)\d{2}$/).openapi({ example: '2025', description: '年度 the year reported' });
const day = z.string().refine(isDay, { message: 'yyyy-mm-dd' });
const agency = z.string().min(1).max(200).openapi({ description: '统一社会信用代码 the agency\'s code' });
const remark = z.string().max(2000).optional().openapi({ description: '意见、原因 a remark or reason' });
const expected = z.number().int().min(0).max(1_000_000_000).openapi({ description: '所见的最后一次办理的序号 the number of the last event that was seen' });
const stage = z.enum(['draft', 'checked', 'submitted', 'accepted', 'returned', 'published']);
const act = z.enum(FILING_ACTS);

export const FilingPath = z.object({ agency, year });
export const FilingActPath = FilingPath.extend({ act });
export const FilingYearPath = z.object({ year });
export const ActRequest = z.object({ expected, remark, on: day.optional().openapi({ description: '报上级日期 (forward) the day of the report to the superior' }) }).openapi('FilingActRequest');
export const ManyRequest = z.object({ year: z.number().int().min(1900).max(2199), agencies: z.array(z.object({ agency, expected })).min(1).max(1000), remark }).openapi('FilingManyRequest');
const within = { year: year.optional(), group: z.string().max(200).optional().openapi({ description: '考评分组 peer group' }), region: z.string().regex(/^\d{2,6}$/).optional().openapi({ description: '行政区划代码或其前几位 a GB/T 2260 code or its first digits' }) };
export const BoardQuery = z.object(within);
export const RollupQuery = z.object({ ...within, form: z.string().max(200).optional().openapi({ description: '统计表;默认第一张 the form; by default the first' }), basis: z.enum(['published', 'accepted', 'submitted']).default('submitted').openapi({ description: '汇总哪些阶段的年报 which reports are summed' }) });
export const RemindersQuery = z.object({ agencies: z.string().max(40_000) });

const obstacle = z.object({ code: z.string(), kind: z.enum(['forbidden', 'input', 'busy']), zh: z.string(), en: z.string() });
const deadline: z.ZodType<shapes.Deadline> = z.object({
  what: z.enum(['submit', 'publish']), day: z.string(), workday: z.boolean().nullable(), weekday: z.number(), lastWorkday: text, provisional: text, remindFrom: text, workdaysLeft: z.number().nullable(), overdue: z.number(), note: words.nullable(),
}).openapi('Deadline');
const deadlines = z.object({ submit: deadline, publish: deadline, source: z.object({ document: z.string(), clause: text }) });
const row = z.object({ version: z.number(), submittedOn: text, filedOn: text, superiorOn: text, publishedOn: text, url: text });
export const PublicationHead: z.ZodType<shapes.PublicationHead> = z.object({
  agency: z.string(), year: z.number(), report: z.string(), version: z.number(), publishedOn: z.string(), publishedAt: z.string(), reason: text, by: z.string(),
  name: text, level: text, group: text, region: text, sha256: z.string(), bytes: z.number(),
}).openapi('PublicationHead');

export const FilingView: z.ZodType<shapes.FilingView> = z.object({
  agency: z.object({ code: z.string(), name: z.string(), group: z.string(), region: text }), year: z.number(), report: z.string(), stage, stageLabel: words, version: z.number(), published: z.number(), number: z.number(), reason: text,
  submittedOn: text, acceptedOn: text, forwardedOn: text, deadlines, stale: z.boolean(),
  findings: z.array(z.object({ table: z.string(), severity: z.enum(['error', 'warning']), message: words })), blockers: z.array(words),
  acts: z.array(z.object({ act, label: words, remark: z.enum(['required', 'optional']), obstacle: obstacle.nullable() })),
  history: z.array(z.object({ number: z.number(), version: z.number(), act, label: words, stage, by: z.string(), name: z.string(), remark: text, on: z.string(), at: z.string(), acknowledged: z.array(words) })),
  publications: z.array(PublicationHead), rows: z.array(row),
}).openapi('FilingView');

const boardRow: z.ZodType<shapes.FilingBoardRow> = z.object({
  agency: z.string(), name: z.string(), group: z.string(), region: text, stage, version: z.number(), published: z.number(), number: z.number(), submittedOn: text, acceptedOn: text, publishedOn: text, late: z.boolean(),
  owes: z.enum(['submit', 'accept', 'publish']).nullable(), overdue: z.number(), acknowledged: z.number(), remindedOn: text, remark: text, handedIn: z.number(), acts: z.array(act),
});
export const FilingBoard: z.ZodType<shapes.FilingBoard> = z.object({
  year: z.number(), today: z.string(), years: z.array(z.number()), deadlines,
  counts: z.object({ draft: z.number(), checked: z.number(), submitted: z.number(), accepted: z.number(), returned: z.number(), published: z.number(), overdue: z.number(), all: z.number() }),
  groups: z.array(z.string()), regions: z.array(z.string()), rows: z.array(boardRow),
}).openapi('FilingBoard');

const many = { done: z.array(z.string()), refused: z.array(z.object({ agency: z.string(), ...obstacle.shape })) };
export const ManyAnswer: z.ZodType<shapes.FilingManyAnswer> = z.object(many).openapi('FilingManyAnswer');
const reminder: z.ZodType<shapes.FilingReminder> = z.object({ agency: z.string(), name: z.string(), title: z.string(), text: z.string(), on: z.string() });
export const ReminderAnswer: z.ZodType<{ reminder: shapes.FilingReminder | null }> = z.object({ reminder: reminder.nullable() }).openapi('FilingReminder');
export const RemindAnswer: z.ZodType<shapes.FilingRemindAnswer> = z.object({ ...many, reminders: z.array(reminder) }).openapi('FilingRemindAnswer');

const figure = z.object({ value: text, text: z.string() });
export const FilingRollup: z.ZodType<shapes.FilingRollup> = z.object({
  year: z.number(), form: z.string(), label: z.string(), forms: z.array(z.object({ name: z.string(), label: z.string() })), basis: z.enum(['published', 'accepted', 'submitted']),
  columns: z.array(z.object({ name: z.string(), label: z.string(), unit: z.string(), group: text })),
  parts: z.array(z.object({ agency: z.string(), name: z.string(), group: z.string(), stage, source: z.enum(['form', 'ledgers', 'none']), cells: z.array(figure) })),
  totals: z.array(figure.extend({ parts: z.number() })), missing: z.array(z.object({ agency: z.string(), name: z.string(), group: z.string(), stage, why: words })),
}).openapi('FilingRollup');

// ---------------------------------------------------------------- evidence, points by hand

const evidenceState = z.enum(['open', 'offered', 'confirmed', 'returned']);
const evidenceAct = z.enum(['attach', 'withdraw', 'confirm', 'return']);
const item = z.string().min(3).max(300).openapi({ example: 'activities/W2025-01', description: '台账/编号，或 indicator/指标 LEDGER/KEY or indicator/NAME' });
const whole = (most: number, absent: number): z.ZodType<number, unknown> => z.coerce.number().int().min(0).max(most).default(absent).openapi({ type: 'integer', default: absent });
export const EvidenceQuery = z.object({ year: year.optional(), agency: agency.optional(), state: evidenceState.optional(), offset: whole(1_000_000, 0), limit: whole(500, 100) });
export const EvidenceFilePath = FilingPath.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
export const LinkRequest = z.object({ item, expected, name: z.string().trim().max(200).optional(), url: z.string().max(2000), remark }).openapi('EvidenceLink');
export const EvidenceActPath = FilingPath.extend({ act: z.enum(['withdraw', 'confirm', 'return']) });
export const EvidenceActRequest = z.object({ item, expected, remark, attachment: z.number().int().positive().optional() }).openapi('EvidenceActRequest');
const attachment = z.object({ id: z.number(), name: z.string(), url: text, sha256: text, type: text, bytes: z.number().nullable() });
export const EvidenceItemShape: z.ZodType<shapes.EvidenceItem> = z.object({
  agency: z.string(), name: z.string(), year: z.number(), item: z.string(), kind: z.string(), label: z.string(), on: text, said: text, state: evidenceState, attachments: z.array(attachment), remark: text, number: z.number(),
  judged: z.object({ by: z.string(), at: z.string() }).nullable(), acts: z.array(evidenceAct),
  history: z.array(z.object({ number: z.number(), act: evidenceAct, name: z.string(), remark: text, attachment: text, at: z.string() })),
});
export const EvidenceList: z.ZodType<shapes.EvidenceList> = z.object({
  year: z.number(), counts: z.object({ open: z.number(), offered: z.number(), confirmed: z.number(), returned: z.number() }), total: z.number(), offset: z.number(), items: z.array(EvidenceItemShape),
  agencies: z.array(z.object({ code: z.string(), name: z.string() })),
}).openapi('EvidenceList');

const named = z.string().min(1).max(200);
export const HandPointsQuery = z.object({ year: year.optional(), pack: named.optional(), scorecard: named.optional() });
export const HandPointsRequest = z.object({ year: z.number().int().min(1900).max(2199), pack: named.optional(), scorecard: named, item: named, agency, points: z.string().max(10).nullable(), reason: z.string().trim().min(1).max(2000) }).openapi('HandPointsRequest');
const entry = { points: text, reason: z.string(), name: z.string(), at: z.string() };
export const HandPointsPage: z.ZodType<shapes.HandPointsPage> = z.object({
  year: z.number(), pack: z.string(), scorecard: z.string(), scorecards: z.array(z.object({ name: z.string(), label: z.string() })),
  items: z.array(z.object({ name: z.string(), label: z.string(), from: z.string(), to: z.string() })),
  agencies: z.array(z.object({ code: z.string(), name: z.string(), group: z.string(), mayGive: z.boolean() })),
  given: z.array(z.object({ agency: z.string(), item: z.string(), ...entry, earlier: z.array(z.object(entry)) })),
}).openapi('HandPointsPage');
