// Path → page, one line each. Pages are loaded when they are first opened.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { authOptionsQuery } from './api/auth.ts';
import { isSignedOut } from './api/error.ts';
import { locationOf, parseSearch, searchText } from './api/location.ts';
import type { Search } from './api/location.ts';
import { paths, patterns } from './api/paths.ts';
import { sessionQuery } from './api/session.ts';
import type { Session } from './api/session.ts';
import { OrganizationFrame } from './pages/organization-frame.tsx';
import { PageCrash } from './pages/page-crash.tsx';
import { NotFound } from './pages/not-found.tsx';
import { takeNext } from './pages/next-page.ts';

/** The browser tests build the dashboard in this mode; no other build knows the gallery. */
const GALLERY_MODE = 'gallery';

export type DashboardRouter = ReturnType<typeof createDashboardRouter>;

export function createDashboardRouter(queries: QueryClient) {
  const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageCrash });

  const signedIn = async ({ location }: { readonly location: { readonly href: string } }): Promise<void> => {
    try {
      await queries.ensureQueryData(sessionQuery);
    } catch (error) {
      if (isSignedOut(error)) throw redirect({ to: patterns.signIn, search: { next: location.href } });
      throw error;
    }
  };

  const home = createRoute({
    getParentRoute: () => root,
    path: paths.root,
    beforeLoad: async (context) => {
      await signedIn(context);
      const session = await queries.ensureQueryData(sessionQuery);
      throw redirect({ ...locationOf(takeNext() ?? homeOf(session)), replace: true });
    },
    component: NotFound,
  });
  /** For who is not signed in: what the instance offers is asked for while the page is loaded. */
  const entry = (path: string, component: ReturnType<typeof lazyRouteComponent>) =>
    createRoute({ getParentRoute: () => root, path, beforeLoad: () => void queries.prefetchQuery(authOptionsQuery), component });
  /** For who is signed in, in whatever organization or none. */
  const personal = (path: string, component: ReturnType<typeof lazyRouteComponent>) =>
    createRoute({ getParentRoute: () => root, path, beforeLoad: signedIn, component });
  const runShortcut = createRoute({
    getParentRoute: () => root,
    path: patterns.runShortcut,
    beforeLoad: signedIn,
    component: lazyRouteComponent(() => import('./pages/run-shortcut.tsx'), 'RunShortcutPage'),
  });

  const org = createRoute({ getParentRoute: () => root, path: patterns.org, beforeLoad: signedIn, component: OrganizationFrame });
  const page = (path: string, component: ReturnType<typeof lazyRouteComponent>) =>
    createRoute({ getParentRoute: () => org, path, component });

  const tree = root.addChildren([
    home,
    entry(
      patterns.signIn,
      lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage'),
    ),
    entry(
      patterns.twoFactor,
      lazyRouteComponent(() => import('./pages/two-factor.tsx'), 'TwoFactorPage'),
    ),
    entry(
      patterns.signUp,
      lazyRouteComponent(() => import('./pages/sign-up.tsx'), 'SignUpPage'),
    ),
    entry(
      patterns.forgotPassword,
      lazyRouteComponent(() => import('./pages/forgot-password.tsx'), 'ForgotPasswordPage'),
    ),
    entry(
      patterns.resetPassword,
      lazyRouteComponent(() => import('./pages/reset-password.tsx'), 'ResetPasswordPage'),
    ),
    entry(
      patterns.verifyEmail,
      lazyRouteComponent(() => import('./pages/verify-email.tsx'), 'VerifyEmailPage'),
    ),
    entry(
      patterns.invitation,
      lazyRouteComponent(() => import('./pages/invitation.tsx'), 'InvitationPage'),
    ),
    personal(
      patterns.welcome,
      lazyRouteComponent(() => import('./pages/welcome.tsx'), 'WelcomePage'),
    ),
    personal(
      patterns.account,
      lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
    ),
    personal(
      patterns.authorize,
      lazyRouteComponent(() => import('./pages/authorize.tsx'), 'AuthorizePage'),
    ),
    runShortcut,
    org.addChildren([
      page(
        patterns.overview,
        lazyRouteComponent(() => import('./pages/overview.tsx'), 'OverviewPage'),
      ),
      page(
        patterns.servers,
        lazyRouteComponent(() => import('./pages/servers.tsx'), 'ServersPage'),
      ),
      page(
        patterns.server,
        lazyRouteComponent(() => import('./pages/server.tsx'), 'ServerPage'),
      ),
      page(
        patterns.workflows,
        lazyRouteComponent(() => import('./pages/workflows.tsx'), 'WorkflowsPage'),
      ),
      page(
        patterns.newWorkflow,
        lazyRouteComponent(() => import('./pages/new-workflow.tsx'), 'NewWorkflowPage'),
      ),
      page(
        patterns.workflow,
        lazyRouteComponent(() => import('./pages/workflow.tsx'), 'WorkflowPage'),
      ),
      page(
        patterns.proposals,
        lazyRouteComponent(() => import('./pages/proposals.tsx'), 'ProposalsPage'),
      ),
      page(
        patterns.proposal,
        lazyRouteComponent(() => import('./pages/proposal.tsx'), 'ProposalPage'),
      ),
      page(
        patterns.runs,
        lazyRouteComponent(() => import('./pages/runs.tsx'), 'RunsPage'),
      ),
      page(
        patterns.run,
        lazyRouteComponent(() => import('./pages/run.tsx'), 'RunPage'),
      ),
      page(
        patterns.compare,
        lazyRouteComponent(() => import('./pages/compare.tsx'), 'ComparePage'),
      ),
      page(
        patterns.monitors,
        lazyRouteComponent(() => import('./pages/monitors.tsx'), 'MonitorsPage'),
      ),
      page(
        patterns.newMonitors,
        lazyRouteComponent(() => import('./pages/new-monitors.tsx'), 'NewMonitorsPage'),
      ),
      page(
        patterns.monitor,
        lazyRouteComponent(() => import('./pages/monitor.tsx'), 'MonitorPage'),
      ),
      page(
        patterns.alerts,
        lazyRouteComponent(() => import('./pages/alerts.tsx'), 'AlertsPage'),
      ),
      page(
        patterns.sources,
        lazyRouteComponent(() => import('./pages/sources.tsx'), 'SourcesPage'),
      ),
      page(
        patterns.source,
        lazyRouteComponent(() => import('./pages/source.tsx'), 'SourcePage'),
      ),
      page(
        patterns.approvals,
        lazyRouteComponent(() => import('./pages/approvals.tsx'), 'ApprovalsPage'),
      ),
      page(
        patterns.approval,
        lazyRouteComponent(() => import('./pages/approval.tsx'), 'ApprovalPage'),
      ),
      page(
        patterns.changes,
        lazyRouteComponent(() => import('./pages/changes.tsx'), 'ChangesPage'),
      ),
      page(
        patterns.inbox,
        lazyRouteComponent(() => import('./pages/inbox.tsx'), 'InboxPage'),
      ),
      page(
        patterns.settings,
        lazyRouteComponent(() => import('./pages/settings.tsx'), 'SettingsPage'),
      ),
      page(
        patterns.models,
        lazyRouteComponent(() => import('./pages/models.tsx'), 'ModelsPage'),
      ),
      page(
        patterns.keys,
        lazyRouteComponent(() => import('./pages/keys.tsx'), 'KeysPage'),
      ),
      page(
        patterns.members,
        lazyRouteComponent(() => import('./pages/members.tsx'), 'MembersPage'),
      ),
      page(
        patterns.audit,
        lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditPage'),
      ),
      page(
        patterns.statusPage,
        lazyRouteComponent(() => import('./pages/status-page.tsx'), 'StatusPagePage'),
      ),
    ]),
    ...(import.meta.env.DEV || import.meta.env.MODE === GALLERY_MODE
      ? [
          createRoute({
            getParentRoute: () => root,
            path: patterns.gallery,
            component: lazyRouteComponent(() => import('./gallery.tsx'), 'Gallery'),
          }),
        ]
      : []),
  ]);

  return createRouter({
    routeTree: tree,
    defaultPreload: 'intent',
    defaultErrorComponent: PageCrash,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    parseSearch: (text) => parseSearch(text.replace(/^\?/, '')),
    stringifySearch: (search) => searchText(search as Search),
  });
}

/** The first organization, or the page on which one is made or joined. */
function homeOf({ organizations: [first] }: Session): string {
  return first === undefined ? paths.welcome : paths.overview(first.slug);
}
