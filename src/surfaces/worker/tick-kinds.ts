// Kind of due row → verb: what comes round by the clock.
import { alertRenotifyDueKind, alertUnmuteDueKind, RENOTIFY_DUE_KIND, UNMUTE_DUE_KIND } from '#modules/alerts';
import { MONITOR_DUE_KIND, monitorDueKind } from '#modules/monitors';
import { SYNC_DUE_KIND, syncDueKind } from '#modules/servers';
import { advanceSchedule, WORKFLOW_DUE_KIND } from '#modules/workflows';
import type { Settings } from '#platform/ctx';
import type { TickKinds } from '#platform/jobs/ticker';

export const tickKinds = (settings: Settings): TickKinds => ({
  [WORKFLOW_DUE_KIND]: { advance: advanceSchedule },
  [SYNC_DUE_KIND]: syncDueKind(settings),
  [MONITOR_DUE_KIND]: monitorDueKind,
  [RENOTIFY_DUE_KIND]: alertRenotifyDueKind,
  [UNMUTE_DUE_KIND]: alertUnmuteDueKind,
});
