// Every monitor of an organization with its checks, its sums by the day and its outages.
import { inPages } from '#kernel/in-pages';
import type { Exporter } from '#modules/access';
import { findMonitor } from '../store.ts';
import { checksAfter, daysOf, monitorIdsAfter, outagesAfter } from './store.ts';

const PAGE = 100;
const CHECKS = 1_000;

export const monitorExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    const monitors = (last: { readonly id: string } | undefined) => monitorIdsAfter(db, org.id, { afterId: last?.id ?? '', limit: PAGE });
    for await (const { id } of inPages(monitors)) {
      const monitor = await findMonitor(db, org.id, id);
      if (!monitor) continue;
      const { orgId: _, ...shown } = monitor;
      yield { kind: 'monitor', ...shown };
      for (const day of await daysOf(db, id)) yield { kind: 'monitor_day', ...day };
      const outages = (last: { readonly id: string } | undefined) => outagesAfter(db, id, { afterId: last?.id ?? '', limit: PAGE });
      for await (const outage of inPages(outages)) yield { kind: 'monitor_outage', ...outage };
      const checks = (last: { readonly seq: number } | undefined) => checksAfter(db, id, { afterSeq: last?.seq ?? -1, limit: CHECKS });
      for await (const check of inPages(checks)) yield { kind: 'monitor_check', ...check };
    }
  },
};
