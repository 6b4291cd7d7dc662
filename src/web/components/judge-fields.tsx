// Which model grades the sentences, and how often it is asked.
import type { Model } from '../api/models.ts';
import type { JudgeSettings } from '../api/workflows.ts';
import { Field } from './field.tsx';
import { Choice } from './inputs.tsx';
import { PageLink } from './page-link.tsx';

interface JudgeFieldsProps {
  readonly judge: JudgeSettings | null;
  readonly models: readonly Model[];
  readonly isReadOnly: boolean;
  /** The page where a model can be added. */
  readonly modelsAt: string;
  readonly errorAt: (path: string) => string | undefined;
  readonly onChange: (judge: JudgeSettings | null) => void;
}

export function JudgeFields({ judge, models, isReadOnly, modelsAt, errorAt, onChange }: JudgeFieldsProps) {
  const judges = models.filter(({ roles, active }) => active && roles.includes('judge'));
  const standard = models.find(({ isDefaultJudge }) => isDefaultJudge);
  const known = judge === null || judges.some(({ id }) => id === judge.modelId);
  return (
    <fieldset disabled={isReadOnly} className="grid gap-4">
      <legend className="sr-only">Evaluator</legend>
      <Field
        label="Judge model"
        error={errorAt('judge.modelId') ?? errorAt('judgeModelId')}
        hint={judges.length > 0 ? 'Only for sentences; checks need none.' : <NoJudge modelsAt={modelsAt} />}
      >
        {(control) => (
          <Choice
            {...control}
            value={judge?.modelId ?? ''}
            onChange={(event) => onChange(event.target.value === '' ? null : { modelId: event.target.value, samples: judge?.samples ?? 1 })}
          >
            <option value="">
              {standard === undefined ? 'Organization default (none set)' : `Organization default (${standard.displayName})`}
            </option>
            {!known && <option value={judge.modelId}>{judge.modelId} (not available)</option>}
            {judges.map(({ id, displayName }) => (
              <option key={id} value={id}>
                {displayName}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      {judge !== null && (
        <Field label="Samples" error={errorAt('judge.samples')} hint="The majority decides.">
          {(control) => (
            <Choice {...control} value={judge.samples} onChange={(event) => onChange({ ...judge, samples: samplesOf(event.target.value) })}>
              {[1, 3, 5].map((samples) => (
                <option key={samples}>{samples}</option>
              ))}
            </Choice>
          )}
        </Field>
      )}
    </fieldset>
  );
}

function NoJudge({ modelsAt }: { readonly modelsAt: string }) {
  return (
    <>
      No model can judge sentences yet: use checks, or{' '}
      <PageLink to={modelsAt} className="link">
        add a model
      </PageLink>
      .
    </>
  );
}

function samplesOf(text: string): JudgeSettings['samples'] {
  if (text === '3') return 3;
  return text === '5' ? 5 : 1;
}
