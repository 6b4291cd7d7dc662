// Writes the next version of a locked workflow, numbered and compared with the one before (spec 02 §2).
import { newId } from '#kernel/ids';
import type { Actor } from '#kernel/context';
import type { Tx } from '#platform/db/connect';
import { diffSpecs } from './diff-specs.ts';
import { insertVersion, setCurrentVersion } from './store.ts';
import type { StoredWorkflow } from './store.ts';
import type { VersionAuthor, WorkflowSpec, WorkflowVersion } from './workflow.ts';

export interface NextVersion {
  readonly spec: WorkflowSpec;
  readonly author: VersionAuthor;
  readonly at: Date;
  /** Number of the version it copies. */
  readonly restoredFrom?: number | undefined;
}

/** undefined when nothing would change: then there is no new version. The caller holds the lock on the workflow. */
export async function saveVersion(tx: Tx, current: StoredWorkflow, next: NextVersion): Promise<WorkflowVersion | undefined> {
  const { spec, author, at, restoredFrom } = next;
  const diff = diffSpecs(current.spec, spec);
  if (diff.length === 0) return undefined;
  const version: WorkflowVersion = {
    id: newId('ver', at.getTime()),
    workflowId: current.id,
    number: current.currentVersion.number + 1,
    createdAt: at.toISOString(),
    author,
    diff,
    restoredFrom: restoredFrom ?? null,
    spec,
  };
  await insertVersion(tx, current.orgId, version);
  await setCurrentVersion(tx, current.id, { version, spec, at });
  return version;
}

export const authorOf = ({ type, id, name }: Actor): VersionAuthor => ({ type, id, name });
