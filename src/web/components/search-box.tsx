// The search field of a list; `/` focuses it, typing filters after a short pause.
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { CONTROL } from './inputs.tsx';
import { cx } from './cx.ts';

const PAUSE_MS = 250;

interface SearchBoxProps {
  readonly value: string;
  readonly onSearch: (text: string) => void;
  readonly label: string;
}

export function SearchBox({ value, onSearch, label }: SearchBoxProps) {
  const [text, setText] = useState(value);
  // A new callback must not start the pause again.
  const latest = useRef(onSearch);
  useEffect(() => {
    latest.current = onSearch;
  });
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => latest.current(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <div className="relative max-w-sm min-w-44 flex-1 basis-52 max-md:max-w-none max-md:basis-full">
      <Search size={14} aria-hidden="true" className="pointer-events-none absolute inset-y-0 start-2.5 my-auto text-faint" />
      <input
        type="search"
        data-search=""
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
        className={cx(CONTROL, 'h-8 ps-8 max-md:h-10')}
      />
    </div>
  );
}
