// Names and values side by side: the small print of an object.
import type { ReactNode } from 'react';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  /** Takes the room of two. */
  readonly isWide?: boolean | undefined;
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-x-6 gap-y-3">
      {facts.map(({ label, value, isWide }) => (
        <div key={label} className={isWide === true ? 'col-span-2 min-w-0' : 'min-w-0'}>
          <dt className="eyebrow">{label}</dt>
          <dd className="min-w-0 text-sm break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
