// Which role somebody gets, with what each of them may do.
import type { GivenRole } from '../api/members.ts';
import { cx } from './cx.ts';
import { FieldError } from './field.tsx';

const GIVEN_ROLES: readonly (readonly [role: GivenRole, may: string])[] = [
  ['viewer', 'Sees servers, workflows and runs; makes keys that only read.'],
  ['editor', 'Also connects servers, writes and runs workflows.'],
  ['admin', 'Also manages members, models, keys and settings, and reads the audit log.'],
];

interface RoleFieldProps {
  readonly role: GivenRole;
  readonly error?: string | undefined;
  readonly onChange: (role: GivenRole) => void;
}

export function RoleField({ role, error, onChange }: RoleFieldProps) {
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-sm font-medium">Role</legend>
      <div className="grid gap-px overflow-hidden rounded-md border border-control bg-line">
        {GIVEN_ROLES.map(([one, may]) => (
          <label
            key={one}
            className={cx(
              'grid cursor-pointer grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2.5 px-3 py-2 text-sm',
              one === role ? 'bg-selected' : 'bg-raised hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name="role"
              value={one}
              checked={one === role}
              onChange={() => onChange(one)}
              className="mt-0.5 size-4 accent-(--accent)"
            />
            <span className="font-medium">{one}</span>
            <span className="col-start-2 text-muted">{may}</span>
          </label>
        ))}
      </div>
      {error !== undefined && <FieldError>{error}</FieldError>}
    </fieldset>
  );
}
