// The object that a rule or an incident is about, as a link to its page.
import type { RuleTargetType } from '../api/alerts.ts';
import { paths } from '../api/paths.ts';
import { TARGET_WORDS } from '../text/alert-words.ts';
import { PageLink } from './page-link.tsx';

interface RuleTargetLinkProps {
  readonly org: string;
  readonly type: RuleTargetType;
  readonly id: string;
  /** Null when it cannot be named any more. */
  readonly name: string | null;
}

export function RuleTargetLink({ org, type, id, name }: RuleTargetLinkProps) {
  return (
    <span className="min-w-0">
      <span className="text-faint">{TARGET_WORDS[type]}</span>{' '}
      {name === null ? (
        <span className="text-muted">that is gone</span>
      ) : (
        <PageLink to={targetPath(org, type, id)} className="break-words hover:underline">
          {name}
        </PageLink>
      )}
    </span>
  );
}

function targetPath(org: string, type: RuleTargetType, id: string): string {
  if (type === 'workflow') return paths.workflow(org, id);
  return type === 'monitor' ? paths.monitor(org, id) : paths.server(org, id);
}
