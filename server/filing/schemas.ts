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
