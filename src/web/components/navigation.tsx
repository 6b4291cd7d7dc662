// The list of pages of an organization, as the sidebar, the palette and the keys know them.
import { Box, Gauge, History, KeyRound, Cpu, ScrollText, Settings, Users, Workflow } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { paths } from '../api/paths.ts';
import { hasRole } from '../api/session.ts';
import type { Role } from '../api/session.ts';

export interface NavigationItem {
  readonly label: string;
  readonly to: (org: string) => string;
  readonly Icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
  readonly group: 'main' | 'settings';
  /** The least role that may open it; anyone's when absent. */
  readonly needs?: Role | undefined;
}

export const NAVIGATION: readonly NavigationItem[] = [
  { label: 'Overview', to: (org) => paths.overview(org), Icon: Gauge, key: 'o', group: 'main' },
  { label: 'Servers', to: (org) => paths.servers(org), Icon: Box, key: 's', group: 'main' },
  { label: 'Workflows', to: (org) => paths.workflows(org), Icon: Workflow, key: 'w', group: 'main' },
  { label: 'Run history', to: (org) => paths.runs(org), Icon: History, key: 'r', group: 'main' },
  { label: 'General', to: (org) => paths.settings(org), Icon: Settings, key: 'e', group: 'settings' },
  { label: 'Members', to: (org) => paths.members(org), Icon: Users, key: 'p', group: 'settings' },
  { label: 'Models', to: (org) => paths.models(org), Icon: Cpu, key: 'm', group: 'settings' },
  { label: 'API keys', to: (org) => paths.keys(org), Icon: KeyRound, key: 'k', group: 'settings' },
  { label: 'Audit log', to: (org) => paths.audit(org), Icon: ScrollText, key: 'a', group: 'settings', needs: 'admin' },
];

/** The pages a role may open. */
export const navigationFor = (role: Role): readonly NavigationItem[] => NAVIGATION.filter(({ needs = 'viewer' }) => hasRole(role, needs));
