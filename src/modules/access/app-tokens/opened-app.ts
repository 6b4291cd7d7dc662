// Whom an `ama_` token stands for: a person, through an application that this person let in.
import type { Actor, OrgRef } from '#kernel/context';

export interface OpenedApp {
  readonly org: OrgRef;
  /** The person, with the role the application has at this moment; `app` names the application. */
  readonly actor: Actor & { readonly app: { readonly id: string; readonly name: string } };
  readonly resource: string;
  readonly expiresAt: Date;
}
