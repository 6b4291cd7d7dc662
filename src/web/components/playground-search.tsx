// Searches the SDK as agents do, and puts a call of what was found into the script.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { searchSdk } from '../api/playground.ts';
import type { Asked, SearchMatch } from '../api/playground.ts';
import { plural } from '../text/amounts.ts';
import { visibleText } from '../text/visible-text.ts';
import { IconButton } from './button.tsx';
import { MethodTag } from './method-tag.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { SearchBox } from './search-box.tsx';
import { RowsSkeleton } from './skeleton.tsx';

interface PlaygroundSearchProps {
  readonly asked: Asked;
  readonly total: number;
  readonly onInsert: (operationId: string) => void;
}

export function PlaygroundSearch({ asked, total, onInsert }: PlaygroundSearchProps) {
  const [text, setText] = useState('');
  const { org, slug, environment } = asked;
  const found = useQuery({
    queryKey: ['org', org, 'source', slug, 'search', environment, text],
    queryFn: ({ signal }) => searchSdk({ ...asked, signal }, text),
    enabled: text.trim() !== '',
    staleTime: Infinity,
  });
  return (
    <Panel title="SDK" hint={plural(total, 'operation')} className="content-start self-start">
      <div className="grid gap-3">
        <SearchBox label="What do you want to do?" value={text} onSearch={setText} />
        {text.trim() === '' ? (
          <p className="text-sm text-muted">
            An operation, a part of a path, a field, or plain words. It finds what an agent’s search_sdk finds.
          </p>
        ) : (
          <Part name="the search" query={found} skeleton={<RowsSkeleton rows={4} />}>
            {({ matches, shown, hint }) => (
              <>
                <p role="status" className="text-xs text-faint">
                  {shown}
                </p>
                {matches.length > 0 && (
                  <ul className="-mx-1 grid max-h-[60dvh] gap-px overflow-y-auto">
                    {matches.map((match) => (
                      <MatchRow key={match.operationId} match={match} onInsert={onInsert} />
                    ))}
                  </ul>
                )}
                {hint !== undefined && <p className="text-sm text-muted">{hint}</p>}
              </>
            )}
          </Part>
        )}
      </div>
    </Panel>
  );
}

function MatchRow({ match, onInsert }: { readonly match: SearchMatch; readonly onInsert: (operationId: string) => void }) {
  const { operationId, signature, summary, method, path } = match;
  return (
    <li className="flex items-start gap-1 rounded-md px-1 py-1.5 hover:bg-hover">
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2 text-xs text-muted">
          <MethodTag method={method} />
          <span className="data break-all">{visibleText(path)}</span>
        </p>
        {summary !== '' && <p className="text-sm break-words">{visibleText(summary)}</p>}
        <p className="data text-xs break-words text-muted">{visibleText(signature)}</p>
      </div>
      <IconButton label={`Insert a call of ${visibleText(operationId)}`} onClick={() => onInsert(operationId)}>
        <Plus size={14} aria-hidden="true" />
      </IconButton>
    </li>
  );
}
