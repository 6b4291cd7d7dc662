// How a profile's OAuth grant stands: a word with its tone, until when, and what is to be feared.
import type { AuthProfile } from '../api/servers.ts';
import { GRANT_WORDS } from '../text/tone.ts';
import { Badge } from './badge.tsx';
import { TimeAgo } from './time-ago.tsx';

export function GrantLine({ profile }: { readonly profile: AuthProfile }) {
  const { grantState, grantExpiresAt, grantError, grantWarning } = profile;
  if (grantState === undefined || grantState === null) return null;
  const { word, tone } = GRANT_WORDS[grantState];
  return (
    <div className="grid gap-0.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-1.5">
        <Badge tone={tone}>{word}</Badge>
        {grantState === 'connected' && typeof grantExpiresAt === 'string' && (
          <span className="text-muted">
            until <TimeAgo at={grantExpiresAt} />
          </span>
        )}
      </p>
      {typeof grantError === 'string' && <p className="break-words text-muted">{grantError}</p>}
      {typeof grantWarning === 'string' && (
        <p className="flex flex-wrap gap-x-1.5 break-words">
          <Badge tone="partial">Ends soon</Badge> {grantWarning}
        </p>
      )}
    </div>
  );
}
