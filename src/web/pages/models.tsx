// Settings, models: who can test and judge, what they cost, and whether they answer.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { isWithoutAi, modelsQuery, removeModel, testModel, updateModel } from '../api/models.ts';
import type { Model, ModelTest } from '../api/models.ts';
import { updateOrganization } from '../api/organization.ts';
import { ActionMenu } from '../components/action-menu.tsx';
import type { MenuAction } from '../components/action-menu.tsx';
import { Badge } from '../components/badge.tsx';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { LetModelAct } from '../components/let-model-act.tsx';
import { ModelDialog } from '../components/model-dialog.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { RowsSkeleton } from '../components/skeleton.tsx';
import { Tag } from '../components/tag.tsx';
import { NoAi } from '../components/tester-badge.tsx';
import { TimeAgo } from '../components/time-ago.tsx';
import { toast } from '../components/toaster.tsx';
import { usePage } from '../components/use-page.ts';
import { duration } from '../text/duration.ts';

export function ModelsPage() {
  const { org, may } = usePage();
  const models = useQuery(modelsQuery(org));
  const [editing, setEditing] = useState<Model | 'new' | undefined>();
  const [removing, setRemoving] = useState<Model | undefined>();
  const actions = useModelActions(org, () => setRemoving(undefined));
  const canEdit = may('admin');
  const addButton = (
    <Button look="primary" icon={<Plus size={15} aria-hidden="true" />} onClick={() => setEditing('new')}>
      Add a model
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Models"
        lead="Testers work through a prompt, judges grade what they did. Step scripts need neither."
        actions={canEdit ? addButton : undefined}
      />
      <Part name="models" query={models} skeleton={<RowsSkeleton rows={3} />}>
        {({ rows }) => (
          <>
            {!rows.some(({ provider }) => !isWithoutAi(provider)) && (
              <Banner tone="idle" title="Workflows need one tester and one judge model">
                Until there is one, step scripts and checks do the work, without AI. Add a provider’s key, or the base URL of a model on
                your own machine.
              </Banner>
            )}
            <HandOver org={org} rows={may('editor') ? rows : []} />
            <Panel flush>
              <ul className="divide-y divide-line">
                {rows.map((model) => (
                  <ModelRow
                    key={model.id}
                    model={model}
                    canEdit={canEdit}
                    isTesting={actions.test.isPending && actions.test.variables.id === model.id}
                    result={actions.test.data !== undefined && actions.test.variables?.id === model.id ? actions.test.data : undefined}
                    onTest={() => actions.test.mutate(model)}
                    menu={menuOf(model, { ...actions, onEdit: () => setEditing(model), onRemove: () => setRemoving(model) })}
                  />
                ))}
              </ul>
            </Panel>
          </>
        )}
      </Part>
      {editing !== undefined && <ModelDialog org={org} model={editing === 'new' ? null : editing} onClose={() => setEditing(undefined)} />}
      <ConfirmDialog
        isOpen={removing !== undefined}
        title={`Remove ${removing?.displayName ?? ''}?`}
        action="Remove model"
        isBusy={actions.remove.isPending}
        onConfirm={() => removing && actions.remove.mutate(removing)}
        onClose={() => setRemoving(undefined)}
      >
        Its key is erased. A model that a workflow uses can only be deactivated.
      </ConfirmDialog>
    </>
  );
}

function HandOver({ org, rows }: { readonly org: string; readonly rows: readonly Model[] }) {
  const tester = rows.find(({ isDefaultTester, provider, active }) => isDefaultTester && active && !isWithoutAi(provider));
  return tester === undefined ? null : <LetModelAct org={org} tester={tester} />;
}

