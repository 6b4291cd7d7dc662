// A stored workflow as everyone sees it: with its label, next tick and warnings.
import { nextTick } from '#platform/jobs/cron';
import { findWarnings } from './find-warnings.ts';
import type { ModelCatalog, ServerFacts } from './reference-facts.ts';
import { scheduleLabel } from './schedule-label.ts';
import type { StoredWorkflow } from './store.ts';
import type { Workflow } from './workflow.ts';

export interface Surroundings {
  readonly server: ServerFacts | undefined;
  readonly catalog: ModelCatalog;
}

export function presentWorkflow({ spec, ...stored }: StoredWorkflow, { server, catalog }: Surroundings, now: Date): Workflow {
  const { id, environment, state, currentVersion, skippedTicks, createdAt, updatedAt } = stored;
  const next = state === 'active' && spec.schedule ? nextTick(spec.schedule, now) : null;
  return {
    ...spec,
    id,
    environment,
    state,
    currentVersion,
    skippedTicks,
    createdAt,
    updatedAt,
    nextRunAt: next?.toISOString() ?? null,
    scheduleLabel: scheduleLabel(spec.schedule, spec.testerTargets),
    warnings: findWarnings(spec, server, catalog),
  };
}
