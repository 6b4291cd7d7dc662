// A message of an incident as rules make it; tests change what they look at.
import type { AlertMessage } from '#modules/alerts';

export const alertMessage = (changes: Partial<AlertMessage> = {}): AlertMessage => ({
  type: 'incident.opened',
  timestamp: '2026-01-31T09:30:00.000Z',
  organization: { id: 'org_01', slug: 'acme', name: 'Acme' },
  rule: { id: 'rule_01', name: 'Order lookup prod' },
  incident: { id: 'inc_01', state: 'open', openedAt: '2026-01-31T09:30:00.000Z', closedAt: null, failureCount: 1 },
  target: { type: 'workflow', id: 'wf_01', name: 'Order lookup' },
  cause: { runId: 'run_6f1c', checkId: null, status: 'fail', classification: 'server', message: '2 of 3 required criteria failed' },
  summary: '2 of 3 required criteria failed',
  url: 'https://armature.example.com/o/acme/runs/run_6f1c',
  ...changes,
});
