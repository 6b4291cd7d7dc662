// What is wrong with a page for people who see badly, use a keyboard, or hold a phone.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Runs inside the page, therefore it is plain JavaScript of its own. */
const SOURCE = readFileSync(new URL('./find-page-faults.js', import.meta.url), 'utf8');

/** Names of controls, landmarks, contrast and overflow; an empty list is a sound page. */
export async function pageFaults(page: Page): Promise<readonly string[]> {
  const faults: unknown = await page.evaluate(`${SOURCE}; findPageFaults()`);
  return Array.isArray(faults) ? faults.map(String) : ['the check itself failed'];
}
