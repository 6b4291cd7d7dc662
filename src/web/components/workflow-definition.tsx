// The Definition tab: what to do, on which server, by whom, when and within which bounds.
import { useQuery } from '@tanstack/react-query';
import { isWithoutAi, modelsQuery } from '../api/models.ts';
import { paths } from '../api/paths.ts';
import { authProfilesQuery, catalogQuery, serversQuery } from '../api/servers.ts';
import { Field } from './field.tsx';
import { Choice, CodeArea, TextArea, TextInput } from './inputs.tsx';
import { JudgeFields } from './judge-fields.tsx';
import { LimitFields } from './limit-fields.tsx';
import { Panel } from './panel.tsx';
import { PolicyFields } from './policy-fields.tsx';
import { ScheduleField } from './schedule-field.tsx';
import { ScriptHelp } from './script-help.tsx';
import { TargetFields } from './target-fields.tsx';
import { useWorkflowForm } from './workflow-form.ts';

export function WorkflowDefinition() {
  const { org, draft, isReadOnly, errorAt, set, check } = useWorkflowForm();
  const models = useQuery(modelsQuery(org)).data?.rows ?? [];
  const tools = useQuery(catalogQuery(org, draft.mcpServerId)).data?.tools.filter((tool) => tool.active) ?? [];
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="grid min-w-0 gap-5">
        <Panel title="Task">
          <TaskFields />
        </Panel>
        <Panel title="Tool policy">
          <PolicyFields draft={draft} tools={tools} isReadOnly={isReadOnly} errorAt={errorAt} set={set} />
        </Panel>
        <Panel title="Limits and retry">
          <LimitFields />
        </Panel>
      </div>
      <div className="grid gap-5">
        <Panel title="Schedule">
          <ScheduleField
            schedule={draft.schedule}
            label={check?.scheduleLabel}
            nextRuns={check?.nextRuns ?? []}
            isReadOnly={isReadOnly}
            errorAt={errorAt}
            onChange={(schedule) => set({ schedule })}
          />
        </Panel>
        <Panel title="Evaluator">
          <JudgeFields
            judge={draft.judge}
            models={models}
            isReadOnly={isReadOnly}
            modelsAt={paths.models(org)}
            errorAt={errorAt}
            onChange={(judge) => set({ judge })}
          />
        </Panel>
        <Panel title="Notes">
          <NoteFields />
        </Panel>
      </div>
    </div>
  );
}

function TaskFields() {
  const { org, draft, isReadOnly, errorAt, set } = useWorkflowForm();
  const models = useQuery(modelsQuery(org)).data?.rows ?? [];
  const isScript = draft.testerTargets.some(({ modelId }) => models.some(({ id, provider }) => id === modelId && isWithoutAi(provider)));
  return (
    <fieldset disabled={isReadOnly} className="grid gap-4">
      <legend className="sr-only">Task</legend>
      <Field label="Name" error={errorAt('name')}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={120}
            value={draft.name}
            placeholder="Order lookup"
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <ServerChoice />
      <TargetFields
        targets={draft.testerTargets}
        models={models}
        isReadOnly={isReadOnly}
        errorAt={errorAt}
        onChange={(testerTargets) => set({ testerTargets })}
      />
      <Field
        label={isScript ? 'Script' : 'Prompt'}
        error={errorAt('testerPrompt')}
        hint={
          isScript
            ? undefined
            : 'The task as you would give it to a person. Name how test data is recognised; create marked data and remove it.'
        }
        aside={<span className="data text-xs text-faint">{[...draft.testerPrompt].length.toLocaleString('en-US')} / 20,000</span>}
      >
        {(control) => (
          <CodeArea
            {...control}
            rows={7}
            value={draft.testerPrompt}
            placeholder={isScript ? '1. call order_get with {"orderId": "A-1001"}' : 'Find order A-1001 and tell its status and total.'}
            onChange={(event) => set({ testerPrompt: event.target.value })}
          />
        )}
      </Field>
      {isScript && <ScriptHelp />}
    </fieldset>
  );
}

function ServerChoice() {
  const { org, draft, isNew, errorAt, set } = useWorkflowForm();
  const servers = useQuery(serversQuery(org)).data?.rows ?? [];
  const profiles = useQuery(authProfilesQuery(org, draft.mcpServerId)).data?.rows ?? [];
  const isKnown = servers.some(({ id }) => id === draft.mcpServerId);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Server" error={errorAt('mcpServerId')} hint={isNew ? undefined : 'Cannot be changed later.'}>
        {(control) => (
          <Choice
            {...control}
            disabled={!isNew}
            value={draft.mcpServerId}
            onChange={(event) => set({ mcpServerId: event.target.value, defaultMcpAuthProfileId: null })}
          >
            {!isKnown && <option value={draft.mcpServerId}>{draft.mcpServerId === '' ? 'Choose a server' : draft.mcpServerId}</option>}
            {servers.map(({ id, name, environment }) => (
              <option key={id} value={id}>
                {environment === 'production' ? name : `${name} (${environment})`}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      <Field label="Auth profile" error={errorAt('defaultMcpAuthProfileId')}>
        {(control) => (
          <Choice
            {...control}
            value={draft.defaultMcpAuthProfileId ?? ''}
            onChange={(event) => set({ defaultMcpAuthProfileId: event.target.value === '' ? null : event.target.value })}
          >
            <option value="">Server’s default</option>
            {profiles.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Choice>
        )}
      </Field>
    </div>
  );
}

function NoteFields() {
  const { draft, isReadOnly, errorAt, set } = useWorkflowForm();
  return (
    <fieldset disabled={isReadOnly} className="grid gap-4">
      <legend className="sr-only">Notes</legend>
      <Field label="Description" isOptional error={errorAt('description')}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            maxLength={1000}
            value={draft.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <Field label="Categories" isOptional error={errorAt('categories')}>
        {(control) => (
          <TextInput
            {...control}
            value={draft.categories}
            placeholder="checkout, smoke"
            onChange={(event) => set({ categories: event.target.value })}
          />
        )}
      </Field>
      <Field label="Metadata" isOptional error={errorAt('metadata')} hint="name = value, one a line. Shown, never interpreted.">
        {(control) => (
          <CodeArea
            {...control}
            rows={2}
            value={draft.metadata}
            placeholder="owner = payments"
            onChange={(event) => set({ metadata: event.target.value })}
          />
        )}
      </Field>
    </fieldset>
  );
}
