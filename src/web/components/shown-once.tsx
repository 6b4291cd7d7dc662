// A secret just made: shown here once, with Copy, and never again.
import type { ReactNode } from 'react';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { CodeBlock } from './code-block.tsx';

interface ShownOnceProps {
  readonly title: string;
  /** What the text is, such as `Token`. */
  readonly label: string;
  readonly text: string;
  readonly children?: ReactNode;
  readonly onClose: () => void;
}

export function ShownOnce({ title, label, text, children = 'Copy it now: it is not shown again.', onClose }: ShownOnceProps) {
  return (
    <div role="status">
      <Banner
        tone="pass"
        title={title}
        actions={
          <Button onClick={onClose} look="quiet">
            I have stored it
          </Button>
        }
      >
        <p>{children}</p>
        <div className="mt-2 max-w-2xl">
          <CodeBlock text={text} label={label} />
        </div>
      </Banner>
    </div>
  );
}
