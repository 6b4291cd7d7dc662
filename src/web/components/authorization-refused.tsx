// A request of an application that cannot be granted: why, and a way to tell the application. The person takes it or not.
import type { RefusedRequest } from '../api/connected-apps.ts';
import { paths } from '../api/paths.ts';
import { safeReturn } from '../text/safe-return.ts';
import { Banner } from './banner.tsx';
import { ButtonLink } from './button.tsx';
import { EntryFrame } from './entry-frame.tsx';

export function AuthorizationRefused({ refused: { problem, returnTo } }: { readonly refused: RefusedRequest }) {
  const back = returnTo === undefined ? undefined : safeReturn(returnTo);
  return (
    <EntryFrame title="This request cannot be granted" lead="An application sent you here, but something in its request is not right.">
      <Banner tone="fail" title={problem.description}>
        <span className="data text-xs">{problem.error}</span>
      </Banner>
      <div className="flex flex-wrap items-center gap-3">
        <ButtonLink to={paths.root}>Open Armature</ButtonLink>
        {back !== undefined && (
          <a href={back} className="link text-sm">
            Tell the application, at {hostOf(back)}
          </a>
        )}
      </div>
    </EntryFrame>
  );
}

const hostOf = (address: string): string => {
  const { host, protocol } = new URL(address);
  return host === '' ? protocol : host;
};
