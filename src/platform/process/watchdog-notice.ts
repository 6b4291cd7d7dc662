// What we tell the watchdog, one line of JSON each: a program with its folder and its group, or, with neither, that it ended.

export interface Notice {
  readonly number: number;
  readonly home?: string | undefined;
  readonly group?: number | undefined;
}

export const noticeLine = (notice: Notice): string => `${JSON.stringify(notice)}\n`;

/** Undefined for a line that was cut by our end. */
export function readNotice(line: string): Notice | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null || !('number' in parsed) || typeof parsed.number !== 'number') return undefined;
    const home = 'home' in parsed && typeof parsed.home === 'string' ? parsed.home : undefined;
    const group = 'group' in parsed && typeof parsed.group === 'number' ? parsed.group : undefined;
    // 0 and 1 would name our own group, and everybody's first process.
    return { number: parsed.number, home, group: group !== undefined && group > 1 ? group : undefined };
  } catch {
    return undefined;
  }
}
