// What a verb about people receives: a visitor who is nobody yet, or a signed-in person outside of any organization.
import type { Deps } from '#platform/ctx';
import type { Visitor } from './record-for-person.ts';
import type { SessionInfo } from './session.ts';

export interface VisitorCtx extends Visitor {
  readonly deps: Deps;
}

export interface PersonCtx extends VisitorCtx {
  readonly session: SessionInfo;
}

/** For the audit log. */
export const visitorOf = ({ ip, userAgent, requestId }: VisitorCtx): Visitor => ({ ip, userAgent, requestId });
