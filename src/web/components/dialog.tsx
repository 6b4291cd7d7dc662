// A modal dialog: focus stays inside, Escape closes it, the whole screen on a phone.
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly size?: 'normal' | 'wide' | undefined;
}

export function Dialog({ isOpen, onClose, title, lead, children, footer, size = 'normal' }: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="veil fixed inset-0 z-40 bg-scrim" />
        <BaseDialog.Popup
          // The first field, not the button that closes.
          initialFocus={() => body.current?.querySelector<HTMLElement>('input, select, textarea') ?? true}
          className={cx(
            'overlay fixed inset-x-0 top-[6dvh] z-50 mx-auto flex max-h-[88dvh] flex-col rounded-lg border border-line-strong bg-surface shadow-overlay outline-none',
            'max-md:inset-0 max-md:top-0 max-md:max-h-none max-md:rounded-none max-md:border-0',
            size === 'wide' ? 'max-w-3xl' : 'max-w-xl',
          )}
        >
          <div className="flex items-start gap-4 border-b border-line px-5 py-3.5">
            <div className="min-w-0 flex-1">
              <BaseDialog.Title className="text-lg font-semibold">{title}</BaseDialog.Title>
              {lead !== undefined && <BaseDialog.Description className="text-sm text-muted">{lead}</BaseDialog.Description>}
            </div>
            <BaseDialog.Close aria-label="Close" className="-me-1.5 rounded-md p-1.5 text-muted hover:bg-hover hover:text-ink">
              <X size={16} aria-hidden="true" />
            </BaseDialog.Close>
          </div>
          <div ref={body} className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
            {children}
          </div>
          {footer !== undefined && (
            <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>
          )}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
