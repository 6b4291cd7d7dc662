// The keys that work everywhere.
import { Dialog } from './dialog.tsx';
import { NAVIGATION } from './navigation.tsx';

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'Search this page'],
  ['Ctrl K', 'Go to a page, workflow or server'],
  ['?', 'This list'],
  ['Esc', 'Close a dialog'],
  ...NAVIGATION.map(({ key, label }) => [`g ${key}`, label] as const),
];

export function ShortcutHelp({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keys">
      <dl className="grid grid-cols-[5rem_1fr] gap-y-2 text-base">
        {KEYS.map(([keys, meaning]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded-sm border border-line-strong bg-sunken px-1.5 py-0.5 font-mono text-xs">{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
