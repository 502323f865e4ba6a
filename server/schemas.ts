/**
 * The shapes of `api.ts` as schemas: what the routes declare and the OpenAPI document shows. The annotations make the
 * compiler refuse a schema that drifts from its type.
 */
import { z } from '@hono/zod-openapi';
import type * as dsl from '../dsl/diagnostics/types.ts';
import type * as metrics from '../metrics/types.ts';
import type * as api from './api.ts';
import { isDay } from './days.ts';

const words = z.object({ zh: z.string(), en: z.string() });
const state = z.enum(['value', 'not_applicable', 'not_reported', 'pending', 'error']);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const ErrorAnswer = z.object({ error: z.object({ code: z.string(), zh: z.string(), en: z.string() }) }).openapi('Error');

// ---------------------------------------------------------------- what is asked

export const yearText = z.string().regex(/^(19|20|21)\d{2}$/).openapi({ example: '2024', description: '年度 the year' });
const day = z.string().refine(isDay, { message: 'yyyy-mm-dd' }).openapi({ example: '2025-01-31', description: '截至日,含当日;默认次年 1 月 31 日或今天 the as-of day, included' });
const whole = (most: number, absent: number): z.ZodType<number, unknown> => z.coerce.number().int().min(0).max(most).default(absent).openapi({ type: 'integer', default: absent });

const packName = z.string().min(1).max(200);
/** Of which pack, and which version of it. */
export const OfPack = z.object({
  pack: packName.optional().openapi({ description: '指标包;默认为辖区最相符的 the pack; by default the one that fits the roster' }),
  version: z.string().regex(/^[1-9]\d{0,8}$/).optional().openapi({ description: '版本;默认为该年度施行的 a version; by default the one in force for the year' }),
});
export const YearOnly = z.object({ year: yearText.optional(), asOf: day.optional() });
export const When = OfPack.extend(YearOnly.shape);
export const WhenScored = When.extend({ scorecard: z.string().max(200).optional().openapi({ description: '评分卡;默认第一张 the scorecard; by default the first' }) });
export const WhenRanked = WhenScored.extend({ format: z.enum(['arrow', 'json']).optional() });
export const Page = When.extend({ offset: whole(10_000_000, 0), limit: whole(1000, 50), verdict: z.enum(['fulfilled', 'missed', 'pending', 'excluded', 'error']).optional() });

const path = (name: string, description: string): z.ZodString => z.string().min(1).max(200).openapi({ param: { name, in: 'path' }, description });
export const AgencyPath = z.object({ code: path('code', '统一社会信用代码 the agency\'s code') });
export const AgencyIndicatorPath = AgencyPath.extend({ name: path('name', '指标名 the indicator\'s name') });
export const IndicatorPath = z.object({ name: path('name', '指标名 the indicator\'s name') });
const year = z.number().int().min(1900).max(2199);
/** A pack's text has a bound of its own: the largest shipped pack is a quarter of it. */
const sourceText = z.string().max(262_144);
export const LiveRequest = z.object({
  text: sourceText, indicator: z.string().max(200), year: year.optional(), asOf: day.optional(), pack: packName.optional(),
}).openapi('LiveRequest');

export const PackPath = z.object({ pack: path('pack', '指标包名 the pack\'s name') });
const versionNumber = (name: string): z.ZodType<number, unknown> => z.coerce.number().int().positive().max(999_999_999).openapi({ param: { name, in: 'path' }, type: 'integer' });
export const VersionPath = PackPath.extend({ version: versionNumber('version') });
export const ComparePath = PackPath.extend({ a: versionNumber('a'), b: versionNumber('b') });
export const VersionsQuery = z.object({ all: z.enum(['yes', 'no']).optional().openapi({ description: '含已废弃的草稿 discarded drafts as well' }) });
const reason = z.string().trim().min(1).max(2000);
export const DraftRequest = z.object({ text: sourceText, parent: z.number().int().positive().optional() }).openapi('DraftRequest');
export const SaveRequest = z.object({ text: sourceText, savedAt: z.string().max(40).optional() }).openapi('SaveRequest');
export const PublishRequest = z.object({ reason, effectiveFrom: day.optional(), retroactive: z.boolean().optional() }).openapi('PublishRequest');
export const ChoiceRequest = z.object({ parameter: z.string().min(1).max(200), index: z.number().int().min(0).max(1000), reason }).openapi('ChoiceRequest');

