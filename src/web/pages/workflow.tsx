// One workflow in the editor.
import { useQuery } from '@tanstack/react-query';
import { isNotFound } from '../api/error.ts';
import { workflowQuery } from '../api/workflows.ts';
import { Part } from '../components/part.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { usePage } from '../components/use-page.ts';
import { draftOf } from '../components/workflow-draft.ts';
import { WorkflowEditor } from '../components/workflow-editor.tsx';
import { NotFound } from './not-found.tsx';

export function WorkflowPage() {
  const { org, params } = usePage();
  const workflow = useQuery(workflowQuery(org, params.workflowId ?? ''));
  if (isNotFound(workflow.error)) return <NotFound />;
  return (
    <Part name="the workflow" query={workflow} skeleton={<TextSkeleton lines={8} />}>
      {(found) => <WorkflowEditor key={found.id} org={org} workflow={found} initial={draftOf(found)} onSaved={() => undefined} />}
    </Part>
  );
}
