// Promotes a bundle, or rolls back to it: it asks once, naming the environment.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { promoteBundle } from '../api/bundles.ts';
import type { Bundle } from '../api/bundles.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { PromoteEffect } from './promote-effect.tsx';
import { toast } from './toaster.tsx';
import { usePage } from './use-page.ts';

interface BundleActionsProps {
  readonly org: string;
  readonly bundle: Bundle;
  readonly look?: 'normal' | 'primary' | undefined;
}

export function BundleActions({ org, bundle, look = 'normal' }: BundleActionsProps) {
  const { may } = usePage();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const isBack = bundle.state === 'superseded';
  const promote = useMutation({
    mutationFn: () => promoteBundle(org, bundle.id),
    onSuccess: ({ warnings }) =>
      toast.done(
        isBack ? `Rolled back ${bundle.environment}` : `Promoted to ${bundle.environment}`,
        warnings.length === 0 ? undefined : warnings.map(({ message }) => message).join(' '),
      ),
    onError: (error) => toast.failed(isBack ? 'Not rolled back' : 'Not promoted', error),
    onSettled: async () => {
      setAsking(false);
      await queries.invalidateQueries({ queryKey: ['org', org] });
    },
  });
  if (!may('admin') || (bundle.state !== 'generated' && !isBack)) return null;
  const action = isBack ? 'Roll back' : 'Promote';
  return (
    <>
      <Button look={look} onClick={() => setAsking(true)}>
        {action}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={`${action} ${isBack ? 'to this bundle in' : 'this bundle to'} ${bundle.environment}?`}
        action={action}
        look="primary"
        isBusy={promote.isPending}
        onConfirm={() => promote.mutate()}
        onClose={() => setAsking(false)}
      >
        Agents get its operations with their next request. What is active now stays and can be promoted again.
        {isAsking && <PromoteEffect org={org} bundle={bundle} />}
      </ConfirmDialog>
    </>
  );
}
