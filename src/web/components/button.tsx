// Buttons and links that look like them.
import { PageLink } from './page-link.tsx';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { cx } from './cx.ts';

type Look = 'primary' | 'normal' | 'quiet' | 'danger';

const LOOKS: Readonly<Record<Look, string>> = {
  primary: 'border-accent bg-accent text-on-accent hover:bg-accent-hover hover:border-accent-hover',
  normal: 'border-line-strong bg-raised text-ink shadow-raised hover:bg-hover',
  quiet: 'border-transparent text-muted hover:bg-hover hover:text-ink',
  danger: 'border-fail-mark bg-raised text-fail hover:bg-fail-wash',
};

const BASE =
  'inline-flex h-8 max-md:h-9 shrink-0 items-center justify-center gap-1.5 rounded-md border px-3 text-sm font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look | undefined;
  readonly icon?: ReactNode;
  /** Shows that the action is under way and keeps it from being asked twice. */
  readonly isBusy?: boolean | undefined;
}

export function Button({ look = 'normal', icon, isBusy = false, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} disabled={disabled === true || isBusy} aria-busy={isBusy} className={cx(BASE, LOOKS[look], className)} {...rest}>
      {icon}
      {children}
      {isBusy && <span aria-hidden="true">…</span>}
    </button>
  );
}

interface ButtonLinkProps {
  readonly to: string;
  readonly look?: Look | undefined;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

export function ButtonLink({ to, look = 'normal', icon, children }: ButtonLinkProps) {
  return (
    <PageLink to={to} className={cx(BASE, LOOKS[look])}>
      {icon}
      {children}
    </PageLink>
  );
}

interface DownloadLinkProps {
  readonly href: string;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** Leaves the dashboard for a file of the API. */
export function DownloadLink({ href, icon, children }: DownloadLinkProps) {
  return (
    <a href={href} download className={cx(BASE, LOOKS.normal)}>
      {icon}
      {children}
    </a>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly label: string;
}

export function IconButton({ label, className, children, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={cx(
        'inline-flex size-7 max-md:size-9 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink disabled:opacity-40',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}
