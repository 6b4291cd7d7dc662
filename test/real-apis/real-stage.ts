// One of the APIs, mocked on loopback and published in both modes.
import { checkActivation } from '#modules/products';
import { activateSource, compileBundle, createSource, putSourceSecret, uploadBundle } from '#modules/sources';
import type { PublishWorld } from '../publish/publish-world.ts';
import { startMockApi } from './mock-api.ts';
import type { MockApi } from './mock-api.ts';
import { realDocument } from './real-document.ts';
import type { OpenApiDocument } from './real-document.ts';
import type { RealStory } from './real-stories.ts';

export const CREDENTIAL = 'sk-test-of-the-real-apis';

export interface RealStage {
  readonly api: MockApi;
  /** The endpoint in mode code. */
  readonly code: string;
  /** The endpoint in mode tools. */
  readonly tools: string;
  setSecret(value: string): Promise<void>;
}

/** `published`: what is uploaded where it is not the document that the mock goes by. The secret is not set yet. */
export async function makeRealStage(world: PublishWorld, story: RealStory, published?: OpenApiDocument): Promise<RealStage> {
  const { api: name, overlay } = story;
  const { ada } = world;
  const document = realDocument(name);
  const api = await startMockApi(document, { authorization: `Bearer ${CREDENTIAL}` });
  const upload = async (more: object): Promise<void> => {
    const { bundle } = await uploadBundle(ada, { openapi: published ?? document, ...(overlay === undefined ? {} : { overlay }), ...more });
    // What a worker does with a large document.
    if (bundle.state === 'compiling') await compileBundle(world.deps, { bundleId: bundle.id }, ada.signal);
  };
  await createSource(ada, { name: `${name} as code`, slug: name, mode: 'code' });
  const manifest = { clientName: name, baseUrls: { production: api.url }, auth: { kind: 'bearer', secretRef: 'token' } };
  await upload({ source: name, promote: true, manifest });
  const slug = `${name}-tools`;
  const connection = { validationMode: 'endpoint', validationPath: story.validationPath };
  await createSource(ada, { name: `${name} as tools`, slug, baseUrl: api.url, connection });
  await upload({ source: slug });
  await activateSource(ada, { slug }, checkActivation);
  return {
    api,
    code: `${world.url}/product-mcp/${name}`,
    tools: `${world.url}/mcp/${world.org.slug}/${slug}`,
    setSecret: (value) => putSourceSecret(ada, { slug: name, name: 'token', value }),
  };
}
