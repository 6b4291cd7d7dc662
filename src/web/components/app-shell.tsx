// The frame around every page of an organization: sidebar or top bar, skip link, palette, keys.
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { useLocation } from '@tanstack/react-router';
import { Menu } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { Session } from '../api/session.ts';
import { BrandMark } from './brand-mark.tsx';
import { IconButton } from './button.tsx';
import { CommandPalette } from './command-palette.tsx';
import { ShortcutHelp } from './shortcut-help.tsx';
import { Sidebar } from './sidebar.tsx';
import { usePage } from './use-page.ts';
import { useShortcuts } from './use-shortcuts.ts';

interface AppShellProps {
  readonly org: string;
  readonly session: Session;
  readonly children: ReactNode;
}

export function AppShell({ org, session, children }: AppShellProps) {
  const [open, setOpen] = useState<'palette' | 'help' | 'menu' | null>(null);
  const { go } = usePage();
  const { pathname } = useLocation();
  const openPalette = useCallback(() => setOpen('palette'), []);
  const openHelp = useCallback(() => setOpen('help'), []);
  const close = useCallback(() => setOpen(null), []);
  useShortcuts({ org, go, openPalette, openHelp });
  useEffect(() => setOpen(null), [pathname]);

  const name = session.organizations.find(({ slug }) => slug === org)?.name ?? org;
  const sidebar = <Sidebar org={org} session={session} onSearch={openPalette} />;
  return (
    <div className="md:grid md:min-h-dvh md:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a href="#content" className="skip-link">
        Skip to content
      </a>
      <aside className="sticky top-0 h-dvh overflow-y-auto border-e border-line max-md:hidden">{sidebar}</aside>
      <header className="sticky top-0 z-30 flex h-12 items-center gap-3 border-b border-line bg-canvas px-3 md:hidden">
        <IconButton label="Open menu" onClick={() => setOpen('menu')}>
          <Menu size={18} aria-hidden="true" />
        </IconButton>
        <BrandMark size={18} />
        <span className="truncate font-semibold">{name}</span>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[76rem] px-4 pt-6 pb-20 outline-none md:px-8">
        {children}
      </main>
      <BaseDialog.Root open={open === 'menu'} onOpenChange={(isOpen) => !isOpen && close()}>
        <BaseDialog.Portal>
          <BaseDialog.Backdrop className="veil fixed inset-0 z-40 bg-scrim" />
          <BaseDialog.Popup
            aria-label="Menu"
            className="overlay fixed inset-y-0 start-0 z-50 w-72 overflow-y-auto bg-canvas shadow-overlay outline-none"
          >
            {sidebar}
          </BaseDialog.Popup>
        </BaseDialog.Portal>
      </BaseDialog.Root>
      <CommandPalette org={org} isOpen={open === 'palette'} onClose={close} go={go} />
      <ShortcutHelp isOpen={open === 'help'} onClose={close} />
    </div>
  );
}
