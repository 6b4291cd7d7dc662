// The calls of one script in order: operation, status, time, size.
import type { CallRecord } from '../api/playground.ts';
import { bytes } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { statusWord } from '../text/source-words.ts';
import { visibleText } from '../text/visible-text.ts';
import { Badge } from './badge.tsx';
import { MethodTag } from './method-tag.tsx';

export function CallList({ calls }: { readonly calls: readonly CallRecord[] }) {
  if (calls.length === 0) return <p className="text-sm text-muted">It called nothing.</p>;
  return (
    <ol aria-label="Calls" tabIndex={0} className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line bg-surface">
      {calls.map((call, index) => {
        const { word, tone } = statusWord(call.status);
        return (
          <li key={index} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-1.5 text-sm">
            <Badge tone={tone}>
              <span className="data">{word}</span>
            </Badge>
            <span className="data min-w-0 flex-1 basis-40 font-medium break-all">{visibleText(call.operationId)}</span>
            <span className="flex min-w-0 flex-1 basis-48 items-baseline gap-2 text-muted">
              <MethodTag method={call.method} />
              <span className="data text-xs break-all">{visibleText(call.path)}</span>
            </span>
            <span className="data ms-auto text-xs text-muted">
              {duration(call.durationMs)} · {bytes(call.bytes)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
