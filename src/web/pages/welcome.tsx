// Signed in without an organization: make one, or follow an invitation to one.
import { useQuery } from '@tanstack/react-query';
import { tokenOf } from '../api/invitations.ts';
import { paths } from '../api/paths.ts';
import { sessionQuery } from '../api/session.ts';
import { EntryFrame } from '../components/entry-frame.tsx';
import { Field } from '../components/field.tsx';
import { TextInput } from '../components/inputs.tsx';
import { OrganizationForm } from '../components/organization-form.tsx';
import { PageLink } from '../components/page-link.tsx';
import { ShortForm } from '../components/short-form.tsx';
import { leave } from '../components/use-entry.ts';
import { usePage } from '../components/use-page.ts';
import { useShortForm } from '../components/use-short-form.ts';

export function WelcomePage() {
  const session = useQuery(sessionQuery).data;
  if (session === undefined) return null;
  return (
    <EntryFrame
      title={`Welcome, ${session.user.name}`}
      lead="Servers, workflows and runs belong to an organization. Begin with your own."
      foot={
        <>
          Signed in as {session.user.email}.{' '}
          <PageLink to={paths.account()} className="link">
            Account
          </PageLink>
          {' · '}
          <button type="button" className="link" onClick={() => void leave()}>
            Sign out
          </button>
        </>
      }
    >
      <OrganizationForm isEntry />
      <InvitationLink />
    </EntryFrame>
  );
}

function InvitationLink() {
  const { go } = usePage();
  const form = useShortForm({
    start: { link: '' },
    check: ({ link }) => ({ link: tokenOf(link) === undefined ? 'Paste the whole link of the invitation.' : undefined }),
    send: ({ link }) => Promise.resolve(tokenOf(link) ?? ''),
    onDone: (token) => go(paths.invitation(token)),
  });
  return (
    <section aria-labelledby="invited" className="grid gap-3 border-t border-line pt-5">
      <h2 id="invited" className="font-medium">
        Or join the one you are invited to
      </h2>
      <ShortForm form={form} action="Open the invitation" look="normal" isEntry>
        <Field label="Invitation link" error={form.error('link')}>
          {(control) => <TextInput {...control} {...form.text('link')} placeholder={`${window.location.origin}/invitation?token=…`} />}
        </Field>
      </ShortForm>
    </section>
  );
}
