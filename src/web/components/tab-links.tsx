// Tabs that are addresses: each can be linked, opened in a new window and gone back to.
import { useEffect, useRef } from 'react';
import { PageLink } from './page-link.tsx';
import { cx } from './cx.ts';

export interface TabLink {
  readonly id: string;
  readonly label: string;
  readonly to: string;
  readonly note?: string | number | undefined;
  readonly hasProblem?: boolean | undefined;
}

export function TabLinks({
  tabs,
  current,
  label,
}: {
  readonly tabs: readonly TabLink[];
  readonly current: string;
  readonly label: string;
}) {
  const strip = useRef<HTMLElement>(null);
  const shown = tabs.findIndex(({ id }) => id === current);
  useEffect(() => {
    if (strip.current !== null) bringIntoSight(strip.current, strip.current.children[shown]);
  }, [shown]);
  return (
    <nav ref={strip} aria-label={label} className="mb-5 flex gap-5 overflow-x-auto border-b border-line">
      {tabs.map((tab) => (
        <PageLink
          key={tab.id}
          to={tab.to}
          replace
          keepScroll
          aria-current={tab.id === current ? 'page' : undefined}
          className={cx(
            '-mb-px flex shrink-0 items-center gap-1.5 border-b-2 pt-1 pb-2 text-base whitespace-nowrap',
            tab.id === current ? 'border-accent font-medium text-ink' : 'border-transparent text-muted hover:text-ink',
          )}
        >
          {tab.label}
          {tab.note !== undefined && <span className="data text-xs text-faint">{tab.note}</span>}
          {tab.hasProblem === true && <span className="size-1.5 bg-fail-mark" role="img" aria-label="has an error" />}
        </PageLink>
      ))}
    </nav>
  );
}

/** On a narrow screen not all tabs have room: the current one is moved to the middle, and the page stays where it is. */
function bringIntoSight(strip: HTMLElement, tab: Element | undefined): void {
  if (tab === undefined || strip.scrollWidth <= strip.clientWidth) return;
  const [outer, inner] = [strip.getBoundingClientRect(), tab.getBoundingClientRect()];
  strip.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}
