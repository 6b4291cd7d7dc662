// What can be done with one monitor: check it now, pause it, delete it.
import { Activity } from 'lucide-react';
import { useState } from 'react';
import type { Monitor } from '../api/monitors.ts';
import { paths } from '../api/paths.ts';
import { ActionMenu } from './action-menu.tsx';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Switch } from './switch.tsx';
import { useMonitorActions } from './use-monitor-actions.ts';
import { usePage } from './use-page.ts';

export function MonitorActionBar({ org, monitor }: { readonly org: string; readonly monitor: Monitor }) {
  const { may, go } = usePage();
  const actions = useMonitorActions(org);
  const [isAsking, setAsking] = useState(false);
  if (!may('editor')) return null;
  return (
    <>
      <Switch
        isOn={monitor.state === 'active'}
        isDisabled={actions.isChanging}
        label={`${monitor.name} is watched`}
        words={['Active', 'Paused']}
        onChange={(isOn) => actions.setState(monitor, isOn ? 'active' : 'paused')}
      />
      <ActionMenu label="More actions" actions={[{ label: 'Delete monitor', isDangerous: true, onSelect: () => setAsking(true) }]} />
      <Button
        icon={<Activity size={14} aria-hidden="true" />}
        isBusy={actions.isChecking(monitor.id)}
        onClick={() => actions.check(monitor)}
      >
        Check now
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={`Delete ${monitor.name}?`}
        action="Delete monitor"
        isBusy={actions.isRemoving}
        onConfirm={() => actions.remove(monitor, () => go(paths.monitors(org)))}
        onClose={() => setAsking(false)}
      >
        Its history goes with it, and so do the alert rules that watch it. To keep them, pause it instead.
      </ConfirmDialog>
    </>
  );
}
