// A page that cannot be shown at all: what was said, and a way to try again.
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import { PartError } from '../components/part.tsx';

export function PageCrash({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const onRetry = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <main className="mx-auto max-w-2xl px-6 py-16">
      <PartError name="this page" error={error} onRetry={onRetry} />
    </main>
  );
}
