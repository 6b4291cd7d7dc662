// A bundle as lists show it: without what only this module needs.
import type { Bundle, StoredBundle } from './bundle.ts';

export const presentBundle = (stored: StoredBundle): Bundle => ({
  id: stored.id,
  source: stored.source,
  environment: stored.environment,
  state: stored.state,
  operationCount: stored.operationCount,
  contentHash: stored.contentHash,
  createdAt: stored.createdAt,
  createdBy: stored.createdBy,
  promotedAt: stored.promotedAt,
  repository: stored.repository,
  commitSha: stored.commitSha,
  branch: stored.branch,
  pullRequestNumber: stored.pullRequestNumber,
});
