// Published endpoints as they are served, over documents that need nothing to answer: a source in each mode.
import { checkActivation } from '#modules/products';
import { activateSource, createSource, uploadBundle } from '#modules/sources';
import type { Ctx, Deps } from '#platform/ctx';
import { createApi } from '../../src/surfaces/api/app.ts';
import { codeModeServer } from '../../src/surfaces/product-mcp/code-mode-server.ts';
import { admitProductCaller } from '../../src/surfaces/product-mcp/product-server.ts';
import { petstoreDocument } from '../publish/petstore-document.ts';

export const publishedApp = (deps: Deps) =>
  createApi({ deps, webDir: undefined, version: '0.0.0-test', codeModeMcp: codeModeServer, productMcp: admitProductCaller });

/** Answers the path of the endpoint. */
export async function publishCode(ctx: Ctx, baseUrl: string): Promise<string> {
  await createSource(ctx, { name: 'Petstore', slug: 'petstore', mode: 'code' });
  await uploadBundle(ctx, {
    source: 'petstore',
    openapi: petstoreDocument(baseUrl),
    manifest: { clientName: 'petstore', vendorName: 'Petstore' },
    promote: true,
  });
  return '/product-mcp/petstore';
}

/** Takes any credential: in `Authorization`, or in the query as `api_key`. Answers the path of the endpoint. */
export async function publishTools(
  ctx: Ctx,
  { slug, baseUrl, location }: { slug: string; baseUrl: string; location: 'header' | 'query' },
): Promise<string> {
  const connection = { credentialLocation: location, validationMode: 'presence_only' };
  await createSource(ctx, { name: `Petstore ${slug}`, slug, mode: 'tools', baseUrl, connection });
  await uploadBundle(ctx, { source: slug, openapi: petstoreDocument(baseUrl) });
  await activateSource(ctx, { slug }, checkActivation);
  return `/mcp/${ctx.org.slug}/${slug}`;
}
