// People's MCP clients sign in: the library most of them embed goes from a bare address to a tool call, over real HTTP.
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import type { OAuthClientProvider } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { makeAppWorld } from './oauth-app-world.ts';
import type { AppWorld } from './oauth-app-world.ts';
import { Keeper } from './oauth-keeper.ts';

let world: AppWorld;
/** Documents of applications, by address: what stands in for the hosts of others. */
const documents = new Map<string, () => Response>();

beforeAll(async () => {
  world = await makeAppWorld({
    fetch: async (url) => documents.get(String(url))?.() ?? new Response('', { status: 404 }),
  });
});
afterAll(() => world.close());

const clientOf = () => new Client({ name: 'example-editor', version: '1.0.0' });
const transportTo = (url: string, authProvider: OAuthClientProvider) => new StreamableHTTPClientTransport(new URL(url), { authProvider });

/** From a bare address to a connected client; `ctx` is the person at the browser. */
async function signIn(keeper: Keeper, ctx: Ctx, url = world.resource): Promise<Client> {
  const first = transportTo(url, keeper);
  await expect(clientOf().connect(first)).rejects.toBeInstanceOf(UnauthorizedError);
  const answer = await world.allow(ctx, keeper.asked?.search ?? '');
  await first.finishAuth(answer.searchParams);
  const client = clientOf();
  await client.connect(transportTo(url, keeper));
  return client;
}

const told = async (client: Client) => (await client.callTool({ name: 'whoami', arguments: {} })).structuredContent;

describe('the client library', () => {
  test('finds the authorization server, registers, asks a person, and calls a tool as that person', async () => {
    const { ada, org } = await world.newOrg();
    const keeper = new Keeper();
    const client = await signIn(keeper, ada);
    expect(await told(client)).toEqual({ organization: org.slug, name: 'Ada', role: 'owner', app: 'Example Editor' });
    expect(Object.fromEntries(keeper.asked?.searchParams ?? [])).toMatchObject({
      code_challenge_method: 'S256',
      resource: world.resource,
      scope: 'mcp offline_access',
    });
    expect(keeper.asked?.origin).toBe(world.url);
    await client.close();
  });

  test('renews an access token that is over by itself, without the person', async () => {
    const { ben } = await world.newOrg();
    const keeper = new Keeper();
    const client = await signIn(keeper, ben);
    const before = keeper.kept?.access_token;
    world.clock.advance(61 * 60_000);
    expect(await told(client)).toMatchObject({ name: 'Ben', role: 'editor' });
    expect(keeper.kept?.access_token).not.toBe(before);
    await client.close();
  });

  test('connects by another name of this machine, for which the metadata is written then', async () => {
    const { vera } = await world.newOrg();
    const client = await signIn(new Keeper(), vera, world.resource.replace('127.0.0.1', 'localhost'));
    expect(await told(client)).toMatchObject({ name: 'Vera', role: 'viewer' });
    await client.close();
  });

  test('needs no registration where its id is the address of a document', async () => {
    const { vera } = await world.newOrg();
    const document = 'https://editor.example/client.json';
    const redirectUrl = 'http://localhost:7777/callback';
    documents.set(document, () =>
      Response.json({ client_id: document, client_name: 'Documented Editor', redirect_uris: ['http://localhost/callback'] }),
    );
    const keeper = new Keeper({ document, redirectUrl });
    const client = await signIn(keeper, vera);
    expect(await told(client)).toMatchObject({ app: 'Documented Editor' });
    expect(keeper.client?.client_id).toBe(document);
    await client.close();
  });

  test('is told by a refused request where to begin', async () => {
    const { headers, status } = await world.whoami('ama_unknown');
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toContain(`resource_metadata="${world.url}/.well-known/oauth-protected-resource/api/mcp"`);
    expect(headers.get('www-authenticate')).toContain('scope="mcp"');
  });
});

describe('metadata', () => {
  test.each(['', '/api/mcp'])('of what is protected, at the place %j', async (place) => {
    const { status, body } = await world.get(`/.well-known/oauth-protected-resource${place}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      resource: world.resource,
      authorization_servers: [world.url],
      scopes_supported: ['mcp'],
      bearer_methods_supported: ['header'],
    });
  });

  test.each(['oauth-authorization-server', 'oauth-authorization-server/api/mcp', 'openid-configuration', 'openid-configuration/api/mcp'])(
    'of the authorization server, at %s',
    async (name) => {
      const { status, body } = await world.get(`/.well-known/${name}`);
      expect(status).toBe(200);
      expect(body).toEqual({
        issuer: world.url,
        authorization_endpoint: `${world.url}/authorize`,
        token_endpoint: `${world.url}/oauth/token`,
        registration_endpoint: `${world.url}/oauth/register`,
        revocation_endpoint: `${world.url}/oauth/revoke`,
        scopes_supported: ['mcp', 'offline_access'],
        response_types_supported: ['code'],
        response_modes_supported: ['query'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_methods_supported: ['none'],
        revocation_endpoint_auth_methods_supported: ['none'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
        client_id_metadata_document_supported: true,
      });
    },
  );

  test('is found nowhere else, and a page is no answer', async () => {
    for (const path of ['/.well-known/oauth-protected-resource/elsewhere', '/.well-known/jwks.json']) {
      expect((await world.get(path)).status).toBe(404);
    }
  });
});

describe('what people see afterwards', () => {
  test('is in the lists until it is disconnected, and in the audit log', async () => {
    const { ada, ben } = await world.newOrg();
    const { access } = await world.connectApp(ben, { role: 'viewer' });
    expect((await world.whoami(access)).body.result.structuredContent).toMatchObject({ name: 'Ben', role: 'viewer' });

    const [adasPage, bensPage] = [await world.personOf(ada), await world.personOf(ben)];
    const { body: own } = await bensPage.call('GET', '/api/app/account/apps');
    expect(own.rows).toMatchObject([
      { name: 'Example Editor', place: 'this computer', role: 'viewer', organization: { slug: ben.org.slug } },
    ]);
    const { body: all } = await adasPage.call('GET', `/api/app/o/${ada.org.slug}/apps`);
    expect(all.rows).toMatchObject([{ id: own.rows[0].id, user: { id: ben.actor.id, name: 'Ben' } }]);
    expect((await bensPage.call('GET', `/api/app/o/${ada.org.slug}/apps`)).status).toBe(403);

    expect((await bensPage.call('DELETE', `/api/app/account/apps/${own.rows[0].id}`)).status).toBe(200);
    expect((await world.whoami(access)).status).toBe(401);
    expect((await bensPage.call('GET', '/api/app/account/apps')).body.rows).toEqual([]);
    const { rows } = await listAuditLog(ada, { objectType: 'connected_app' });
    expect(rows.map(({ action, actor }) => [action, actor.name])).toEqual([
      ['connected_app.end', 'Ben'],
      ['connected_app.create', 'Ben'],
    ]);
  });
});
