/** What the routes share: the answers a route may give, the head of an indicator, a file to download. */
import type { z } from '@hono/zod-openapi';
import { targetWords } from '../../dsl/index.ts';
import type { Indicator, Pack } from '../../dsl/index.ts';
import type { IndicatorHead } from '../api.ts';
import type { ServerContext } from '../context.ts';
import { ErrorAnswer } from '../schemas.ts';

/** The `responses` of a route with one JSON answer; every route may also answer with an error. */
export function answers<T extends z.ZodType>(schema: T, description: string): { 200: { content: { 'application/json': { schema: T } }; description: string }; default: { content: { 'application/json': { schema: typeof ErrorAnswer } }; description: string } } {
  return { 200: { content: { 'application/json': { schema } }, description }, default: { content: { 'application/json': { schema: ErrorAnswer } }, description: '出错 an error' } };
}

/** What a pack says of itself, in the version that judges the year; by its name alone where it says nothing. */
export function packHead(server: ServerContext, name: string, year: number): Pack {
  const { program } = server.packs.library(name, server.packs.inForce(name, year).text, year).library;
  return program.pack ?? { name, label: name };
}

/** What stands beside every value of an indicator. */
export function headOf(indicator: Indicator): IndicatorHead {
  const { type } = indicator.value;
  return {
    label: indicator.label, targetText: indicator.targets.length > 0 ? targetWords(indicator) : null,
    unit: indicator.shownIn ?? (type.kind === 'number' ? type.unit : ''), better: indicator.better ?? null, shownOnly: indicator.shownOnly, target: plainTarget(indicator),
  };
}

/** The target when it is a plain number or yes/no that holds for every agency, on the scale of a measure's value. */
function plainTarget(indicator: Indicator): IndicatorHead['target'] {
  const [target] = indicator.targets;
  if (!target || indicator.targets.length > 1 || target.when) return null;
  const { value } = target;
  if (value.kind === 'boolean') return { op: target.op, value: value.value, principle: target.principle };
  if (value.kind === 'number') return { op: target.op, value: value.unit === '%' ? Number(value.value) / 100 : Number(value.value), principle: target.principle };
  return null;
}

/** A file for download; the name may be Chinese (RFC 6266, RFC 8187). */
export function download(bytes: Uint8Array | string, type: string, name: string): Response {
  const ascii = name.replaceAll(/[^\w.-]+/g, '_');
  return new Response(bytes as BodyInit, { headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}` } });
}
