// The actions of one rule: edit, mute, pause, delete.
import type { Rule } from '../api/alerts.ts';
import { ruleWord } from '../text/alert-words.ts';
import { LazyActionMenu } from './action-menu.tsx';
import type { RuleActions } from './use-rule-actions.ts';

interface RuleRowMenuProps {
  readonly rule: Rule;
  readonly actions: RuleActions;
  readonly onEdit: () => void;
  readonly onMuteUntil: () => void;
  readonly onRemove: () => void;
}

const HOUR_MS = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

export function RuleRowMenu({ rule, actions, onEdit, onMuteUntil, onRemove }: RuleRowMenuProps) {
  const isPaused = rule.state === 'paused';
  const muting =
    ruleWord(rule).word === 'Muted'
      ? [{ label: 'Unmute', onSelect: () => actions.mute(rule, null) }]
      : [
          { label: 'Mute for 1 h', onSelect: () => actions.mute(rule, inHours(1)) },
          { label: 'Mute for 4 h', onSelect: () => actions.mute(rule, inHours(4)) },
          { label: 'Mute until…', onSelect: onMuteUntil },
        ];
  return (
    <LazyActionMenu
      label={`Actions of ${rule.name}`}
      actions={[
        { label: 'Edit', onSelect: onEdit },
        ...(isPaused ? [] : muting),
        { label: isPaused ? 'Resume' : 'Pause', onSelect: () => actions.setState(rule, isPaused ? 'enabled' : 'paused') },
        { label: 'Delete', isDangerous: true, onSelect: onRemove },
      ]}
    />
  );
}
