// Short messages about what just happened; `toast` is called from anywhere.
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { ApiError, messageOf } from '../api/error.ts';
import { ToneMark } from './tone-mark.tsx';

/** Where a toast leads. It is drawn outside of the router, so it is told how to go there. */
export interface ToastLink {
  readonly label: string;
  readonly to: string;
  readonly go: (to: string) => void;
}

interface ToastData {
  readonly link?: ToastLink | undefined;
}

const FAILED_MS = 12_000;

const manager = Toast.createToastManager<ToastData>();

export const toast = {
  done: (title: string, description?: string): void => {
    manager.add({ title, type: 'pass', ...(description === undefined ? {} : { description }) });
  },
  /** With a link there is something left to do: it stays until it is dismissed. */
  failed: (title: string, error: unknown, link?: ToastLink): void => {
    const id = error instanceof ApiError && error.requestId !== undefined && error.status >= 500 ? ` (request id ${error.requestId})` : '';
    const timeout = link === undefined ? FAILED_MS : 0;
    manager.add({ title, description: `${messageOf(error)}${id}`, type: 'fail', timeout, priority: 'high', data: { link } });
  },
};

export function Toaster() {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-[70] flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts } = Toast.useToastManager<ToastData>();
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      className="overlay flex items-start gap-2.5 rounded-lg border border-line-strong bg-raised px-3.5 py-3 shadow-overlay data-[limited]:hidden"
    >
      <ToneMark tone={item.type === 'fail' ? 'fail' : 'pass'} className="mt-1" />
      <div className="min-w-0 flex-1">
        <Toast.Title className="text-sm font-medium" />
        <Toast.Description className="text-sm break-words text-muted" />
        {item.data?.link !== undefined && <ToastLinkLine link={item.data.link} onFollow={() => manager.close(item.id)} />}
      </div>
      <Toast.Close aria-label="Dismiss" className="rounded-md p-0.5 text-muted hover:text-ink">
        <X size={14} aria-hidden="true" />
      </Toast.Close>
    </Toast.Root>
  ));
}

function ToastLinkLine({ link: { label, to, go }, onFollow }: { readonly link: ToastLink; readonly onFollow: () => void }) {
  return (
    <a
      href={to}
      className="link text-sm"
      onClick={(event) => {
        // Another tab or window is the browser's own business.
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onFollow();
        go(to);
      }}
    >
      {label}
    </a>
  );
}
