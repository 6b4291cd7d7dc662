// What an organization publishes: a source with an active bundle and one that waits, the secret that its calls need, a search of an
// agent, and a call that waits for a person.
import { invokeOperation, searchSdk } from '#modules/codemode';
import { putSourceSecret, uploadBundle } from '#modules/sources';
import type { OpenBundle } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { PETSTORE, publishSource } from './published-source.ts';
import type { Shop } from './run-world.ts';

export interface Publishing {
  readonly sourceSlug: string;
  /** Active in production. */
  readonly bundleId: string;
  /** In clear. */
  readonly sourceSecret: string;
}

/** With it `askPerson` finds an operation that asks. */
export const ASKS = { policy: [{ match: 'updatePet', action: 'ask' }] } as const;

export async function fillPublishing({ ada }: Pick<Shop, 'ada'>): Promise<Publishing> {
  const { source, bundleId, open } = await publishSource(ada, { manifest: ASKS });
  const sourceSecret = `canary-source-${crypto.randomUUID()}`;
  await putSourceSecret(ada, { slug: source.slug, name: 'token', value: sourceSecret });
  await uploadBundle(ada, { source: source.slug, openapi: PETSTORE.replace('listPets', 'findPets') });
  const bundle = await open();
  await searchSdk(ada, { bundle, query: 'change a pet', session: 'ses-1' });
  await askPerson(ada, bundle);
  return { sourceSlug: source.slug, bundleId, sourceSecret };
}

/** Answers the id of the approval. Nothing is sent before somebody decides, and no sandbox is needed for a single operation. */
export async function askPerson(ctx: Ctx, bundle: OpenBundle): Promise<string> {
  const asked = { operationId: 'updatePet', arguments: { petId: 'p1', body: { tags: [] } }, session: 'ses-1', signal: ctx.signal };
  const { error } = await invokeOperation(ctx, { ...asked, bundle });
  if (error?.approvalId === undefined) throw new Error(`nothing waits for a person: ${error?.message ?? 'it was called'}`);
  return error.approvalId;
}
