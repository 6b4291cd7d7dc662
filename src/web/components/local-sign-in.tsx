// Sign-in of the single-user mode: there is no password, the terminal prints a link that works once.
import { paths } from '../api/paths.ts';
import { Banner } from './banner.tsx';
import { ButtonLink } from './button.tsx';
import { CodeBlock } from './code-block.tsx';
import { EntryFrame } from './entry-frame.tsx';

export function LocalSignIn({ isLinkInvalid }: { readonly isLinkInvalid: boolean }) {
  return (
    <EntryFrame
      title="Sign in to Armature"
      lead="This instance has no password. When it starts, it prints a sign-in link in the terminal; open that link in this browser."
    >
      {isLinkInvalid && (
        <Banner tone="partial" title="This link is no longer valid">
          A sign-in link works once and for ten minutes. Get a new one below.
        </Banner>
      )}
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
    </EntryFrame>
  );
}