const cell = z.string().max(1000);
const givenTable: z.ZodType<api.GivenTable> = z.object({ ledger: z.string().min(1).max(200), columns: z.array(z.string().max(200)).max(200), rows: z.array(z.array(cell).max(200)).max(200) });
export const ExamplesRequest = z.object({
  text: sourceText, pack: packName.optional(), indicator: z.string().max(200).optional(), asOf: day.optional(), year: year.optional(), tables: z.array(givenTable).max(40).optional(),
}).openapi('ExamplesRequest');
export const ExplainTextRequest = LiveRequest.openapi('ExplainTextRequest');
export const InventRequest = LiveRequest.extend({ seed: z.string().min(1).max(100).optional(), rows: z.number().int().min(1).max(50).optional() }).openapi('InventRequest');

// ---------------------------------------------------------------- what is answered

const measure: z.ZodType<metrics.MeasureRow> = z.object({
  agency: z.string(), indicator: z.string(), year: z.number(), state,
  value: z.union([z.number(), z.boolean(), z.string(), z.null()]), numerator: z.number().nullable(), denominator: z.number().nullable(),
  pending: z.number(), excluded: z.number(), target_met: z.boolean().nullable(), exact: z.string().nullable(),
  parts: z.array(z.object({ name: z.string(), count: z.number() })).optional(), excludedBy: z.array(z.object({ reason: z.string(), count: z.number() })),
  error: words.extend({ code: z.string(), year: z.number().optional(), parameter: z.string().optional() }).nullable(), principleMissed: z.boolean(), remarks: z.array(words).optional(),
}).openapi('Measure');

const headShape = {
  label: z.string(), targetText: words.nullable(), unit: z.string(), better: z.enum(['higher', 'lower']).nullable(), shownOnly: z.boolean(),
  target: z.object({ op: z.enum(['=', '!=', '<', '<=', '>', '>=']), value: z.union([z.number(), z.boolean()]), principle: z.boolean() }).nullable().optional(),
};
const head: z.ZodType<api.IndicatorHead> = z.object(headShape);
const placed = z.object({ name: z.string(), group: z.string() });
const placedMeasure: z.ZodType<api.PlacedMeasure> = z.intersection(measure, placed);

const item = z.object({
  name: z.string(), label: z.string(), indicator: z.string().nullable(), state, points: z.number().nullable(), full: z.number(),
  exactPoints: z.string().nullable(), reason: words.nullable(), reads: z.array(z.string()).optional(),
});
const dimension = z.object({ name: z.string(), label: z.string(), points: z.number().nullable(), full: z.number(), applicableFull: z.number(), items: z.array(item) });
const records: z.ZodType<metrics.RecordScores> = z.object({
  scored: z.number(), pending: z.number(), withoutPoints: z.number(), grades: z.array(z.object({ grade: z.string(), count: z.number() })),
  list: z.array(z.object({
    key: z.string(), state, points: z.number().nullable(), grade: z.string().nullable(), veto: z.string().nullable(),
    losses: z.array(z.object({ item: z.string(), lost: z.number(), reason: words })),
  })),
});
export const Score: z.ZodType<metrics.ScoreRow> = z.object({
  agency: z.string(), name: z.string(), group: z.string(), rank: z.number().nullable(), points: z.number().nullable(), grade: z.string().nullable(), state,
  dimensions: z.array(dimension), items: z.array(item), bonus: z.number(), deductions: z.number(), veto: z.string().nullable(), records: records.optional(),
}).openapi('Score');

export const Definition: z.ZodType<api.DefinitionRef> = z.object({ pack: z.string(), version: z.number(), uses: z.array(z.object({ pack: z.string(), version: z.number() })) }).openapi('Definition');

