// Mutes a rule until a time that is chosen here.
import { useState } from 'react';
import type { Rule } from '../api/alerts.ts';
import { localZone, momentOf, wallClock } from '../text/zoned-time.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';

interface RuleMuteDialogProps {
  readonly rule: Rule;
  readonly onMute: (until: string) => void;
  readonly onClose: () => void;
}

const DAY_MS = 86_400_000;

export function RuleMuteDialog({ rule, onMute, onClose }: RuleMuteDialogProps) {
  const zone = localZone();
  const [wall, setWall] = useState(() => wallClock(new Date(Date.now() + DAY_MS).toISOString(), zone));
  const [error, setError] = useState<string | undefined>();
  const onSave = (): void => {
    const until = momentOf(wall, zone);
    if (until === undefined) setError('must be a date and a time');
    else if (Date.parse(until) <= Date.now()) setError('must be in the future');
    else onMute(until);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Mute ${rule.name}`}
      lead="Incidents open and close silently. One that is still open at the end is told then."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={onSave}>
            Mute
          </Button>
        </>
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        <Field label="Until" error={error} hint={`Time zone ${zone}`}>
          {(control) => (
            <TextInput
              {...control}
              type="datetime-local"
              value={wall}
              onChange={(event) => {
                setWall(event.target.value);
                setError(undefined);
              }}
            />
          )}
        </Field>
        {/* Enter in the field mutes. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}
