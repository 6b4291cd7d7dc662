// What went wrong, in the words of OAuth 2.1: applications act on the code, people read the description.
export interface OAuthProblem {
  readonly error:
    | 'invalid_request'
    | 'invalid_client'
    | 'invalid_grant'
    | 'invalid_scope'
    | 'invalid_target'
    | 'unsupported_grant_type'
    | 'unsupported_response_type'
    | 'access_denied'
    | 'consent_required';
  readonly description: string;
}
