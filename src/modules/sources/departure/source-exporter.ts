// Every source of an organization with its secrets by name, and every bundle with the document it was made of.
import { inPages } from '#kernel/in-pages';
import type { Exporter } from '#modules/access';
import { requireText } from '../bundles/part-store.ts';
import { bundlesAfter } from '../bundles/store.ts';
import { secretsOf } from '../secrets/store.ts';
import { sourcesAfter } from '../store.ts';

const SOURCES = 100;
/** Each may have many megabytes. */
const BUNDLES = 20;
type HasId = { readonly id: string } | undefined;

export const sourceExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    for await (const source of inPages((last: HasId) => sourcesAfter(db, org.id, { afterId: last?.id ?? '', limit: SOURCES }))) {
      const { orgId: _, ...rest } = source;
      yield { kind: 'source', ...rest };
      for (const { name, environment, updatedAt } of await secretsOf(db, source.id)) {
        yield { kind: 'source_secret', sourceId: source.id, environment, name, updatedAt };
      }
    }
    for await (const bundle of inPages((last: HasId) => bundlesAfter(db, org.id, { afterId: last?.id ?? '', limit: BUNDLES }))) {
      const { orgId: _, ...rest } = bundle;
      const input: unknown = JSON.parse(await requireText(db, bundle.id, 'input'));
      yield { kind: 'bundle', ...rest, input, openapi: await requireText(db, bundle.id, 'openapi') };
    }
  },
};
