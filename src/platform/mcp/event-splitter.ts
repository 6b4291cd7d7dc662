// Cuts an event stream into the data of its events while it arrives, without keeping more than one capped event.

export interface SplitEvent {
  readonly event: string;
  readonly data: string;
  readonly isTruncated: boolean;
}

/** Feed decoded text; `onEvent` fires at each blank line. Keeps at most `capChars` of one event and reads on past it. */
export function createEventSplitter(capChars: number, onEvent: (event: SplitEvent) => void): (text: string) => void {
  let line = '';
  let name = 'message';
  let data = '';
  let hasData = false;
  let isTruncated = false;
  let endedWithReturn = false;

  const endLine = (): void => {
    if (line === '') {
      if (hasData) onEvent({ event: name, data, isTruncated });
      name = 'message';
      data = '';
      hasData = false;
      isTruncated = false;
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') name = value;
    if (field === 'data') {
      const joined = hasData ? `${data}\n${value}` : value;
      if (joined.length > capChars) isTruncated = true;
      data = joined.slice(0, capChars);
      hasData = true;
    }
    line = '';
  };

  const append = (part: string): void => {
    const room = capChars + 'data: '.length - line.length;
    if (part.length > room) isTruncated = true;
    line += part.slice(0, Math.max(0, room));
  };

  return (text) => {
    // Nothing came: whether a line feed belongs to the return before it is still open.
    if (text === '') return;
    let start = endedWithReturn && text.startsWith('\n') ? 1 : 0;
    endedWithReturn = false;
    for (let at = nextBreak(text, start); at >= 0; at = nextBreak(text, start)) {
      append(text.slice(start, at));
      endLine();
      const isPair = text[at] === '\r' && text[at + 1] === '\n';
      endedWithReturn = text[at] === '\r' && at + 1 === text.length;
      start = at + (isPair ? 2 : 1);
    }
    append(text.slice(start));
  };
}

/** Index of the next CR or LF from `from` on, or -1. */
function nextBreak(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  const carriage = text.indexOf('\r', from);
  if (feed < 0) return carriage;
  return carriage < 0 ? feed : Math.min(feed, carriage);
}
