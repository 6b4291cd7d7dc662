// Step 5: how often, how patiently, what is expected, who is told; then all monitors are made at once, or none.
import { ChevronRight } from 'lucide-react';
import type { IntervalSeconds, ProtocolEra } from '../api/monitors.ts';
import { paths } from '../api/paths.ts';
import { plural } from '../text/amounts.ts';
import { ERAS, INTERVALS, intervalLabel } from '../text/monitor-words.ts';
import { Field, FieldError } from './field.tsx';
import { firstErrorUnder } from './form-errors.ts';
import { Choice, TextInput } from './inputs.tsx';
import { MonitorAssertions } from './monitor-assertions.tsx';
import { readAssertions } from './monitor-assertion-draft.ts';
import { MonitorWizardRulesPanel } from './monitor-wizard-rules.tsx';
import { TestOutcome } from './monitor-wizard-tests.tsx';
import { timeoutProblem } from './monitor-wizard-draft.ts';
import type { WizardTool } from './monitor-wizard-draft.ts';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';
import type { MonitorWizard } from './use-monitor-wizard.ts';

const MAX_NAME = 120;

export function MonitorWizardCreate({ wizard, isAsked }: { readonly wizard: MonitorWizard; readonly isAsked: boolean }) {
  return (
    <div className="grid gap-4">
      <SharedFields wizard={wizard} />
      <MonitorWizardRulesPanel wizard={wizard} isAsked={isAsked} />
      <Panel title={plural(wizard.ticked.length, 'monitor')} hint="Each can differ from what stands above." flush>
        <ul className="divide-y divide-line">
          {wizard.ticked.map((tool) => (
            <NewMonitorRow key={tool.toolName} wizard={wizard} tool={tool} isAsked={isAsked} />
          ))}
        </ul>
      </Panel>
    </div>
  );
}

function SharedFields({ wizard: { shared, setShared } }: { readonly wizard: MonitorWizard }) {
  return (
    <Panel title="For all of them">
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Interval">
          {(control) => (
            <Choice
              {...control}
              value={shared.intervalSeconds}
              onChange={(event) => setShared({ intervalSeconds: Number(event.target.value) as IntervalSeconds })}
            >
              {INTERVALS.map(([seconds, label]) => (
                <option key={seconds} value={seconds}>
                  {label}
                </option>
              ))}
            </Choice>
          )}
        </Field>
        <Field
          label="Time-out, in seconds"
          error={timeoutProblem(shared.timeoutSeconds)}
          hint="Connecting, initializing and the call together."
        >
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={shared.timeoutSeconds}
              onChange={(event) => setShared({ timeoutSeconds: event.target.value })}
            />
          )}
        </Field>
        <Field label="Protocol era" hint="Automatic takes what the server speaks.">
          {(control) => (
            <Choice
              {...control}
              value={shared.protocolEra}
              onChange={(event) => setShared({ protocolEra: event.target.value as ProtocolEra })}
            >
              {ERAS.map(([era, label]) => (
                <option key={era} value={era}>
                  {label}
                </option>
              ))}
            </Choice>
          )}
        </Field>
      </div>
    </Panel>
  );
}

interface NewMonitorRowProps {
  readonly wizard: MonitorWizard;
  readonly tool: WizardTool;
  readonly isAsked: boolean;
}

/** Fields of a row that show their own error; any other stands below them. */
const SHOWN = ['name', 'intervalSeconds', 'assertions'];

function NewMonitorRow({ wizard, tool, isAsked }: NewMonitorRowProps) {
  const errors = wizard.errorsOf(tool.toolName);
  const others = Object.entries(errors).filter(([field]) => !SHOWN.includes(field.split(/[.[]/, 1)[0] ?? ''));
  const { draft } = tool;
  return (
    <li className="grid gap-2.5 px-4 py-3.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="data font-medium break-all">{tool.toolName}</span>
        <TestOutcome state={wizard.tests.of(wizard.bodyOf(tool))} />
      </div>
      <div className="grid gap-x-5 gap-y-3 sm:grid-cols-[minmax(0,1fr)_13rem]">
        <Field label={`Name of the monitor of ${tool.toolName}`} isLabelHidden error={errors['name']}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={MAX_NAME}
              value={draft.name}
              placeholder={`${tool.toolName} on ${wizard.serverName}`}
              onChange={(event) => wizard.setTool(tool, { name: event.target.value })}
            />
          )}
        </Field>
        <Field label={`Interval of ${tool.toolName}`} isLabelHidden error={errors['intervalSeconds']}>
          {(control) => (
            <Choice
              {...control}
              value={draft.intervalSeconds ?? ''}
              onChange={(event) =>
                wizard.setTool(tool, {
                  intervalSeconds: event.target.value === '' ? null : (Number(event.target.value) as IntervalSeconds),
                })
              }
            >
              <option value="">{intervalLabel(wizard.shared.intervalSeconds)} (as all)</option>
              {INTERVALS.map(([seconds, label]) => (
                <option key={seconds} value={seconds}>
                  {label}
                </option>
              ))}
            </Choice>
          )}
        </Field>
      </div>
      <AssertionsOf wizard={wizard} tool={tool} isAsked={isAsked} errors={errors} />
      {others.map(([field, message]) => (
        <FieldError key={field}>
          {field === '' ? '' : `${field} `}
          {message}
          {field.startsWith('arguments') && (
            <>
              {' '}
              <PageLink to={paths.newMonitors(wizard.org, { server: wizard.serverId, step: 'arguments' })} className="link">
                Change the arguments
              </PageLink>
            </>
          )}
        </FieldError>
      ))}
    </li>
  );
}

interface AssertionsOfProps extends NewMonitorRowProps {
  readonly errors: Readonly<Record<string, string>>;
}

function AssertionsOf({ wizard, tool, isAsked, errors }: AssertionsOfProps) {
  const { assertions } = tool.draft;
  const hasTrouble = (isAsked && readAssertions(assertions) === undefined) || firstErrorUnder(errors, 'assertions') !== undefined;
  return (
    <details className="group/assertions" open={hasTrouble ? true : undefined}>
      <summary className="flex list-none items-center gap-1 text-sm text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight size={13} aria-hidden="true" className="transition-transform group-open/assertions:rotate-90" />
        {assertions.length === 0 ? 'No assertions' : plural(assertions.length, 'assertion')}
        <span className="sr-only"> of {tool.toolName}</span>
      </summary>
      <div className="mt-3">
        <MonitorAssertions
          drafts={assertions}
          isAsked={isAsked}
          errorAt={(path) => firstErrorUnder(errors, path)}
          onChange={(next) => wizard.setTool(tool, { assertions: next })}
        />
      </div>
    </details>
  );
}
