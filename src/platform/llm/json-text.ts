// The JSON in a model's text: the whole text, or its only fenced block.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';

const FENCE = '```';

export function jsonOf(text: string): Outcome<unknown, string> {
  const body = onlyBlock(text) ?? text;
  try {
    return ok(JSON.parse(body) as unknown);
  } catch {
    return failed(
      body.trim() === '' ? 'The model answered nothing where JSON was asked for.' : 'The model answered text where JSON was asked for.',
    );
  }
}

function onlyBlock(text: string): string | undefined {
  const parts = text.split(FENCE);
  const block = parts[1];
  return parts.length === 3 && block !== undefined ? block.replace(/^[a-zA-Z]*\s*\n/, '') : undefined;
}
