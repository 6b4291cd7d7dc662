// Tools that no workflow exercises, each with the way to begin one.
import type { UncoveredTool } from '../api/coverage.ts';
import { paths } from '../api/paths.ts';
import { plural } from '../text/amounts.ts';
import { ButtonLink } from './button.tsx';
import { CoverageLinks } from './coverage-links.tsx';
import { FindingText } from './finding-text.tsx';
import { Panel } from './panel.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';

interface CoverageUncoveredProps {
  readonly org: string;
  readonly serverId: string;
  readonly tools: readonly UncoveredTool[];
  readonly canEdit: boolean;
}

export function CoverageUncovered({ org, serverId, tools, canEdit }: CoverageUncoveredProps) {
  return (
    <Panel title="Uncovered" hint={plural(tools.length, 'tool')} flush>
      {tools.length === 0 ? (
        <p className="px-4 py-4 text-sm text-muted">Every tool is covered.</p>
      ) : (
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">Tool</th>
              <th scope="col">Touched by</th>
              <th scope="col">Last failed call</th>
              {canEdit && (
                <th scope="col">
                  <span className="sr-only">Actions</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {tools.map((tool) => (
              <tr key={tool.tool}>
                <td data-label="Tool" className="lead md:max-w-md">
                  <span className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
                    <span className="data font-medium break-all">
                      <FindingText text={tool.tool} />
                    </span>
                    {tool.readOnly && <Tag>read-only</Tag>}
                    {tool.destructive && <Tag tone="danger">destructive</Tag>}
                  </span>
                  <span className="line-clamp-2 break-words text-muted">
                    {tool.description === null ? 'No description' : <FindingText text={tool.description} />}
                  </span>
                </td>
                <td data-label="Touched by">
                  <CoverageLinks org={org} workflows={tool.workflows} monitors={tool.monitors} />
                </td>
                <td data-label="Last failure" className="snug text-muted">
                  <TimeAgo at={tool.lastFailedCallAt} fallback="never called" />
                </td>
                {canEdit && (
                  <td className="act text-end md:py-1.5!">
                    <ButtonLink to={paths.newWorkflow(org, { server: serverId, tool: tool.tool })}>Draft workflow</ButtonLink>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
