// What came of a test message.
import { X } from 'lucide-react';
import type { Delivery } from '../api/alerts.ts';
import { ApiError, messageOf } from '../api/error.ts';
import { DELIVERY_WORDS } from '../text/alert-words.ts';
import { Badge, TONE_WASH } from './badge.tsx';
import { IconButton } from './button.tsx';
import { cx } from './cx.ts';
import { TimeAgo } from './time-ago.tsx';

interface DestinationTestResultProps {
  readonly delivery: Delivery | undefined;
  readonly error: unknown;
  readonly onClose: () => void;
}

export function DestinationTestResult({ delivery, error, onClose }: DestinationTestResultProps) {
  const hasEnded = delivery !== undefined || error !== null;
  return (
    <div role="status" className="empty:hidden">
      {hasEnded && (
        <div className={cx('flex items-start gap-2 rounded-md py-1.5 ps-3 pe-1.5 text-sm', TONE_WASH[toneOf(delivery)])}>
          <div className="min-w-0 flex-1 break-words">
            {delivery === undefined ? <Refusal error={error} /> : <Outcome delivery={delivery} />}
          </div>
          <IconButton label="Dismiss the result" onClick={onClose}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      )}
    </div>
  );
}

const toneOf = (delivery: Delivery | undefined) => (delivery === undefined ? 'fail' : DELIVERY_WORDS[delivery.state].tone);

function Outcome({ delivery }: { readonly delivery: Delivery }) {
  const { word, tone } = DELIVERY_WORDS[delivery.state];
  const last = delivery.tries.at(-1);
  return (
    <>
      <Badge tone={tone}>{delivery.state === 'pending' ? 'Not delivered yet' : word}</Badge>
      {last?.httpStatus !== null && last?.httpStatus !== undefined && <span className="data ms-2 text-xs">HTTP {last.httpStatus}</span>}
      {last?.error !== null && last?.error !== undefined && <span className="block">{last.error}</span>}
      {delivery.nextTryAt !== null && (
        <span className="block text-muted">
          next try <TimeAgo at={delivery.nextTryAt} />
        </span>
      )}
    </>
  );
}

function Refusal({ error }: { readonly error: unknown }) {
  const fields = error instanceof ApiError ? error.fieldErrors.map(({ field, message }) => `${field} ${message}`) : [];
  return (
    <>
      <Badge tone="fail">Not sent</Badge>
      <span className="block">{fields.length > 0 ? fields.join('; ') : messageOf(error)}</span>
    </>
  );
}
