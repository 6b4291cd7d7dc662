// A text of the server under test: data, never markup, and nothing in it stays invisible.
import { visibleParts } from '../text/visible-text.ts';

export function FindingText({ text }: { readonly text: string }) {
  return visibleParts(text).map((part, index) =>
    part.isEscape ? (
      <mark key={index} title="A character that cannot be seen" className="rounded-sm bg-fail-wash px-0.5 font-mono text-fail">
        {part.text}
      </mark>
    ) : (
      <span key={index}>{part.text}</span>
    ),
  );
}
