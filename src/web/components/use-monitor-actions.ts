// What can be done with a monitor at once: check it, pause it, let it go on, delete it.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { checkNow, monitorQuery, removeMonitor, updateMonitor } from '../api/monitors.ts';
import type { Monitor, MonitorCheck, MonitorState } from '../api/monitors.ts';
import { duration } from '../text/duration.ts';
import { CHECK_WORDS, REASON_WORDS } from '../text/monitor-words.ts';
import { toast } from './toaster.tsx';

type Subject = Pick<Monitor, 'id' | 'name'>;

export interface MonitorActions {
  readonly check: (monitor: Subject) => void;
  readonly isChecking: (id: string) => boolean;
  readonly setState: (monitor: Subject, state: MonitorState) => void;
  readonly isChanging: boolean;
  readonly remove: (monitor: Subject, onRemoved: () => void) => void;
  readonly isRemoving: boolean;
}

export function useMonitorActions(org: string): MonitorActions {
  const queries = useQueryClient();
  // Several may be under way at once: a check lasts as long as its time-out allows.
  const [checking, setChecking] = useState<ReadonlySet<string>>(new Set());
  const refresh = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['org', org, 'monitors'] });
    await queries.invalidateQueries({ queryKey: ['org', org, 'monitor'] });
  };
  const check = useMutation({
    mutationFn: ({ id }: Subject) => checkNow(org, id),
    onMutate: ({ id }) => setChecking((before) => new Set(before).add(id)),
    onSettled: (_, __, { id }) => {
      setChecking((before) => new Set([...before].filter((other) => other !== id)));
      return refresh();
    },
  });
  const state = useMutation({
    mutationFn: ({ monitor, to }: { readonly monitor: Subject; readonly to: MonitorState }) =>
      updateMonitor(org, monitor.id, { state: to }),
    onSuccess: (changed) => {
      queries.setQueryData(monitorQuery(org, changed.id).queryKey, changed);
      toast.done(changed.state === 'paused' ? `${changed.name} is paused` : `${changed.name} is watched again`);
    },
    onError: (error) => toast.failed('Not changed', error),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: ({ id }: Subject) => removeMonitor(org, id),
    onError: (error) => toast.failed('Not deleted', error),
  });
  return {
    check: (monitor) => {
      // A promise of its own each: the callbacks of a mutation speak of the latest call alone.
      check.mutateAsync(monitor).then(
        (record) => tellCheck(monitor, record),
        (error: unknown) => toast.failed(`${monitor.name} is not checked`, error),
      );
    },
    isChecking: (id) => checking.has(id),
    setState: (monitor, to) => state.mutate({ monitor, to }),
    isChanging: state.isPending,
    remove: (monitor, onRemoved) =>
      remove.mutate(monitor, {
        onSuccess: () => {
          toast.done(`${monitor.name} is deleted`);
          onRemoved();
          void queries.invalidateQueries({ queryKey: ['org', org, 'monitors'] });
        },
      }),
    isRemoving: remove.isPending,
  };
}

function tellCheck({ name }: Subject, { status, reason, latencyMs, message }: MonitorCheck): void {
  const title = `${name}: ${CHECK_WORDS[status].word.toLowerCase()}`;
  if (status === 'pass') toast.done(title, latencyMs === null ? undefined : `The call took ${duration(latencyMs)}.`);
  else toast.failed(title, new Error(message ?? (reason === null ? 'No reason is known.' : REASON_WORDS[reason][1])));
}
