// The wizard: five steps in the address, so that Back and Forward of the browser walk through them; nothing typed is lost.
import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { paths } from '../api/paths.ts';
import type { ServerRow } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { Button } from './button.tsx';
import { FieldError } from './field.tsx';
import { MonitorWizardArguments } from './monitor-wizard-arguments.tsx';
import { MonitorWizardCreate } from './monitor-wizard-create.tsx';
import { STEP_TITLES, STEPS } from './monitor-wizard-draft.ts';
import type { Step } from './monitor-wizard-draft.ts';
import { MonitorWizardServer } from './monitor-wizard-server.tsx';
import { MonitorWizardSteps } from './monitor-wizard-steps.tsx';
import { MonitorWizardTests } from './monitor-wizard-tests.tsx';
import { MonitorWizardTools } from './monitor-wizard-tools.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { toast } from './toaster.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';
import { useFocusOnTrouble } from './use-focus-on-trouble.ts';
import { reachedStep, useMonitorWizard } from './use-monitor-wizard.ts';
import type { MonitorWizard } from './use-monitor-wizard.ts';
import type { CreatedRules } from './use-monitor-wizard-rules.ts';
import { usePage } from './use-page.ts';

export function MonitorWizardForm({ servers }: { readonly servers: readonly ServerRow[] }) {
  const { org, search, go } = usePage();
  const serverId = search['server'] ?? (servers.length === 1 ? (servers[0]?.id ?? '') : '');
  const wizard = useMonitorWizard(serverId, servers.find(({ id }) => id === serverId)?.name ?? 'its server');
  const [asked, setAsked] = useState<Step | undefined>();
  const step = reachedStep(search['step'] ?? (search['server'] === undefined ? 'server' : 'tools'), wizard.obstacle);
  const position = STEPS.indexOf(step);
  const obstacle = wizard.obstacle(step);
  const { form, onTrouble } = useFocusOnTrouble();
  const heading = useRef<HTMLHeadingElement>(null);
  const goTo = (to: Step | undefined): void => {
    setAsked(undefined);
    if (to !== undefined) go(paths.newMonitors(org, { server: serverId, step: to }));
  };
  useFocusOnChange(heading, step);
  useLeaveWhenCreated(wizard);
  const onNext = (): void => {
    if (obstacle !== undefined) {
      setAsked(step);
      onTrouble();
    } else if (step === 'create') wizard.create();
    else goTo(STEPS[position + 1]);
  };
  return (
    <form
      ref={form}
      noValidate
      aria-label="Set up monitors"
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <UnsavedGuard isDirty={wizard.isDirty} />
      <MonitorWizardSteps
        current={step}
        toStep={(to) => paths.newMonitors(org, { server: serverId, step: to })}
        obstacle={wizard.obstacle}
      />
      <h2 ref={heading} tabIndex={-1} className="mb-3 text-lg font-semibold outline-none">
        {LEADS[step]}
      </h2>
      {step === 'server' ? (
        <MonitorWizardServer
          wizard={wizard}
          servers={servers}
          onServer={(id) => go(paths.newMonitors(org, { server: id, step: 'server' }), { replace: true })}
        />
      ) : (
        <Part name="the tools" query={wizard.suggestions} skeleton={<RowsSkeleton />}>
          {() => (
            <Part name="the schemas of the tools" query={wizard.catalog} skeleton={<RowsSkeleton />}>
              {() => <StepBody step={step} wizard={wizard} isAsked={asked === step} />}
            </Part>
          )}
        </Part>
      )}
      <div role="alert" className="mt-4 grid gap-2 empty:hidden">
        {asked === step && obstacle !== undefined && <FieldError>{obstacle}</FieldError>}
        {step === 'create' && wizard.failure !== undefined && <FieldError>{wizard.failure}</FieldError>}
      </div>
      <div className="sticky bottom-0 z-20 mt-5 flex flex-wrap items-center gap-2 border-t border-line bg-canvas py-3">
        {position > 0 && <Button onClick={() => goTo(STEPS[position - 1])}>Back</Button>}
        <Button type="submit" look="primary" isBusy={wizard.isCreating || wizard.created !== undefined}>
          {step === 'create' ? `Create ${plural(wizard.ticked.length, 'monitor')}` : 'Next'}
        </Button>
        {position > 0 && <span className="ms-auto text-sm text-muted">{plural(wizard.ticked.length, 'tool')} ticked</span>}
      </div>
    </form>
  );
}

const LEADS: Readonly<Record<Step, string>> = {
  server: 'Which server, and with which credential?',
  tools: 'Which tools are to be called?',
  arguments: 'With which arguments?',
  test: 'Does each call work now?',
  create: 'How often, what is expected, and who is told?',
};

function StepBody({ step, wizard, isAsked }: { readonly step: Step; readonly wizard: MonitorWizard; readonly isAsked: boolean }) {
  switch (step) {
    case 'tools':
      return <MonitorWizardTools wizard={wizard} />;
    case 'arguments':
      return <MonitorWizardArguments wizard={wizard} isAsked={isAsked} />;
    case 'test':
      return <MonitorWizardTests wizard={wizard} />;
    case 'create':
      return <MonitorWizardCreate wizard={wizard} isAsked={isAsked} />;
    default:
      return STEP_TITLES[step];
  }
}

/** Who works by keyboard or ear starts each step at its top. */
function useFocusOnChange(target: RefObject<HTMLElement | null>, step: Step): void {
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== step) target.current?.focus();
    before.current = step;
  }, [target, step]);
}

function useLeaveWhenCreated({ org, created, serverId }: MonitorWizard): void {
  const { go } = usePage();
  useEffect(() => {
    const [first, second] = created?.monitors ?? [];
    if (created === undefined || first === undefined) return;
    const { monitors, rules } = created;
    toast.done(
      second === undefined ? `${first.name} is watched` : `${plural(monitors.length, 'monitor')} are watched`,
      `The first checks are under way.${toldBy(rules)}`,
    );
    if (rules.missing > 0) toast.failed(refusalTitle(rules), rules.refusal, { label: 'Alerts', to: paths.alerts(org), go });
    go(second === undefined ? paths.monitor(org, first.id) : paths.monitors(org, { server: serverId }), { replace: true });
  }, [created, go, org, serverId]);
}

function toldBy({ made: [first, second, ...others] }: CreatedRules): string {
  if (first === undefined) return '';
  return second === undefined ? ` Alert rule ${first.name} tells of failures.` : ` ${others.length + 2} alert rules tell of failures.`;
}

function refusalTitle({ made, missing }: CreatedRules): string {
  const asked = made.length + missing;
  return asked === 1 ? 'The alert rule was not created' : `${missing} of ${asked} alert rules were not created`;
}
