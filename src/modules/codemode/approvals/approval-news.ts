// What people are told of a call that waits: who wants to call what, where, and until when. Not with what.
import type { Deps } from '#platform/ctx';
import { findSummary } from './store.ts';

export interface ApprovalNews {
  readonly approvalId: string;
  readonly sourceId: string;
  readonly askedBy: string;
  readonly operationId: string;
  readonly environment: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** Undefined when it is gone, or decided already: then it is no news. */
export async function approvalNews({ db }: Pick<Deps, 'db'>, orgId: string, approvalId: string): Promise<ApprovalNews | undefined> {
  const found = await findSummary(db, orgId, approvalId);
  if (found?.summary.state !== 'pending') return undefined;
  const { sourceId, askedBy, operationId, environment, createdAt, expiresAt } = found.summary;
  return { approvalId, sourceId, askedBy: askedBy.name, operationId, environment, createdAt, expiresAt };
}
