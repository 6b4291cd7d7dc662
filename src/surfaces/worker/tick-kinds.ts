// Kind of due row → verb: what comes round by the clock.
import { SYNC_DUE_KIND, syncDueKind } from '#modules/servers';
import { advanceSchedule, WORKFLOW_DUE_KIND } from '#modules/workflows';
import type { Settings } from '#platform/ctx';
import type { TickKinds } from '#platform/jobs/ticker';

export const tickKinds = (settings: Settings): TickKinds => ({
  [WORKFLOW_DUE_KIND]: { advance: advanceSchedule },
  [SYNC_DUE_KIND]: syncDueKind(settings),
});
