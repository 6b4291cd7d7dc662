// Signed out: how to get in. In single-user mode the terminal prints a link that works once.
import { useEffect } from 'react';
import { paths } from '../api/paths.ts';
import { Banner } from '../components/banner.tsx';
import { BrandMark } from '../components/brand-mark.tsx';
import { ButtonLink } from '../components/button.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { usePage } from '../components/use-page.ts';
import { keepNext } from './next-page.ts';

export function SignInPage() {
  const { search } = usePage();
  useEffect(() => {
    document.title = 'Sign in · Armature';
    keepNext(search['next']);
  }, [search]);
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 px-6 py-12">
      <BrandMark size={36} />
      {search['link'] === 'invalid' && (
        <Banner tone="partial" title="This link is no longer valid">
          A sign-in link works once and for ten minutes. Get a new one below.
        </Banner>
      )}
      <div>
        <h1 className="text-xl font-semibold tracking-tight">Sign in to Armature</h1>
        <p className="mt-1 text-muted">
          This instance has no password. When it starts, it prints a sign-in link in the terminal; open that link in this browser.
        </p>
      </div>
      <ol className="grid list-decimal gap-3 ps-5 marker:text-faint">
        <li>Look at the terminal in which Armature runs. The link is on the line that begins with “Sign in:”.</li>
        <li>
          <span>Used it already, or more than ten minutes ago? Have a new one printed, in the project’s folder:</span>
          <div className="mt-2">
            <CodeBlock text="npx armature link" label="Command" />
          </div>
        </li>
      </ol>
      <div>
        <ButtonLink to={paths.root}>I have opened the link</ButtonLink>
      </div>
    </main>
  );
}
