// What a try at the token endpoint came to.
import type { Outcome } from '#kernel/outcome';
import type { IssuedTokens } from './issue-tokens.ts';
import type { OAuthProblem } from '../authorization/oauth-problem.ts';

/** `endedGrantId`: the try showed that somebody else has used the same code or token. */
export type Exchange = Outcome<IssuedTokens, OAuthProblem & { readonly endedGrantId?: string | undefined }>;
