// Alerts: where messages go and who is told of what, what fails now, and what was sent.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { destinationsQuery, openIncidentsQuery } from '../api/alerts.ts';
import { paths } from '../api/paths.ts';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { DeliveryList } from '../components/delivery-list.tsx';
import { DestinationCards } from '../components/destination-cards.tsx';
import { IncidentList } from '../components/incident-list.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { RuleDialog } from '../components/rule-dialog.tsx';
import { RuleList } from '../components/rule-list.tsx';
import { TabLinks } from '../components/tab-links.tsx';
import { usePage } from '../components/use-page.ts';
import { slackProblem } from '../text/alert-words.ts';

export function AlertsPage() {
  const { org, search, may } = usePage();
  const [isAdding, setAdding] = useState(search['new'] === '1' && may('editor'));
  const open = useQuery(openIncidentsQuery(org)).data?.total ?? 0;
  const tab = search['tab'] ?? 'rules';
  const onNew = may('editor') ? () => setAdding(true) : undefined;
  const tabs = [
    { id: 'rules', label: 'Rules' },
    { id: 'incidents', label: 'Incidents', note: open === 0 ? undefined : `${open} open` },
    { id: 'deliveries', label: 'Deliveries' },
  ].map((entry) => ({ ...entry, to: paths.alerts(org, { tab: entry.id === 'rules' ? undefined : entry.id }) }));
  return (
    <>
      <PageHeader
        title="Alerts"
        lead="Who is told when a workflow, a monitor or a server breaks."
        actions={
          onNew && (
            <Button look="primary" icon={<Plus size={15} aria-hidden="true" />} onClick={onNew}>
              New rule
            </Button>
          )
        }
      />
      <ReturnFromSlack org={org} />
      <TabLinks label="Parts of alerts" current={tab} tabs={tabs} />
      {tab === 'rules' && (
        <>
          <DestinationCards org={org} canManage={may('admin')} />
          <RuleList org={org} onNew={onNew} />
        </>
      )}
      {tab === 'incidents' && <IncidentList org={org} />}
      {tab === 'deliveries' && <DeliveryList org={org} canRetry={may('editor')} />}
      {isAdding && <RuleDialog org={org} rule={null} onClose={() => setAdding(false)} />}
    </>
  );
}

/** `?connected=` and `?problem=` are what the consent at Slack came to. */
function ReturnFromSlack({ org }: { readonly org: string }) {
  const { search, setSearch } = usePage();
  const destinations = useQuery(destinationsQuery(org)).data?.rows;
  const { connected, problem } = { connected: search['connected'], problem: search['problem'] };
  if (connected === undefined && problem === undefined) return null;
  const name = destinations?.find(({ id }) => id === connected)?.name;
  return (
    <div role="status">
      <Banner
        tone={problem === undefined ? 'pass' : 'fail'}
        title={problem === undefined ? `${name ?? 'Slack'} is connected` : 'Slack is not connected'}
        actions={
          <Button look="quiet" onClick={() => setSearch({ connected: undefined, problem: undefined })}>
            Dismiss
          </Button>
        }
      >
        {problem === undefined ? 'Send a test, or choose it in a rule.' : slackProblem(problem)}
      </Banner>
    </div>
  );
}
