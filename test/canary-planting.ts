// Plants secrets through the real API wherever one can be, and has every server give them back: probes, syncs, runs, refused mails.
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { minutes } from '#kernel/duration';
import { executeRun, getRun, isFinished } from '#modules/runs';
import { ECHO_TOOLS, MODES } from './canary-servers.ts';
import { plantPublishing } from './canary-publishing.ts';
import { plantWatching } from './canary-watching.ts';
import type { CanaryWorld } from './canary-world.ts';

const STDIO_SERVER = fileURLToPath(new URL('./mcp-fixtures/echoing-stdio-server.mjs', import.meta.url));

/** Everything that holds a secret, used in every way that could show it. */
export async function plantEverywhere(canary: CanaryWorld): Promise<void> {
  await plantModel(canary);
  const good = await plantServers(canary);
  const broken = await plantBrokenServers(canary);
  await plantConfigFile(canary);
  await plantPeople(canary);
  for (const serverId of good) await play(canary, serverId);
  await refuseModel(canary, good[0] ?? '');
  await draftProposals(canary);
  await plantWatching(canary, { good, broken });
  await plantPublishing(canary);
}

async function plantModel(canary: CanaryWorld): Promise<void> {
  const told = `You sent ${canary.planted.modelKey}, in base64 ${Buffer.from(canary.planted.modelKey).toString('base64')}.`;
  canary.model.play([{ calls: [{ name: 'report_word', arguments: { word: 'armature' } }], text: told }]);
  const at = { provider: 'openai-compatible', baseUrl: canary.model.baseUrl, apiKey: canary.planted.modelKey };
  await canary.made('POST', '/models', { ...at, upstreamName: 'agent' });
  canary.model.play([{ status: 401, body: { error: { message: told, code: told } } }]);
  await canary.api('POST', `/models/${encodeURIComponent('openai-compatible/agent')}/test`);
  await canary.api('POST', '/models', { ...at, upstreamName: 'refused' });
  canary.model.play([{ raw: told, contentType: 'text/plain' }]);
  await canary.api('POST', `/models/${encodeURIComponent('openai-compatible/agent')}/test`);
}

/** Servers that work. */
async function plantServers(canary: CanaryWorld): Promise<string[]> {
  const { bearer, extraHeader, apiKeyHeader, clientSecret, privateKey, environment } = canary.planted;
  const url = canary.echo.url();
  const connectionConfig = { extraHeaders: { 'x-extra': extraHeader } };
  const oauth = { kind: 'oauth_client_credentials', tokenUrl: canary.tokens.url(), clientId: 'canary-client', scopes: ['read'] };
  const servers = [
    { name: 'bearer', baseUrl: url, connectionConfig, authProfile: { kind: 'bearer', value: bearer } },
    { name: 'key', baseUrl: url, authProfile: { kind: 'api_key_header', headerName: 'x-api-key', value: apiKeyHeader } },
    { name: 'client-secret', baseUrl: url, authProfile: { ...oauth, authMethod: 'client_secret_post', clientSecret } },
    { name: 'client-secret-basic', baseUrl: url, authProfile: { ...oauth, authMethod: 'client_secret_basic', clientSecret } },
    { name: 'private-key', baseUrl: url, authProfile: { ...oauth, authMethod: 'private_key_jwt', privateKey } },
    {
      name: 'hosted',
      transportType: 'stdio_hosted',
      connectionConfig: { command: process.execPath, args: [STDIO_SERVER], env: { CANARY: environment } },
    },
  ];
  const ids: string[] = [];
  for (const server of servers) ids.push((await canary.made('POST', '/mcp-servers', server)).id);
  ids.push(await connectByConsent(canary));
  for (const id of ids) {
    expect(await canary.made('POST', `/mcp-servers/${id}/probe`)).toMatchObject({ ok: true });
    expect(await canary.made('POST', `/mcp-servers/${id}/sync`)).toMatchObject({ ok: true });
  }
  return ids;
}

/** What a browser does between the dashboard and an authorization server, without the browser. */
async function connectByConsent(canary: CanaryWorld): Promise<string> {
  const { clientSecret, authorizationCode } = canary.planted;
  const oauth = {
    tokenUrl: canary.tokens.url(),
    authorizationUrl: 'http://127.0.0.1:1/authorize',
    clientId: 'canary-client',
    clientSecret,
  };
  const authProfile = { kind: 'oauth_authorization_code', name: 'consent', scopes: ['read'], ...oauth };
  const { id } = await canary.made('POST', '/mcp-servers', { name: 'consent', baseUrl: canary.echo.url(), authProfile, skipProbe: true });
  const [profile] = (await canary.made('GET', `/mcp-servers/${id}/auth-profiles`)).rows;
  const connect = `/api/app/o/${canary.world.org.slug}/servers/${id}/auth-profiles/${profile.id}/connect`;
  const { body } = await canary.send('POST', connect, { headers: canary.session });
  const state = new URL(body.authorizationUrl).searchParams.get('state') ?? '';
  const back = await canary.send('GET', `/oauth/callback?code=${encodeURIComponent(authorizationCode)}&state=${state}`, {
    headers: canary.session,
  });
  expect(back.headers.get('location')).toContain('connected=');
  return id;
}

