// Fact → verb: the only place where one module's news meets another module's verb. A fact without a listener is listed too.
import { onApprovalRequested, onCatalogChanged, onCheckRecorded, onGrantExpiring, onRunFinished, onWatchedStopped } from '#modules/alerts';
import { onRunFinishedForCoverage } from '#modules/coverage';
import type { Deps } from '#platform/ctx';
import type { FactListeners } from '#platform/outbox/outbox';

/** Each listener is safe to be told twice, late and out of order. */
export const factListeners = (deps: Deps): FactListeners => ({
  'run.finished': [(orgId, fact) => onRunFinishedForCoverage(deps, orgId, fact), (orgId, fact) => onRunFinished(deps, orgId, fact)],
  'check.recorded': [(orgId, fact) => onCheckRecorded(deps, orgId, fact)],
  'catalog.changed': [(orgId, fact) => onCatalogChanged(deps, orgId, fact)],
  'watched.stopped': [(orgId, fact) => onWatchedStopped(deps, orgId, fact)],
  'grant.expiring': [(orgId, fact) => onGrantExpiring(deps, orgId, fact)],
  'approval.requested': [(orgId, fact) => onApprovalRequested(deps, orgId, fact)],
  // The checks and runs that fail for it tell of it themselves.
  'grant.needs_reauth': [],
});
