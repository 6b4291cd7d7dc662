// Plants the secret of a source, and publishes an API behind the server that gives back what it is sent.
import { expect } from 'vitest';
import { admitCaller, openProduct, productServer } from '#modules/products';
import { ASKS } from './filled-publishing.ts';
import { PETSTORE } from './published-source.ts';
import type { CanaryWorld } from './canary-world.ts';

export async function plantPublishing(canary: CanaryWorld): Promise<void> {
  const { sourceSecret } = canary.planted;
  const { slug } = await canary.made('POST', '/sources', { name: 'Pets', mode: 'code' });
  const secrets = `/sources/${slug}/secrets`;
  expect((await canary.made('PUT', `${secrets}/token`, { value: 'replaced before it was used' })).ok).toBe(true);
  await canary.made('PUT', `${secrets}/token`, { value: sourceSecret });
  await canary.made('PUT', `${secrets}/old`, { value: sourceSecret, environment: 'staging' });
  await canary.made('DELETE', `${secrets}/old?environment=staging`);
  await canary.api('PUT', `${secrets}/token`, { value: `${sourceSecret}\n` });
  await canary.api('PUT', `${secrets}/Token`, { value: sourceSecret });
  const auth = { kind: 'bearer', secretRef: 'token' };
  const manifest = { ...ASKS, auth, baseUrls: { production: new URL(canary.echo.url()).origin }, limits: { timeoutMs: 1000 } };
  const headers = { ...canary.session, 'x-armature-organization': canary.world.org.slug };
  const uploaded = await canary.send('POST', '/api/openapi-artifacts/upload', {
    body: { source: slug, openapi: PETSTORE, promote: true, manifest },
    headers,
  });
  expect(uploaded.body.bundle).toMatchObject({ state: 'active' });
  for (const code of SCRIPTS) await canary.made('POST', `/sources/${slug}/execute`, { code });
  await plantProduct(canary);
}

/** What is answered is caught, logged and returned; it ends a script; and a call waits for a person. */
const SCRIPTS = [
  'const said = await pets.listPets().catch((e) => ({ text: String(e), status: e.status, body: e.body })); console.log(said); return said;',
  'return await pets.listPets();',
  'return await pets.updatePet({ petId: "p1", body: { tags: [] } });',
];

/** A caller's credential of an API in mode tools: tried, and used for calls that the API answers and refuses. */
async function plantProduct(canary: CanaryWorld): Promise<void> {
  const { deps, world, planted } = canary;
  const base = new URL(canary.echo.url());
  const presence = { validationMode: 'presence_only' };
  const { slug } = await canary.made('POST', '/sources', { name: 'Shop', baseUrl: base.origin, connection: presence });
  const headers = { ...canary.session, 'x-armature-organization': world.org.slug };
  await canary.send('POST', '/api/openapi-artifacts/upload', { body: { source: slug, openapi: PETSTORE }, headers });
  await canary.made('POST', `/sources/${slug}/activate`, {});
  const credential = planted.productCredential;
  const tried = { connection: { validationPath: base.pathname }, credential };
  await canary.made('POST', `/sources/${slug}/connection/check`, tried);
  await canary.api('POST', `/sources/${slug}/connection/check`, { ...tried, credential: `${credential}\n` });
  const product = await openProduct(deps, { orgSlug: world.org.slug, slug });
  const { signal } = new AbortController();
  const brought = {
    headers: new Headers({ authorization: `Bearer ${credential}` }),
    query: new URLSearchParams(),
    ip: '192.0.2.1',
    signal,
  };
  const caller = await admitCaller(deps, product, brought);
  const [tool] = productServer(deps, caller, { sessionKey: 'canary' }).tools;
  const context = {
    progress: async () => undefined,
    clientInfo: undefined,
    requestMeta: {},
    era: 'modern',
    requestState: undefined,
    elicited: undefined,
  } as const;
  await tool?.call({}, { ...context, signal, elicits: { form: false, url: false } });
}
