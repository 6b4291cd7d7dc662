// What one test left in a page, the next one that gets this page does not find.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { dashboardForFile } from './dashboard.ts';
import { settled } from './page-faults.ts';

const WORKFLOW = '/o/demo/workflows/wf_lookup';

/** The storage is written to until the very end of the document, and the document does not want to go. */
const LITTER = `
  localStorage.setItem('armature.theme', 'dark');
  document.cookie = 'left=1';
  window.name = 'left';
  addEventListener('pagehide', () => sessionStorage.setItem('left', '1'));
  addEventListener('beforeunload', (event) => event.preventDefault());
`;
const FOUND = `({
  hovered: document.querySelectorAll('main :hover, a:hover, button:hover').length,
  stored: localStorage.length + sessionStorage.length,
  cookies: document.cookie,
  name: window.name,
  addresses: history.length,
})`;

const dashboard = dashboardForFile();
let first: Page | undefined;
let fresh: unknown;

describe('a page that is kept', () => {
  it('is new to the first test', async () => {
    const { page } = await dashboard.open(WORKFLOW);
    await settled(page);
    fresh = await page.evaluate(FOUND);
    await page.getByLabel('Description').fill('Not saved');
    await page.mouse.move(640, 430);
    await page.context().grantPermissions(['clipboard-read']);
    await page.route('**', (route) => route.abort());
    await page.evaluate(LITTER);
    await page.context().newPage();
    first = page;
  });

  it('is as good as new to the second', async () => {
    const { page, complaints } = await dashboard.open(WORKFLOW);
    expect(page).toBe(first);
    await settled(page);
    expect(await page.evaluate(FOUND)).toEqual(fresh);
    expect(page.context().pages()).toEqual([page]);
    expect(await page.evaluate("navigator.permissions.query({ name: 'clipboard-read' }).then(({ state }) => state)")).not.toBe('granted');
    expect(dashboard.api.sent.filter(({ method }) => method === 'PATCH')).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is not had by two at once, nor by one that asks for its own', async () => {
    const opened = await Promise.all([dashboard.open('/o/demo'), dashboard.open('/o/demo'), dashboard.open('/o/demo', { isOwn: true })]);
    const pages = opened.map(({ page }) => page);
    expect(new Set([...pages.map((page) => page.context()), first?.context()]).size).toBe(3);
    expect(pages[2]).not.toBe(first);
  });
});
