// What is wrong with a page for people who see badly, use a keyboard, or hold a phone.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Runs inside the page, therefore it is plain JavaScript of its own. */
const SOURCE = readFileSync(new URL('./find-page-faults.js', import.meta.url), 'utf8');

/** Runs inside the page: what one answer shows may ask for the next, therefore several frames must be quiet in a row. */
const SETTLE = `new Promise((resolve) => {
  let quiet = 0;
  let seen = -1;
  const look = () => {
    const asked = performance.getEntriesByType('resource').length;
    const isQuiet = asked === seen && document.querySelector('[aria-busy="true"], [aria-label^="Loading "]') === null;
    quiet = isQuiet ? quiet + 1 : 0;
    seen = asked;
    if (quiet >= 6) resolve(undefined);
    else requestAnimationFrame(look);
  };
  look();
})`;

/** Names of controls, landmarks, contrast and overflow; an empty list is a sound page. */
export async function pageFaults(page: Page): Promise<readonly string[]> {
  const faults: unknown = await page.evaluate(`${SOURCE}; findPageFaults()`);
  return Array.isArray(faults) ? faults.map(String) : ['the check itself failed'];
}

/** Until the page asks for nothing more: frames pass, and no request began or is still under way. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(SETTLE);
}

/** The message of the field with this label, as a screen reader is told it. */
export async function faultAt(page: Page, label: string): Promise<string | null> {
  const described = (await page.getByLabel(label, { exact: true }).getAttribute('aria-describedby')) ?? '';
  for (const id of described.split(' ').filter((one) => one !== '')) {
    const message = page.locator(`[id="${id}"][data-field-error]`);
    if ((await message.count()) === 1) return message.textContent();
  }
  return null;
}

export const isFocused = async (page: Page, label: string): Promise<boolean> =>
  (await page.getByLabel(label, { exact: true }).and(page.locator(':focus')).count()) === 1;
