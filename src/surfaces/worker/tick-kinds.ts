// Kind of due row → verb: what comes round by the clock.
import { advanceSchedule, WORKFLOW_DUE_KIND } from '#modules/workflows';
import type { TickKinds } from '#platform/jobs/ticker';

export const tickKinds: TickKinds = {
  [WORKFLOW_DUE_KIND]: { advance: advanceSchedule },
};
