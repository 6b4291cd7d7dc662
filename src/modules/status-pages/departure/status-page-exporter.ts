// The status page of an organization with what it shows, public or not.
import type { Exporter } from '#modules/access';
import { findPage } from '../store.ts';

export const statusPageExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    const page = await findPage(db, org.id);
    if (page) yield { kind: 'status_page', ...page };
  },
};
