// Tools that workflows exercise: why they count, how often they were called, and what of them was never tried.
import type { CoverageDepth, CoveredTool } from '../api/coverage.ts';
import { count, plural } from '../text/amounts.ts';
import { CoverageLinks } from './coverage-links.tsx';
import { FindingText } from './finding-text.tsx';
import { Panel } from './panel.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';

interface CoverageCoveredProps {
  readonly org: string;
  readonly tools: readonly CoveredTool[];
}

export function CoverageCovered({ org, tools }: CoverageCoveredProps) {
  return (
    <Panel title="Covered" hint={plural(tools.length, 'tool')} flush>
      {tools.length === 0 ? (
        <p className="px-4 py-4 text-sm text-muted">No tool is covered yet.</p>
      ) : (
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">Tool</th>
              <th scope="col" className="text-end">
                Calls
              </th>
              <th scope="col" className="text-end">
                Errors
              </th>
              <th scope="col">Last call</th>
              <th scope="col">Depth</th>
              <th scope="col">Touched by</th>
            </tr>
          </thead>
          <tbody>
            {tools.map((tool) => (
              <tr key={tool.tool}>
                <td data-label="Tool" className="lead md:max-w-64">
                  <span className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
                    <span className="data font-medium break-all">
                      <FindingText text={tool.tool} />
                    </span>
                    {tool.by.map((why) => (
                      <Tag key={why} title={WHY[why]}>
                        by {why}
                      </Tag>
                    ))}
                  </span>
                </td>
                <td data-label="Calls" className="num">
                  {count(tool.callCount)}
                </td>
                <td data-label="Errors" className="num">
                  {count(tool.errorCount)}
                </td>
                <td data-label="Last call" className="snug text-muted">
                  <TimeAgo at={tool.lastCalledAt} fallback="never" />
                </td>
                <td data-label="Depth" className="md:min-w-52">
                  <Depth depth={tool.depth} />
                </td>
                <td data-label="Touched by">
                  <CoverageLinks org={org} workflows={tool.workflows} monitors={tool.monitors} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

const WHY: Readonly<Record<CoveredTool['by'][number], string>> = {
  run: 'Called successfully in one of the latest runs',
  policy: 'Named by an active workflow in its allowed tools',
};

function Depth({ depth: { optionalArguments, enumValues, errorPaths } }: { readonly depth: CoverageDepth }) {
  const missing = [
    ...(optionalArguments.missing.length === 0 ? [] : [`never given: ${optionalArguments.missing.join(', ')}`]),
    ...enumValues
      .filter((one) => one.missing.length > 0)
      .map((one) => `${one.argument} never ${one.missing.map((value) => JSON.stringify(value)).join(', ')}`),
  ];
  const values = enumValues.reduce(
    (sum, one) => ({ seen: sum.seen + one.seen.length, total: sum.total + one.seen.length + one.missing.length }),
    { seen: 0, total: 0 },
  );
  return (
    <div className="min-w-0 text-xs">
      <ul className="grid gap-0.5">
        {optionalArguments.total > 0 && (
          <li>
            <Share seen={optionalArguments.seen} total={optionalArguments.total} /> optional{' '}
            {optionalArguments.total === 1 ? 'argument' : 'arguments'}
          </li>
        )}
        {values.total > 0 && (
          <li>
            <Share seen={values.seen} total={values.total} /> listed values
          </li>
        )}
        <li className="text-muted">
          {errorPaths.exercised ? (
            <>
              error path taken <TimeAgo at={errorPaths.last} fallback="" />
            </>
          ) : (
            'no error path taken'
          )}
        </li>
      </ul>
      {missing.length > 0 && (
        <details className="mt-0.5">
          <summary className="text-muted">What is missing</summary>
          <ul className="mt-0.5 grid gap-0.5 break-words text-muted">
            {missing.map((line) => (
              <li key={line}>
                <FindingText text={line} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

const Share = ({ seen, total }: { readonly seen: number; readonly total: number }) => (
  <span className="data">
    {seen}/{total}
  </span>
);
