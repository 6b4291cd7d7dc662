// Every destination, rule, incident, delivery and mail of an organization; of secrets nothing.
import { inPages } from '#kernel/in-pages';
import type { Exported, Exporter } from '#modules/access';
import type { Db } from '#platform/db/connect';
import { deliveriesAfter, destinationsAfter, incidentsAfter, mailsAfter, rulesAfter } from './store.ts';
import type { Cursor } from './store.ts';

const PAGE = 200;

export const alertExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    for await (const row of all(db, org.id, destinationsAfter)) yield named('alert_destination', row, { kind: 'destinationKind' });
    for await (const row of all(db, org.id, rulesAfter)) yield named('alert_rule', row);
    for await (const row of all(db, org.id, incidentsAfter)) yield named('incident', row);
    for await (const row of all(db, org.id, deliveriesAfter)) yield named('alert_delivery', row);
    for await (const row of all(db, org.id, mailsAfter)) yield named('inbox_mail', row);
  },
};

const all = <T extends { readonly id: string }>(
  db: Db,
  orgId: string,
  page: (db: Db, orgId: string, cursor: Cursor) => Promise<readonly T[]>,
) => inPages((last: T | undefined) => page(db, orgId, { afterId: last?.id ?? '', limit: PAGE }));

/** Columns in the words of the REST API, times as ISO text; `org_id` is known. */
function named(kind: string, row: object, renamed: Readonly<Record<string, string>> = {}): Exported {
  const fields = Object.entries(row).filter(([column]) => column !== 'org_id');
  return {
    ...Object.fromEntries(
      fields.map(([column, value]) => [renamed[column] ?? camelCase(column), value instanceof Date ? value.toISOString() : value]),
    ),
    kind,
  };
}

const camelCase = (column: string): string => column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
