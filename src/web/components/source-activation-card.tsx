// Activation of a source in mode tools: what is set up, what is missing, and publishing it.
import type { Source, SourceState } from '../api/sources.ts';
import { plural } from '../text/amounts.ts';
import { Button } from './button.tsx';
import { FieldError } from './field.tsx';
import { Panel } from './panel.tsx';
import { SourceStateBadge } from './source-state-badge.tsx';
import { ToneMark } from './tone-mark.tsx';
import { usePage } from './use-page.ts';
import { useSourceActions } from './use-source-actions.ts';

export function SourceActivationCard({ org, source }: { readonly org: string; readonly source: Source }) {
  const { may } = usePage();
  const actions = useSourceActions(org, source);
  const steps = stepsOf(source);
  const { state } = source;
  return (
    <Panel title="Activation" hint={<SourceStateBadge source={source} />}>
      <div className="grid gap-4">
        <ul className="grid gap-2">
          {steps.map(({ label, isDone }) => (
            <li key={label} className="flex items-start gap-2.5 text-sm">
              <ToneMark tone={isDone ? 'pass' : 'idle'} className="mt-1" />
              <span className={isDone ? undefined : 'text-muted'}>
                {label}
                <span className="sr-only">{isDone ? ', done' : ', missing'}</span>
              </span>
            </li>
          ))}
        </ul>
        <p className="text-sm text-muted">{SENTENCES[state]}</p>
        {actions.missing.length > 0 && (
          <div role="alert" className="grid gap-1">
            {actions.missing.map((line) => (
              <FieldError key={line}>{line}</FieldError>
            ))}
          </div>
        )}
        {may('editor') && (
          <div className="flex flex-wrap gap-2">
            {state === 'active' ? (
              <Button isBusy={actions.isPausing} onClick={actions.pause}>
                Pause
              </Button>
            ) : (
              <Button
                look="primary"
                isBusy={actions.isActivating}
                disabled={steps.some(({ isDone }) => !isDone)}
                onClick={actions.activate}
                title={state === 'paused' ? undefined : 'Checks the API, then publishes the source'}
              >
                {state === 'paused' ? 'Resume' : 'Activate'}
              </Button>
            )}
          </div>
        )}
      </div>
    </Panel>
  );
}

const SENTENCES: Readonly<Record<SourceState, string>> = {
  needs_setup:
    'Until it is active, its address answers 404. Activating asks the validation path once without a credential; it must refuse.',
  active: 'Agents can connect.',
  paused: 'Its endpoint answers 503 source_paused.',
};

interface Step {
  readonly label: string;
  readonly isDone: boolean;
}

const stepsOf = ({ baseUrl, docs, connection }: Source): readonly Step[] => [
  { label: baseUrl === null ? 'Base URL of the API' : `Base URL ${baseUrl}`, isDone: baseUrl !== null },
  {
    label: docs === null ? 'API docs with at least one tool' : `API docs with ${plural(docs.toolCount, 'tool')}`,
    isDone: (docs?.toolCount ?? 0) > 0,
  },
  { label: 'API connection', isDone: connection !== null },
];
