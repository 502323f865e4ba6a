/** The server's routes, with the guards that stand before all of them. Pure of I/O of its own: it works on a context. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { App, Bindings } from './access.ts';
import { recognised } from './accounts/request.ts';
import type { ServerContext } from './context.ts';
import { answerError, errorBody, notFound } from './http/errors.ts';
import { healthRoutes } from './operations/health.ts';
import { logged } from './operations/log.ts';
import { operationRoutes } from './operations/routes.ts';
import { onlyKnownNames, onlyOwnPagesChange, securityHeaders } from './http/security.ts';
import { accountRoutes } from './routes/accounts.ts';
import { agencyRoutes } from './routes/agencies.ts';
import { auditRoutes } from './routes/audit.ts';
import { dashboardRoutes } from './routes/dashboard.ts';
import { documentationRoutes } from './routes/documentation.ts';
import { editorRoutes } from './routes/editor.ts';
import { gridRoutes } from './routes/grid.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { filingRoutes } from './routes/filing.ts';
import { indicatorRoutes } from './routes/indicators.ts';
import { metaRoutes } from './routes/meta.ts';
import { narrativeRoutes } from './routes/narrative.ts';
import { packRoutes } from './routes/packs.ts';
import { rankingRoutes } from './routes/ranking.ts';
import { reportRoutes } from './routes/reports.ts';
import { sessionRoutes } from './routes/session.ts';
import { siteRoutes } from './routes/site.ts';
import { taskRoutes } from './routes/tasks.ts';
import { handInRoutes } from './routes/hand_ins.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { verifyRoutes } from './routes/verify.ts';

export type { App } from './access.ts';
export { declared } from './access.ts';

export function createApp(server: ServerContext): App {
  const app: App = new OpenAPIHono<Bindings>({
    defaultHook: (result, context) => {
      if (result.success) return undefined;
      const [first] = result.error.issues;
      const place = first?.path.join('.') ?? '';
      return context.json(errorBody('usage', `请求的“${place}”有误:${first?.message ?? ''}。`, `"${place}" of the request is wrong: ${first?.message ?? ''}.`), 400);
    },
  });
  app.onError(answerError);
  app.notFound(notFound);
  const { publicName } = server.exposure;
  app.use('*', logged(server.log), securityHeaders(), onlyKnownNames(publicName), onlyOwnPagesChange(publicName), recognised(server.accounts, server.exposure));
  sessionRoutes(app, server);
  accountRoutes(app, server);
  auditRoutes(app, server);
  metaRoutes(app, server);
  rankingRoutes(app, server);
  agencyRoutes(app, server);
  indicatorRoutes(app, server);
  packRoutes(app, server);
  taskRoutes(app, server);
  editorRoutes(app, server);
  uploadRoutes(app, server);
  handInRoutes(app, server);
  gridRoutes(app, server);
  narrativeRoutes(app, server);
  filingRoutes(app, server);
  evidenceRoutes(app, server);
  siteRoutes(app, server);
  reportRoutes(app, server);
  verifyRoutes(app, server);
  operationRoutes(app, server);
  healthRoutes(app, server);
  documentationRoutes(app);
  dashboardRoutes(app, server.dashboard);
  return app;
}
