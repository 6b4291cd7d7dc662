// /api/mcp as it is served.
import type { Hono } from 'hono';
import { authenticateAccessToken } from '#modules/access';
import type { Deps } from '#platform/ctx';
import { createApi } from '../../src/surfaces/api/app.ts';
import type { ApiEnv } from '../../src/surfaces/api/environment.ts';
import { createRepairMcp } from '../../src/surfaces/repair-mcp/server.ts';

export const REPAIR_PATH = '/api/mcp';
export const VERSION = '0.0.0-test';

/** Tools that every role may call. */
export const READING_TOOLS = [
  'search_runs',
  'inspect_run',
  'diagnose_run',
  'get_organization_health',
  'list_workflows',
  'get_workflow',
  'list_mcp_servers',
  'list_monitors',
  'compare_runs',
];

export const repairApp = (deps: Deps): Hono<ApiEnv> =>
  createApi({ deps, webDir: undefined, version: VERSION, repairMcp: createRepairMcp({ version: VERSION }), authenticateAccessToken });
