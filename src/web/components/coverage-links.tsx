// The workflows and monitors that touch a tool.
import { paths } from '../api/paths.ts';
import { PageLink } from './page-link.tsx';

interface Named {
  readonly id: string;
  readonly name: string;
}

interface CoverageLinksProps {
  readonly org: string;
  readonly workflows: readonly Named[];
  readonly monitors: readonly Named[];
}

export function CoverageLinks({ org, workflows, monitors }: CoverageLinksProps) {
  const all = [
    ...workflows.map((one) => ({ ...one, to: paths.workflow(org, one.id), kind: 'Workflow' })),
    ...monitors.map((one) => ({ ...one, to: paths.monitor(org, one.id), kind: 'Monitor' })),
  ];
  if (all.length === 0) return <span className="text-faint">none</span>;
  return (
    <ul className="grid min-w-0 gap-0.5">
      {all.map(({ id, name, to, kind }) => (
        <li key={id} className="min-w-0">
          <span className="text-faint">{kind}</span>{' '}
          <PageLink to={to} className="break-words hover:underline">
            {name}
          </PageLink>
        </li>
      ))}
    </ul>
  );
}
