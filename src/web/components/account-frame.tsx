// Around the pages of a person that belong to no organization: a bar with the way back, the theme and the way out.
import { ArrowLeft, LogOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { paths } from '../api/paths.ts';
import type { Session } from '../api/session.ts';
import { BrandMark } from './brand-mark.tsx';
import { IconButton } from './button.tsx';
import { PageLink } from './page-link.tsx';
import { ThemeChoice } from './theme-choice.tsx';
import { leave } from './use-entry.ts';
import { usePage } from './use-page.ts';

export function AccountFrame({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const { search } = usePage();
  const [first] = session.organizations;
  const back = session.organizations.find(({ slug }) => slug === search['from']) ?? first;
  return (
    <>
      <a href="#content" className="skip-link">
        Skip to content
      </a>
      <header className="sticky top-0 z-30 border-b border-line bg-canvas">
        <div className="mx-auto flex h-12 max-w-3xl items-center gap-3 px-4 md:px-8">
          <BrandMark />
          {back !== undefined && (
            <PageLink to={paths.overview(back.slug)} className="flex min-w-0 items-center gap-1.5 text-sm text-muted hover:text-ink">
              <ArrowLeft size={14} aria-hidden="true" className="shrink-0" />
              <span className="truncate">{back.name}</span>
            </PageLink>
          )}
          <span className="ms-auto" />
          <ThemeChoice />
          <IconButton label="Sign out" onClick={() => void leave()}>
            <LogOut size={14} aria-hidden="true" />
          </IconButton>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-3xl px-4 pt-6 pb-20 outline-none md:px-8">
        {children}
      </main>
    </>
  );
}
