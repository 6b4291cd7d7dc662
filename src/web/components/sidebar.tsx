// The way around: organization, pages, search, theme, and who is signed in.
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { LogOut, Search } from 'lucide-react';
import { openIncidentsQuery } from '../api/alerts.ts';
import { pendingApprovalsQuery } from '../api/approvals.ts';
import { pendingChangesQuery } from '../api/changes.ts';
import { paths } from '../api/paths.ts';
import { stagedProposalsQuery } from '../api/proposals.ts';
import type { Session } from '../api/session.ts';
import { BrandMark } from './brand-mark.tsx';
import { IconButton } from './button.tsx';
import { cx } from './cx.ts';
import { navigationFor } from './navigation.tsx';
import type { NavigationItem } from './navigation.tsx';
import { OrganizationSwitcher } from './organization-switcher.tsx';
import { PageLink } from './page-link.tsx';
import { ThemeChoice } from './theme-choice.tsx';
import { leave } from './use-entry.ts';
import { useFeatures } from './use-features.ts';

interface SidebarProps {
  readonly org: string;
  readonly session: Session;
  readonly onSearch: () => void;
}

export function Sidebar({ org, session, onSearch }: SidebarProps) {
  const pages = navigationFor(session.organizations.find(({ slug }) => slug === org)?.role ?? 'viewer', useFeatures());
  return (
    <div className="flex h-full flex-col gap-5 px-3 py-4">
      <div className="flex items-center gap-2.5 px-2">
        <BrandMark />
        <OrganizationSwitcher org={org} organizations={session.organizations} />
      </div>
      <button
        type="button"
        onClick={onSearch}
        className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-sm text-faint hover:border-line-strong hover:text-ink"
      >
        <Search size={14} aria-hidden="true" />
        Go to…
        <kbd className="ms-auto font-mono text-2xs">Ctrl K</kbd>
      </button>
      <nav aria-label="Pages" className="grid gap-4">
        <NavigationGroup org={org} items={pages.filter((item) => item.group === 'main')} />
        <NavigationGroup org={org} title="Settings" items={pages.filter((item) => item.group === 'settings')} />
      </nav>
      <div className="mt-auto grid gap-3 px-2">
        <div className="flex items-center justify-between gap-2">
          <ThemeChoice />
          <span className="data text-xs text-faint">{session.version}</span>
        </div>
        <div className="flex items-center gap-2 border-t border-line pt-3">
          <PageLink
            to={paths.account({ from: org })}
            title="Account"
            className="-mx-2 min-w-0 flex-1 rounded-md px-2 py-1 leading-tight hover:bg-hover"
          >
            <span className="block truncate text-sm font-medium">{session.user.name}</span>
            <span className="block truncate text-xs text-faint">{session.singleUser ? 'Single-user mode' : session.user.email}</span>
          </PageLink>
          <IconButton label="Sign out" onClick={() => void leave()}>
            <LogOut size={14} aria-hidden="true" />
          </IconButton>
        </div>
      </div>
    </div>
  );
}

function NavigationGroup({
  org,
  title,
  items,
}: {
  readonly org: string;
  readonly title?: string;
  readonly items: readonly NavigationItem[];
}) {
  const { pathname } = useLocation();
  return (
    <div>
      {title !== undefined && <p className="eyebrow px-2 pb-1">{title}</p>}
      <ul className="grid gap-px">
        {items.map(({ label, to, Icon, key, count }) => {
          const isCurrent = isWithin(pathname, to(org), paths.overview(org));
          return (
            <li key={label}>
              <PageLink
                to={to(org)}
                aria-current={isCurrent ? 'page' : undefined}
                className={cx(
                  'group flex h-8 items-center gap-2.5 rounded-md px-2 text-base max-md:h-10',
                  isCurrent ? 'bg-selected font-medium text-ink' : 'text-muted hover:bg-hover hover:text-ink',
                )}
              >
                <Icon size={15} aria-hidden="true" className={isCurrent ? 'text-accent' : 'text-faint'} />
                {label}
                {count !== undefined && <NavigationCount org={org} of={count} />}
                <kbd aria-hidden="true" className="ms-auto font-mono text-2xs text-faint opacity-0 group-hover:opacity-100 max-md:hidden">
                  g {key}
                </kbd>
              </PageLink>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

type Counted = NonNullable<NavigationItem['count']>;

const COUNTED: Readonly<Record<Counted, { readonly word: string; readonly look: string }>> = {
  openIncidents: { word: 'open', look: 'bg-fail-wash text-fail' },
  pendingChanges: { word: 'pending', look: 'bg-partial-wash text-partial' },
  stagedProposals: { word: 'staged', look: 'bg-partial-wash text-partial' },
  pendingApprovals: { word: 'to approve', look: 'bg-partial-wash text-partial' },
};

/** Nothing while there is nothing to count, or it could not be counted. */
function NavigationCount({ org, of }: { readonly org: string; readonly of: Counted }) {
  const incidents = useQuery({ ...openIncidentsQuery(org), enabled: of === 'openIncidents' }).data?.total;
  const changes = useQuery({ ...pendingChangesQuery(org), enabled: of === 'pendingChanges' }).data?.total;
  const proposals = useQuery({ ...stagedProposalsQuery(org), enabled: of === 'stagedProposals' }).data?.total;
  const approvals = useQuery({ ...pendingApprovalsQuery(org), enabled: of === 'pendingApprovals' }).data?.total;
  const totals = { openIncidents: incidents, pendingChanges: changes, stagedProposals: proposals, pendingApprovals: approvals };
  const total = totals[of] ?? 0;
  if (total === 0) return null;
  const { word, look } = COUNTED[of];
  return (
    <span className={cx('rounded-full px-1.5 font-mono text-2xs tabular-nums', look)}>
      {total} <span className="sr-only">{word}</span>
    </span>
  );
}

/** The overview is current only as itself; other pages also for what lies under them. */
function isWithin(pathname: string, to: string, overview: string): boolean {
  const path = pathname.replace(/\/$/, '');
  return path === to || (to !== overview && path.startsWith(`${to}/`));
}
