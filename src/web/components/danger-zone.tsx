// What only the owner may do with an organization: hand it on, take everything along, end it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { membersQuery } from '../api/members.ts';
import type { Member } from '../api/members.ts';
import { deleteOrganization, exportUrl, offerOwnership, ownershipQuery } from '../api/organization.ts';
import type { Organization } from '../api/organization.ts';
import { paths } from '../api/paths.ts';
import { Button, ButtonLink, DownloadLink } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import { Choice, TextInput } from './inputs.tsx';
import { Panel } from './panel.tsx';
import { toast } from './toaster.tsx';

interface DangerZoneProps {
  readonly organization: Organization;
}

export function DangerZone({ organization }: DangerZoneProps) {
  const { slug } = organization;
  return (
    <Panel title="Danger zone" hint="For the owner alone." className="mt-6 max-w-2xl" flush>
      <div className="divide-y divide-line">
        <TransferRow organization={organization} />
        <Row
          title="Export"
          text="Everything of this organization as a file, one JSON object a line. It holds no secret."
          action={
            <DownloadLink href={exportUrl(slug)} icon={<Download size={14} aria-hidden="true" />}>
              Download export
            </DownloadLink>
          }
        />
        <DeleteRow organization={organization} />
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

function TransferRow({ organization: { slug, name } }: DangerZoneProps) {
  const queries = useQueryClient();
  const members = useQuery(membersQuery(slug)).data?.rows.filter(({ isYou }) => !isYou);
  const offer = useQuery(ownershipQuery(slug)).data?.offer ?? null;
  const [chosenId, setChosenId] = useState('');
  const [asking, setAsking] = useState<Member | undefined>();
  const chosen = members?.find(({ userId }) => userId === chosenId);
  const make = useMutation({
    mutationFn: (to: Member) => offerOwnership(slug, to.userId),
    onSuccess: (_, to) => {
      setChosenId('');
      toast.done(`Ownership is offered to ${to.name}`);
    },
    onError: (error) => toast.failed('Not offered', error),
    onSettled: async () => {
      setAsking(undefined);
      await queries.invalidateQueries({ queryKey: ownershipQuery(slug).queryKey });
    },
  });
  const isAlone = members?.length === 0;
  return (
    <>
      <Row
        title="Transfer ownership"
        text={
          offer !== null
            ? `Offered to ${offer.toName}, who has not answered yet.`
            : isAlone
              ? 'Only to a member, and there is nobody else yet.'
              : 'The other has to accept. You become an admin then.'
        }
        action={
          isAlone ? (
            <ButtonLink to={paths.members(slug)}>Invite somebody</ButtonLink>
          ) : (
            offer === null && (
              <div className="flex flex-wrap gap-2">
                <Choice
                  aria-label="New owner"
                  value={chosenId}
                  onChange={(event) => setChosenId(event.target.value)}
                  className="w-auto max-w-52"
                >
                  <option value="">Choose a member</option>
                  {members?.map(({ userId, name: who }) => (
                    <option key={userId} value={userId}>
                      {who}
                    </option>
                  ))}
                </Choice>
                <Button look="danger" disabled={chosen === undefined} onClick={() => setAsking(chosen)}>
                  Transfer
                </Button>
              </div>
            )
          )
        }
      />
      <ConfirmDialog
        isOpen={asking !== undefined}
        title={`Offer ${name} to ${asking?.name ?? ''}?`}
        action="Offer ownership"
        isBusy={make.isPending}
        onConfirm={() => asking && make.mutate(asking)}
        onClose={() => setAsking(undefined)}
      >
        You stay the owner until it is accepted, and can withdraw the offer until then. Afterwards you are an admin.
      </ConfirmDialog>
    </>
  );
}

function DeleteRow({ organization }: DangerZoneProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Row
        title="Delete organization"
        text="Schedules stop and keys are revoked at once; then everything is erased. This cannot be undone."
        action={
          <Button look="danger" onClick={() => setAsking(true)}>
            Delete organization
          </Button>
        }
      />
      {isAsking && <DeleteDialog organization={organization} onClose={() => setAsking(false)} />}
    </>
  );
}

function DeleteDialog({ organization: { slug, name }, onClose }: DangerZoneProps & { readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const end = useMutation({
    mutationFn: () => deleteOrganization(slug, typed),
    // Nothing that this tab remembers of the organization is true any more.
    onSuccess: () => window.location.assign(paths.root),
  });
  const failure = end.error === null ? undefined : saveFailure(end.error);
  const isSure = typed === slug;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Delete ${name}?`}
      lead="Its servers, workflows, runs, keys and members go with it. Its address is never used again."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" disabled={!isSure} isBusy={end.isPending || end.isSuccess} onClick={() => end.mutate()}>
            Delete organization
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (isSure && !end.isPending) end.mutate();
        }}
      >
        <Field label={`Type “${slug}” to be sure`} error={failure?.errors['slug']}>
          {(control) => (
            <TextInput {...control} value={typed} className="font-mono text-sm" onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
        <p className="text-sm text-muted">
          To keep a copy,{' '}
          <a href={exportUrl(slug)} download className="link">
            download the export
          </a>{' '}
          first.
        </p>
        {failure?.message !== undefined && <FieldError>{failure.message}</FieldError>}
      </form>
    </Dialog>
  );
}
