// What can be done with a source as a whole: pause it, resume it.
import { Pause, Play } from 'lucide-react';
import type { Source } from '../api/sources.ts';
import { Button } from './button.tsx';
import { usePage } from './use-page.ts';
import { useSourceActions } from './use-source-actions.ts';

export function SourceActions({ org, source }: { readonly org: string; readonly source: Source }) {
  const { may } = usePage();
  const actions = useSourceActions(org, source);
  // In mode tools the card of the activation does it.
  if (!may('editor') || source.mode === 'tools' || source.state === 'needs_setup') return null;
  return source.state === 'paused' ? (
    <Button look="primary" icon={<Play size={14} aria-hidden="true" />} isBusy={actions.isActivating} onClick={actions.activate}>
      Resume
    </Button>
  ) : (
    <Button icon={<Pause size={14} aria-hidden="true" />} isBusy={actions.isPausing} onClick={actions.pause}>
      Pause
    </Button>
  );
}
