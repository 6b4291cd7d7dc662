// GET /healthz: the process is up. GET /readyz: database, migrations and a worker are there, and what scripts run in, which
// decides nothing. No key needed.
import type { Hono } from 'hono';
import { checkReadiness } from '#platform/db/readiness';
import type { ApiEnv, ApiOptions } from './environment.ts';

export function healthRoutes(app: Hono<ApiEnv>, { deps, version }: ApiOptions): void {
  app.get('/healthz', (c) => c.json({ ok: true, version }));
  app.get('/readyz', async (c) => {
    const readiness = await checkReadiness(deps.db, deps.clock);
    return c.json({ ...readiness, sandbox: deps.sandbox.isolation }, readiness.ok ? 200 : 503);
  });
}
