// A link to a page of the dashboard by its whole address, query and fragment included.
import { Link } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';
import { locationOf } from '../api/location.ts';

interface PageLinkProps extends Pick<
  AnchorHTMLAttributes<HTMLAnchorElement>,
  'aria-current' | 'aria-label' | 'title' | 'style' | 'onClick'
> {
  readonly to: string;
  /** Takes the place of the page before it in the history. */
  readonly replace?: boolean | undefined;
  readonly keepScroll?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLAnchorElement> | undefined;
}

export function PageLink({ to, replace = false, keepScroll = false, ...rest }: PageLinkProps) {
  return <Link {...locationOf(to)} replace={replace} resetScroll={!keepScroll} activeProps={NOTHING} {...rest} />;
}

// The router would mark links to the present page by itself; our navigation says so where it matters.
const NOTHING = { 'aria-current': undefined, 'data-status': undefined };