async function plantBrokenServers(canary: CanaryWorld): Promise<string[]> {
  const ids: string[] = [];
  const { bearer, extraHeader, clientSecret } = canary.planted;
  for (const mode of MODES) {
    const server = {
      name: `broken ${mode}`,
      baseUrl: canary.echo.url(mode),
      connectionConfig: { extraHeaders: { 'x-extra': extraHeader } },
      authProfile: { kind: 'bearer', value: bearer },
    };
    await canary.api('POST', '/mcp-servers/test-connection', server);
    await canary.api('POST', '/mcp-servers', { ...server, name: `refused ${mode}` });
    const { id } = await canary.made('POST', '/mcp-servers', { ...server, skipProbe: true });
    await canary.api('POST', `/mcp-servers/${id}/probe`);
    await canary.api('POST', `/mcp-servers/${id}/sync`);
    await play(canary, id);
    ids.push(id);
  }
  const oauth = { kind: 'oauth_client_credentials', tokenUrl: canary.tokens.url(true), clientId: 'canary-client', clientSecret };
  for (const authMethod of ['client_secret_post', 'client_secret_basic']) {
    const server = { name: `refused ${authMethod}`, baseUrl: canary.echo.url(), authProfile: { ...oauth, authMethod } };
    await canary.api('POST', '/mcp-servers/test-connection', server);
    const { id } = await canary.made('POST', '/mcp-servers', { ...server, skipProbe: true });
    await canary.api('POST', `/mcp-servers/${id}/probe`);
    await play(canary, id);
    ids.push(id);
  }
  return ids;
}

/** A client's configuration with secrets in the clear is read, and one that is broken right behind a secret is refused. */
async function plantConfigFile(canary: CanaryWorld): Promise<void> {
  const { bearer, extraHeader, apiKeyHeader, environment } = canary.planted;
  const url = canary.echo.url();
  const mcpServers = {
    http: {
      type: 'http',
      url: `${url}?version=2&x=${encodeURIComponent(apiKeyHeader)}`,
      headers: { Authorization: `Bearer ${bearer}`, 'x-extra': extraHeader },
    },
    remote: {
      command: 'npx',
      args: ['mcp-remote', url, '--header', 'Authorization:${H}', '--header', `x-api-key: ${apiKeyHeader}`],
      env: { H: `Bearer ${bearer}` },
    },
    program: { command: 'npx', args: ['server'], env: { SERVER_SETTING: environment } },
    refused: { type: 'http', url: `https://ada:${bearer}@example.test/mcp` },
  };
  const text = JSON.stringify({ mcpServers });
  const { entries } = await canary.made('POST', '/mcp-servers/import', { text });
  expect(entries).toHaveLength(4);
  await canary.api('POST', '/mcp-servers/import', { text: text.replace(bearer, `${bearer}"`) });
  await canary.api('POST', '/mcp-servers/import', { text: `a: "${bearer}"\na: !x ${bearer}`, fileName: 'config.yaml' });
  await canary.api('POST', '/mcp-servers/import', { text: `a = "${bearer}"\na = ${bearer}`, fileName: 'config.toml' });
}

/** Somebody is invited, signs up with a password and signs in; the mail server refuses the mails, and says with what. */
async function plantPeople(canary: CanaryWorld): Promise<void> {
  const inOrg = `/api/app/o/${canary.world.org.slug}`;
  const invited = await canary.send('POST', `${inOrg}/invitations`, {
    body: { role: 'viewer' },
    headers: canary.session,
    isShownOnce: true,
  });
  expect(invited).toMatchObject({ status: 201, body: { url: expect.any(String) } });
  canary.tokensMade['invitation'] = new URL(invited.body.url).searchParams.get('token') ?? '';
  await canary.send('POST', `${inOrg}/invitations`, { body: { email: 'cleo@example.test' }, headers: canary.session });
  const person = { name: 'Cleo', email: 'cleo@example.test', password: canary.planted.password };
  const invitation = canary.tokensMade['invitation'];
  expect(await canary.send('POST', '/api/app/auth/sign-up', { body: { ...person, invitation }, isShownOnce: true })).toMatchObject({
    status: 201,
  });
  await canary.deps.db.updateTable('users').set({ email_verified: true }).where('email', '=', person.email).execute();
  await canary.send('POST', '/api/app/auth/sign-in', { body: { email: person.email, password: `${canary.planted.password}x` } });
  const signedIn = await canary.send('POST', '/api/app/auth/sign-in', {
    body: { email: person.email, password: canary.planted.password },
    isShownOnce: true,
  });
  expect(signedIn).toMatchObject({ status: 200, body: { status: 'signed_in' } });
  const [, cleo = ''] = /armature_session=([^;]+)/.exec(signedIn.headers.get('set-cookie') ?? '') ?? [];
  canary.tokensMade['passwordSession'] = cleo;
  await canary.send('POST', '/api/app/auth/forgot-password', { body: { email: person.email } });
  await canary.send('POST', '/api/app/auth/reset-password', {
    body: { token: canary.planted.password, password: canary.planted.password },
  });
  await canary.send('GET', '/api/app/account', { headers: { cookie: `armature_session=${cleo}` } });
  const ingest = await canary.send('POST', `${inOrg}/ingest-keys`, {
    body: { serverId: (await firstServer(canary)) ?? '', name: 'events' },
    headers: canary.session,
    isShownOnce: true,
  });
  expect(ingest).toMatchObject({ status: 201 });
  canary.tokensMade['ingestKey'] = ingest.body.token;
  // Mails go out after the answer; the last of them has been refused when the server was asked for each.
  await vi.waitFor(() => expect(canary.mailServer.passwords.length).toBeGreaterThan(0), { timeout: 10_000 });
}

