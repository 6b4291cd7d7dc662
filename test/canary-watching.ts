// Has everything that watches meet the servers that give back what they are sent, and tell of it by every channel.
import { expect } from 'vitest';
import { deliver } from '#modules/alerts';
import { CHECK_STATUSES, executeCheck } from '#modules/monitors';
import { ECHO_TOOLS } from './canary-servers.ts';
import type { CanaryWorld } from './canary-world.ts';
import { addMonitor } from './check-world.ts';
import { tellFacts } from './filled-watching.ts';
import { connectWorkspace } from './slack-stand-in.ts';

interface Servers {
  readonly good: readonly string[];
  /** Without a catalog: no monitor of them can be made through the API. */
  readonly broken: readonly string[];
}

const go = new AbortController().signal;

export async function plantWatching(canary: CanaryWorld, { good, broken }: Servers): Promise<void> {
  const destinations = await plantDestinations(canary);
  for (const serverId of [...good, ...broken]) {
    for (const destination of destinations) {
      const name = `${serverId.slice(-6)} ${destination.destinationId.slice(-6)}`;
      await canary.made('POST', '/alert-rules', { name, targetType: 'server', targetId: serverId, ...destination });
    }
    await canary.api('POST', `/mcp-servers/${serverId}/examine`);
  }
  for (const serverId of good) await watch(canary, serverId);
  for (const serverId of broken) {
    const monitorId = await addMonitor({ ...canary.world.ada, deps: canary.deps }, { serverId, toolName: 'echo_text' });
    await executeCheck(canary.deps, { monitorId, tickAt: null }, go);
  }
  await tellFacts(canary.deps, canary.world.org.id);
  await deliverAll(canary);
  await publish(canary);
}

type Address = { readonly destinationId: string; readonly channel?: string; readonly recipientEmail?: string };

/** One of each kind, tested, and two webhooks: one that refuses, and one that sends us elsewhere. */
async function plantDestinations(canary: CanaryWorld): Promise<Address[]> {
  const { planted, slack, session, send, tokensMade } = canary;
  const { webhookPath, slackHook, authorizationCode } = planted;
  const create = async (name: string, path: string): Promise<string> => {
    const url = `${slack.app.origin}/${path}/${webhookPath}?key=${encodeURIComponent(webhookPath)}`;
    const made = await send('POST', '/api/armature/v1/alert-destinations', {
      body: { kind: 'webhook', name, url },
      headers: canary.key,
      isShownOnce: true,
    });
    expect(made).toMatchObject({ status: 201, body: { secret: expect.any(String) } });
    tokensMade[`secretOf${name}`] = made.body.secret;
    return made.body.id;
  };
  const [refusing, moved] = [await create('Refusing', 'hook'), await create('Moved', 'moved')];
  const rotated = await send('POST', `/api/armature/v1/alert-destinations/${moved}/rotate-secret`, {
    headers: canary.key,
    isShownOnce: true,
  });
  tokensMade['rotatedSecret'] = rotated.body.secret;
  const chat = { kind: 'slack_webhook', name: 'Chat', url: slack.hookUrl(slackHook) };
  const { id: hook } = await canary.made('POST', '/alert-destinations', chat);
  const browse = (method: string, path: string) => send(method, path, { headers: session });
  const workspace = await connectWorkspace(browse, canary.world.org.slug, authorizationCode);
  const { rows } = await canary.made('GET', '/alert-destinations');
  const email = rows.find(({ kind }: { kind: string }) => kind === 'email').id;
  const all: Address[] = [
    { destinationId: refusing },
    { destinationId: moved },
    { destinationId: hook },
    { destinationId: workspace, channel: 'C000000001' },
    { destinationId: email, recipientEmail: 'cleo@example.test' },
  ];
  for (const { destinationId, ...address } of all) {
    const { state, tries } = await canary.made('POST', `/alert-destinations/${destinationId}/test`, address);
    expect([state, tries.length]).toEqual([expect.stringMatching(/^(failed|pending)$/), 1]);
  }
  return all;
}

/** Every tool; and one whose answer is never what was asked for, nor, where it has one, what its schema says: the message tells what it was. */
async function watch(canary: CanaryWorld, mcpServerId: string): Promise<void> {
  const { tools } = await canary.made('GET', `/mcp-servers/${mcpServerId}/catalog`);
  const names: readonly string[] = tools.map(({ name }: { name: string }) => name);
  const bodies = ECHO_TOOLS.filter((tool) => names.includes(tool)).map((toolName) => ({
    mcpServerId,
    toolName,
    validateOutputSchema: false,
  }));
  expect(bodies.length).toBeGreaterThan(0);
  const sent = { mcpServerId, toolName: names.includes('echo_structured') ? 'echo_structured' : 'echo_text', name: 'Asserts' };
  const wrong = [
    { ...sent, assertions: [{ kind: 'jsonpath', path: '$.sent', equals: 'nothing' }] },
    { ...sent, assertions: [{ kind: 'jsonpath', path: '$.list[0]', matches: '^nothing$' }] },
    { ...sent, assertions: [{ kind: 'json_schema', schema: { properties: { sent: { const: 'nothing' } } } }] },
    sent,
  ];
  const { monitors } = await canary.made('POST', '/monitors', { monitors: [...bodies, ...wrong] });
  for (const { id } of monitors) {
    const { status } = await canary.made('POST', `/monitors/${id}/check`);
    expect(CHECK_STATUSES).toContain(status);
  }
  for (const body of [...bodies, ...wrong]) await canary.made('POST', '/monitors/test', body);
}

/** The first try of each, and one more for those that are sent again. */
async function deliverAll(canary: CanaryWorld): Promise<void> {
  const pending = await canary.deps.db.selectFrom('alert_deliveries').select('id').where('state', '=', 'pending').execute();
  expect(pending.length).toBeGreaterThan(50);
  for (const { id } of pending) await deliver(canary.deps, { deliveryId: id }, go);
  const { rows } = await canary.made('GET', '/alert-deliveries?state=failed&pageSize=1');
  await canary.made('POST', `/alert-deliveries/${rows[0].id}/retry`);
  await deliver(canary.deps, { deliveryId: rows[0].id }, go);
}

async function publish(canary: CanaryWorld): Promise<void> {
  const { rows } = await canary.made('GET', '/monitors?pageSize=50');
  const monitors = rows.map(({ id }: { id: string }, i: number) => ({ monitorId: id, label: `Monitor ${i}` }));
  const page = { slug: 'canary-status', title: 'Status', isPublic: true, showsLatency: true, monitors };
  await canary.made('PUT', '/status-page', page);
}
