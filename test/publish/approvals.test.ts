// A call that a person must approve, as agents live it: asked back in the modern era, waiting in the legacy one, and later by the id.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import { decideApproval, listApprovals, resumeApproval } from '#modules/codemode';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { CallToolResult, ClientCapabilities } from '@modelcontextprotocol/client';
import type { Cast } from '#test/harness';
import { asAgent, withKey } from './agent.ts';
import { makePublishWorld } from './publish-world.ts';
import type { PublishWorld } from './publish-world.ts';

const STORY_MS = 60_000;
const CHANGE = 'const pet = await petstore.updatePet({ petId: "p3", body: { tags: ["fish"] } });\nreturn pet.name;';

let world: PublishWorld;
let token: string;

beforeAll(async () => {
  world = await makePublishWorld();
  await world.publish(world.ada, { manifest: { policy: [{ match: 'update*', action: 'ask' }] } });
  token = await world.keyOf(world.ben);
}, STORY_MS);
afterAll(() => world.close());

const url = (): string => `${world.url}/product-mcp/petstore`;

/** What a person does who sees it in the dashboard, and what the worker then does. */
async function decide(decision: 'approve' | 'reject', { ada }: Pick<Cast, 'ada'> = world): Promise<string> {
  const [pending] = (await listApprovals(ada, { state: 'pending' })).rows;
  if (pending === undefined) throw new Error('Nothing waits for a person');
  await decideApproval(ada, { approvalId: pending.id, decision });
  await resumeApproval(world.deps, { approvalId: pending.id }, ada.signal);
  return pending.id;
}

/** Until there is something to decide. */
const waits = (): Promise<void> =>
  expect.poll(async () => (await listApprovals(world.ada, { state: 'pending' })).rows.length, { timeout: 20_000 }).toBe(1);

/** Lets time pass for whoever looks for a decision, until `work` is done. */
async function passing<T>(work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const settle = work.finally(() => done.abort());
  settle.catch(() => undefined);
  while (!done.signal.aborted) {
    await expect.poll(() => done.signal.aborted || world.clock.sleepers > 0, { timeout: 20_000 }).toBe(true);
    world.clock.advance(seconds(1));
  }
  return settle;
}

const ENDED = { ok: true, result: 'Kim', calls: [{ operationId: 'updatePet', status: 200 }] };

describe('a modern agent', () => {
  /** Tells what its person was shown, and lets `person` answer. */
  async function asked(capabilities: ClientCapabilities, person: () => Promise<'accept' | 'decline'>) {
    const shown: Record<string, unknown>[] = [];
    const client = new Client({ name: 'agent', version: '1' }, { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } });
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      shown.push({ ...params });
      return { action: await person(), ...('requestedSchema' in params ? { content: {} } : {}) };
    });
    await client.connect(new StreamableHTTPClientTransport(new URL(url()), { requestInit: withKey(token) }));
    try {
      return { shown, called: await passing(client.callTool({ name: 'execute_script', arguments: { code: CHANGE } })) };
    } finally {
      await client.close();
    }
  }
  const answerIn = ({ structuredContent }: CallToolResult): unknown => structuredContent;

  test('whose person can open pages is led to the one where it is decided, and gets the result', { timeout: STORY_MS }, async () => {
    const { shown, called } = await asked({ elicitation: { form: {}, url: {} } }, async () => {
      await decide('approve');
      return 'accept';
    });
    expect(answerIn(called)).toMatchObject(ENDED);
    expect(shown).toMatchObject([
      { mode: 'url', url: expect.stringMatching(new RegExp(`^${world.deps.settings.publicUrl}/o/${world.org.slug}/approvals/appr_`)) },
    ]);
    expect(world.petstore.asked.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  test('whose person sees messages is told where, and approves nothing by confirming', { timeout: STORY_MS }, async () => {
    const before = world.petstore.asked.length;
    let rounds = 0;
    const { shown, called } = await asked({ elicitation: {} }, async () => {
      rounds += 1;
      if (rounds === 2) await decide('approve');
      return 'accept';
    });
    expect(shown).toMatchObject([{ mode: 'form', message: expect.stringContaining('/approvals/appr_') }, { mode: 'form' }]);
    expect(answerIn(called)).toMatchObject(ENDED);
    expect(world.petstore.asked.slice(before)).toHaveLength(1);
  });

  test('whose person does not want to be asked is told how things stand, and may ask later by the id', { timeout: STORY_MS }, async () => {
    const { called } = await asked({ elicitation: {} }, async () => 'decline');
    expect(called).toMatchObject({
      isError: true,
      structuredContent: { ok: false, error: { kind: 'approval_pending', approvalId: expect.any(String) } },
    });
    const approvalId = await decide('reject');
    await asAgent(url(), withKey(token), async (client) => {
      const later = await client.callTool({ name: 'execute_script', arguments: { code: CHANGE, approvalId } });
      expect(later).toMatchObject({
        isError: true,
        structuredContent: { ok: false, error: { kind: 'approval_rejected', operationId: 'updatePet' } },
      });
    });
  });

  test('that can ask nobody comes back with the state alone', { timeout: STORY_MS }, async () => {
    await asAgent(url(), withKey(token), async (client) => {
      const calling = client.callTool({ name: 'execute_script', arguments: { code: CHANGE } });
      await waits();
      await decide('approve');
      expect((await passing(calling)).structuredContent).toMatchObject(ENDED);
    });
  });
});

describe('the state between two rounds', () => {
  const META = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };

  async function post(key: string, more: object = {}) {
    const response = await fetch(url(), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'execute_script',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'execute_script', arguments: { code: CHANGE }, _meta: META, ...more },
      }),
    });
    return (await response.json()) as { result?: { resultType: string; requestState?: string }; error?: { code: number; data?: unknown } };
  }

  test('is sealed, for its key alone, and one that is changed leads nowhere', { timeout: STORY_MS }, async () => {
    const { result } = await post(token);
    expect(result?.resultType).toBe('input_required');
    const state = result?.requestState ?? '';
    expect(state).not.toContain('appr_');
    expect(Buffer.from(state, 'base64url').toString('latin1')).not.toContain('appr_');
    const colleague = await world.keyOf(world.ben);
    const before = world.petstore.asked.length;
    for (const [key, requestState] of [
      [token, `${state.slice(0, -2)}AA`],
      [token, 'x'.repeat(5000)],
      [token, ''],
      [colleague, state],
    ] as const) {
      expect((await post(key, { requestState })).error).toMatchObject({ code: -32602 });
    }
    expect(world.petstore.asked).toHaveLength(before);
    await decide('approve');
    expect(await passing(post(token, { requestState: state }))).toMatchObject({
      result: { resultType: 'complete', structuredContent: ENDED },
    });
  });
});

