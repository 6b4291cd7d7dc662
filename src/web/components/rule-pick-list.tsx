// Chooses one of many by search: radio buttons under a search field, and the choice alone once it is made.
import { Plus } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { FieldError } from './field.tsx';
import { CONTROL } from './inputs.tsx';

export interface PickRow {
  readonly id: string;
  readonly name: string;
  readonly note?: string | undefined;
}

interface RulePickListProps {
  readonly label: string;
  /** What is chosen, to be named while it is in no list. */
  readonly chosen: PickRow | undefined;
  readonly search: string;
  readonly onSearch: (text: string) => void;
  /** Undefined while they are loaded. */
  readonly rows: readonly PickRow[] | undefined;
  readonly onPick: (row: PickRow) => void;
  /** Each row does something at once, such as adding it, in place of being chosen. */
  readonly isAction?: boolean | undefined;
  /** Says that the list is empty. */
  readonly none?: string | undefined;
  readonly error?: string | undefined;
  /** Under the list: that there are more, or why there is none. */
  readonly foot?: ReactNode;
}

export function RulePickList({ label, chosen, search, onSearch, rows, onPick, ...rest }: RulePickListProps) {
  const { none = 'Nothing is called that.', error, foot, isAction = false } = rest;
  const id = useId();
  const [isOpen, setOpen] = useState(chosen === undefined);
  return (
    <fieldset className="grid gap-1" aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      {chosen !== undefined && !isOpen ? (
        <div className={cx(CONTROL, 'flex min-h-8 items-center gap-3 py-1 pe-1 max-md:min-h-10')}>
          <span className="min-w-0 flex-1 text-sm break-words">{chosen.name}</span>
          <Button look="quiet" className="h-6! px-2! max-md:h-8!" onClick={() => setOpen(true)}>
            Change
          </Button>
        </div>
      ) : (
        <div className={cx(CONTROL, 'overflow-hidden px-0!', error !== undefined && 'border-fail-mark')}>
          <input
            type="search"
            aria-label={`Search: ${label.toLowerCase()}`}
            placeholder="Search"
            aria-invalid={error === undefined ? undefined : true}
            autoComplete="off"
            value={search}
            maxLength={200}
            // Enter here is no wish to save the form.
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
            onChange={(event) => onSearch(event.target.value)}
            className="h-8 w-full border-b border-line bg-transparent px-2.5 text-sm -outline-offset-2 placeholder:text-faint max-md:h-10"
          />
          <div className="max-h-44 overflow-y-auto py-1" aria-busy={rows === undefined}>
            {rows?.map((row) =>
              isAction ? (
                <button key={row.id} type="button" onClick={() => onPick(row)} className={cx(ROW, 'w-full text-start')}>
                  <Plus size={13} aria-hidden="true" className="shrink-0 translate-y-0.5 text-faint" />
                  <RowText row={row} />
                </button>
              ) : (
                <label key={row.id} className={cx(ROW, 'cursor-pointer has-checked:bg-selected')}>
                  <input
                    type="radio"
                    name={id}
                    checked={row.id === chosen?.id}
                    onChange={() => onPick(row)}
                    // A click is a decision; arrow keys only walk.
                    onClick={(event) => event.detail > 0 && setOpen(false)}
                    className="translate-y-0.5 accent-(--accent)"
                  />
                  <RowText row={row} />
                </label>
              ),
            )}
            {rows?.length === 0 && <p className="px-2.5 py-1.5 text-sm text-muted">{none}</p>}
            {rows === undefined && <p className="px-2.5 py-1.5 text-sm text-faint">Loading…</p>}
          </div>
        </div>
      )}
      {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
      {foot !== undefined && <div className="text-xs text-faint">{foot}</div>}
    </fieldset>
  );
}

const ROW = 'flex items-baseline gap-2.5 px-2.5 py-1 text-sm hover:bg-hover max-md:py-2';

const RowText = ({ row: { name, note } }: { readonly row: PickRow }) => (
  <>
    <span className="min-w-0 break-words">{name}</span>
    {note !== undefined && <span className="ms-auto max-w-[45%] truncate text-xs text-faint">{note}</span>}
  </>
);
