// What every finished run of an organization did with each tool.
import { inPages } from '#kernel/in-pages';
import type { Exporter } from '#modules/access';
import { usesAfter } from './store.ts';
import type { UseCursor } from './store.ts';

const PAGE = 500;

export const coverageExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    for await (const use of inPages((last: UseCursor | undefined) => usesAfter(db, org.id, { last, limit: PAGE }))) {
      yield { kind: 'tool_use', ...use };
    }
  },
};
