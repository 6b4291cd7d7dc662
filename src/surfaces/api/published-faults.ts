// A fault of ours in a published endpoint: logged, and the caller gets the name it has in the log.
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';
import { INTERNAL_ERROR, INVALID_PARAMS, RpcError } from '#platform/mcp/hosted-errors';
import { problemOf } from './errors.ts';

const REFUSED = -32000;

type Failing = Pick<Ctx, 'deps' | 'requestId' | 'signal'>;

/** What a handler throws that is no RpcError, told as spec 04 §4 tells it: a number for the protocol, `data.code` for the caller. */
export const withFaults = (hosted: HostedServer, request: Failing): HostedServer => ({
  ...hosted,
  faultOf: (error) => faultOf(error, request),
});

function faultOf(error: unknown, { deps, requestId, signal }: Failing): RpcError {
  const known = error instanceof AppError ? error : new AppError('internal_error', 'unforeseen', { cause: error });
  const { code, message, details } = problemOf(known, requestId).body.error;
  if (known.code !== 'internal_error')
    return new RpcError(known.code === 'validation_failed' ? INVALID_PARAMS : REFUSED, message, { code, details });
  // whoever hung up in the middle caused the failure and will not read the answer
  if (!signal.aborted) deps.log.error({ requestId, err: error }, 'a request of a published endpoint failed');
  return new RpcError(INTERNAL_ERROR, message, { code, details });
}
