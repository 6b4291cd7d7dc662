// Runs with an OAuth profile: the token in the trace of nobody, and an ended grant as an error of kind "auth".
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hours } from '#kernel/duration';
import { executeRun, getRun, getTrace, startRuns } from '#modules/runs';
import { getServer } from '#modules/servers';
import { createWorkflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld } from '#test/run-world';
import { startAuthorizationServer } from './authorization-server.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { connected, pendingProfile } from './oauth-world.ts';
import { startProtectedServer } from './protected-server.ts';
import type { ProtectedServer } from './protected-server.ts';

let world: RunWorld;
let authority: AuthorizationServer;
let mcp: ProtectedServer;
beforeAll(async () => {
  [world, authority] = await Promise.all([makeRunWorld(), startAuthorizationServer()]);
  mcp = await startProtectedServer(authority);
});
afterAll(async () => {
  await mcp.close();
  await authority.close();
  await world.close();
});

const run = async (ctx: Ctx, workflowId: string) => {
  const { runId } = await startRuns(ctx, { workflowId, forceNewRun: true });
  await executeRun(world.deps, runId, ctx.signal);
  return getRun(ctx, { runId });
};

test('a run uses the grant, renews it on the way, and ends as an auth error when the grant has ended', async () => {
  const { ben } = await world.newShop();
  const profile = await pendingProfile(ben, mcp.url);
  expect(await connected(ben, authority, profile)).toMatchObject({ problem: null });
  expect(world.queued.at(-1)).toMatchObject({ name: 'server.sync', payload: { serverId: profile.serverId } });
  const { id } = await createWorkflow(ben, {
    name: 'Who am I',
    mcpServerId: profile.serverId,
    testerModelId: 'script/steps',
    testerPrompt: '1. call whoami\nanswer ${1.text}',
    criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
  });
  expect(await run(ben, id)).toMatchObject({ status: 'pass' });
  authority.expire(mcp.tokens.at(-1) ?? '');
  const renewed = await run(ben, id);
  expect(renewed).toMatchObject({ status: 'pass' });
  expect(JSON.stringify(await getTrace(ben, { runId: renewed.runId }))).not.toContain('access-');
  world.clock.advance(hours(1));
  authority.fail({ status: 400, body: { error: 'invalid_grant' } });
  expect(await run(ben, id)).toMatchObject({
    status: 'error',
    error: { kind: 'auth', message: expect.stringContaining('connected again') },
  });
  expect(await getServer(ben, { serverId: profile.serverId })).toMatchObject({ health: 'auth_failed' });
});
