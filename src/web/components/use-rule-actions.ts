// What can be done with a rule at once: mute it, pause it, let it watch again, delete it.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { removeRule, updateRule } from '../api/alerts.ts';
import type { Rule, RuleChange } from '../api/alerts.ts';
import { calendarTime } from '../text/relative-time.ts';
import { toast } from './toaster.tsx';

export interface RuleActions {
  /** Null ends the mute. */
  readonly mute: (rule: Rule, until: string | null) => void;
  readonly setState: (rule: Rule, state: Rule['state']) => void;
  readonly remove: (rule: Rule, onRemoved: () => void) => void;
  readonly isRemoving: boolean;
}

/** Everything that shows rules or their incidents is asked for again. */
export function useRefreshAlerts(org: string): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(
      ['alert-rules', 'alert-destinations', 'incidents', 'alert-deliveries'].map((part) =>
        queries.invalidateQueries({ queryKey: ['org', org, part] }),
      ),
    );
  };
}

export function useRuleActions(org: string): RuleActions {
  const refresh = useRefreshAlerts(org);
  const change = useMutation({
    mutationFn: ({ rule, fields }: { readonly rule: Rule; readonly fields: RuleChange; readonly said: string }) =>
      updateRule(org, rule.id, fields),
    onSuccess: (_, { said }) => toast.done(said),
    onError: (error) => toast.failed('Not changed', error),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (rule: Rule) => removeRule(org, rule.id),
    onError: (error) => toast.failed('Not deleted', error),
    onSettled: refresh,
  });
  return {
    mute: (rule, until) =>
      change.mutate({
        rule,
        fields: { mutedUntil: until },
        said: until === null ? `${rule.name} tells again` : `${rule.name} is muted until ${calendarTime(until)}`,
      }),
    setState: (rule, state) =>
      change.mutate({ rule, fields: { state }, said: state === 'paused' ? `${rule.name} is paused` : `${rule.name} watches again` }),
    remove: (rule, onRemoved) =>
      remove.mutate(rule, {
        onSuccess: () => {
          toast.done(`${rule.name} is deleted`);
          onRemoved();
        },
      }),
    isRemoving: remove.isPending,
  };
}
