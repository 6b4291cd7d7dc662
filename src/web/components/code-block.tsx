// Text that is data: prompts, arguments, results. An excerpt can be marked in it.
import { useState } from 'react';
import { CopyButton } from './copy-button.tsx';

const SHOWN_CHARS = 4_000;

interface CodeBlockProps {
  readonly text: string;
  readonly label: string;
  readonly mark?: string | undefined;
}

export function CodeBlock({ text, label, mark }: CodeBlockProps) {
  const [isWhole, setWhole] = useState(false);
  const isCut = !isWhole && text.length > SHOWN_CHARS && (mark === undefined || text.indexOf(mark) < SHOWN_CHARS - mark.length);
  return (
    <div className="group/code relative">
      <pre tabIndex={0} aria-label={label} className="code-block max-h-[28rem] overflow-auto pe-10">
        {marked(isCut ? text.slice(0, SHOWN_CHARS) : text, mark)}
        {isCut && '…'}
      </pre>
      <div className="absolute top-1 right-1">
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
      </div>
      {isCut && (
        <button type="button" className="link mt-1 text-sm" onClick={() => setWhole(true)}>
          Show all {text.length.toLocaleString('en-US')} characters
        </button>
      )}
    </div>
  );
}

function marked(text: string, mark: string | undefined) {
  const at = mark === undefined || mark === '' ? -1 : text.indexOf(mark);
  if (mark === undefined || at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className="rounded-sm bg-selected text-ink outline outline-accent">{mark}</mark>
      {text.slice(at + mark.length)}
    </>
  );
}
