// Activates, resumes and pauses a source; what it still needs is kept for who asks.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/error.ts';
import { activateSource, pauseSource, sourceQuery } from '../api/sources.ts';
import type { Source } from '../api/sources.ts';
import { toast } from './toaster.tsx';

export interface SourceActionsState {
  readonly activate: () => void;
  readonly pause: () => void;
  readonly isActivating: boolean;
  readonly isPausing: boolean;
  /** Why it could not be activated, sentence by sentence. */
  readonly missing: readonly string[];
}

export function useSourceActions(org: string, { slug, name, state }: Source): SourceActionsState {
  const queries = useQueryClient();
  const keep = (saved: Source): void => {
    queries.setQueryData(sourceQuery(org, slug).queryKey, saved);
    void queries.invalidateQueries({ queryKey: ['org', org, 'sources'] });
  };
  const activation = useMutation({
    mutationFn: () => activateSource(org, slug),
    onSuccess: (saved) => {
      keep(saved);
      toast.done(state === 'paused' ? `${name} is resumed` : `${name} is active`);
    },
    onError: (error) => {
      if (missingOf(error).length === 0 || state === 'paused') toast.failed('Not activated', error);
    },
  });
  const pausing = useMutation({
    mutationFn: () => pauseSource(org, slug),
    onSuccess: (saved) => {
      keep(saved);
      toast.done(`${name} is paused`, 'Its endpoint answers source_paused until it is resumed.');
    },
    onError: (error) => toast.failed('Not paused', error),
  });
  return {
    activate: () => activation.mutate(),
    pause: () => pausing.mutate(),
    isActivating: activation.isPending,
    isPausing: pausing.isPending,
    missing: missingOf(activation.error),
  };
}

function missingOf(error: unknown): readonly string[] {
  const missing = error instanceof ApiError ? error.details['missing'] : undefined;
  return Array.isArray(missing) ? missing.map(String) : [];
}