export const Meta: z.ZodType<api.Meta> = z.object({
  definition: Definition, packs: z.array(z.object({ name: z.string(), label: z.string() })),
  years: z.array(z.number()), defaultYear: z.number(), reportYear: z.number(), defaultAsOf: z.record(z.string(), z.string()),
  scorecards: z.array(z.object({ name: z.string(), label: z.string() })), groups: z.array(z.string()),
  dataVersion: z.string(), programVersion: z.string(), demonstration: z.boolean(), uploadLimit: z.number(),
  ledgers: z.array(z.object({ name: z.string(), label: z.string(), kind: z.enum(['ledger', 'form']) })),
}).openapi('Meta');

const rankingRow = z.object({
  agency: z.string(), name: z.string(), short_name: z.string().nullable(), group: z.string(), rank: z.number().nullable(), points: z.number().nullable(),
  grade: z.string().nullable(), state, change: z.number().nullable(), previous_points: z.number().nullable(),
}).catchall(z.number().nullable()).openapi('RankingRow', { description: 'dimension_0…n, dimension_0_full…, trend_0…m beside the named columns' });
export const RankingJson = z.object({
  meta: z.object({
    year: z.number(), asOf: z.string(), scorecard: z.string(), dimensions: z.array(z.object({ name: z.string(), label: z.string(), full: z.record(z.string(), z.string()) })),
    trendYears: z.array(z.number()), dataVersion: z.string(), programVersion: z.string(), definition: Definition,
  }),
  rows: z.array(rankingRow),
}).openapi('Ranking');

const agencyListItem: z.ZodType<api.AgencyListItem> = z.object({ code: z.string(), name: z.string(), shortName: z.string().nullable(), group: z.string(), years: z.array(z.number()), published: z.boolean() });
export const AgencyList = z.object({ agencies: z.array(agencyListItem) }).openapi('AgencyList');
const sourceTexts = z.array(z.object({ file: z.string(), text: z.string() }));
export const CatalogueAnswer: z.ZodType<api.CatalogueSources> = z.object({ sources: sourceTexts, packs: sourceTexts }).openapi('CatalogueSources');
export const AgencyAnswer: z.ZodType<api.AgencyPage> = z.object({
  definition: Definition,
  agency: z.object({ code: z.string(), name: z.string(), shortName: z.string().nullable(), group: z.string(), level: z.string() }),
  score: Score, groupSize: z.number(), measures: z.array(z.intersection(measure, head)),
  trend: z.array(z.object({ year: z.number(), points: z.number().nullable(), rank: z.number().nullable() })),
  reported: z.array(z.object({ ledger: z.string(), label: z.string(), reported: z.boolean(), rows: z.number() })),
}).openapi('AgencyPage');

const source = z.object({ document: z.string(), clause: z.string().optional(), url: z.string().optional(), from: z.string().optional(), to: z.string().optional() });
const record: z.ZodType<metrics.RecordVerdict> = z.object({ fields: z.record(z.string(), scalar), verdict: z.enum(['fulfilled', 'missed', 'pending', 'excluded', 'error']), reason: words.nullable(), due: z.string().nullable() });
const explanation: z.ZodType<metrics.Explanation> = z.object({
  indicator: z.string(), agency: z.string(), year: z.number(), asOf: z.string(), measure, words, sources: z.array(source), sql: z.string(),
  records: z.array(record),
  total: z.number(), offset: z.number(),
});
const counts = z.object({ fulfilled: z.number(), missed: z.number(), pending: z.number(), excluded: z.number(), error: z.number() });
export const ExplanationAnswer: z.ZodType<api.ExplanationPage> = z.intersection(
  z.intersection(explanation, head), z.object({ definition: Definition, fieldLabels: z.record(z.string(), z.string()), verdicts: counts }),
).openapi('ExplanationPage');

const listItem = { name: z.string(), document: z.string(), clause: z.string().nullable(), pack: z.string().nullable(), task: z.boolean(), ...headShape };
export const IndicatorList = z.object({ definition: Definition, indicators: z.array(z.object(listItem)) }).openapi('IndicatorList');
export const IndicatorAnswer: z.ZodType<api.IndicatorPage> = z.object({
  definition: Definition, ...listItem, file: z.string(), text: z.string(), fromLine: z.number(), toLine: z.number(), words, values: z.array(placedMeasure),
}).openapi('IndicatorPage');

