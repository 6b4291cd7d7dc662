// The product behind an address, with the docs of this very moment. What is not set up is answered like what does not exist.
import { AppError, notFound } from '#kernel/errors';
import { getOrgBySlug } from '#modules/access';
import { DEFAULT_ENVIRONMENT, openBundle } from '#modules/sources';
import type { OpenBundle } from '#modules/sources';
import type { Deps } from '#platform/ctx';
import type { Product } from './product.ts';

interface ProductAddress {
  readonly orgSlug: string;
  readonly slug: string;
}

/** Throws `not_found` (source) and `source_paused`. */
export async function openProduct(deps: Deps, { orgSlug, slug }: ProductAddress): Promise<Product> {
  const org = await getOrgBySlug(deps, orgSlug);
  if (!org) throw notFound('source');
  const bundle = await openOrMissing(deps, org.id, slug);
  const { activatedAt, baseUrl, connection } = bundle.source;
  if (activatedAt === null || baseUrl === null || connection === null) throw notFound('source');
  return { org, bundle, baseUrl, connection };
}

async function openOrMissing(deps: Deps, orgId: string, slug: string): Promise<OpenBundle> {
  try {
    return await openBundle(deps, { orgId, slug, environment: DEFAULT_ENVIRONMENT, mode: 'tools' });
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') throw notFound('source');
    throw error;
  }
}
