// The less frequent actions of an object, behind one button.
import { Menu } from '@base-ui/react/menu';
import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { cx } from './cx.ts';

export interface MenuAction {
  readonly label: string;
  readonly onSelect: () => void;
  readonly isDangerous?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
}

interface ActionMenuProps {
  readonly label: string;
  readonly actions: readonly MenuAction[];
  /** `quiet` stands in every row of a table. */
  readonly look?: Look | undefined;
  /** For a menu that is made when it is opened. */
  readonly isOpenAtFirst?: boolean | undefined;
}

type Look = 'framed' | 'quiet';

const LOOKS = { framed: 'size-8 border-line-strong bg-raised shadow-raised', quiet: 'size-7 border-transparent' } as const;

const triggerLook = (look: Look): string =>
  cx('inline-flex items-center justify-center rounded-md border text-muted hover:bg-hover hover:text-ink max-md:size-9', LOOKS[look]);

/** A hundred menus hold up the table they stand in: in its rows each is made when it is opened for the first time. */
export function LazyActionMenu(props: ActionMenuProps) {
  const { label, look = 'quiet' } = props;
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <ActionMenu {...props} look={look} isOpenAtFirst />;
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={label}
      title={label}
      onClick={() => setWanted(true)}
      className={triggerLook(look)}
    >
      <MoreHorizontal size={15} aria-hidden="true" />
    </button>
  );
}

export function ActionMenu({ label, actions, look = 'framed', isOpenAtFirst = false }: ActionMenuProps) {
  return (
    <Menu.Root defaultOpen={isOpenAtFirst}>
      <Menu.Trigger aria-label={label} title={label} className={triggerLook(look)}>
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
