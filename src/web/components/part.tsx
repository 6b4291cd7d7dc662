// One part of a page that is loaded on its own: a skeleton first, an error with Retry that leaves the rest alone.
import type { ReactNode } from 'react';
import { ApiError, messageOf } from '../api/error.ts';
import { Button } from './button.tsx';

interface PartProps<T> {
  readonly name: string;
  readonly query: { readonly data: T | undefined; readonly error: unknown; readonly refetch: () => unknown };
  readonly skeleton: ReactNode;
  readonly children: (data: T) => ReactNode;
}

export function Part<T>({ name, query, skeleton, children }: PartProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <PartError name={name} error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div role="status" aria-label={`Loading ${name}`}>
      {skeleton}
    </div>
  );
}

interface PartErrorProps {
  readonly name: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

export function PartError({ name, error, onRetry }: PartErrorProps) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-error-mark bg-error-wash px-4 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium text-error">Could not load {name}</p>
        <p className="text-sm break-words">{messageOf(error)}</p>
        {requestId !== undefined && <p className="data mt-0.5 break-all text-xs text-muted">Request id {requestId}</p>}
      </div>
      <Button onClick={onRetry}>Retry</Button>
    </div>
  );
}
