// A text in data type with a button that copies it, such as an address or an id.
import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';

interface CopyableProps {
  readonly text: string;
  /** What is copied, as in `Copy the endpoint`. */
  readonly label: string;
  /** One line, cut where there is no room, for tables; otherwise as many lines as it needs. */
  readonly isCut?: boolean | undefined;
}

export function Copyable({ text, label, isCut = false }: CopyableProps) {
  return (
    <span className="relative inline-flex max-w-full min-w-0 items-center gap-1">
      <span className={cx('data min-w-0 text-xs', isCut ? 'truncate' : 'break-all')} title={isCut ? text : undefined}>
        {text}
      </span>
      <span className="-my-1.5">
        <CopyButton text={text} label={`Copy ${label}`} />
      </span>
    </span>
  );
}
