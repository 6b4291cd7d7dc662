// Settings, status page: what of the monitors the world may see.
import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { statusPageQuery } from '../api/status-page.ts';
import type { StatusPage } from '../api/status-page.ts';
import { Badge } from '../components/badge.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { StatusPageBadges } from '../components/status-page-badges.tsx';
import { StatusPageForm } from '../components/status-page-form.tsx';
import { usePage } from '../components/use-page.ts';

export function StatusPagePage() {
  const { org, may } = usePage();
  const page = useQuery(statusPageQuery(org));
  return (
    <>
      <PageHeader
        title="Status page"
        lead="One public page that says how your monitors are. No sign-in, no script, nothing of their insides."
        status={page.data && <Visibility page={page.data} />}
        actions={page.data?.isPublic === true ? <OpenPage url={page.data.url} /> : undefined}
      />
      <Part name="the status page" query={page} skeleton={<TextSkeleton lines={8} />}>
        {(found) => (
          <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-5">
            {may('admin') ? <StatusPageForm org={org} stored={found} /> : <StatusPageFacts page={found} />}
            {found.updatedAt !== null && <StatusPageBadges page={found} />}
          </div>
        )}
      </Part>
    </>
  );
}

const Visibility = ({ page: { isPublic } }: { readonly page: StatusPage }) => (
  <Badge tone={isPublic ? 'pass' : 'idle'} look="washed">
    {isPublic ? 'Public' : 'Not public'}
  </Badge>
);

function OpenPage({ url }: { readonly url: string }) {
  return (
    <a href={url} target="_blank" rel="noreferrer" className="link inline-flex items-center gap-1.5 text-sm">
      Open page
      <ExternalLink size={14} aria-hidden="true" />
    </a>
  );
}

/** For those who may not change it. */
function StatusPageFacts({ page }: { readonly page: StatusPage }) {
  return (
    <Panel>
      <Facts
        facts={[
          { label: 'Title', value: page.title },
          { label: 'Address', value: <span className="data break-all">{page.url}</span>, isWide: true },
          {
            label: 'Monitors',
            value: page.monitors.length === 0 ? 'none' : page.monitors.map(({ label }) => label).join(', '),
            isWide: true,
          },
        ]}
      />
      <p className="mt-3 text-sm text-muted">The status page is for admins to change.</p>
    </Panel>
  );
}
