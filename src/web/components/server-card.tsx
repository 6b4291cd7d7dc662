// One server in the list: what it is, whether it answers, and what it offers.
import type { ServerRow } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { Badge } from './badge.tsx';
import { HealthBadge } from './health-badge.tsx';
import { PageLink } from './page-link.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';

export const TRANSPORT_WORDS = { streamable_http: 'Streamable HTTP', sse: 'SSE', stdio_hosted: 'Hosted stdio' } as const;

/** Its address, or the program that is started in place of one. */
export const whereOf = ({ base_url, command }: Pick<ServerRow, 'base_url' | 'command'>): string =>
  base_url ?? command ?? 'A program on this machine';

interface ServerCardProps {
  readonly server: ServerRow;
  readonly to: string;
  /** 0–100; null without active tools, undefined while it is counted. */
  readonly coveragePercent: number | null | undefined;
}

export function ServerCard({ server, to, coveragePercent }: ServerCardProps) {
  return (
    <article className="group relative flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-surface p-4 shadow-raised hover:border-line-strong">
      <div className="flex items-start justify-between gap-3">
        <h2 className="min-w-0 font-semibold break-words">
          <PageLink to={to} className="after:absolute after:inset-0 after:rounded-lg group-hover:underline">
            {server.name}
          </PageLink>
        </h2>
        <HealthBadge health={server.health} detail={server.health_detail} />
      </div>
      <p className="data truncate text-xs text-muted" title={whereOf(server)}>
        {whereOf(server)}
      </p>
      <div className="flex flex-wrap gap-1.5">
        <Tag>{TRANSPORT_WORDS[server.transport_type]}</Tag>
        {server.protocol_version !== null && <Tag title="Agreed protocol revision">{server.protocol_version}</Tag>}
        {server.environment !== 'production' && <Tag tone="accent">{server.environment}</Tag>}
        {server.categories.map((category) => (
          <Tag key={category}>{category}</Tag>
        ))}
      </div>
      {(server.breaking_at !== null || server.pending_changes > 0) && (
        <div className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {server.breaking_at !== null && (
            <Badge tone="fail" title="The catalog broke its callers in the last 7 days">
              Breaking change <TimeAgo at={server.breaking_at} />
            </Badge>
          )}
          {server.pending_changes > 0 && <Badge tone="partial">{server.pending_changes} pending review</Badge>}
        </div>
      )}
      <div className="mt-auto flex flex-wrap justify-between gap-3 border-t border-line pt-2.5 text-sm text-muted">
        <span>
          {server.tool_count === null ? 'Tools not read yet' : plural(server.tool_count, 'tool')}
          {coveragePercent !== undefined && coveragePercent !== null && (
            <span title="Tools that workflows exercise">
              {' · '}
              <span className="data">{coveragePercent} %</span> covered
            </span>
          )}
        </span>
        <span>
          {server.last_synced_at === null ? (
            'Never synced'
          ) : (
            <>
              Synced <TimeAgo at={server.last_synced_at} />
            </>
          )}
        </span>
      </div>
    </article>
  );
}
