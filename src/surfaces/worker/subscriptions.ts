// Fact → verb: the only place where one module's news meets another module's verb. A fact without a listener is listed too.
import type { FactListeners } from '#platform/outbox/outbox';

/** Alerts, incidents and coverage join here when those modules exist. */
export const factListeners: FactListeners = {
  'run.finished': [],
  'catalog.changed': [],
  'grant.expiring': [],
  'grant.needs_reauth': [],
};
