// A world that sends mail to an inbox, and people in it who signed up with a password.
import { createMail } from '#platform/mail/smtp-mail';
import { makeRestWorld } from './rest-world.ts';
import type { RestWorld } from './rest-world.ts';
import { startMailInbox } from './mail-inbox.ts';
import type { MailInbox } from './mail-inbox.ts';
import type { WorldOverrides } from './harness.ts';
import { newVisitor } from './visitor.ts';
import type { Visitor } from './visitor.ts';

export const PASSWORD = 'blue-lantern-river-42';

export interface SignedUpPerson {
  readonly email: string;
  readonly userId: string;
  /** Signed in, with a verified address. */
  readonly visitor: Visitor;
}

export interface PeopleWorld extends RestWorld {
  readonly inbox: MailInbox;
  /** Signs up, opens the link in the mail, and founds an organization for the audit log to be in. */
  newPerson(): Promise<SignedUpPerson & { readonly slug: string }>;
  /** Signs in with the password from a browser of its own. */
  signIn(person: { readonly email: string }, password?: string): Promise<Visitor>;
  /** What the audit log of the organization holds, the newest first. */
  actionsIn(slug: string): Promise<string[]>;
}

export async function makePeopleWorld({ settings, ...overrides }: WorldOverrides = {}): Promise<PeopleWorld> {
  const inbox = await startMailInbox();
  const mail = createMail({ url: inbox.url, from: 'Armature <armature@example.test>' });
  const world = await makeRestWorld({ mail, ...overrides, settings: { openSignup: true, ...settings } });
  let count = 0;
  return {
    ...world,
    inbox,
    newPerson: async () => {
      count += 1;
      // all tests come from one address
      await world.deps.db.deleteFrom('rate_buckets').where('key', 'like', 'visitor:%').execute();
      const email = `person${count}@example.test`;
      const visitor = newVisitor(world);
      await visitor.post('/auth/sign-up', { name: 'Noa', email, password: PASSWORD });
      await visitor.post('/auth/verify-email', { token: (await inbox.next(email)).link.searchParams.get('token') });
      const { body } = await visitor.get('/session');
      const founded = await visitor.post('/account/organizations', { name: `Org ${count}` });
      return { email, visitor, userId: body.user.id, slug: founded.body.slug };
    },
    signIn: async ({ email }, password = PASSWORD) => {
      const visitor = newVisitor(world);
      await visitor.post('/auth/sign-in', { email, password });
      return visitor;
    },
    actionsIn: async (slug) => {
      const rows = await world.deps.db
        .selectFrom('audit_log')
        .innerJoin('organizations', 'organizations.id', 'audit_log.org_id')
        .select('audit_log.action')
        .where('organizations.slug', '=', slug)
        .orderBy('audit_log.at', 'desc')
        .orderBy('audit_log.id', 'desc')
        .execute();
      return rows.map(({ action }) => action);
    },
    close: async () => {
      await world.close();
      await inbox.close();
    },
  };
}
