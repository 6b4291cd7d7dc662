// The workflow editor: header with state and actions, three tabs over one draft.
import type { ReactNode } from 'react';
import { paths } from '../api/paths.ts';
import type { Workflow } from '../api/workflows.ts';
import { plural } from '../text/amounts.ts';
import { AlertRulesOf } from './alert-rules-of.tsx';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { CriteriaEditor } from './criteria-editor.tsx';
import { PageHeader } from './page-header.tsx';
import { StaleVersionDialog } from './stale-version-dialog.tsx';
import { TabLinks } from './tab-links.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';
import { usePage } from './use-page.ts';
import { useWorkflowEditor } from './use-workflow-editor.ts';
import { WorkflowActions } from './workflow-actions.tsx';
import { WorkflowDefinition } from './workflow-definition.tsx';
import type { WorkflowDraft } from './workflow-draft.ts';
import { WorkflowFormContext } from './workflow-form.ts';
import { WorkflowHistory } from './workflow-history.tsx';
import { WorkflowLead } from './workflow-lead.tsx';

interface WorkflowEditorProps {
  readonly org: string;
  readonly workflow: Workflow | undefined;
  readonly initial: WorkflowDraft;
  readonly onSaved: (workflow: Workflow) => void;
}

export function WorkflowEditor({ org, workflow, initial, onSaved }: WorkflowEditorProps) {
  const { search, may } = usePage();
  const isReadOnly = !may('editor') || workflow?.state === 'archived';
  const editor = useWorkflowEditor({ org, workflow, initial, isReadOnly, onSaved });
  const tab = search['tab'] ?? 'definition';
  const { draft } = editor.form;
  // One that was begun from a tool says enough to be created as it is.
  const isSavable = editor.isDirty || (workflow === undefined && search['tool'] !== undefined);

  return (
    <WorkflowFormContext value={editor.form}>
      <UnsavedGuard isDirty={editor.isDirty && !editor.isSaving} />
      <PageHeader
        title={draft.name.trim() === '' ? (workflow?.name ?? 'New workflow') : draft.name}
        crumbs={[{ label: 'Workflows', to: paths.workflows(org) }]}
        lead={workflow === undefined ? 'What should hold, on which server, graded how.' : <WorkflowLead org={org} workflow={workflow} />}
        actions={
          <>
            {workflow !== undefined && <WorkflowActions org={org} workflow={workflow} isDirty={editor.isDirty} onChanged={editor.load} />}
            {!isReadOnly && (
              <Button look={isSavable ? 'primary' : 'normal'} disabled={!isSavable} isBusy={editor.isSaving} onClick={editor.save}>
                {workflow === undefined ? 'Create workflow' : 'Save'}
              </Button>
            )}
          </>
        }
      />
      {workflow?.state === 'archived' && (
        <Banner tone="idle" title="Archived: read-only">
          It is hidden from the lists and cannot be run. Bring it back to change it.
        </Banner>
      )}
      <Warnings warnings={editor.warnings} />
      <TabLinks
        label="Parts of the workflow"
        current={tab}
        tabs={tabsOf({ org, workflow, criteria: draft.criteria.length, shown: Object.keys(editor.shown), search })}
      />
      <Tab isShown={tab === 'definition'}>
        <WorkflowDefinition />
      </Tab>
      <Tab isShown={tab === 'criteria'}>
        <CriteriaEditor />
      </Tab>
      {tab === 'history' && workflow !== undefined && (
        <WorkflowHistory org={org} workflow={workflow} canEdit={!isReadOnly} onRestored={editor.load} />
      )}
      {tab === 'alerts' && workflow !== undefined && (
        <AlertRulesOf
          org={org}
          target={{ type: 'workflow', id: workflow.id, name: workflow.name }}
          serverId={workflow.mcpServerId}
          canEdit={!isReadOnly}
        />
      )}
      {editor.stale !== undefined && <StaleVersionDialog {...editor.stale} isBusy={editor.isSaving} />}
    </WorkflowFormContext>
  );
}

/** Tabs of the form stay in the page, so that nothing typed is lost. */
const Tab = ({ isShown, children }: { readonly isShown: boolean; readonly children: ReactNode }) => <div hidden={!isShown}>{children}</div>;

interface TabsSubject {
  readonly org: string;
  readonly workflow: Workflow | undefined;
  readonly criteria: number;
  readonly shown: readonly string[];
  readonly search: Readonly<Record<string, string | undefined>>;
}

function tabsOf({ org, workflow, criteria, shown, search }: TabsSubject) {
  const isCriteria = (path: string): boolean => path.startsWith('criteria');
  const to = (tab: string): string => {
    const query = { ...search, tab: tab === 'definition' ? undefined : tab };
    return workflow === undefined ? paths.newWorkflow(org, query) : paths.workflow(org, workflow.id, query);
  };
  return [
    { id: 'definition', label: 'Definition', to: to('definition'), hasProblem: shown.some((path) => !isCriteria(path)) },
    { id: 'criteria', label: 'Success criteria', to: to('criteria'), note: criteria, hasProblem: shown.some(isCriteria) },
    ...(workflow === undefined
      ? []
      : [
          { id: 'history', label: 'History', to: to('history'), note: `v${workflow.currentVersion.number}` },
          { id: 'alerts', label: 'Alerts', to: to('alerts') },
        ]),
  ];
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Banner tone="partial" title={plural(warnings.length, 'warning')}>
      <ul className="list-disc ps-4">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Banner>
  );
}
