// Where an OAuth grant of a server needs a person: to be given, given again, or soon.
import { useQuery } from '@tanstack/react-query';
import { paths } from '../api/paths.ts';
import { authProfilesQuery } from '../api/servers.ts';
import type { AuthProfile } from '../api/servers.ts';
import { Banner } from './banner.tsx';
import { ButtonLink } from './button.tsx';
import { ConnectButton } from './connect-button.tsx';

interface GrantBannerProps {
  readonly org: string;
  readonly serverId: string;
  /** Told where several servers stand side by side. */
  readonly serverName?: string | undefined;
  readonly canConnect: boolean;
}

/** The profiles of a server that need a person, the most urgent first. */
export function useTroubledGrants(org: string, serverId: string): readonly AuthProfile[] {
  const profiles = useQuery(authProfilesQuery(org, serverId)).data?.rows ?? [];
  return troubledAmong(profiles);
}

function troubledAmong(profiles: readonly AuthProfile[]): readonly AuthProfile[] {
  const ended = profiles.filter(({ grantState }) => grantState === 'needs_reauth');
  const ending = profiles.filter(({ grantState, grantWarning }) => grantState === 'connected' && typeof grantWarning === 'string');
  const waiting = profiles.filter((profile) => profile.grantState === 'pending' && profile.isDefault && needsPerson(profile));
  return [...ended, ...ending, ...waiting];
}

export function GrantBanners({ org, serverId, serverName, canConnect }: GrantBannerProps) {
  return useTroubledGrants(org, serverId).map((profile) => (
    <Banner
      key={profile.id}
      tone={toneOf(profile)}
      title={titleOf(profile, serverName)}
      actions={canConnect ? <Remedy org={org} profile={profile} /> : undefined}
    >
      {textOf(profile)}
    </Banner>
  ));
}

const needsPerson = ({ kind }: AuthProfile): boolean => kind === 'oauth_authorization_code';

/** A client that is refused is mended by its settings, not by a sign-in. */
function Remedy({ org, profile }: { readonly org: string; readonly profile: AuthProfile }) {
  if (needsPerson(profile)) return <ConnectButton org={org} profile={profile} />;
  return <ButtonLink to={paths.server(org, profile.mcpServerId, { tab: 'auth' })}>Auth profiles</ButtonLink>;
}

const toneOf = ({ grantState }: AuthProfile) => (grantState === 'needs_reauth' ? 'fail' : grantState === 'connected' ? 'partial' : 'idle');

function titleOf({ name, grantState }: AuthProfile, serverName: string | undefined): string {
  const what = serverName === undefined ? `Auth profile ${name}` : `${serverName}: auth profile ${name}`;
  if (grantState === 'needs_reauth') return `${what} needs renewal`;
  return grantState === 'connected' ? `${what} ends soon` : `${what} is not connected`;
}

function textOf(profile: AuthProfile): string {
  const { grantState, grantError, grantWarning } = profile;
  if (grantState === 'connected') return grantWarning ?? '';
  if (grantState === 'pending') return 'Nobody has signed in at this server yet. Until then every contact with it fails.';
  const remedy = needsPerson(profile) ? 'somebody signs in again' : 'its settings are mended';
  return `${grantError ?? 'The server no longer accepts the grant.'} Until ${remedy}, runs with it end as an error.`;
}
