// Under which keys the configuration files of an organization know its objects.
import { inPages } from '#kernel/in-pages';
import type { Exporter } from '#modules/access';
import { keysAfter } from './store.ts';
import type { ExportedKey } from './store.ts';

const PAGE = 500;

export const configExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    for await (const row of inPages((last: ExportedKey | undefined) => keysAfter(db, org.id, { last, limit: PAGE })))
      yield { kind: 'config_key', ...row };
  },
};
