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

export const When = z.object({ year: yearText.optional(), asOf: day.optional() });
export const WhenScored = When.extend({ scorecard: z.string().max(200).optional().openapi({ description: '评分卡;默认第一张 the scorecard; by default the first' }) });
export const WhenRanked = WhenScored.extend({ format: z.enum(['arrow', 'json']).optional() });
export const Page = When.extend({ offset: whole(10_000_000, 0), limit: whole(1000, 50), verdict: z.enum(['fulfilled', 'missed', 'pending', 'excluded', 'error']).optional() });

const path = (name: string, description: string): z.ZodString => z.string().min(1).max(200).openapi({ param: { name, in: 'path' }, description });
export const AgencyPath = z.object({ code: path('code', '统一社会信用代码 the agency\'s code') });
export const AgencyIndicatorPath = AgencyPath.extend({ name: path('name', '指标名 the indicator\'s name') });
export const IndicatorPath = z.object({ name: path('name', '指标名 the indicator\'s name') });
export const LiveRequest = z.object({
  text: z.string().max(262_144), indicator: z.string().max(200), year: z.number().int().min(1900).max(2199).optional(), asOf: day.optional(),
}).openapi('LiveRequest');

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
const placedMeasure: z.ZodType<metrics.MeasureRow & { name: string; group: string }> = z.intersection(measure, placed);

const item = z.object({
  name: z.string(), label: z.string(), indicator: z.string().nullable(), state, points: z.number().nullable(), full: z.number(),
  exactPoints: z.string().nullable(), reason: words.nullable(),
});
const dimension = z.object({ name: z.string(), label: z.string(), points: z.number().nullable(), full: z.number(), applicableFull: z.number(), items: z.array(item) });
export const Score: z.ZodType<metrics.ScoreRow> = z.object({
  agency: z.string(), name: z.string(), group: z.string(), rank: z.number().nullable(), points: z.number().nullable(), grade: z.string().nullable(), state,
  dimensions: z.array(dimension), items: z.array(item), bonus: z.number(), deductions: z.number(), veto: z.string().nullable(),
}).openapi('Score');

export const Meta: z.ZodType<api.Meta> = z.object({
  years: z.array(z.number()), defaultYear: z.number(), defaultAsOf: z.record(z.string(), z.string()),
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
    trendYears: z.array(z.number()), dataVersion: z.string(), programVersion: z.string(),
  }),
  rows: z.array(rankingRow),
}).openapi('Ranking');

const agencyListItem: z.ZodType<api.AgencyListItem> = z.object({ code: z.string(), name: z.string(), shortName: z.string().nullable(), group: z.string(), years: z.array(z.number()), published: z.boolean() });
export const AgencyList = z.object({ agencies: z.array(agencyListItem) }).openapi('AgencyList');
export const CatalogueAnswer: z.ZodType<api.CatalogueSources> = z.object({ sources: z.array(z.object({ file: z.string(), text: z.string() })) }).openapi('CatalogueSources');
export const AgencyAnswer: z.ZodType<api.AgencyPage> = z.object({
  agency: z.object({ code: z.string(), name: z.string(), shortName: z.string().nullable(), group: z.string(), level: z.string() }),
  score: Score, groupSize: z.number(), measures: z.array(z.intersection(measure, head)),
  trend: z.array(z.object({ year: z.number(), points: z.number().nullable(), rank: z.number().nullable() })),
  reported: z.array(z.object({ ledger: z.string(), label: z.string(), reported: z.boolean(), rows: z.number() })),
}).openapi('AgencyPage');

const source = z.object({ document: z.string(), clause: z.string().optional(), url: z.string().optional(), from: z.string().optional(), to: z.string().optional() });
const explanation: z.ZodType<metrics.Explanation> = z.object({
  indicator: z.string(), agency: z.string(), year: z.number(), asOf: z.string(), measure, words, sources: z.array(source), sql: z.string(),
  records: z.array(z.object({ fields: z.record(z.string(), scalar), verdict: z.enum(['fulfilled', 'missed', 'pending', 'excluded', 'error']), reason: words.nullable(), due: z.string().nullable() })),
  total: z.number(), offset: z.number(),
});
const counts = z.object({ fulfilled: z.number(), missed: z.number(), pending: z.number(), excluded: z.number(), error: z.number() });
export const ExplanationAnswer: z.ZodType<api.ExplanationPage> = z.intersection(
  z.intersection(explanation, head), z.object({ fieldLabels: z.record(z.string(), z.string()), verdicts: counts }),
).openapi('ExplanationPage');

const listItem = { name: z.string(), document: z.string(), clause: z.string().nullable(), ...headShape };
export const IndicatorList = z.object({ indicators: z.array(z.object(listItem)) }).openapi('IndicatorList');
export const IndicatorAnswer: z.ZodType<api.IndicatorPage> = z.object({
  ...listItem, file: z.string(), text: z.string(), fromLine: z.number(), toLine: z.number(), words, values: z.array(placedMeasure),
}).openapi('IndicatorPage');

const position = z.object({ line: z.number(), column: z.number() });
const range = z.object({ file: z.string(), start: position, end: position });
const diagnostic: z.ZodType<dsl.Diagnostic> = z.object({
  code: z.string(), severity: z.enum(['error', 'warning', 'info']), message: words, range, hints: z.array(words).optional(),
  fix: z.object({ title: words, edits: z.array(z.object({ range, text: z.string() })) }).optional(),
}).openapi('Diagnostic');
export const LiveAnswer: z.ZodType<api.LiveEvaluation> = z.object({
  diagnostics: z.array(diagnostic), indicator: z.string().nullable(), values: z.array(placedMeasure), milliseconds: z.number(),
}).openapi('LiveEvaluation');

const problem = z.object({
  file: z.string(), sheet: z.string().nullable(), cell: z.string().nullable(), row: z.number().nullable(), column: z.string().nullable(),
  code: z.string(), severity: z.enum(['error', 'warning']), message: words,
});
export const UploadAnswer: z.ZodType<api.UploadStatus> = z.object({
  id: z.number(), state: z.enum(['receiving', 'reading', 'checking', 'loading', 'loaded', 'refused']),
  files: z.array(z.object({ name: z.string(), ledger: z.string().nullable(), sheet: z.string().nullable(), rowsRead: z.number(), rowsTotal: z.number().nullable() })),
  loaded: z.array(z.object({ agency: z.string(), ledger: z.string(), year: z.number(), rows: z.number(), supersedes: z.number().nullable() })),
  problems: z.array(problem), problemCount: z.number(), startedAt: z.string(), finishedAt: z.string().nullable(),
}).openapi('UploadStatus');
export const UploadList = z.object({ uploads: z.array(UploadAnswer) }).openapi('UploadList');
