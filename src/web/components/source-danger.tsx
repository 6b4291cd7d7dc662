// What changes a source for everybody who uses it: another mode, or its end.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../api/error.ts';
import { paths } from '../api/paths.ts';
import { removeSource, sourceQuery, updateSource } from '../api/sources.ts';
import type { Source } from '../api/sources.ts';
import { MODE_WORDS } from '../text/source-words.ts';
import { Button } from './button.tsx';
import { CodeTargets } from './code-targets.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Panel } from './panel.tsx';
import { toast } from './toaster.tsx';
import { usePage } from './use-page.ts';

interface SourceDangerProps {
  readonly org: string;
  readonly source: Source;
}

export function SourceDanger({ org, source }: SourceDangerProps) {
  return (
    <Panel title="Mode and end" flush>
      <div className="divide-y divide-line">
        <SwitchRow org={org} source={source} />
        <DeleteRow org={org} source={source} />
      </div>
    </Panel>
  );
}

function Row({ title, text, action }: { readonly title: string; readonly text: string; readonly action: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5">
      <div className="min-w-0 flex-1 basis-60">
        <h3 className="font-medium">{title}</h3>
        <p className="text-sm text-muted">{text}</p>
      </div>
      {action}
    </div>
  );
}

function SwitchRow({ org, source }: SourceDangerProps) {
  const { go } = usePage();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const mode = source.mode === 'tools' ? 'code' : 'tools';
  const { word, sentence } = MODE_WORDS[mode];
  const change = useMutation({
    mutationFn: () => updateSource(org, source.slug, { mode }),
    onSuccess: async (saved) => {
      queries.setQueryData(sourceQuery(org, source.slug).queryKey, saved);
      toast.done(`${saved.name} is in mode ${word.toLowerCase()}`);
      go(paths.source(org, source.slug));
      await queries.invalidateQueries({ queryKey: ['org', org] });
    },
    onError: (error) => toast.failed('Not switched', error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Row
        title={`Switch to mode ${word.toLowerCase()}`}
        text={`${sentence} Both set-ups are kept.`}
        action={<Button onClick={() => setAsking(true)}>Switch</Button>}
      />
      <ConfirmDialog
        isOpen={isAsking}
        title={`Switch ${source.name} to mode ${word.toLowerCase()}?`}
        action="Switch"
        isBusy={change.isPending}
        onConfirm={() => change.mutate()}
        onClose={() => setAsking(false)}
      >
        Its address changes: agents that are connected now get 404 until they use the new one. What the other mode was set up with stays.
        {mode === 'code' && <CodeTargets org={org} source={source} />}
      </ConfirmDialog>
    </>
  );
}

function DeleteRow({ org, source }: SourceDangerProps) {
  const { go } = usePage();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [users, setUsers] = useState<readonly string[]>([]);
  const remove = useMutation({
    mutationFn: () => removeSource(org, source.slug, users.length > 0),
    onSuccess: async () => {
      toast.done(`${source.name} is deleted`);
      go(paths.sources(org));
      await queries.invalidateQueries({ queryKey: ['org', org] });
    },
    onError: (error) => {
      const found = usersOf(error);
      if (found.length > 0 && users.length === 0) return setUsers(found);
      setAsking(false);
      toast.failed('Not deleted', error);
      return undefined;
    },
  });
  return (
    <>
      <Row
        title="Delete the source"
        text="Its address answers 404 at once; bundles, secrets and executions are erased."
        action={
          <Button look="danger" onClick={() => setAsking(true)}>
            Delete source
          </Button>
        }
      />
      <ConfirmDialog
        isOpen={isAsking}
        title={`Delete ${source.name}?`}
        action={users.length > 0 ? 'Pause them and delete' : 'Delete source'}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => {
          setAsking(false);
          setUsers([]);
        }}
      >
        {users.length === 0 ? (
          'Bundles, secrets and executions go with it. This cannot be undone.'
        ) : (
          <>
            <p>These use its server and are paused first:</p>
            <ul className="mt-1 list-disc ps-4">
              {users.map((name) => (
                <li key={name}>{name}</li>
              ))}
            </ul>
          </>
        )}
      </ConfirmDialog>
    </>
  );
}

function usersOf(error: unknown): readonly string[] {
  const found = error instanceof ApiError ? error.details['usedBy'] : undefined;
  return Array.isArray(found) ? found.map((user: { readonly name?: unknown }) => String(user.name)) : [];
}