export const RollupQuery = When.extend({ by: z.enum(['total', 'group', 'level', 'province', 'city', 'county']).default('group').openapi({ description: '按什么合成 by what agencies are put together' }) });
const rollupRow: z.ZodType<api.RollupRow> = z.object({
  by: z.enum(['total', 'group', 'level', 'province', 'city', 'county']), key: z.string(), indicator: z.string(), kind: z.enum(['ratio', 'sum', 'fulfilling', 'parts']).nullable(), agencies: z.number(),
  states: z.object({ value: z.number(), not_applicable: z.number(), not_reported: z.number(), pending: z.number(), error: z.number() }), met: z.number(), missed: z.number(),
  state, value: z.number().nullable(), exact: z.string().nullable(), numerator: z.number().nullable(), denominator: z.number().nullable(), pending: z.number(), excluded: z.number(),
  excludedBy: z.array(z.object({ reason: z.string(), count: z.number() })), parts: z.array(z.object({ name: z.string(), count: z.number() })).optional(), target_met: z.boolean().nullable(), reason: words.nullable(),
}).openapi('RollupRow');
export const RollupAnswer: z.ZodType<api.IndicatorRollup> = z.object({
  ...headShape, definition: Definition, name: z.string(), year: z.number(), asOf: z.string(), by: z.enum(['total', 'group', 'level', 'province', 'city', 'county']), rows: z.array(rollupRow),
}).openapi('IndicatorRollup');
export const BreakdownQuery = When.extend({ agency: z.string().min(1).max(200).optional().openapi({ description: '一个机关;默认全部合成 one agency; by default all together' }) });
export const BreakdownAnswer: z.ZodType<api.IndicatorBreakdown> = z.object({
  ...headShape, definition: Definition, name: z.string(), year: z.number(), asOf: z.string(), agency: z.string().nullable(),
  fields: z.array(z.object({
    name: z.string(), label: z.string(),
    parts: z.array(z.object({ value: z.string().nullable(), others: z.boolean(), measure: measure.nullable(), whole: rollupRow.nullable() })),
  })),
}).openapi('IndicatorBreakdown');

const position = z.object({ line: z.number(), column: z.number() });
const range = z.object({ file: z.string(), start: position, end: position });
const diagnostic: z.ZodType<dsl.Diagnostic> = z.object({
  code: z.string(), severity: z.enum(['error', 'warning', 'info']), message: words, range, hints: z.array(words).optional(),
  fix: z.object({ title: words, edits: z.array(z.object({ range, text: z.string() })) }).optional(),
}).openapi('Diagnostic');
export const LiveAnswer: z.ZodType<api.LiveEvaluation> = z.object({
  diagnostics: z.array(diagnostic), indicator: z.string().nullable(), values: z.array(placedMeasure), milliseconds: z.number(),
}).openapi('LiveEvaluation');

// ---------------------------------------------------------------- packs and their versions

const nullable = z.string().nullable();
export const PackList: z.ZodType<api.PackList> = z.object({
  packs: z.array(z.object({
    name: z.string(), label: z.string(), authority: nullable, region: nullable, version: nullable, from: nullable, to: nullable, uses: z.array(z.string()),
    indicators: z.number(), tasks: z.number(), scorecards: z.number(), unchosen: z.number(), definition: Definition, broken: words.nullable(), newest: z.number(), drafts: z.number(), waiting: z.number().nullable(),
  })),
  default: z.string(),
}).openapi('PackList');

