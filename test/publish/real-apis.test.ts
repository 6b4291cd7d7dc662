// Stripe, GitHub and Kubernetes as agents use them: by their own documents, against mocks that judge every request by the same.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '@modelcontextprotocol/client';
import { expectWire } from '#test/real-apis/expect-wire';
import type { Asked } from '#test/real-apis/mock-api';
import { CREDENTIAL, makeRealStage } from '#test/real-apis/real-stage';
import type { RealStage } from '#test/real-apis/real-stage';
import { REAL_STORIES } from '#test/real-apis/real-stories';
import { asAgent, withKey } from './agent.ts';
import { makePublishWorld } from './publish-world.ts';
import type { PublishWorld } from './publish-world.ts';

const STORY_MS = 60_000;

let world: PublishWorld;
let token: string;

beforeAll(async () => {
  world = await makePublishWorld();
  token = await world.keyOf(world.ben);
}, STORY_MS);
afterAll(() => world.close());

describe.each(REAL_STORIES)('$api', (story) => {
  let stage: RealStage;

  beforeAll(async () => {
    stage = await makeRealStage(world, story);
  }, STORY_MS);
  afterAll(() => stage.api.close());

  const askedDuring = (work: () => Promise<unknown>): Promise<readonly Asked[]> => stage.api.during(work);
  const run = async (client: Client) =>
    (await client.callTool({ name: 'execute_script', arguments: { code: story.script } })).structuredContent;

  describe('a script', () => {
    test('says which secret is missing, and what the API says of a wrong one', { timeout: STORY_MS }, async () => {
      await asAgent(stage.code, withKey(token), async (client) => {
        const asked = await askedDuring(async () => {
          expect(await run(client)).toMatchObject({
            ok: false,
            error: { kind: 'missing_secret', message: expect.stringContaining('token') },
          });
          await stage.setSecret('wrong');
          expect(await run(client)).toMatchObject({ ok: false, error: { kind: 'api_error', status: 401 } });
        });
        expect(asked).toEqual([]);
      });
      await stage.setSecret(CREDENTIAL);
    });

    test.each(['modern', 'legacy'] as const)(
      'of an agent of the %s era sends what the document asks for, with the secret of the source',
      { timeout: STORY_MS },
      async (era) => {
        const asked = await askedDuring(() =>
          asAgent(stage.code, { ...withKey(token), era }, async (client) => {
            expect(await run(client)).toMatchObject({ ok: true, result: story.result });
          }),
        );
        expectWire(asked, story);
      },
    );
  });

  describe('as tools', () => {
    const theirs = { headers: { authorization: `Bearer ${CREDENTIAL}` } };

    test.each(['modern', 'legacy'] as const)(
      'a caller of the %s era sends the same, with its own credential',
      { timeout: STORY_MS },
      async (era) => {
        await asAgent(stage.tools, { ...theirs, era }, async (client) => {
          const { tools } = await client.listTools();
          expect(tools.filter(({ inputSchema }) => JSON.stringify(inputSchema).length > 12 * 1024)).toEqual([]);
          expect(tools.filter(({ outputSchema = {} }) => JSON.stringify(outputSchema).length > 9 * 1024)).toEqual([]);
          const asked = await askedDuring(async () => {
            for (const [name, args] of story.tools) {
              const { structuredContent, isError } = await client.callTool({ name, arguments: { ...args } });
              expect([name, isError ?? false, structuredContent]).toEqual([
                name,
                false,
                { status: expect.any(Number), body: expect.anything() },
              ]);
            }
          });
          expectWire(asked, story);
        });
      },
    );

    test('what is wrong deep inside is told, and nothing is sent', { timeout: STORY_MS }, async () => {
      const [name, args, field] = story.wrong;
      await asAgent(stage.tools, theirs, async (client) => {
        const asked = await askedDuring(() =>
          expect(client.callTool({ name, arguments: { ...args } })).rejects.toMatchObject({
            code: -32602,
            data: { details: { fieldErrors: [{ field: expect.stringContaining(field) }] } },
          }),
        );
        expect(asked.filter(({ path }) => path !== story.validationPath)).toEqual([]);
      });
    });

    test.each([
      ['none', {}],
      ['a wrong one', { authorization: 'Bearer wrong' }],
      ['a key of this instance', undefined],
    ])('nobody comes in with %s', async (_what, headers) => {
      const refused = asAgent(stage.tools, { headers: headers ?? withKey(token).headers }, (client) => client.listTools());
      await expect(refused).rejects.toThrow(/401|unauthenticated|credential/i);
    });
  });

  test('its mock is a judge: it refuses what breaks the document', async () => {
    const headers = { authorization: `Bearer ${CREDENTIAL}` };
    const [method, path, body] = story.wire.find(([verb]) => verb === 'POST' || verb === 'PUT') ?? ['GET', '/', ''];
    const type = story.api === 'stripe' ? 'application/x-www-form-urlencoded' : 'application/json';
    const bad = story.api === 'stripe' ? `${body}&unknown%5Bfield%5D=1` : '["a list"]';
    const asked = await askedDuring(() =>
      fetch(stage.api.url + path, { method, headers: { ...headers, 'content-type': type }, body: bad }),
    );
    expect(asked).toMatchObject([{ status: 422, faults: expect.stringContaining('"location":["body"') }]);
    const queried = await askedDuring(() => fetch(stage.api.url + story.wrongQuery, { headers }));
    expect(queried).toMatchObject([{ status: 422, faults: expect.stringContaining('"location":["query"') }]);
  });
});
