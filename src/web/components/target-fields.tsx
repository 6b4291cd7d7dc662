// Who tests: one model or several, each with instructions of its own if wanted.
import { Plus, X } from 'lucide-react';
import { isWithoutAi } from '../api/models.ts';
import type { Model } from '../api/models.ts';
import type { TesterTarget } from '../api/workflows.ts';
import { Button, IconButton } from './button.tsx';
import { CheckBox } from './check-box.tsx';
import { FieldError } from './field.tsx';
import { Choice, TextArea } from './inputs.tsx';
import { NoAi } from './tester-badge.tsx';

const MAX_TARGETS = 8;

interface TargetFieldsProps {
  readonly targets: readonly TesterTarget[];
  readonly models: readonly Model[];
  readonly isReadOnly: boolean;
  readonly errorAt: (path: string) => string | undefined;
  readonly onChange: (targets: readonly TesterTarget[]) => void;
}

export function TargetFields({ targets, models, isReadOnly, errorAt, onChange }: TargetFieldsProps) {
  const testers = models.filter(({ roles, active }) => active && roles.includes('tester'));
  const replace = (at: number, target: TesterTarget): void => onChange(targets.map((old, index) => (index === at ? target : old)));
  const unused = testers.find(({ id }) => !targets.some(({ modelId }) => modelId === id));
  return (
    <fieldset disabled={isReadOnly} className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">Tester models</legend>
      {targets.map((target, index) => (
        <Target
          key={index}
          target={target}
          position={index + 1}
          testers={testers}
          error={errorAt(`testerTargets[${index}]`)}
          onChange={(next) => replace(index, next)}
          onRemove={targets.length > 1 ? () => onChange(targets.filter((_, at) => at !== index)) : undefined}
        />
      ))}
      <ListError
        message={errorAt('testerTargets') ?? errorAt('testerModelId')}
        shown={targets.map((_, index) => errorAt(`testerTargets[${index}]`))}
      />
      {targets.length < MAX_TARGETS && (
        <div>
          <Button
            look="quiet"
            icon={<Plus size={14} aria-hidden="true" />}
            onClick={() => onChange([...targets, { modelId: unused?.id ?? testers[0]?.id ?? '', skillMode: 'none' }])}
          >
            Add a model
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function ListError({ message, shown }: { readonly message: string | undefined; readonly shown: readonly (string | undefined)[] }) {
  return message === undefined || shown.includes(message) ? null : <FieldError>{message}</FieldError>;
}

interface TargetProps {
  readonly target: TesterTarget;
  readonly position: number;
  readonly testers: readonly Model[];
  readonly error: string | undefined;
  readonly onChange: (target: TesterTarget) => void;
  readonly onRemove: (() => void) | undefined;
}

function Target({ target, position, testers, error, onChange, onRemove }: TargetProps) {
  const model = testers.find(({ id }) => id === target.modelId);
  const hasAi = model === undefined || !isWithoutAi(model.provider);
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-2">
        <Choice
          aria-label={`Tester model ${position}`}
          aria-invalid={error === undefined ? undefined : true}
          value={target.modelId}
          onChange={(event) => onChange({ ...target, modelId: event.target.value })}
          className="min-w-0 flex-1"
        >
          {model === undefined && (
            <option value={target.modelId}>{target.modelId === '' ? 'Choose a model' : `${target.modelId} (not available)`}</option>
          )}
          {testers.map(({ id, displayName }) => (
            <option key={id} value={id}>
              {displayName}
            </option>
          ))}
        </Choice>
        {!hasAi && <NoAi />}
        {onRemove !== undefined && (
          <IconButton label={`Remove tester model ${position}`} onClick={onRemove}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {hasAi && (
        <CheckBox
          isChecked={target.skillMode === 'text'}
          onChange={(isOn) =>
            onChange(
              isOn ? { ...target, skillMode: 'text', skillText: target.skillText ?? '' } : { modelId: target.modelId, skillMode: 'none' },
            )
          }
        >
          Add skill text to its instructions
        </CheckBox>
      )}
      {target.skillMode === 'text' && (
        <TextArea
          aria-label={`Skill text of tester model ${position}`}
          placeholder="Added to this model’s instructions"
          maxLength={20_000}
          value={target.skillText ?? ''}
          onChange={(event) => onChange({ ...target, skillText: event.target.value })}
        />
      )}
      {error !== undefined && <FieldError>{error}</FieldError>}
    </div>
  );
}
