// The same stories with the whole documents published, hundreds of operations each, and what listing them costs a client.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProduct } from '#modules/products';
import { argumentSchemaOf, outputSchemaOf } from '#modules/sources';
import { compileSchema } from '#platform/match/json-schema';
import { directorySpec, gitHubSpec } from '#test/openapi-specs';
import { cutDocument } from '#test/real-apis/cut-document';
import { expectWire } from '#test/real-apis/expect-wire';
import { cutFile, REAL_OPERATIONS } from '#test/real-apis/real-document';
import type { OpenApiDocument, RealApi } from '#test/real-apis/real-document';
import { CREDENTIAL, makeRealStage } from '#test/real-apis/real-stage';
import type { RealStage } from '#test/real-apis/real-stage';
import { REAL_STORIES } from '#test/real-apis/real-stories';
import { asAgent, withKey } from './agent.ts';
import { makePublishWorld } from './publish-world.ts';
import type { PublishWorld } from './publish-world.ts';

const WHOLE: Readonly<Record<RealApi, () => OpenApiDocument>> = {
  stripe: () => JSON.parse(directorySpec('stripe.com')) as OpenApiDocument,
  github: () => JSON.parse(gitHubSpec('api.github.com')) as OpenApiDocument,
  kubernetes: () => JSON.parse(directorySpec('kubernetes.io')) as OpenApiDocument,
};
/** Of one tool. */
const MAX_INPUT_BYTES = 12 * 1024;
/** What is said of answers that depart from the document comes on top. */
const MAX_OUTPUT_BYTES = 8 * 1024 + 256;
const NO_BOUND = 64 * 1024 * 1024;

let world: PublishWorld;
let token: string;

beforeAll(async () => {
  world = await makePublishWorld();
  token = await world.keyOf(world.ben);
});
afterAll(() => world.close());

const bytesOf = (value: unknown): number => (value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value)));

/** GitHub's document is larger than API docs may be; a third of it is examples. */
const withoutExamples = (document: OpenApiDocument): OpenApiDocument =>
  JSON.parse(JSON.stringify(document), (name, value: unknown) => (name === 'examples' ? undefined : value)) as OpenApiDocument;

test.each(['stripe', 'kubernetes'] as const)('what the quicker tests use of %s is cut from the whole document', async (api) => {
  const cut = `${JSON.stringify(cutDocument(WHOLE[api](), REAL_OPERATIONS[api]))}\n`;
  await expect(cut).toMatchFileSnapshot(cutFile(api));
});

describe.each(REAL_STORIES)('$api', (story) => {
  let stage: RealStage;
  const document = WHOLE[story.api]();

  beforeAll(async () => {
    stage = await makeRealStage(world, story, withoutExamples(document));
    await stage.setSecret(CREDENTIAL);
  }, 300_000);
  afterAll(() => stage.api.close());

  test('the script does the same', async () => {
    const asked = await stage.api.during(() =>
      asAgent(stage.code, withKey(token), async (client) => {
        const { structuredContent } = await client.callTool({ name: 'execute_script', arguments: { code: story.script } });
        expect(structuredContent).toMatchObject({ ok: true, result: story.result });
      }),
    );
    expectWire(asked, story);
  });

  test('the tools do the same, and listing them stays within what a client can read', async () => {
    const { bundle } = await openProduct(world.deps, { orgSlug: world.org.slug, slug: `${story.api}-tools` });
    const { schemas, operations } = bundle;
    const tools = await asAgent(stage.tools, { headers: { authorization: `Bearer ${CREDENTIAL}` } }, async (client) => {
      const asked = await stage.api.during(async () => {
        for (const [name, args] of story.tools) {
          expect((await client.callTool({ name, arguments: { ...args } })).structuredContent).toMatchObject({ status: expect.any(Number) });
        }
      });
      expectWire(asked, story);
      // Last: reading so many schemas takes the client seconds, and the connection does not wait for it.
      return (await client.listTools()).tools;
    });
    expect(tools.map(({ name }) => name)).toEqual(operations.all.map(({ toolName }) => toolName));
    expect(tools.filter(({ inputSchema }) => bytesOf(inputSchema) > MAX_INPUT_BYTES).map(({ name }) => name)).toEqual([]);
    expect(tools.filter(({ outputSchema }) => bytesOf(outputSchema) > MAX_OUTPUT_BYTES).map(({ name }) => name)).toEqual([]);
    const broken = tools.filter((_, index) => index % 10 === 0).filter(({ inputSchema }) => !compileSchema(inputSchema).ok);
    expect(broken.map(({ name }) => name)).toEqual([]);
    const whole = operations.all.map((one) => argumentSchemaOf(one, schemas, NO_BOUND));
    expect(tools.map(({ inputSchema }) => inputSchema.required)).toEqual(whole.map(({ required }) => required));
    const listedBytes = bytesOf(tools);
    const uncut = [...whole, ...operations.all.map((one) => outputSchemaOf(one, schemas, NO_BOUND))];
    const uncutBytes = uncut.reduce((sum: number, schema) => sum + bytesOf(schema), 0);
    const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
    console.info(`${story.api}: ${tools.length} tools are listed in ${mib(listedBytes)}; their schemas uncut have ${mib(uncutBytes)}`);
    expect(listedBytes).toBeLessThan(uncutBytes);
  });
});
