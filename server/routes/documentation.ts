/** The API's description: an OpenAPI document and a page made from it. */
import type { App } from '../access.ts';
import { page } from '../access.ts';
import { escape, htmlPage } from '../html.ts';

interface Operation { summary?: string; description?: string; 'x-access'?: string; parameters?: Parameter[]; requestBody?: { content?: Record<string, { schema?: Schema }> }; responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }> }
interface Parameter { name: string; in: string; required?: boolean; description?: string; schema?: Schema }
interface Schema { $ref?: string; type?: string | string[]; enum?: unknown[]; items?: Schema; properties?: Record<string, Schema>; required?: string[]; allOf?: Schema[]; anyOf?: Schema[]; additionalProperties?: Schema | boolean; description?: string; format?: string; nullable?: boolean }
interface Document { info: { title: string; description?: string; version: string }; paths?: Record<string, Record<string, Operation>>; components?: { schemas?: Record<string, Schema> } }

const INFO = { title: '执衡 Zhiheng API', version: '1', description: '衡量行政执法质量:排名、考评、指标、上传、年报。 Ranking, scorecards, indicators, uploads and reports.' };

export function documentationRoutes(app: App): void {
  const document = (): Document => app.getOpenAPI31Document({ openapi: '3.1.0', info: INFO }) as unknown as Document;
  page(app, 'signed_in', '/api/openapi.json', (context) => context.json(document() as never));
  page(app, 'signed_in', '/api/docs', (context) => context.html(documentationPage(document())));
}

/** The document as a readable page. */
export function documentationPage(document: Document): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => section(path, method, operation)));
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => `<details id="${escape(name)}"><summary><code>${escape(name)}</code></summary>${fields(schema)}</details>`);
  return htmlPage(document.info.title, `<h1>${escape(document.info.title)}</h1><p>${escape(document.info.description ?? '')}</p><p><a href="/api/openapi.json">openapi.json</a></p>${operations.join('')}<h2>数据结构 Schemas</h2>${schemas.join('')}`);
}

function section(path: string, method: string, operation: Operation): string {
  const parameters = operation.parameters ?? [];
  const table = parameters.length === 0 ? '' : `<div class="frame"><table><thead><tr><th scope="col">参数 Parameter</th><th scope="col">位置 In</th><th scope="col">类型 Type</th><th scope="col">说明</th></tr></thead><tbody>${parameters.map((one) =>
    `<tr><td><code>${escape(one.name)}</code>${one.required ? ' *' : ''}</td><td>${escape(one.in)}</td><td>${typeOf(one.schema)}</td><td>${escape(one.description ?? one.schema?.description ?? '')}</td></tr>`).join('')}</tbody></table></div>`;
  const body = Object.entries(operation.requestBody?.content ?? {}).map(([type, content]) => `<p>请求 Body <code>${escape(type)}</code>: ${typeOf(content.schema)}</p>`).join('');
  const answers = Object.entries(operation.responses ?? {}).map(([status, answer]) =>
    `<p><code>${escape(status)}</code> ${escape(answer.description ?? '')} ${Object.entries(answer.content ?? {}).map(([type, content]) => `<code>${escape(type)}</code>: ${typeOf(content.schema)}`).join(', ')}</p>`).join('');
  return `<h2><code>${escape(method.toUpperCase())} ${escape(path)}</code></h2><p>${escape(operation.summary ?? '')} <span class="quiet">(${escape(operation['x-access'] ?? '')})</span></p>${operation.description ? `<p>${escape(operation.description)}</p>` : ''}${table}${body}${answers}`;
}

function fields(schema: Schema): string {
  const all = [schema, ...(schema.allOf ?? [])];
  const references = all.filter((one) => one.$ref).map(typeOf);
  const rows = all.flatMap((one) => Object.entries(one.properties ?? {}).map(([name, inner]) => `<tr><td><code>${escape(name)}</code>${one.required?.includes(name) ? ' *' : ''}</td><td>${typeOf(inner)}</td></tr>`));
  return `${references.join(', ')}<div class="frame"><table><tbody>${rows.join('')}</tbody></table></div>`;
}

/** A schema in words, as HTML; named schemas are links. */
function typeOf(schema: Schema | undefined): string {
  if (!schema) return '';
  if (schema.$ref) { const name = schema.$ref.split('/').at(-1)!; return `<a href="#${escape(name)}">${escape(name)}</a>`; }
  if (schema.enum) return schema.enum.map((one) => `<code>${escape(String(one))}</code>`).join(' | ');
  if (schema.allOf) return schema.allOf.map(typeOf).join(' &amp; ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  if (schema.items) return `${typeOf(schema.items)}[]`;
  if (schema.properties) return `{ ${Object.entries(schema.properties).map(([name, inner]) => `${escape(name)}: ${typeOf(inner)}`).join(', ')} }`;
  if (typeof schema.additionalProperties === 'object') return `{ […]: ${typeOf(schema.additionalProperties)} }`;
  return escape([schema.type ?? ''].flat().join(' | ') + (schema.format ? ` (${schema.format})` : ''));
}
