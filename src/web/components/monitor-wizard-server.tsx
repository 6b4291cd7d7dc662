// Step 1: the server, and the credential its checks carry.
import { useQuery } from '@tanstack/react-query';
import { authProfilesQuery } from '../api/servers.ts';
import type { ServerRow } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { cx } from './cx.ts';
import { Field } from './field.tsx';
import { HealthBadge } from './health-badge.tsx';
import { Choice } from './inputs.tsx';
import type { MonitorWizard } from './use-monitor-wizard.ts';

interface MonitorWizardServerProps {
  readonly wizard: MonitorWizard;
  readonly servers: readonly ServerRow[];
  readonly onServer: (serverId: string) => void;
}

export function MonitorWizardServer({ wizard, servers, onServer }: MonitorWizardServerProps) {
  const { org, serverId, shared, setShared } = wizard;
  const profiles = useQuery(authProfilesQuery(org, serverId)).data?.rows ?? [];
  return (
    <div className="grid max-w-3xl gap-5">
      <fieldset>
        <legend className="sr-only">Server</legend>
        <div className="divide-y divide-line rounded-lg border border-line bg-surface shadow-raised">
          {servers.map((server) => (
            <label
              key={server.id}
              className={cx(
                'flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 first:rounded-t-lg last:rounded-b-lg hover:bg-hover',
                server.id === serverId && 'bg-selected',
              )}
            >
              <input
                type="radio"
                name="server"
                value={server.id}
                checked={server.id === serverId}
                onChange={() => onServer(server.id)}
                className="size-4 accent-(--accent)"
              />
              <span className="min-w-0 flex-1 basis-52">
                <span className="block font-medium break-words">{server.name}</span>
                <span className="block text-xs text-muted">
                  {server.environment} · {server.tool_count === null ? 'tools not known yet' : plural(server.tool_count, 'tool')}
                </span>
              </span>
              <HealthBadge health={server.health} detail={server.health_detail} />
            </label>
          ))}
        </div>
      </fieldset>
      {serverId !== '' && (
        <Field label="Auth profile" className="max-w-sm" hint="Of this server; its checks carry it.">
          {(control) => (
            <Choice {...control} value={shared.authProfileId} onChange={(event) => setShared({ authProfileId: event.target.value })}>
              <option value="">The server’s default</option>
              {profiles.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Choice>
          )}
        </Field>
      )}
    </div>
  );
}
