// The Protocol tab: which protocol the server speaks, what it does against its rules, and an examination that asks harder.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { examineServer, findingsQuery } from '../api/changes.ts';
import type { ServerFinding, ServerFindings } from '../api/changes.ts';
import type { Server } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { ruleTitle, SEVERITIES, SEVERITY_WORDS } from '../text/finding-words.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Facts } from './facts.tsx';
import { FindingText } from './finding-text.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { TRANSPORT_WORDS } from './server-card.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';
import { toast } from './toaster.tsx';

interface FindingListProps {
  readonly org: string;
  readonly server: Server;
  readonly canExamine: boolean;
}

export function FindingList({ org, server, canExamine }: FindingListProps) {
  const findings = useQuery(findingsQuery(org, server.id));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <Panel title="Protocol" actions={canExamine ? <Examine org={org} server={server} /> : undefined}>
        <Facts
          facts={[
            { label: 'Era', value: <EraVerdict server={server} />, isWide: true },
            { label: 'Revision', value: <span className="data">{server.era?.protocolVersion ?? '–'}</span> },
            { label: 'Transport', value: TRANSPORT_WORDS[server.era?.transport ?? server.transportType] },
            { label: 'Last sync', value: <TimeAgo at={findings.data?.syncedAt} fallback="never" /> },
            { label: 'Last examined', value: <TimeAgo at={findings.data?.examinedAt} fallback="never" /> },
          ]}
        />
      </Panel>
      <Part name="findings" query={findings} skeleton={<RowsSkeleton rows={4} />}>
        {(found) => <Groups found={found} />}
      </Part>
    </div>
  );
}

function EraVerdict({ server: { era, protocolEra } }: { readonly server: Server }) {
  if (era === null) return <span className="text-muted">Not known yet</span>;
  return (
    <>
      {era.era === 'modern' ? 'Modern' : 'Legacy'}
      <span className="text-muted">
        {', seen '}
        <TimeAgo at={era.at} />
        {protocolEra === 'auto' ? '' : ` · always spoken to as ${protocolEra}`}
      </span>
    </>
  );
}

function Groups({ found: { rows, syncedAt } }: { readonly found: ServerFindings }) {
  if (rows.length === 0)
    return (
      <Panel>
        <p className="text-sm text-muted">
          {syncedAt === null ? 'The server has not been read yet.' : 'Nothing was found that speaks against the protocol.'}
        </p>
      </Panel>
    );
  return SEVERITIES.map((severity) => {
    const group = rows.filter((row) => row.severity === severity);
    if (group.length === 0) return null;
    const { word, tone } = SEVERITY_WORDS[severity];
    return (
      <Panel key={severity} title={word} hint={plural(group.length, 'finding')} flush>
        <ul className="divide-y divide-line">
          {group.map((finding) => (
            <Finding key={finding.id} finding={finding} tone={tone} />
          ))}
        </ul>
      </Panel>
    );
  });
}

interface FindingProps {
  readonly finding: ServerFinding;
  readonly tone: (typeof SEVERITY_WORDS)[keyof typeof SEVERITY_WORDS]['tone'];
}

function Finding({ finding, tone }: FindingProps) {
  return (
    <li className="min-w-0 px-4 py-2.5 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <Badge tone={tone}>{ruleTitle(finding.rule)}</Badge>
        {finding.toolName !== undefined && (
          <span className="data min-w-0 break-all">
            <FindingText text={finding.toolName} />
          </span>
        )}
        {finding.source === 'examination' && <Tag title="Found by an examination, not by an ordinary sync">examination</Tag>}
        <span className="ms-auto text-muted">
          <TimeAgo at={finding.at} />
        </span>
      </p>
      <p className="mt-0.5 break-words">
        <FindingText text={finding.message} />
      </p>
      {finding.evidence !== undefined && finding.evidence !== '' && (
        <details className="mt-1">
          <summary className="text-muted">Evidence</summary>
          <pre tabIndex={0} className="code-block mt-1 max-h-60 overflow-auto">
            <FindingText text={finding.evidence} />
          </pre>
        </details>
      )}
    </li>
  );
}

function Examine({ org, server }: { readonly org: string; readonly server: Server }) {
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const examine = useMutation({
    mutationFn: () => examineServer(org, server.id),
    onSuccess: (found) => {
      queries.setQueryData(findingsQuery(org, server.id).queryKey, found);
      toast.done(`${server.name} is examined`, found.rows.length === 0 ? 'Nothing was found.' : plural(found.rows.length, 'finding'));
    },
    onError: (error) => toast.failed(`${server.name} is not examined`, error),
    onSettled: () => queries.invalidateQueries({ queryKey: ['org', org, 'server', server.id] }),
  });
  return (
    <>
      <Button isBusy={examine.isPending} onClick={() => setAsking(true)}>
        {examine.isPending ? 'Examining' : 'Examine'}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        look="primary"
        title={`Examine ${server.name}?`}
        action="Send the odd requests"
        onConfirm={() => {
          setAsking(false);
          examine.mutate();
        }}
        onClose={() => setAsking(false)}
      >
        An examination sends odd requests on purpose: unknown methods, foreign origins, ended sessions, wrong versions. It calls no tool. A
        server of other people may log them, refuse you for a while, or fall over. Examine only what is yours to test. It takes up to a
        minute, and once a minute is the most.
      </ConfirmDialog>
    </>
  );
}
