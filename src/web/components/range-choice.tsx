// How far back a page looks.
import { cx } from './cx.ts';

const RANGES = ['24h', '7d', '30d'] as const;
const LABELS: Readonly<Record<string, string>> = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' };

export function RangeChoice({ value, onChange }: { readonly value: string; readonly onChange: (range: string) => void }) {
  return (
    <div role="group" aria-label="Range" className="inline-flex rounded-md border border-line-strong bg-raised p-0.5">
      {RANGES.map((range) => (
        <button
          key={range}
          type="button"
          aria-pressed={range === value}
          onClick={() => onChange(range)}
          className={cx(
            'h-6.5 rounded-sm px-2.5 text-sm max-md:h-8',
            range === value ? 'bg-selected font-medium text-ink' : 'text-muted hover:text-ink',
          )}
        >
          {LABELS[range]}
        </button>
      ))}
    </div>
  );
}
