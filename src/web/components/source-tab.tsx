// The tab of a source that its address names.
import { lazy, Suspense } from 'react';
import { paths } from '../api/paths.ts';
import type { Source } from '../api/sources.ts';
import { ApprovalList } from './approval-list.tsx';
import { BundleList } from './bundle-list.tsx';
import { ExecutionList } from './execution-list.tsx';
import { SdkBrowser } from './sdk-browser.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { SourceConnect } from './source-connect.tsx';
import { SourceSecrets } from './source-secrets.tsx';
import { SourceSettings } from './source-settings.tsx';
import { SourceSetup } from './source-setup.tsx';
import type { SourceTabId } from './source-tabs.ts';
import { usePage } from './use-page.ts';

// The editor is as large as the rest of the dashboard: only who opens the playground loads it.
const Playground = lazy(async () => ({ default: (await import('./playground.tsx')).Playground }));

interface SourceTabProps {
  readonly org: string;
  readonly source: Source;
  readonly tab: SourceTabId | '';
}

export function SourceTab({ org, source, tab }: SourceTabProps) {
  const { search } = usePage();
  switch (tab) {
    case 'setup':
      return <SourceSetup org={org} source={source} />;
    case 'connect':
      return <SourceConnect org={org} source={source} />;
    case 'bundles':
      return <BundleList org={org} source={source} />;
    case 'sdk':
      return <SdkBrowser org={org} source={source} />;
    case 'playground':
      return (
        <Suspense fallback={<RowsSkeleton rows={8} />}>
          <Playground org={org} source={source} />
        </Suspense>
      );
    case 'executions':
      return <ExecutionList org={org} source={source} />;
    case 'approvals':
      return <ApprovalList org={org} source={source.slug} to={(page) => paths.source(org, source.slug, { ...search, page })} />;
    case 'secrets':
      return <SourceSecrets org={org} source={source} />;
    case 'settings':
      return <SourceSettings org={org} source={source} />;
    default:
      return null;
  }
}
