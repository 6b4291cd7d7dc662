// Where one stands in the wizard, and the way back to what is done.
import { Check } from 'lucide-react';
import { cx } from './cx.ts';
import { STEP_TITLES, STEPS } from './monitor-wizard-draft.ts';
import type { Step } from './monitor-wizard-draft.ts';
import { PageLink } from './page-link.tsx';

interface MonitorWizardStepsProps {
  readonly current: Step;
  readonly toStep: (step: Step) => string;
  readonly obstacle: (step: Step) => string | undefined;
}

export function MonitorWizardSteps({ current, toStep, obstacle }: MonitorWizardStepsProps) {
  const at = STEPS.indexOf(current);
  const open = STEPS.findIndex((step) => obstacle(step) !== undefined);
  const reachable = open < 0 ? STEPS.length - 1 : open;
  return (
    <nav aria-label="Steps" className="mb-6">
      <ol className="flex flex-wrap gap-x-1 gap-y-2 text-sm">
        {STEPS.map((step, index) => (
          <li key={step} className="flex items-center gap-1">
            {index > 0 && <span aria-hidden="true" className="w-4 border-t border-line-strong max-md:w-2" />}
            <StepLink step={step} index={index} at={at} to={index <= reachable ? toStep(step) : undefined} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface StepLinkProps {
  readonly step: Step;
  readonly index: number;
  readonly at: number;
  /** Undefined while a step before it has something to do. */
  readonly to: string | undefined;
}

function StepLink({ step, index, at, to }: StepLinkProps) {
  const isCurrent = index === at;
  const look = cx(
    'inline-flex items-center gap-1.5 rounded-full border px-2.5 py-0.5',
    isCurrent ? 'border-accent bg-selected font-medium text-ink' : 'border-line text-muted',
  );
  const content = (
    <>
      {index < at ? (
        <Check size={12} aria-hidden="true" className="text-pass" />
      ) : (
        <span className="data text-xs text-faint">{index + 1}</span>
      )}
      {/* On a phone only the step at hand has room for its name. */}
      <span className={cx(!isCurrent && 'max-sm:sr-only')}>{STEP_TITLES[step]}</span>
    </>
  );
  if (isCurrent || to === undefined) {
    return (
      <span aria-current={isCurrent ? 'step' : undefined} className={look}>
        {content}
      </span>
    );
  }
  return (
    <PageLink to={to} className={cx(look, 'hover:bg-hover hover:text-ink')}>
      {content}
    </PageLink>
  );
}