const versionHead = {
  pack: z.string(), version: z.number(), parent: z.number().nullable(), origin: z.enum(['shipped', 'local']), state: z.enum(['draft', 'checked', 'published', 'discarded']), author: z.string(),
  reason: nullable, effectiveFrom: nullable, createdAt: z.string(), savedAt: z.string(), checkedAt: nullable, publishedAt: nullable, publishedBy: nullable, fingerprint: nullable, years: z.array(z.number()),
};
const PackVersionHead: z.ZodType<api.PackVersionHead> = z.object(versionHead).openapi('PackVersionHead');
export const PackVersion: z.ZodType<api.PackVersion> = z.object({ ...versionHead, file: z.string(), text: z.string() }).openapi('PackVersion');
export const VersionList = z.object({ versions: z.array(PackVersionHead) }).openapi('VersionList');
const tableProblem = z.object({ table: nullable, row: z.number().nullable(), column: nullable, message: words });
const exampleOutcome: z.ZodType<api.ExampleOutcome> = z.object({
  label: z.string(), indicator: z.string(), asOf: z.string(), year: z.number(), at: range.nullable(), passed: z.boolean().nullable(), expected: words.nullable(), found: words.nullable(),
  measure: measure.nullable(), records: z.array(record), problems: z.array(tableProblem),
}).openapi('ExampleOutcome');
export const ExampleRun: z.ZodType<api.ExampleRun> = z.object({ diagnostics: z.array(diagnostic), examples: z.array(exampleOutcome), milliseconds: z.number() }).openapi('ExampleRun');
export const VersionCheck: z.ZodType<api.VersionCheck> = z.object({
  version: PackVersionHead, diagnostics: z.array(diagnostic), examples: z.array(exampleOutcome), dependents: z.array(z.object({ pack: z.string(), diagnostics: z.array(diagnostic) })),
}).openapi('VersionCheck');
const standing: z.ZodType<api.Standing | null> = z.object({ points: z.number().nullable(), rank: z.number().nullable(), grade: nullable, state }).nullable();
const change: z.ZodType<api.Change> = z.object({
  kind: z.enum(['pack', 'ledger', 'form', 'view', 'order', 'parameter', 'indicator', 'task', 'scorecard', 'report']), change: z.enum(['added', 'removed', 'renamed', 'changed']), name: z.string(), label: z.string(),
  was: z.object({ name: z.string(), label: z.string() }).optional(), parts: z.array(z.object({ part: z.string(), title: words, before: words.nullable(), after: words.nullable() })), affects: z.array(z.string()),
}).openapi('Change');
const agencyShape = { agency: z.string(), name: z.string(), group: z.string() };
export const VersionComparison: z.ZodType<api.VersionComparison> = z.object({
  a: PackVersion, b: PackVersion, changes: z.array(change).nullable(), diagnostics: z.object({ a: z.array(diagnostic), b: z.array(diagnostic) }),
  effects: z.object({
    year: z.number(), asOf: z.string(),
    values: z.array(z.object({ indicator: z.string(), label: z.string(), rows: z.array(z.object({ ...agencyShape, a: measure.nullable(), b: measure.nullable() })) })),
    scorecards: z.array(z.object({ scorecard: z.string(), label: z.string(), rows: z.array(z.object({ ...agencyShape, a: standing, b: standing, gained: z.number().nullable() })) })),
  }).nullable(),
}).openapi('VersionComparison');
const placeOfValue = { words, document: nullable, clause: nullable, from: nullable, to: nullable, regions: z.array(z.string()) };
const choice = { index: z.number(), by: z.string(), reason: z.string(), at: z.string() };
export const ParameterChoices: z.ZodType<api.ParameterChoices> = z.object({
  definition: Definition,
  parameters: z.array(z.object({
    name: z.string(), label: z.string(), values: z.array(z.object({ index: z.number(), ...placeOfValue, url: nullable })),
    chosen: z.object(choice).nullable(), history: z.array(z.object({ ...choice, shown: z.string() })),
  })),
}).openapi('ParameterChoices');
export const TaskList: z.ZodType<api.TaskList> = z.object({
  definition: Definition, year: z.number(), asOf: z.string(),
  tasks: z.array(z.object({
    name: z.string(), label: z.string(), document: z.string(), clause: nullable, lead: nullable, responsible: z.array(z.string()), due: words, day: nullable, historic: z.boolean(), note: nullable, doneWhen: words.nullable(),
    agencies: z.array(z.object({ ...agencyShape, state: z.enum(['done', 'pending', 'missed', 'not_reported', 'not_applicable', 'error']), error: words.nullable() })),
  })),
}).openapi('TaskList');
export const CoverageAnswer: z.ZodType<api.Coverage> = z.object({
  requirements: z.array(z.object({
    id: z.string(), title: z.string(), document: z.string(), clause: z.string(),
    answers: z.array(z.object({ kind: z.enum(['indicator', 'evidence', 'task']), pack: z.string(), name: z.string(), label: z.string() })), reason: nullable,
  })),
}).openapi('Coverage');
export const TextExplanation: z.ZodType<api.TextExplanation> = z.object({
  diagnostics: z.array(diagnostic), indicator: nullable, words: words.nullable(), target: words.nullable(), sources: z.array(source), sql: z.array(z.object({ title: z.string(), sql: z.string() })),
  lineage: z.object({
    nodes: z.array(z.object({ id: z.string(), kind: z.enum(['indicator', 'ledger', 'field', 'form', 'column', 'parameter', 'order']), name: z.string(), label: words, of: z.string().optional() })),
    edges: z.array(z.object({ from: z.string(), to: z.string(), how: z.enum(['reads', 'years', 'refers', 'part']) })),
  }).nullable(),
  parameters: z.array(z.object({ name: z.string(), label: z.string(), choose: z.boolean(), chosen: z.number().nullable(), values: z.array(z.object(placeOfValue)) })),
}).openapi('TextExplanation');
export const Invention: z.ZodType<api.Invention> = z.object({
  diagnostics: z.array(diagnostic), indicator: nullable, seed: z.string(), year: z.number(), asOf: z.string(),
  tables: z.array(z.object({ ledger: z.string(), year: z.number(), label: z.string(), columns: z.array(z.string()), labels: z.array(z.string()), rows: z.array(z.array(z.string())) })),
  measure: measure.nullable(), records: z.array(record), fieldLabels: z.record(z.string(), z.string()), problems: z.array(tableProblem),
}).openapi('Invention');

