// A source with an active bundle, made of a document by the product's own verbs: for tests of what publishes it.
import { createSource, getSource, openBundle, uploadBundle } from '#modules/sources';
import type { OpenBundle, Source } from '#modules/sources';
import type { Ctx } from '#platform/ctx';

export interface Published {
  readonly source: Source;
  readonly bundleId: string;
  /** As it is served now. */
  open(): Promise<OpenBundle>;
}

export interface Publication {
  /** Default: one of its own. */
  readonly slug?: string | undefined;
  readonly mode?: 'code' | 'tools' | undefined;
  /** Default: the Petstore of the worked example. */
  readonly openapi?: string | Readonly<Record<string, unknown>> | undefined;
  readonly manifest?: Readonly<Record<string, unknown>> | undefined;
  readonly environment?: string | undefined;
  /** Of mode tools, and the base URL of the document's environment in mode code. */
  readonly baseUrl?: string | undefined;
  readonly connection?: Readonly<Record<string, unknown>> | undefined;
}

/** By someone who may promote. */
export async function publishSource(ctx: Ctx, publication: Publication = {}): Promise<Published> {
  const { slug = `pets-${crypto.randomUUID().slice(0, 8)}`, mode = 'code', openapi = PETSTORE, environment = 'production' } = publication;
  const { baseUrl = mode === 'tools' ? 'https://api.petstore.example/v1' : undefined, connection } = publication;
  await createSource(ctx, {
    name: `Source ${slug}`,
    slug,
    mode,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(connection === undefined ? {} : { connection }),
  });
  return publishBundle(ctx, { slug, openapi, environment, manifest: manifestOf(publication, environment) });
}

/** One more bundle of a source that is there; it is active at once. */
export async function publishBundle(
  ctx: Ctx,
  { slug, ...upload }: { readonly slug: string } & Pick<Publication, 'openapi' | 'environment' | 'manifest'>,
): Promise<Published> {
  const { openapi = PETSTORE, environment = 'production', manifest } = upload;
  const body = { source: slug, environment, openapi, promote: true, ...(manifest === undefined ? {} : { manifest }) };
  const { bundle } = await uploadBundle(ctx, body);
  if (bundle.state !== 'active') throw new Error(`the bundle is ${bundle.state}`);
  const open = () => openBundle(ctx.deps, { orgId: ctx.org.id, slug, environment });
  return { source: await getSource(ctx, { slug }), bundleId: bundle.id, open };
}

const manifestOf = ({ mode, baseUrl, manifest }: Publication, environment: string) =>
  mode === 'tools' || baseUrl === undefined ? manifest : { baseUrls: { [environment]: baseUrl }, ...manifest };

/** Spec 07 §9. */
export const PETSTORE = `openapi: 3.0.3
info: {title: Petstore, version: 1.1.0}
servers: [{url: https://api.petstore.example/v1}]
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
    patch:
      operationId: updatePet
      summary: Change a pet
      parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {tags: {type: array, items: {type: string}}}}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
components:
  schemas:
    Pet: {type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}, tags: {type: array, items: {type: string}}}}
`;
