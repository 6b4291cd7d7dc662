// Extension points of a connection: who signs in, and who answers what a server asks. Both are absent in unattended use.
import type { JsonObject } from './json-value.ts';

/** Signs in where a server demands OAuth. One hook serves one server; it keeps the grant for as long as it lives. */
export interface AuthHook {
  readonly redirectUrl: string;
  readonly clientName: string;
  /** An https URL that serves our client metadata document. */
  readonly clientMetadataUrl?: string | undefined;
  /** A client registered by hand. */
  readonly client?: { readonly id: string; readonly secret?: string | undefined } | undefined;
  /** Set for the unattended grant: the credentials themselves are the permission. */
  readonly grant?: 'authorization_code' | 'client_credentials' | undefined;
  /** PEM key of a client that signs its own assertion (`private_key_jwt`). */
  readonly signingKey?: { readonly privateKey: string; readonly algorithm: string } | undefined;
  /** Takes a person (or a test) to `url` and gives back the query of the redirect that ended it. */
  authorize(url: URL): Promise<URLSearchParams>;
}

/** Answers elicitation, sampling and roots requests. With it the connection declares `capabilities`. */
export interface AnswerHook {
  readonly capabilities: JsonObject;
  answer(method: 'elicitation/create' | 'sampling/createMessage' | 'roots/list', params: JsonObject): Promise<JsonObject>;
}

export interface ConnectHooks {
  readonly auth?: AuthHook | undefined;
  readonly answers?: AnswerHook | undefined;
}
