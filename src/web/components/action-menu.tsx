// The less frequent actions of an object, behind one button.
import { Menu } from '@base-ui/react/menu';
import { MoreHorizontal } from 'lucide-react';
import { cx } from './cx.ts';

export interface MenuAction {
  readonly label: string;
  readonly onSelect: () => void;
  readonly isDangerous?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
}

export function ActionMenu({ label, actions }: { readonly label: string; readonly actions: readonly MenuAction[] }) {
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={label}
        title={label}
        className="inline-flex size-8 items-center justify-center rounded-md border border-line-strong bg-raised text-muted shadow-raised hover:bg-hover hover:text-ink max-md:size-9"
      >
        <MoreHorizontal size={15} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="z-50">
          <Menu.Popup className="overlay min-w-44 rounded-lg border border-line-strong bg-raised p-1 shadow-overlay outline-none">
            {actions.map((action) => (
              <Menu.Item
                key={action.label}
                disabled={action.isDisabled === true}
                onClick={action.onSelect}
                className={cx(
                  'cursor-pointer rounded-md px-2.5 py-1.5 text-sm outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover',
                  action.isDangerous === true && 'text-fail',
                )}
              >
                {action.label}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
