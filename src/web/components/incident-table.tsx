// Incidents as rows: which object, which rule, since when, how often, why, and the run or monitor to look at.
import type { Incident } from '../api/alerts.ts';
import { paths } from '../api/paths.ts';
import { CLOSE_WORDS } from '../text/alert-words.ts';
import { count } from '../text/amounts.ts';
import { Badge } from './badge.tsx';
import { PageLink } from './page-link.tsx';
import { RuleTargetLink } from './rule-target-link.tsx';
import { TimeAgo } from './time-ago.tsx';

interface IncidentTableProps {
  readonly org: string;
  readonly incidents: readonly Incident[];
  /** Left out where every row is about the same object. */
  readonly hasObject?: boolean | undefined;
}

export function IncidentTable({ org, incidents, hasObject = true }: IncidentTableProps) {
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">State</th>
          {hasObject && <th scope="col">Object</th>}
          <th scope="col">Rule</th>
          <th scope="col">Since</th>
          <th scope="col" className="text-end">
            Failures
          </th>
          <th scope="col">Cause</th>
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <tr key={incident.id} id={incident.id}>
            <td data-label="State" className="snug">
              <IncidentStateBadge incident={incident} />
            </td>
            {hasObject && (
              <td data-label="Object" className="md:max-w-56">
                <RuleTargetLink org={org} type={incident.targetType} id={incident.targetId} name={incident.targetName} />
              </td>
            )}
            <td data-label="Rule" className="md:max-w-44">
              <PageLink to={paths.alerts(org, { tab: 'incidents', rule: incident.ruleId })} className="break-words hover:underline">
                {incident.ruleName}
              </PageLink>
            </td>
            <td data-label="Since" className="snug text-muted">
              <span>
                <TimeAgo at={incident.openedAt} />
                {incident.closedAt !== null && (
                  <span className="block text-xs text-faint">
                    until <TimeAgo at={incident.closedAt} />
                  </span>
                )}
              </span>
            </td>
            <td data-label="Failures" className="num">
              {count(incident.failureCount)}
            </td>
            <td data-label="Cause" className="md:max-w-80">
              <IncidentCause org={org} incident={incident} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function IncidentStateBadge({ incident: { state, closeReason } }: { readonly incident: Incident }) {
  if (state === 'open') return <Badge tone="fail">Open</Badge>;
  return (
    <Badge tone={closeReason === 'recovered' ? 'pass' : 'idle'} title={closeReason === null ? undefined : CLOSE_WORDS[closeReason]}>
      {closeReason === 'recovered' ? 'Recovered' : 'Closed'}
    </Badge>
  );
}

function IncidentCause({ org, incident }: { readonly org: string; readonly incident: Incident }) {
  const { cause } = incident;
  return (
    <span className="grid gap-0.5">
      <span className="line-clamp-3 break-words" title={cause.message}>
        {cause.message}
      </span>
      <span className="flex flex-wrap gap-x-3 text-xs">
        {cause.runId !== null && (
          <PageLink to={paths.run(org, cause.runId)} className="link">
            Open run
          </PageLink>
        )}
        {cause.runId === null && incident.targetType === 'monitor' && (
          <PageLink to={paths.monitor(org, incident.targetId)} className="link">
            Open monitor
          </PageLink>
        )}
        {incident.closeReason !== null && incident.closeReason !== 'recovered' && (
          <span className="text-faint">{CLOSE_WORDS[incident.closeReason]}</span>
        )}
      </span>
    </span>
  );
}
