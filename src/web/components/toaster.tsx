// Short messages about what just happened; `toast` is called from anywhere.
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { ApiError, messageOf } from '../api/error.ts';
import { ToneMark } from './tone-mark.tsx';

const manager = Toast.createToastManager();

export const toast = {
  done: (title: string, description?: string): void => {
    manager.add({ title, type: 'pass', ...(description === undefined ? {} : { description }) });
  },
  failed: (title: string, error: unknown): void => {
    const id = error instanceof ApiError && error.requestId !== undefined && error.status >= 500 ? ` (request id ${error.requestId})` : '';
    manager.add({ title, description: `${messageOf(error)}${id}`, type: 'fail', timeout: 12_000, priority: 'high' });
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
  const { toasts } = Toast.useToastManager();
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
      </div>
      <Toast.Close aria-label="Dismiss" className="rounded-md p-0.5 text-muted hover:text-ink">
        <X size={14} aria-hidden="true" />
      </Toast.Close>
    </Toast.Root>
  ));
}
