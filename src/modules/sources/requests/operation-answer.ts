// The noun: what an API answered to one call, read as far as it was allowed to be; and why one got no answer.

export interface OperationAnswer {
  readonly status: number;
  /** As the API wrote it, at most 200 characters; empty where it wrote none. */
  readonly contentType: string;
  /** JSON where it is whole JSON, otherwise the text; null where there is none. Of what is no text, a note in its place. */
  readonly body: unknown;
  /** Read bytes of the body, decompressed. */
  readonly bytes: number;
  /** The body is longer than was asked for: what is here is its beginning, as text. */
  readonly truncated: boolean;
}

/**
 * `unreachable`: no connection, or it broke. `timeout`: nothing whole came in time. `egress_blocked`: a redirect left the
 * origin or the base path. `blocked_address`: this instance may not contact it. `message` is a sentence that may be shown.
 */
export interface SendFault {
  readonly code: 'unreachable' | 'timeout' | 'egress_blocked' | 'blocked_address';
  readonly message: string;
}
