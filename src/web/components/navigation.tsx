// The list of pages of an organization, as the sidebar, the palette and the keys know them.
import {
  Activity,
  BellRing,
  Box,
  Cpu,
  Gauge,
  GitCompare,
  GitPullRequestArrow,
  Globe,
  History,
  Inbox,
  KeyRound,
  ScrollText,
  Settings,
  Share2,
  Users,
  Workflow,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { paths } from '../api/paths.ts';
import { hasRole } from '../api/session.ts';
import type { Role } from '../api/session.ts';
import type { Features } from './use-features.ts';

export interface NavigationItem {
  readonly label: string;
  readonly to: (org: string) => string;
  readonly Icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
  readonly group: 'main' | 'settings';
  /** The least role that may open it; anyone's when absent. */
  readonly needs?: Role | undefined;
  /** What the instance must have switched on. */
  readonly feature?: keyof Features | undefined;
  /** What is counted beside its name. */
  readonly count?: 'openIncidents' | 'pendingChanges' | 'stagedProposals' | 'pendingApprovals' | undefined;
}

export const NAVIGATION: readonly NavigationItem[] = [
  { label: 'Overview', to: (org) => paths.overview(org), Icon: Gauge, key: 'o', group: 'main' },
  { label: 'Servers', to: (org) => paths.servers(org), Icon: Box, key: 's', group: 'main' },
  { label: 'Workflows', to: (org) => paths.workflows(org), Icon: Workflow, key: 'w', group: 'main' },
  { label: 'Proposals', to: (org) => paths.proposals(org), Icon: GitPullRequestArrow, key: 'd', group: 'main', count: 'stagedProposals' },
  { label: 'Run history', to: (org) => paths.runs(org), Icon: History, key: 'r', group: 'main' },
  { label: 'Monitors', to: (org) => paths.monitors(org), Icon: Activity, key: 'n', group: 'main' },
  { label: 'Alerts', to: (org) => paths.alerts(org), Icon: BellRing, key: 'l', group: 'main', count: 'openIncidents' },
  { label: 'Product MCPs', to: (org) => paths.sources(org), Icon: Share2, key: 'u', group: 'main', count: 'pendingApprovals' },
  { label: 'Changes', to: (org) => paths.changes(org), Icon: GitCompare, key: 'c', group: 'main', count: 'pendingChanges' },
  { label: 'Local inbox', to: (org) => paths.inbox(org), Icon: Inbox, key: 'i', group: 'main', feature: 'inbox' },
  { label: 'General', to: (org) => paths.settings(org), Icon: Settings, key: 'e', group: 'settings' },
  { label: 'Members', to: (org) => paths.members(org), Icon: Users, key: 'p', group: 'settings' },
  { label: 'Models', to: (org) => paths.models(org), Icon: Cpu, key: 'm', group: 'settings' },
  { label: 'API keys', to: (org) => paths.keys(org), Icon: KeyRound, key: 'k', group: 'settings' },
  { label: 'Status page', to: (org) => paths.statusPage(org), Icon: Globe, key: 't', group: 'settings' },
  { label: 'Audit log', to: (org) => paths.audit(org), Icon: ScrollText, key: 'a', group: 'settings', needs: 'admin' },
];

/** The pages a role may open, on an instance with these features. */
export const navigationFor = (role: Role, features: Features): readonly NavigationItem[] =>
  NAVIGATION.filter(({ needs = 'viewer', feature }) => hasRole(role, needs) && (feature === undefined || features[feature]));
