// Leaves for the sign-in of a server's authorization server; it sends the browser back to the server's page.
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { startConnect } from '../api/servers.ts';
import type { AuthProfile } from '../api/servers.ts';
import { Button } from './button.tsx';
import { toast } from './toaster.tsx';

interface ConnectButtonProps {
  readonly org: string;
  readonly profile: AuthProfile;
  /** The one thing to do now: it takes the focus. */
  readonly isWanted?: boolean | undefined;
}

export function ConnectButton({ org, profile, isWanted = false }: ConnectButtonProps) {
  const place = useRef<HTMLSpanElement>(null);
  const connect = useMutation({
    mutationFn: () => startConnect(org, { serverId: profile.mcpServerId, profileId: profile.id }),
    onSuccess: ({ authorizationUrl }) => {
      if (isWebAddress(authorizationUrl)) window.location.assign(authorizationUrl);
      else toast.failed('Not connected', new Error('The server named no web address to sign in at.'));
    },
    onError: (error) => toast.failed('Not connected', error),
  });
  useEffect(() => {
    if (isWanted) place.current?.querySelector('button')?.focus();
  }, [isWanted]);
  return (
    <span ref={place} className="contents">
      <Button
        look={profile.grantState === 'connected' ? 'normal' : 'primary'}
        isBusy={connect.isPending || connect.isSuccess}
        aria-label={`${wordOf(profile)} ${profile.name}`}
        onClick={() => connect.mutate()}
      >
        {wordOf(profile)}
      </Button>
    </span>
  );
}

const wordOf = ({ grantState }: AuthProfile): string =>
  grantState === 'connected' || grantState === 'needs_reauth' ? 'Reconnect' : 'Connect';

/** The address comes from the metadata of a stranger: anything but the web is not followed. */
function isWebAddress(address: string): boolean {
  const { protocol } = URL.parse(address) ?? {};
  return protocol === 'https:' || protocol === 'http:';
}
