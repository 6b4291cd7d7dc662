// Who asks, as far as anybody knows: its own words marked as such, and where the answer goes.
import type { AuthorizationReview } from '../api/connected-apps.ts';
import { visibleText } from '../text/visible-text.ts';

export function AuthorizationRequester({ client }: Pick<AuthorizationReview, 'client'>) {
  const { name, host, place } = client;
  return (
    <section aria-label="Who asks" className="rounded-lg border border-line bg-surface p-4 shadow-raised">
      <dl className="grid gap-3">
        <div>
          <dt className="eyebrow">Calls itself</dt>
          <dd className="text-base font-medium break-words">“{visibleText(name)}”</dd>
        </div>
        {host !== null && (
          <div>
            <dt className="eyebrow">Described at</dt>
            <dd className="data text-sm break-all">{host}</dd>
          </div>
        )}
        <div>
          <dt className="eyebrow">Is answered at</dt>
          <dd className="data text-sm break-all">{place}</dd>
        </div>
      </dl>
      <p className="mt-3 border-t border-line pt-3 text-sm text-muted">
        Armature has not checked who made it. Go on only if you have just started this in the application yourself.
      </p>
    </section>
  );
}
