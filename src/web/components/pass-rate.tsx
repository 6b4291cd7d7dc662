// A pass rate with its tone; a dash when no run was graded.
import { percent } from '../text/amounts.ts';
import { passRateTone } from '../text/tone.ts';
import { TONE_TEXT } from './badge.tsx';
import { cx } from './cx.ts';

export function PassRate({ rate }: { readonly rate: number | null | undefined }) {
  return (
    <span
      className={cx('data font-medium', TONE_TEXT[passRateTone(rate)])}
      title={rate === null || rate === undefined ? 'No graded run in 7 days' : 'Graded runs of 7 days that passed'}
    >
      {percent(rate)}
    </span>
  );
}
