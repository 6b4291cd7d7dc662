// The same page for what does not exist and for what is not yours.
import { useEffect } from 'react';
import { paths } from '../api/paths.ts';
import { ButtonLink } from '../components/button.tsx';

export function NotFound() {
  useEffect(() => {
    document.title = 'Not found · Armature';
  }, []);
  return (
    <main className="mx-auto flex min-h-[70dvh] max-w-md flex-col items-start justify-center gap-3 px-6">
      <p className="eyebrow">404</p>
      <h1 className="text-xl font-semibold tracking-tight">There is nothing at this address</h1>
      <p className="text-muted">It may have been removed, or it belongs to an organization you are not a member of.</p>
      <ButtonLink to={paths.root} look="primary">
        Go to the overview
      </ButtonLink>
    </main>
  );
}
