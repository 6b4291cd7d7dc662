// One source: how it is set up or connected to, what it offers, and what agents did with it.
import { useQuery } from '@tanstack/react-query';
import { isNotFound } from '../api/error.ts';
import { paths } from '../api/paths.ts';
import { sourceQuery } from '../api/sources.ts';
import type { Source } from '../api/sources.ts';
import { Banner } from '../components/banner.tsx';
import { Copyable } from '../components/copyable.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Part } from '../components/part.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { SourceActions } from '../components/source-actions.tsx';
import { SourceStateBadge } from '../components/source-state-badge.tsx';
import { SourceTab } from '../components/source-tab.tsx';
import { TabLinks } from '../components/tab-links.tsx';
import { Tag } from '../components/tag.tsx';
import { sourceTabs } from '../components/source-tabs.ts';
import { usePage } from '../components/use-page.ts';
import { usePendingApprovals } from '../components/use-pending-approvals.ts';
import { MODE_WORDS } from '../text/source-words.ts';
import { NotFound } from './not-found.tsx';

export function SourcePage() {
  const { org, params } = usePage();
  const source = useQuery(sourceQuery(org, params.slug ?? ''));
  if (isNotFound(source.error)) return <NotFound />;
  return (
    <Part name="the source" query={source} skeleton={<TextSkeleton lines={8} />}>
      {(found) => <SourceDetail key={found.id} org={org} source={found} />}
    </Part>
  );
}

function SourceDetail({ org, source }: { readonly org: string; readonly source: Source }) {
  const { search, may } = usePage();
  const pending = usePendingApprovals(org, source);
  const tabs = sourceTabs({ mode: source.mode, canEdit: may('editor'), pending });
  const current = tabs.find(({ id }) => id === search['tab'])?.id ?? tabs[0]?.id ?? '';
  const { mode, name, slug, endpointUrl } = source;
  return (
    <>
      <PageHeader
        title={name}
        crumbs={[{ label: 'Product MCPs', to: paths.sources(org) }]}
        status={
          <>
            <SourceStateBadge source={source} look="washed" />
            <Tag title={MODE_WORDS[mode].sentence}>{MODE_WORDS[mode].word.toLowerCase()}</Tag>
          </>
        }
        lead={<Copyable text={endpointUrl} label="the endpoint" />}
        actions={<SourceActions org={org} source={source} />}
      />
      {mode === 'code' && source.state === 'needs_setup' && (
        <Banner tone="partial" title="Needs setup">
          No environment has an active bundle yet. Upload a document, then promote its bundle.
        </Banner>
      )}
      <TabLinks
        label="Parts of the source"
        current={current}
        tabs={tabs.map((tab, index) => ({ ...tab, to: paths.source(org, slug, { tab: index === 0 ? undefined : tab.id }) }))}
      />
      <SourceTab org={org} source={source} tab={current} />
    </>
  );
}
