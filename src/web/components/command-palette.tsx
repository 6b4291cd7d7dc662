// Ctrl K: type a few letters of a page, workflow or server and go there.
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useId, useMemo, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { paths } from '../api/paths.ts';
import { serversQuery } from '../api/servers.ts';
import { useMembership } from '../api/session.ts';
import { workflowsQuery } from '../api/workflows.ts';
import { cx } from './cx.ts';
import { navigationFor } from './navigation.tsx';
import { useFeatures } from './use-features.ts';

interface Target {
  readonly kind: string;
  readonly label: string;
  readonly to: string;
}

interface CommandPaletteProps {
  readonly org: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly go: (address: string) => void;
}

const SHOWN = 12;

export function CommandPalette({ org, isOpen, onClose, go }: CommandPaletteProps) {
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="veil fixed inset-0 z-40 bg-scrim" />
        <BaseDialog.Popup className="overlay fixed inset-x-3 top-[12dvh] z-50 mx-auto max-w-lg overflow-hidden rounded-lg border border-line-strong bg-surface shadow-overlay outline-none">
          <BaseDialog.Title className="sr-only">Go to</BaseDialog.Title>
          <PaletteBody
            org={org}
            onChoose={(target) => {
              onClose();
              go(target.to);
            }}
          />
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

function PaletteBody({ org, onChoose }: { readonly org: string; readonly onChoose: (target: Target) => void }) {
  const [text, setText] = useState('');
  const [cursor, setCursor] = useState(0);
  const listId = useId();
  const found = useTargets(org, text);
  const chosen = Math.min(cursor, found.length - 1);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
    const target = found[chosen];
    if (step !== 0) setCursor((chosen + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter' && target !== undefined) onChoose(target);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Page, workflow or server"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found[chosen] === undefined ? undefined : `${listId}-${chosen}`}
        placeholder="Page, workflow or server"
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setCursor(0);
        }}
        onKeyDown={onKeyDown}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-lg outline-none placeholder:text-faint"
      />
      <ul id={listId} role="listbox" aria-label="Found" className="max-h-[50dvh] overflow-y-auto p-1.5">
        {found.map((target, index) => (
          <li key={target.to} role="presentation">
            <button
              type="button"
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === chosen}
              tabIndex={-1}
              onClick={() => onChoose(target)}
              onPointerMove={() => setCursor(index)}
              className={cx('flex w-full items-center gap-3 rounded-md px-2.5 py-1.5 text-start', index === chosen && 'bg-selected')}
            >
              <span className="min-w-0 flex-1 truncate">{target.label}</span>
              <span className="eyebrow">{target.kind}</span>
            </button>
          </li>
        ))}
        {found.length === 0 && <li className="px-2.5 py-4 text-sm text-muted">Nothing is called that.</li>}
      </ul>
    </>
  );
}

function useTargets(org: string, text: string): readonly Target[] {
  const workflows = useQuery(workflowsQuery(org, { state: 'all', pageSize: '100' }));
  const servers = useQuery(serversQuery(org));
  const role = useMembership(org)?.role ?? 'viewer';
  const features = useFeatures();
  return useMemo(() => {
    const all: readonly Target[] = [
      ...navigationFor(role, features).map(({ label, to }) => ({ kind: 'page', label, to: to(org) })),
      ...(workflows.data?.rows ?? []).map(({ id, name }) => ({ kind: 'workflow', label: name, to: paths.workflow(org, id) })),
      ...(servers.data?.rows ?? []).map(({ id, name }) => ({ kind: 'server', label: name, to: paths.server(org, id) })),
    ];
    const wanted = text.trim().toLowerCase();
    return all.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, SHOWN);
  }, [org, text, role, features, workflows.data, servers.data]);
}
