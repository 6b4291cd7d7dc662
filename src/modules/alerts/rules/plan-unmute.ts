// Keeps the one due row of a muted rule true: its end of the mute, or none.
import type { Tx } from '#platform/db/connect';
import { clearDue, setDue } from '#platform/jobs/due';
import { isMuted } from './stored-rule.ts';
import type { StoredRule } from './stored-rule.ts';

export const UNMUTE_DUE_KIND = 'alert_unmute';

export async function planUnmute(tx: Tx, rule: StoredRule, now: Date): Promise<void> {
  if (rule.state === 'paused' || rule.mutedUntil === null || !isMuted(rule, now)) return clearDue(tx, UNMUTE_DUE_KIND, rule.id);
  const at = new Date(rule.mutedUntil);
  await setDue(tx, [{ kind: UNMUTE_DUE_KIND, subjectId: rule.id, slot: 0, orgId: rule.orgId, tickAt: at, dueAt: at }]);
}