const problem = z.object({
  file: z.string(), sheet: z.string().nullable(), cell: z.string().nullable(), row: z.number().nullable(), column: z.string().nullable(),
  code: z.string(), severity: z.enum(['error', 'warning']), message: words,
});
export const UploadAnswer: z.ZodType<api.UploadStatus> = z.object({
  id: z.number(), state: z.enum(['receiving', 'reading', 'checking', 'loading', 'loaded', 'refused', 'cancelled']),
  upload: z.number().nullable(), marked: z.array(z.object({ file: z.string(), number: z.number() })),
  files: z.array(z.object({ name: z.string(), ledger: z.string().nullable(), sheet: z.string().nullable(), rowsRead: z.number(), rowsTotal: z.number().nullable() })),
  loaded: z.array(z.object({ agency: z.string(), ledger: z.string(), year: z.number(), rows: z.number(), supersedes: z.number().nullable() })),
  problems: z.array(problem), problemCount: z.number(), startedAt: z.string(), finishedAt: z.string().nullable(),
}).openapi('UploadStatus');
const handInAct = z.enum(['files', 'taken_back', 'nil', 'no_duty']);
export const HandInsAnswer: z.ZodType<api.HandIns> = z.object({
  agency: z.object({ code: z.string(), name: z.string(), region: z.string().nullable() }), year: z.number(), mayChange: z.boolean(),
  items: z.array(z.object({
    name: z.string(), label: z.string(), kind: z.enum(['ledger', 'form']), state: z.enum(['absent', 'files', 'taken_back', 'nil', 'no_duty']), rows: z.number().nullable(),
    versions: z.array(z.object({ upload: z.number(), act: handInAct, rows: z.number(), receivedAt: z.string(), note: z.string().nullable(), files: z.array(z.string()), current: z.boolean() })),
  })),
}).openapi('HandIns');
export const HandInChangesAnswer: z.ZodType<api.HandInChangesAnswer> = z.object({
  upload: z.number(),
  changes: z.array(z.object({
    agency: z.string(), ledger: z.string(), label: z.string(), year: z.number(), previous: z.number().nullable(), added: z.number(), removed: z.number(), changed: z.number(), same: z.number(),
    rows: z.array(z.object({ kind: z.enum(['added', 'removed', 'changed']), key: z.string(), row: z.number().nullable(), fields: z.array(z.object({ name: z.string(), label: z.string(), before: nullable, after: nullable })) })),
  })),
}).openapi('HandInChanges');
export const UploadList = z.object({ uploads: z.array(UploadAnswer) }).openapi('UploadList');