function useModelActions(org: string, onRemoved: () => void) {
  const queries = useQueryClient();
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ['org', org] });
  const test = useMutation({
    mutationFn: (model: Model) => testModel(org, model.id),
    onError: (error) => toast.failed('Not tested', error),
  });
  const remove = useMutation({
    mutationFn: (model: Model) => removeModel(org, model.id),
    onSuccess: (_, model) => toast.done(`${model.displayName} is removed`),
    onError: (error, model) => toast.failed(`${model.displayName} is not removed`, error),
    onSettled: async () => {
      onRemoved();
      await refresh();
    },
  });
  const setActive = useMutation({
    mutationFn: (model: Model) => updateModel(org, model.id, { active: !model.active }),
    onSuccess: (saved) => toast.done(`${saved.displayName} is ${saved.active ? 'active' : 'deactivated'}`),
    onError: (error) => toast.failed('Not changed', error),
    onSettled: refresh,
  });
  const setDefault = useMutation({
    mutationFn: ({ model, role }: { readonly model: Model; readonly role: 'tester' | 'judge' }) =>
      updateOrganization(org, role === 'tester' ? { defaultTesterModelId: model.id } : { defaultJudgeModelId: model.id }),
    onSuccess: (_, { model, role }) => toast.done(`${model.displayName} is the default ${role}`),
    onError: (error) => toast.failed('Not changed', error),
    onSettled: refresh,
  });
  return { test, remove, setActive, setDefault };
}

type Actions = ReturnType<typeof useModelActions> & { readonly onEdit: () => void; readonly onRemove: () => void };

function menuOf(model: Model, { setDefault, setActive, onEdit, onRemove }: Actions): readonly MenuAction[] {
  const isOwn = !model.builtIn && !isWithoutAi(model.provider);
  return [
    ...(model.active && model.roles.includes('tester') && !model.isDefaultTester
      ? [{ label: 'Make default tester', onSelect: () => setDefault.mutate({ model, role: 'tester' }) }]
      : []),
    ...(model.active && model.roles.includes('judge') && !model.isDefaultJudge
      ? [{ label: 'Make default judge', onSelect: () => setDefault.mutate({ model, role: 'judge' }) }]
      : []),
    ...(isOwn
      ? [
          { label: 'Edit', onSelect: onEdit },
          { label: model.active ? 'Deactivate' : 'Activate', onSelect: () => setActive.mutate(model) },
          { label: 'Remove', onSelect: onRemove, isDangerous: true },
        ]
      : []),
  ];
}

interface ModelRowProps {
  readonly model: Model;
  readonly canEdit: boolean;
  readonly isTesting: boolean;
  readonly result: ModelTest | undefined;
  readonly onTest: () => void;
  readonly menu: readonly MenuAction[];
}

function ModelRow({ model, canEdit, isTesting, result, onTest, menu }: ModelRowProps) {
  const noAi = isWithoutAi(model.provider);
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {model.displayName}
            {noAi && <NoAi />}
            {!model.active && <Tag tone="warn">inactive</Tag>}
            {model.isDefaultTester && <Tag tone="accent">default tester</Tag>}
            {model.isDefaultJudge && <Tag tone="accent">default judge</Tag>}
          </p>
          <p className="data text-xs break-all text-muted">
            {model.id}
            {model.baseUrl ? ` · ${model.baseUrl}` : ''}
          </p>
        </div>
        <div className="text-sm text-muted">
          <p>{model.roles.join(', ')}</p>
          <p className="data text-xs">{priceOf(model)}</p>
        </div>
        {canEdit && !noAi && (
          <Button isBusy={isTesting} onClick={onTest}>
            Test call
          </Button>
        )}
        {canEdit && menu.length > 0 && <ActionMenu label={`Actions of ${model.displayName}`} actions={menu} />}
      </div>
      {model.secretSetAt !== null && (
        <p className="text-xs text-faint">
          Key set <TimeAgo at={model.secretSetAt} />
        </p>
      )}
      {result !== undefined && (
        <p role="status" className="text-sm">
          {result.ok ? <Badge tone="pass">Made a tool call in {duration(result.latencyMs)}</Badge> : <Badge tone="fail">Failed</Badge>}
          {!result.ok && <span className="ps-2 break-words">{result.message}</span>}
        </p>
      )}
    </li>
  );
}

function priceOf({ provider, price }: Model): string {
  if (isWithoutAi(provider)) return 'free';
  return price === null ? 'price unknown' : `$${price.inputUsdPerMTok} in · $${price.outputUsdPerMTok} out / M tokens`;
}
