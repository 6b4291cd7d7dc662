// What forgets a deleted organization, in this order: secrets first, then what refers before what it refers to.
import type { Eraser } from '#modules/access';
import { alertEraser } from '#modules/alerts';
import { eventEraser } from '#modules/analytics';
import { codeModeEraser } from '#modules/codemode';
import { configEraser } from '#modules/config';
import { coverageEraser } from '#modules/coverage';
import { modelEraser } from '#modules/models';
import { monitorEraser } from '#modules/monitors';
import { proposalEraser } from '#modules/proposals';
import { runEraser } from '#modules/runs';
import { serverEraser } from '#modules/servers';
import { sourceEraser } from '#modules/sources';
import { statusPageEraser } from '#modules/status-pages';
import { workflowEraser } from '#modules/workflows';
import { clearDueOf } from '#platform/jobs/due';
import { eraseFacts } from '#platform/outbox/erase-facts';
import { eraseSecrets } from '#platform/secrets/erase-secrets';

/** Access forgets its own rows after these. */
export const ERASERS: readonly Eraser[] = [
  { name: 'secrets', eraseBatch: eraseSecrets },
  { name: 'due rows', eraseBatch: clearDueOf },
  eventEraser,
  configEraser,
  alertEraser,
  codeModeEraser,
  sourceEraser,
  statusPageEraser,
  monitorEraser,
  coverageEraser,
  runEraser,
  proposalEraser,
  workflowEraser,
  serverEraser,
  modelEraser,
  { name: 'facts', eraseBatch: eraseFacts },
];
