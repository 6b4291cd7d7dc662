// Markdown around a script: the fence, and whatever was said before and after it. Pure, linear in the text.
import { blank } from './blank.ts';

const OPENING = /^[ \t]*(`{3,}|~{3,})[ \t]*[\w+.-]*[ \t]*\r?$/;

/** The text with everything but the first fenced block blanked; undefined where there is none. */
export function withoutFence(text: string): string | undefined {
  const lines = linesOf(text);
  const opening = lines.findIndex(({ line }) => OPENING.test(line));
  const [, mark = ''] = OPENING.exec(lines[opening]?.line ?? '') ?? [];
  if (mark === '') return undefined;
  const from = lines[opening + 1]?.start ?? text.length;
  const closing = lines.slice(opening + 1).find(({ line }) => line.trim() === mark);
  const to = closing?.start ?? endOf(text, mark);
  return to < from
    ? undefined
    : blank(text, [
        { start: 0, end: from },
        { start: to, end: text.length },
      ]);
}

/** Some close the fence on the last line of the code, some not at all. */
function endOf(text: string, mark: string): number {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(mark) ? trimmed.length - mark.length : text.length;
}

function linesOf(text: string): { start: number; line: string }[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const at = start;
    start += line.length + 1;
    return { start: at, line };
  });
}
