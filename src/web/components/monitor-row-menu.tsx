// The actions of one row.
import type { Monitor } from '../api/monitors.ts';
import { LazyActionMenu } from './action-menu.tsx';
import type { MonitorActions } from './use-monitor-actions.ts';

interface MonitorRowMenuProps {
  readonly monitor: Monitor;
  readonly actions: MonitorActions;
  readonly isChecking: boolean;
}

export function MonitorRowMenu({ monitor, actions, isChecking }: MonitorRowMenuProps) {
  const isPaused = monitor.state === 'paused';
  return (
    <LazyActionMenu
      label={`Actions of ${monitor.name}`}
      actions={[
        { label: isChecking ? 'Checking…' : 'Check now', isDisabled: isChecking, onSelect: () => actions.check(monitor) },
        { label: isPaused ? 'Resume' : 'Pause', onSelect: () => actions.setState(monitor, isPaused ? 'active' : 'paused') },
      ]}
    />
  );
}
