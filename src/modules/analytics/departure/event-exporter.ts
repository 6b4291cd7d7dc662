// What agents did in an organization, oldest first.
import { inPages } from '#kernel/in-pages';
import type { Exporter } from '#modules/access';
import { eventsAfter } from '../store.ts';
import type { EventCursor } from '../store.ts';

const PAGE = 500;

export const eventExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    for await (const { kind: eventKind, ...event } of inPages((last: EventCursor | undefined) =>
      eventsAfter(db, org.id, { last, limit: PAGE }),
    )) {
      yield { kind: 'analytics_event', eventKind, ...event };
    }
  },
};
