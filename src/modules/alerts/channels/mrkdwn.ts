// Writes foreign words into Slack's mrkdwn so that they stay words: no mention, no link, no entity.

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Slack reads `<!channel>`, `<@U1>`, `<#C1>` and `<https://…|text>` by their brackets alone, so escaping those three
 * characters takes every mention and link out. At most `max` characters as Slack counts them, never ending within an entity.
 */
export function mrkdwn(text: string, max: number): string {
  let written = '';
  for (const char of text) {
    const next = ENTITIES[char] ?? char;
    if (written.length + next.length > max - CUT.length) {
      const isWhole = escaped(text).length <= max;
      return isWhole ? escaped(text) : written + CUT;
    }
    written += next;
  }
  return written;
}

const CUT = '…';

const escaped = (text: string): string => text.replaceAll(/[&<>]/g, (char) => ENTITIES[char] ?? char);

/** A link to a page of ours. `label` is ours too. */
export const mrkdwnLink = (url: string, label: string): string => `<${escaped(new URL(url).href).replaceAll('|', '%7C')}|${label}>`;
