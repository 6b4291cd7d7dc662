// What an application gets: one organization, and the most it may do there.
import { hasRole, ROLES } from '../api/session.ts';
import type { Membership, Role } from '../api/session.ts';
import { Field } from './field.tsx';
import { Choice } from './inputs.tsx';

export interface Grant {
  readonly organization: string;
  readonly role: Role;
}

/** The first organization with the person's own role; undefined where there is none. */
export function startingGrant([first]: readonly Membership[]): Grant | undefined {
  return first && { organization: first.slug, role: first.role };
}

const MAY: Readonly<Record<Role, string>> = {
  viewer: 'Reads servers, workflows and runs, and proposes changes.',
  editor: 'Also applies changes and starts runs.',
  admin: 'Also syncs servers.',
  owner: 'All that an admin may.',
};

const roleOf = (text: string): Role => ROLES.find((role) => role === text) ?? 'viewer';

interface GrantFieldsProps {
  readonly organizations: readonly Membership[];
  readonly grant: Grant;
  readonly error: string | undefined;
  readonly onChange: (grant: Grant) => void;
}

export function GrantFields({ organizations, grant, error, onChange }: GrantFieldsProps) {
  const own = organizations.find(({ slug }) => slug === grant.organization)?.role ?? 'viewer';
  return (
    <>
      <Field label="Organization">
        {(control) => (
          <Choice
            {...control}
            value={grant.organization}
            disabled={organizations.length === 1}
            onChange={({ target }) => {
              const chosen = organizations.find(({ slug }) => slug === target.value);
              if (chosen !== undefined) onChange({ organization: chosen.slug, role: chosen.role });
            }}
          >
            {organizations.map(({ slug, name }) => (
              <option key={slug} value={slug}>
                {name}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      <Field label="Role at most" error={error} hint={`${MAY[grant.role]} Never more than you may yourself, whatever you become later.`}>
        {(control) => (
          <Choice {...control} value={grant.role} onChange={({ target }) => onChange({ ...grant, role: roleOf(target.value) })}>
            {ROLES.filter((role) => hasRole(own, role)).map((role) => (
              <option key={role} value={role}>
                {role === own ? `${role} (your own)` : role}
              </option>
            ))}
          </Choice>
        )}
      </Field>
    </>
  );
}
