// The application behind a client id: registered here, or described by the document its id is the address of.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Deps } from '#platform/ctx';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { countTry } from '../accounts/try-limits.ts';
import { DOCUMENT_FRESH_MS, DOCUMENT_KEPT_MS } from './app-client.ts';
import type { AppClient } from './app-client.ts';
import { judgeDocumentUrl, readClientDocument } from './client-document.ts';
import { clientById, saveClient } from './store.ts';
import type { StoredClient } from './store.ts';

const UNKNOWN = 'This application is not known here, or not any more. Connect it anew from within the application.';

/** Only for who is signed in: strangers cannot make this instance read addresses. The error is for that person. */
export async function findClient(ctx: Pick<PersonCtx, 'deps' | 'session'>, clientId: string): Promise<Outcome<AppClient, string>> {
  const stored = await clientById(ctx.deps.db, clientId);
  if (!/^https?:/i.test(clientId)) return stored?.kind === 'registered' ? ok(stored) : failed(UNKNOWN);
  const judged = judgeDocumentUrl(clientId, ctx.deps.settings.addressPolicy);
  if (!judged.ok) return failed(`The application’s client_id ${judged.error}.`);
  if (stored !== undefined && ageOf(ctx.deps, stored) < DOCUMENT_FRESH_MS) return ok(stored);
  await countTry(ctx, 'clientDocument', ctx.session.user.id);
  const read = await readClientDocument(ctx.deps, judged.value);
  if (!read.ok) return stored !== undefined && ageOf(ctx.deps, stored) < DOCUMENT_KEPT_MS ? ok(stored) : read;
  const { name = judged.value.host, redirectUris, mayRefresh } = read.value;
  const client: AppClient = { clientId, kind: 'document', name, redirectUris, mayRefresh };
  await saveClient(ctx.deps.db, client, ctx.deps.clock.now());
  return ok(client);
}

const ageOf = ({ clock }: Pick<Deps, 'clock'>, { readAt }: StoredClient): number => clock.now().getTime() - readAt.getTime();
