// Who belongs to the organization; an admin changes roles and removes, the owner excepted.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeRole, membersQuery, removeMember } from '../api/members.ts';
import type { GivenRole, Member } from '../api/members.ts';
import { ActionMenu } from './action-menu.tsx';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Dialog } from './dialog.tsx';
import { FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import { RoleField } from './role-field.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';
import { toast } from './toaster.tsx';

interface MemberTableProps {
  readonly org: string;
  readonly members: readonly Member[];
  readonly canManage: boolean;
}

export function MemberTable({ org, members, canManage }: MemberTableProps) {
  const queries = useQueryClient();
  const [changing, setChanging] = useState<Member | undefined>();
  const [removing, setRemoving] = useState<Member | undefined>();
  const remove = useMutation({
    mutationFn: (member: Member) => removeMember(org, member.userId),
    onSuccess: (_, member) => toast.done(`${member.name} is removed`),
    onError: (error, member) => toast.failed(`${member.name} is not removed`, error),
    onSettled: async () => {
      setRemoving(undefined);
      await queries.invalidateQueries({ queryKey: membersQuery(org).queryKey });
    },
  });
  const hasEmails = members.some(({ email }) => email !== null);
  return (
    <>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            {hasEmails && <th scope="col">E-mail</th>}
            <th scope="col">Role</th>
            <th scope="col">Joined</th>
            {canManage && (
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow
              key={member.userId}
              member={member}
              hasEmails={hasEmails}
              canManage={canManage}
              onChange={() => setChanging(member)}
              onRemove={() => setRemoving(member)}
            />
          ))}
        </tbody>
      </table>
      {changing !== undefined && <RoleDialog org={org} member={changing} onClose={() => setChanging(undefined)} />}
      <ConfirmDialog
        isOpen={removing !== undefined}
        title={`Remove ${removing?.name ?? ''}?`}
        action="Remove member"
        isBusy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing)}
        onClose={() => setRemoving(undefined)}
      >
        They lose access at once, and the API keys they made are revoked. What they built stays.
      </ConfirmDialog>
    </>
  );
}

interface MemberRowProps {
  readonly member: Member;
  readonly hasEmails: boolean;
  readonly canManage: boolean;
  readonly onChange: () => void;
  readonly onRemove: () => void;
}

function MemberRow({ member, hasEmails, canManage, onChange, onRemove }: MemberRowProps) {
  return (
    <tr className="relative">
      <td className="lead max-md:me-11">
        <span className="font-medium break-words">{member.name}</span> {member.isYou && <Tag tone="accent">you</Tag>}
      </td>
      {hasEmails && (
        <td data-label="E-mail" className="break-all">
          {member.email ?? <span className="text-faint">–</span>}
        </td>
      )}
      <td data-label="Role">{member.role}</td>
      <td data-label="Joined">
        <TimeAgo at={member.joinedAt} />
      </td>
      {canManage && (
        <td className="act text-end max-md:absolute max-md:end-3 max-md:top-2">
          {member.role !== 'owner' && !member.isYou && (
            <ActionMenu
              label={`Actions of ${member.name}`}
              actions={[
                { label: 'Change role', onSelect: onChange },
                { label: 'Remove', onSelect: onRemove, isDangerous: true },
              ]}
            />
          )}
        </td>
      )}
    </tr>
  );
}

function RoleDialog({ org, member, onClose }: { readonly org: string; readonly member: Member; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [role, setRole] = useState<GivenRole>(() => givenOf(member));
  const save = useMutation({
    mutationFn: () => changeRole(org, member.userId, role),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: membersQuery(org).queryKey });
      toast.done(`${member.name} is ${role} now`);
      onClose();
    },
  });
  const failure = save.error === null ? undefined : saveFailure(save.error);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Role of ${member.name}`}
      lead="API keys they made keep the role they were given."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={role === member.role} isBusy={save.isPending} onClick={() => save.mutate()}>
            Change role
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <RoleField role={role} error={failure?.errors['role']} onChange={setRole} />
        {failure?.message !== undefined && <FieldError>{failure.message}</FieldError>}
      </div>
    </Dialog>
  );
}

const givenOf = ({ role }: Member): GivenRole => (role === 'owner' ? 'admin' : role);
