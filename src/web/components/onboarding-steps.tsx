// What is still open on the way to a workflow that grades itself.
import { Circle } from 'lucide-react';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';

export interface OnboardingStep {
  readonly title: string;
  readonly hint: string;
  readonly to: string;
  readonly isDone: boolean;
}

export function OnboardingSteps({ steps }: { readonly steps: readonly OnboardingStep[] }) {
  const open = steps.filter(({ isDone }) => !isDone);
  if (open.length === 0) return null;
  return (
    <Panel title="Still to set up" hint={`${steps.length - open.length} of ${steps.length} steps done`} flush>
      <ol className="divide-y divide-line">
        {open.map(({ title, hint, to }) => (
          <li key={title} className="flex items-start gap-3 px-4 py-2.5">
            <Circle size={16} className="mt-0.5 shrink-0 text-idle-mark" aria-hidden="true" />
            <div>
              <p className="font-medium">
                <PageLink to={to} className="link">
                  {title}
                </PageLink>
              </p>
              <p className="text-sm text-muted">{hint}</p>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
