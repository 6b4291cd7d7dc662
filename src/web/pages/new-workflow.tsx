// A workflow that does not exist yet: from scratch, for a server, or from one tool.
import { useQuery } from '@tanstack/react-query';
import { modelsQuery } from '../api/models.ts';
import { paths } from '../api/paths.ts';
import { serversQuery } from '../api/servers.ts';
import { ButtonLink } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Part } from '../components/part.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { usePage } from '../components/use-page.ts';
import { blankDraft } from '../components/workflow-draft.ts';
import { WorkflowEditor } from '../components/workflow-editor.tsx';

export function NewWorkflowPage() {
  const { org, search, go } = usePage();
  const servers = useQuery(serversQuery(org));
  const models = useQuery(modelsQuery(org));
  return (
    <Part name="servers" query={servers} skeleton={<TextSkeleton lines={8} />}>
      {({ rows }) => (
        <Part name="models" query={models} skeleton={<TextSkeleton lines={8} />}>
          {({ rows: known }) =>
            rows.length === 0 ? (
              <EmptyState
                title="A workflow needs a server"
                actions={
                  <ButtonLink to={paths.servers(org, { new: '1' })} look="primary">
                    Connect a server
                  </ButtonLink>
                }
              >
                Connect the MCP server that it should test.
              </EmptyState>
            ) : (
              <WorkflowEditor
                org={org}
                workflow={undefined}
                initial={blankDraft({
                  mcpServerId: search['server'] ?? rows[0]?.id ?? '',
                  testerModelId: known.find(({ isDefaultTester }) => isDefaultTester)?.id ?? null,
                  tool: search['tool'],
                })}
                onSaved={(saved) => go(paths.workflow(org, saved.id), { replace: true })}
              />
            )
          }
        </Part>
      )}
    </Part>
  );
}
