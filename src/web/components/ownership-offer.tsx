// Ownership that was offered: the one it is made to may accept, the owner may take it back.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { acceptOwnership, ownershipQuery, withdrawOwnership } from '../api/organization.ts';
import type { OwnershipOffer as Offer } from '../api/organization.ts';
import { sessionQuery, useMembership } from '../api/session.ts';
import { calendarTime } from '../text/relative-time.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { toast } from './toaster.tsx';

/** Nothing, for whom it does not concern. A failed look is no fault of the page it stands on. */
export function OwnershipOffer({ org }: { readonly org: string }) {
  const { data } = useQuery(ownershipQuery(org));
  const own = useMembership(org);
  const offer = data?.offer ?? null;
  if (offer === null || own === undefined) return null;
  if (offer.isToYou) return <ToYou org={org} name={own.name} offer={offer} />;
  return own.role === 'owner' ? <FromYou org={org} offer={offer} /> : null;
}

function useAnswer(org: string) {
  const queries = useQueryClient();
  const refresh = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    await queries.invalidateQueries({ queryKey: ['org', org] });
  };
  const accept = useMutation({
    mutationFn: () => acceptOwnership(org),
    onSuccess: () => toast.done('You are the owner now'),
    onError: (error) => toast.failed('Not accepted', error),
    onSettled: refresh,
  });
  const end = useMutation({
    mutationFn: () => withdrawOwnership(org),
    onSuccess: () => toast.done('The offer has ended'),
    onError: (error) => toast.failed('The offer still stands', error),
    onSettled: refresh,
  });
  return { accept, end };
}

function ToYou({ org, name, offer }: { readonly org: string; readonly name: string; readonly offer: Offer }) {
  const { accept, end } = useAnswer(org);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Banner
        tone="running"
        title={`You are offered the ownership of ${name}`}
        actions={
          <div className="flex flex-wrap gap-2">
            <Button isBusy={end.isPending} disabled={accept.isPending} onClick={() => end.mutate()}>
              Decline
            </Button>
            <Button look="primary" isBusy={accept.isPending} disabled={end.isPending} onClick={() => setAsking(true)}>
              Accept ownership
            </Button>
          </div>
        }
      >
        The offer ends {calendarTime(offer.expiresAt)}.
      </Banner>
      <ConfirmDialog
        isOpen={isAsking}
        title={`Own ${name}?`}
        action="Accept ownership"
        look="primary"
        isBusy={accept.isPending}
        onConfirm={() => accept.mutate(undefined, { onSettled: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      >
        You can then delete the organization or hand it on, and cannot leave it before. Whoever owns it now becomes an admin.
      </ConfirmDialog>
    </>
  );
}

function FromYou({ org, offer }: { readonly org: string; readonly offer: Offer }) {
  const { end } = useAnswer(org);
  return (
    <Banner
      tone="idle"
      title={`Ownership is offered to ${offer.toName}`}
      actions={
        <Button isBusy={end.isPending} onClick={() => end.mutate()}>
          Withdraw
        </Button>
      }
    >
      You stay the owner until it is accepted. The offer ends {calendarTime(offer.expiresAt)}.
    </Banner>
  );
}
