// Fields of a workflow that only we write: refused with a reason instead of as unknown.
export const READ_ONLY = new Set([
  'id',
  'environment',
  'currentVersion',
  'nextRunAt',
  'scheduleLabel',
  'passRate7d',
  'lastRun',
  'warnings',
  'skippedTicks',
  'createdAt',
  'updatedAt',
]);
