// A world with an API on loopback that is published in mode code: one organization, source and API a stage.
import { executeScript, invokeOperation, searchSdk } from '#modules/codemode';
import type { ExecutionAnswer } from '#modules/codemode';
import { putSourceSecret, updateSource } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { silentLog } from '#platform/log';
import { createTypeChecker } from '#platform/script/type-checker';
import { makeWorld } from './harness.ts';
import type { Cast, World, WorldOverrides } from './harness.ts';
import { publishSource } from './published-source.ts';
import type { Published } from './published-source.ts';
import { startReceiver } from './receiver.ts';
import type { ReceivedRequest, Receiver } from './receiver.ts';

export interface Staging {
  /** Beside the base URL. */
  readonly manifest?: Readonly<Record<string, unknown>> | undefined;
  /** Of the secret `shop_token`, with which the API is called. */
  readonly secret?: string | undefined;
  readonly keepsScripts?: boolean | undefined;
}

export interface CodeStage extends Cast, Published {
  readonly slug: string;
  readonly api: Receiver;
  /** As ben, unless said otherwise. */
  run(code: string, options?: { as?: Ctx; typecheck?: boolean; session?: string; signal?: AbortSignal }): Promise<ExecutionAnswer>;
  invoke(operationId: string, args?: unknown, options?: { as?: Ctx }): Promise<ExecutionAnswer>;
  search(query: string, options?: { as?: Ctx; limit?: number }): ReturnType<typeof searchSdk>;
}

export interface CodeWorld extends World {
  newStage(staging?: Staging): Promise<CodeStage>;
}

const go = new AbortController().signal;

export async function makeCodeWorld(overrides: WorldOverrides = {}): Promise<CodeWorld> {
  const world = await makeWorld(overrides);
  const apis: Receiver[] = [];
  return {
    ...world,
    newStage: async (staging) => {
      const api = await startReceiver();
      apis.push(api);
      api.otherwise(answer);
      return makeStage(world, api, staging);
    },
    close: async () => {
      for (const api of apis) await api.close();
      await world.close();
    },
  };
}

/** The same caller on an instance whose type checker has ended. */
export async function withoutTypeChecker(ctx: Ctx): Promise<Ctx> {
  const typeChecker = createTypeChecker({ log: silentLog });
  await typeChecker.close();
  return { ...ctx, deps: { ...ctx.deps, typeChecker } };
}

async function makeStage(world: World, api: Receiver, { manifest = {}, secret, keepsScripts = false }: Staging = {}): Promise<CodeStage> {
  const cast = await world.newOrg();
  const auth = secret === undefined ? {} : { auth: { kind: 'bearer', secretRef: 'shop_token' } };
  const published = await publishSource(cast.ada, {
    openapi: SHOP,
    baseUrl: `${api.origin}/v1`,
    manifest: { clientName: 'shop', ...auth, ...manifest },
  });
  const { slug } = published.source;
  if (secret !== undefined) await putSourceSecret(cast.ada, { slug, name: 'shop_token', value: secret });
  if (keepsScripts) await updateSource(cast.ada, { slug, keepsScripts: true }, async () => []);
  return {
    ...cast,
    ...published,
    slug,
    api,
    run: async (code, { as = cast.ben, typecheck = true, session = 'ses-1', signal = go } = {}) =>
      executeScript(as, { bundle: await published.open(), code, session, typecheck, signal }),
    invoke: async (operationId, args, { as = cast.ben } = {}) =>
      invokeOperation(as, { bundle: await published.open(), operationId, arguments: args, session: 'ses-1', signal: go }),
    search: async (query, { as = cast.vera, limit } = {}) =>
      searchSdk(as, { bundle: await published.open(), query, limit, session: 'ses-1' }),
  };
}

const PETS = [
  { id: 'p1', name: 'Rex' },
  { id: 'p2', name: 'Tom', tags: ['spring'] },
];

/** A shop that does what its document says, and some things a shop should not do. */
function answer({ method, path, headers, body }: ReceivedRequest) {
  const [, place = ''] = /^\/v1\/([a-z-]+)/.exec(path) ?? [];
  if (place === 'echo') return { headers: JSON_TYPE, body: { authorization: headers['authorization'] ?? null, path, body } };
  if (place === 'away') return { status: 302, headers: { location: 'http://127.0.0.1:1/v1/pets' } };
  if (place === 'large') return { headers: JSON_TYPE, body: { text: 'x'.repeat(50_000) } };
  if (place === 'broken')
    return { status: 500, headers: JSON_TYPE, body: { error: 'out of order', authorization: headers['authorization'] ?? '' } };
  if (method === 'DELETE') return { status: 204, body: '' };
  if (method === 'PATCH') return { headers: JSON_TYPE, body: { id: path.split('/').at(-1), name: 'Rex', ...JSON.parse(body) } };
  return { headers: JSON_TYPE, body: PETS };
}

const JSON_TYPE = { 'content-type': 'application/json' };

export const SHOP = `openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
servers: [{url: https://api.shop.example/v1}]
paths:
  /pets:
    get:
      operationId: listPets
      summary: List pets
      parameters:
        - {name: status, in: query, schema: {type: string, enum: [available, sold]}}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
    patch:
      operationId: updatePet
      summary: Change a pet
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {tags: {type: array, items: {type: string}}, name: {type: string}}}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
    delete:
      operationId: removePet
      summary: Remove a pet
      responses: {'204': {description: gone}}
  /echo: {get: {operationId: echo, summary: Says what it was told, responses: {'200': {description: ok, content: {application/json: {schema: {type: object, additionalProperties: true}}}}}}}
  /away: {get: {operationId: goAway, summary: Leads elsewhere, responses: {'200': {description: ok}}}}
  /large: {get: {operationId: getLarge, summary: Answers at length, responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {text: {type: string}}, required: [text]}}}}}}}
  /broken: {get: {operationId: breakDown, summary: Fails, responses: {'200': {description: ok}}}}
  /slow: {get: {operationId: waitLong, summary: Never answers, responses: {'200': {description: ok}}}}
components:
  schemas:
    Pet: {type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}, tags: {type: array, items: {type: string}}}}
`;