const firstServer = async (canary: CanaryWorld) => (await canary.api('GET', '/mcp-servers')).body.rows[0]?.id;

/** By the step script, one workflow a tool so that an error ends only its own; and by a model that says what it was sent. */
async function play(canary: CanaryWorld, serverId: string): Promise<void> {
  const criteria = [
    { kind: 'check', check: { kind: 'no_tool_errors' } },
    { kind: 'check', check: { kind: 'tool_called', tool: 'echo_text' } },
  ];
  const steps = ECHO_TOOLS.filter((tool) => !tool.endsWith('_error')).map((tool, i) => `${i + 1}. call ${tool}`);
  const scripts = [[...steps, 'answer ${1.sent}'], ...ECHO_TOOLS.slice(-3).map((tool) => [`1. call ${tool}`, 'answer done'])];
  for (const [i, script] of scripts.entries()) {
    const testerPrompt = script.join('\n');
    await run(canary, {
      name: `script ${i} ${serverId.slice(-6)}`,
      mcpServerId: serverId,
      testerModelId: 'script/steps',
      testerPrompt,
      criteria,
    });
  }
  const told = `The key is ${canary.planted.modelKey}.`;
  const calls = ['echo_text', 'echo_rpc_error', 'absent'].map((name) => ({ name, arguments: { key: canary.planted.modelKey } }));
  canary.model.play([{ calls, text: told }, { text: told }]);
  await run(canary, {
    name: `model ${serverId.slice(-6)}`,
    mcpServerId: serverId,
    testerModelId: 'openai-compatible/agent',
    testerPrompt: 'Call every tool.',
    criteria: [{ criterionText: 'It was told.' }],
    judge: { modelId: 'openai-compatible/agent', samples: 1 },
  });
}

/** The model's own errors, in the middle of a run. */
async function refuseModel(canary: CanaryWorld, mcpServerId: string): Promise<void> {
  const told = `no: ${canary.planted.modelKey}`;
  for (const turn of [{ status: 400, body: { error: { message: told } } }, { raw: told }, { refusal: told }]) {
    canary.model.play([turn]);
    const criteria = [{ criterionText: 'It was told.' }];
    const asked = {
      testerModelId: 'openai-compatible/agent',
      testerPrompt: 'Go.',
      judge: { modelId: 'openai-compatible/agent', samples: 1 },
    };
    await run(canary, { name: `refused ${Object.keys(turn).join()}`, mcpServerId, criteria, ...asked });
  }
}

async function run(canary: CanaryWorld, workflow: object): Promise<void> {
  const { id } = await canary.made('POST', '/workflows', workflow);
  const { runId } = await canary.made('POST', `/workflows/${id}/runs`);
  await executeToItsEnd(canary, runId);
  canary.runIds.push(runId);
}

/** Made of what failed runs have stored; a run that passed is refused. */
async function draftProposals(canary: CanaryWorld): Promise<void> {
  for (const runId of canary.runIds) {
    await canary.api('POST', '/workflow-change-proposals', { kind: 'draft', runId, rationale: 'Keeps what failed from failing again.' });
  }
}

/** A failed attempt may be tried again later; later is made now. */
async function executeToItsEnd(canary: CanaryWorld, runId: string): Promise<void> {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await executeRun(canary.deps, runId, new AbortController().signal);
    const { status } = await getRun({ ...canary.world.ada, deps: canary.deps }, { runId });
    if (isFinished(status)) return;
    canary.world.clock.advance(minutes(15));
  }
  throw new Error(`${runId} does not end`);
}
