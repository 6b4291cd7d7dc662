// Says on the page of a server that it is in maintenance now, and until when.
import { useQuery } from '@tanstack/react-query';
import { maintenanceQuery } from '../api/maintenance.ts';
import { Banner } from './banner.tsx';
import { TimeAgo } from './time-ago.tsx';

export function MaintenanceBanner({ org, serverId }: { readonly org: string; readonly serverId: string }) {
  const open = useQuery(maintenanceQuery(org, serverId)).data?.rows.filter(({ isOpen }) => isOpen) ?? [];
  return open.map((window) => (
    <Banner key={window.id} tone="idle" title={`In maintenance: ${window.title}`}>
      Nobody is alerted, and uptime leaves it out. It ends <TimeAgo at={window.next?.endsAt} />.
    </Banner>
  ));
}
