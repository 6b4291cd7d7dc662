// What a diagnosis suggests doing, each with its reason and the page where a person does it.
import type { SuggestedAction } from '../api/diagnosis.ts';
import type { Run } from '../api/runs.ts';
import { ACTION_WORDS, placeOf } from '../text/diagnosis-words.ts';
import { FindingText } from './finding-text.tsx';
import { PageLink } from './page-link.tsx';

interface DiagnosisActionsProps {
  readonly org: string;
  readonly run: Run;
  readonly actions: readonly SuggestedAction[];
}

export function DiagnosisActions({ org, run, actions }: DiagnosisActionsProps) {
  return (
    <ol className="grid gap-2 text-sm">
      {actions.map(({ action, reason }) => {
        const place = placeOf(org, action, run);
        return (
          <li key={action} className="grid min-w-0 gap-x-4 sm:grid-cols-[11rem_minmax(0,1fr)]">
            <span className="font-medium">{ACTION_WORDS[action]}</span>
            <span className="min-w-0 break-words">
              <FindingText text={reason} />{' '}
              {place !== undefined && (
                <PageLink to={place.to} className="link whitespace-nowrap">
                  {place.label}
                </PageLink>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