describe('a legacy agent', () => {
  const legacy = { era: 'legacy' } as const;

  test('waits, and gets the result when a person has approved in time', { timeout: STORY_MS }, async () => {
    await asAgent(url(), { ...withKey(token), ...legacy }, async (client) => {
      const calling = client.callTool({ name: 'execute_script', arguments: { code: CHANGE } });
      await waits();
      await decide('approve');
      expect((await passing(calling)).structuredContent).toMatchObject(ENDED);
    });
  });

  test(
    'is told approval_pending when nobody decides in time, and asks again with the id, as nobody else can',
    { timeout: STORY_MS },
    async () => {
      await asAgent(url(), { ...withKey(token), ...legacy }, async (client) => {
        const waited = await passing(client.callTool({ name: 'execute_script', arguments: { code: CHANGE } }));
        expect(waited).toMatchObject({
          isError: true,
          structuredContent: { error: { kind: 'approval_pending', approvalId: expect.any(String) } },
        });
        const { approvalId } = (waited.structuredContent as { error: { approvalId: string } }).error;
        await asAgent(url(), { ...withKey(await world.keyOf(world.vera)), ...legacy }, async (other) => {
          const stolen = other.callTool({ name: 'execute_script', arguments: { code: CHANGE, approvalId } });
          await expect(stolen).rejects.toMatchObject({ code: -32602, data: { details: { fieldErrors: [{ field: 'approvalId' }] } } });
        });
        await decide('approve');
        const again = await client.callTool({ name: 'execute_script', arguments: { code: CHANGE, approvalId } });
        expect(again.structuredContent).toMatchObject(ENDED);
      });
    },
  );
});

test('a single call without code waits in the same way', { timeout: STORY_MS }, async () => {
  await asAgent(`${url()}?codemode=false`, { ...withKey(token), era: 'legacy' }, async (client) => {
    const args = { operationId: 'updatePet', arguments: { petId: 'p3', body: { tags: [] } } };
    const calling = client.callTool({ name: 'invoke_operation', arguments: args });
    await waits();
    await decide('approve');
    expect((await passing(calling)).structuredContent).toMatchObject({ ok: true, result: { id: 'p3' } });
  });
});

test('nothing in the schema speaks of approvals where nothing is asked', { timeout: STORY_MS }, async () => {
  await world.publish(world.ada, { slug: 'free' });
  const propertiesOf = (path: string) =>
    asAgent(path, withKey(token), async (client) => Object.keys((await client.listTools()).tools[1]?.inputSchema.properties ?? {}));
  expect(await propertiesOf(`${world.url}/product-mcp/free`)).toEqual(['code']);
  expect(await propertiesOf(url())).toEqual(['code', 'approvalId']);
});
