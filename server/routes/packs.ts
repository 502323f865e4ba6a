/**
 * Packs: what there is, their versions from draft to published, comparison of any two, and the choices where documents
 * contradict each other. What is published is never changed here: another text is another version.
 */
import type { Actor, App } from '../access.ts';
import { AUTHORS, BUREAU, readableAgencies } from '../accounts/rights.ts';
import { actorOf, define } from '../access.ts';
import type { PackList, PackVersion, ParameterChoices, VersionComparison } from '../api.ts';
import { checkVersion, headAs } from '../check_version.ts';
import { changesOf, effectsOf } from '../compare.ts';
import type { ServerContext } from '../context.ts';
import { bodyLimit } from '../http/limits.ts';
import { hasErrors } from '../library.ts';
import { strangers } from '../packs.ts';
import { parameterValue } from '../parameters.ts';
import { named } from '../results.ts';
import * as schemas from '../schemas.ts';
import type { StoredVersion } from '../../data/store/index.ts';
import { isOpen, NEWEST } from '../versions.ts';
import { Refusal } from '../words.ts';
import { answers, packHead } from './common.ts';
import { TEXT_BODY } from './editor.ts';

const SMALL_BODY = 64 * 1024;

export function packRoutes(app: App, server: ServerContext): void {
  const { packs } = server;
  const years = async (): Promise<number[]> => (await server.years()).all;
  /** The name that stands with a version: with the sign-in name where several people are called so. */
  const authorOf = ({ account, name }: Actor): string => (server.accounts.people().filter((one) => one.name === name).length > 1 ? `${name}（${account}）` : name);
  const page = async (version: StoredVersion): Promise<PackVersion> => ({ ...headAs(server, version, await years()), file: packs.file(version.pack), text: version.text });
  const body = <T>(schema: T): { body: { content: { 'application/json': { schema: T } }; required: true } } => ({ body: { content: { 'application/json': { schema } }, required: true } });

  app.openapi(define(app, { method: 'get', path: '/api/packs', access: 'signed_in', summary: '指标包 the packs', responses: answers(schemas.PackList, '指标包') }), async (context) => {
    const year = await server.defaultYear();
    const list: PackList = { packs: packs.names().map((name) => packItem(name, year)), default: await server.pack(undefined) };
    return context.json(list, 200);
  });

  const packItem = (name: string, year: number): PackList['packs'][number] => {
    const head = packHead(server, name, year);
    const all = packs.versions(name);
    const definition = packs.definition(name, year);
    const { program } = definition.library;
    const own = <T extends { pack?: string }>(declared: Record<string, T>): number => Object.values(declared).filter((one) => one.pack === undefined || one.pack === name).length;
    return {
      name, label: head.label, authority: head.authority ?? null, region: head.region ?? null, version: head.version ?? null, from: head.from ?? null, to: head.to ?? null, uses: head.uses ?? [],
      indicators: own(Object.fromEntries(Object.entries(program.indicators).filter(([, one]) => !one.internal && one.task === undefined))), tasks: own(program.tasks), scorecards: Object.values(program.scorecards).filter((card) => card.at?.file === packs.file(name)).length,
      unchosen: Object.values(program.parameters).filter((one) => one.choose && definition.choices[one.name] === undefined).length,
      definition: definition.ref, broken: definition.broken?.message ?? null, newest: all.at(-1)?.version ?? 0, drafts: all.filter((one) => isOpen(one) && one.origin === 'local').length,
      waiting: all.findLast((one) => isOpen(one) && one.origin === 'shipped')?.version ?? null,
    };
  };

  app.openapi(define(app, {
    method: 'get', path: '/api/packs/{pack}/versions', access: 'signed_in', summary: '指标包的各个版本 the versions of a pack, newest first',
    request: { params: schemas.PackPath, query: schemas.VersionsQuery }, responses: answers(schemas.VersionList, '版本'),
  }), async (context) => {
    const all = packs.versions(context.req.valid('param').pack).filter((one) => one.state !== 'discarded' || context.req.valid('query').all === 'yes');
    const known = await years();
    return context.json({ versions: all.toReversed().map((one) => headAs(server, one, known)) }, 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/packs/{pack}/versions/{version}', access: 'signed_in', summary: '一个版本 one version with its text',
    request: { params: schemas.VersionPath }, responses: answers(schemas.PackVersion, '版本'),
  }), async (context) => {
    const { pack, version } = context.req.valid('param');
    return context.json(await page(packs.version(pack, version)), 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/packs/{pack}/versions', access: AUTHORS, summary: '存为草稿 open a draft, or save the author\'s open one again', middleware: bodyLimit(TEXT_BODY),
    request: { params: schemas.PackPath, ...body(schemas.DraftRequest) }, responses: answers(schemas.PackVersion, '草稿'),
  }), async (context) => {
    const { text, parent = null } = context.req.valid('json');
    const author = authorOf(actorOf(context));
    return context.json(await page(await packs.draft(packs.need(context.req.valid('param').pack), { text, author, parent })), 200);
  });

  app.openapi(define(app, {
    method: 'put', path: '/api/packs/{pack}/versions/{version}', access: AUTHORS, summary: '再存草稿 save a draft again', middleware: bodyLimit(TEXT_BODY),
    request: { params: schemas.VersionPath, ...body(schemas.SaveRequest) }, responses: answers(schemas.PackVersion, '草稿'),
  }), async (context) => {
    const { pack, version } = context.req.valid('param');
    const { text, savedAt } = context.req.valid('json');
    return context.json(await page(await packs.save(pack, version, text, savedAt)), 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/packs/{pack}/versions/{version}/check', access: AUTHORS, summary: '检查草稿 compile a draft and run its examples',
    request: { params: schemas.VersionPath }, responses: answers(schemas.VersionCheck, '检查结果'),
  }), async (context) => {
    const { pack, version } = context.req.valid('param');
    const stored = packs.version(pack, version);
    if (!isOpen(stored)) throw notOpen(version);
    return context.json(await checkVersion(server, stored, await years()), 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/packs/{pack}/versions/{version}/publish', access: AUTHORS, summary: '发布 publish a checked version with a reason and an effective date', middleware: bodyLimit(SMALL_BODY),
    request: { params: schemas.VersionPath, ...body(schemas.PublishRequest) }, responses: answers(schemas.PackVersion, '已发布的版本'),
  }), async (context) => {
    const { pack, version } = context.req.valid('param');
    const { reason, effectiveFrom = server.today(), retroactive = false } = context.req.valid('json');
    const { account } = actorOf(context);
    const by = authorOf(actorOf(context));
    const stored = packs.version(pack, version);
    if (!isOpen(stored)) throw notOpen(version);
    if (stored.state !== 'checked') throw new Refusal('busy', 'not_checked', `第 ${version} 版还没有通过检查:请先检查。`, `Version ${version} has not passed its check: check it first.`);
    // The packs it uses may have changed since the check.
    const { library } = packs.library(pack, stored.text, NEWEST);
    if (hasErrors([...library.diagnostics, ...strangers(library.program, server.store.tables)])) throw new Refusal('busy', 'not_checked', `检查以后,第 ${version} 版引用的内容有变,已不能编译:请重新检查。`, `What version ${version} uses has changed since its check and it no longer compiles: check it again.`);
    const changed = packs.changedYears(stored, effectiveFrom, await years());
    if (changed.length > 0 && !retroactive) {
      throw new Refusal('busy', 'retroactive', `自 ${effectiveFrom} 起施行会改变已结束年度(${changed.join('、')})的数值和名次:确需如此,请确认追溯适用。`, `In effect from ${effectiveFrom} it changes the figures and ranks of years that have ended (${changed.join(', ')}): confirm that this is meant (retroactive).`);
    }
    const published = await packs.publish(pack, version, { reason, effectiveFrom, by, fingerprint: library.version });
    await server.store.audit.append({ actor: account, act: 'pack.publish', subject: `${pack} ${version}`, detail: { reason, effectiveFrom, retroactive: changed.length > 0, fingerprint: library.version } });
    return context.json(await page(published), 200);
  });

  app.openapi(define(app, {
    method: 'delete', path: '/api/packs/{pack}/versions/{version}', access: AUTHORS, summary: '废弃草稿 discard a draft',
    request: { params: schemas.VersionPath }, responses: answers(schemas.PackVersion, '已废弃的草稿'),
  }), async (context) => {
    const { pack, version } = context.req.valid('param');
    const discarded = await packs.discard(pack, version);
    await server.store.audit.append({ actor: actorOf(context).account, act: 'pack.discard', subject: `${pack} ${version}` });
    return context.json(await page(discarded), 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/packs/{pack}/versions/{a}/compare/{b}', access: BUREAU, summary: '比较两个版本 compare two versions: texts, and what changes for every agency',
    request: { params: schemas.ComparePath, query: schemas.YearOnly }, responses: answers(schemas.VersionComparison, '比较'),
  }), async (context) => {
    const { pack, a, b } = context.req.valid('param');
    const { year, asOf } = await server.when(context.req.valid('query'));
    const [one, other] = [packs.version(pack, a), packs.version(pack, b)];
    const diagnostics = (version: StoredVersion): VersionComparison['diagnostics']['a'] => {
      const { library } = packs.library(pack, version.text, year);
      return [...library.diagnostics, ...strangers(library.program, server.store.tables)];
    };
    const found = { a: diagnostics(one), b: diagnostics(other) };
    const both = hasErrors([...found.a, ...found.b]) ? null : [packs.definition(pack, year, a), packs.definition(pack, year, b)] as const;
    const comparison: VersionComparison = {
      a: await page(one), b: await page(other), diagnostics: found,
      changes: both && changesOf(...both), effects: both && await effectsOf(server, ...both, year, asOf, await readableAgencies(server, actorOf(context), year)),
    };
    return context.json(comparison, 200);
  });

  // ---------------------------------------------------------------- choices

  const choices = async (pack: string): Promise<ParameterChoices> => {
    const { ref, library: { program }, choices: holds } = await server.definition({ pack }, await server.defaultYear());
    const made = packs.choices(pack);
    return {
      definition: ref,
      parameters: Object.values(program.parameters).filter((parameter) => parameter.choose).map(({ name, label, values }) => {
        const history = made.filter((one) => one.parameter === name).toReversed().map(({ index, shown, by, reason, at }) => ({ index, shown, by, reason, at }));
        const [latest] = history;
        const index = holds[name];
        return {
          name, label, values: values.map((value, at) => ({ index: at, ...parameterValue(program, value), url: value.source?.url ?? null })),
          chosen: latest && index !== undefined ? { index, by: latest.by, reason: latest.reason, at: latest.at } : null, history,
        };
      }),
    };
  };

  app.openapi(define(app, {
    method: 'get', path: '/api/packs/{pack}/choices', access: 'signed_in', summary: '依据相互矛盾的参数 parameters whose documents contradict each other, and what was chosen',
    request: { params: schemas.PackPath }, responses: answers(schemas.ParameterChoices, '参数'),
  }), async (context) => context.json(await choices(packs.need(context.req.valid('param').pack)), 200));

  app.openapi(define(app, {
    method: 'post', path: '/api/packs/{pack}/choices', access: AUTHORS, summary: '选定参数的取值 choose a value', middleware: bodyLimit(SMALL_BODY),
    request: { params: schemas.PackPath, ...body(schemas.ChoiceRequest) }, responses: answers(schemas.ParameterChoices, '参数'),
  }), async (context) => {
    const { pack } = context.req.valid('param');
    const { parameter: text, index, reason } = context.req.valid('json');
    const { account } = actorOf(context);
    const by = authorOf(actorOf(context));
    const { library: { program } } = await server.definition({ pack }, await server.defaultYear());
    const name = named(program.parameters, text);
    const parameter = name === undefined ? undefined : program.parameters[name];
    if (!parameter?.choose) throw new Refusal('not_found', 'unknown_parameter', `“${text}”不是要任选取值的参数。`, `"${text}" is no parameter with values to choose from.`);
    if (index >= parameter.values.length) throw new Refusal('usage', 'unknown_value', `参数“${parameter.label}”没有第 ${index + 1} 个取值。`, `The parameter "${parameter.name}" has no value number ${index + 1}.`);
    await packs.choose(pack, program, parameter, { index, reason, by });
    await server.store.audit.append({ actor: account, act: 'pack.choose', subject: `${pack} ${parameter.name}`, detail: { index: index + 1, reason } });
    return context.json(await choices(pack), 200);
  });
}

function notOpen(version: number): Refusal {
  return new Refusal('busy', 'version_closed', `第 ${version} 版已发布或已废弃,不再改变:请另存为新的草稿。`, `Version ${version} is published or discarded and does not change any more: save a new draft.`);
}
