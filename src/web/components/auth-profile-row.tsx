// One credential set in the list of a server: its kind, its state, and what can be done with it.
import type { AuthKind, AuthProfile, Probe } from '../api/servers.ts';
import { ActionMenu } from './action-menu.tsx';
import { Button } from './button.tsx';
import { ConnectButton } from './connect-button.tsx';
import { cx } from './cx.ts';
import { GrantLine } from './grant-line.tsx';
import { ProbeReport } from './probe-report.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';

const KIND_WORDS: Readonly<Record<AuthKind, string>> = {
  none: 'No auth',
  bearer: 'Bearer token',
  api_key_header: 'API key header',
  oauth_client_credentials: 'OAuth, client credentials',
  oauth_authorization_code: 'OAuth, signed in by a person',
};

interface AuthProfileRowProps {
  readonly org: string;
  readonly profile: AuthProfile;
  readonly canEdit: boolean;
  readonly isTesting: boolean;
  readonly probe: Probe | undefined;
  /** Somebody came here to connect it. */
  readonly isWanted: boolean;
  readonly onTest: () => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

export function AuthProfileRow({ org, profile, canEdit, isTesting, probe, isWanted, onTest, onEdit, onRemove }: AuthProfileRowProps) {
  const clientId = profile.oauth?.clientId ?? '';
  const isConnectable = profile.kind === 'oauth_authorization_code';
  return (
    <li className={cx('grid gap-2 px-4 py-3', isWanted && 'bg-selected')}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-52">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {profile.name}
            {profile.isDefault && <Tag tone="accent">default</Tag>}
          </p>
          <p className="text-sm break-words text-muted">
            {KIND_WORDS[profile.kind]}
            {profile.headerName !== null && <span className="data"> {profile.headerName}</span>}
            {clientId !== '' && <span className="data break-all"> {clientId}</span>}
            {profile.secretSetAt !== null && (
              <>
                {' '}
                · secret set <TimeAgo at={profile.secretSetAt} />
              </>
            )}
          </p>
          <GrantLine profile={profile} />
        </div>
        {canEdit && (
          <div className="flex flex-wrap items-center gap-2">
            {isConnectable && <ConnectButton org={org} profile={profile} isWanted={isWanted} />}
            {(!isConnectable || profile.grantState === 'connected') && (
              <Button isBusy={isTesting} aria-label={`Test ${profile.name}`} onClick={onTest}>
                Test
              </Button>
            )}
            <ActionMenu
              label={`Actions of ${profile.name}`}
              actions={[
                { label: 'Edit', onSelect: onEdit },
                { label: 'Delete', onSelect: onRemove, isDangerous: true },
              ]}
            />
          </div>
        )}
      </div>
      {probe !== undefined && <ProbeReport probe={probe} />}
    </li>
  );
}
