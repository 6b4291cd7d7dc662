// Deliveries as rows; the tries of each open under their number.
import type { Delivery } from '../api/alerts.ts';
import { DELIVERY_WORDS, MESSAGE_WORDS } from '../text/alert-words.ts';
import { plural } from '../text/amounts.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { TimeAgo } from './time-ago.tsx';

interface DeliveryTableProps {
  readonly deliveries: readonly Delivery[];
  /** Undefined for who may not. */
  readonly onRetry: ((delivery: Delivery) => void) | undefined;
  /** The id of the one that is being sent again. */
  readonly retrying: string | undefined;
}

export function DeliveryTable({ deliveries, onRetry, retrying }: DeliveryTableProps) {
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">Message</th>
          <th scope="col">Time</th>
          <th scope="col">Rule</th>
          <th scope="col">Destination</th>
          <th scope="col">State</th>
          <th scope="col">Tries</th>
          {onRetry !== undefined && (
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <tr key={delivery.id}>
            <td data-label="Message" className="lead md:max-w-56">
              <span className="font-medium">{MESSAGE_WORDS[delivery.type]}</span>
              {delivery.targetName !== null && <span className="block break-words text-muted">{delivery.targetName}</span>}
            </td>
            <td data-label="Time" className="snug text-muted">
              <TimeAgo at={delivery.createdAt} />
            </td>
            <td data-label="Rule" className="md:max-w-44">
              {delivery.ruleName === null ? (
                <span className="text-faint">–</span>
              ) : (
                <span className="break-words">{delivery.ruleName}</span>
              )}
            </td>
            <td data-label="Destination" className="md:max-w-44">
              <span className="break-words">{delivery.destinationName}</span>
            </td>
            <td data-label="State" className="snug">
              <DeliveryStateBadge delivery={delivery} />
            </td>
            <td data-label="Tries" className="md:min-w-44">
              <DeliveryTries delivery={delivery} />
            </td>
            {onRetry !== undefined && (
              <td className="act text-end md:py-1.5!">
                {delivery.state === 'failed' && (
                  <Button isBusy={retrying === delivery.id} onClick={() => onRetry(delivery)}>
                    Retry
                  </Button>
                )}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DeliveryStateBadge({ delivery: { state, nextTryAt } }: { readonly delivery: Delivery }) {
  const { word, tone } = DELIVERY_WORDS[state];
  return (
    <span>
      <Badge tone={tone}>{word}</Badge>
      {nextTryAt !== null && (
        <span className="block text-xs text-faint">
          next try <TimeAgo at={nextTryAt} />
        </span>
      )}
    </span>
  );
}

function DeliveryTries({ delivery: { tries } }: { readonly delivery: Delivery }) {
  if (tries.length === 0) return <span className="text-faint">none yet</span>;
  return (
    <details className="min-w-0">
      <summary>{plural(tries.length, 'try', 'tries')}</summary>
      <ol className="mt-1 grid gap-1.5 text-xs">
        {tries.map((attempt) => (
          <li key={attempt.at} className="break-words">
            <Badge tone={attempt.ok ? 'pass' : 'fail'}>{attempt.ok ? 'Accepted' : 'Refused'}</Badge>{' '}
            <span className="text-muted">
              <TimeAgo at={attempt.at} />
              {attempt.httpStatus !== null && <span className="data"> · HTTP {attempt.httpStatus}</span>}
            </span>
            {attempt.error !== null && <span className="block text-muted">{attempt.error}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}
