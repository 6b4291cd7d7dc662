// What is still open on the way to a workflow that grades itself.
import { Circle, CircleCheck } from 'lucide-react';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';

export interface OnboardingStep {
  readonly title: string;
  readonly hint: string;
  readonly to: string;
  readonly isDone: boolean;
}

export function OnboardingSteps({ steps }: { readonly steps: readonly OnboardingStep[] }) {
  const open = steps.filter(({ isDone }) => !isDone).length;
  if (open === 0) return null;
  return (
    <Panel title="Getting started" hint={`${steps.length - open} of ${steps.length} done`} flush>
      <ol className="divide-y divide-line">
        {steps.map(({ title, hint, to, isDone }) => (
          <li key={title} className="flex items-start gap-3 px-4 py-2.5">
            {isDone ? (
              <CircleCheck size={16} className="mt-0.5 shrink-0 text-pass" aria-label="Done" />
            ) : (
              <Circle size={16} className="mt-0.5 shrink-0 text-idle-mark" aria-label="Open" />
            )}
            <div>
              <p className="font-medium">{isDone ? <span className="text-muted">{title}</span> : <PageLink to={to} className="link">{title}</PageLink>}</p>
              {!isDone && <p className="text-sm text-muted">{hint}</p>}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
