// Every component in every state, in a real browser: silent, named, legible, within the window, reachable by keyboard.
import { describe, expect, it } from 'vitest';
import { dashboardForFile } from './dashboard.ts';
import { pageFaults } from './page-faults.ts';

const dashboard = dashboardForFile();

describe('the gallery', () => {
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      it(`is silent and sound at ${width} px in the ${theme} theme`, async () => {
        const { page, complaints } = await dashboard.open('/_gallery', { width, theme });
        await page.getByRole('alert').filter({ hasText: 'Could not load the runs' }).waitFor();
        expect(await pageFaults(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }
  }

  it('says what failed with its request id and a way to try again', async () => {
    const { page } = await dashboard.open('/_gallery');
    const failed = page.getByRole('alert').filter({ hasText: 'Could not load the runs' });
    await failed.waitFor();
    expect(await failed.textContent()).toContain('req_0f7c2d9a');
    expect(await failed.getByRole('button', { name: 'Retry' }).isVisible()).toBe(true);
  });

  it('puts the focus on the first field of a dialog, keeps it inside, and gives it back', async () => {
    const { page } = await dashboard.open('/_gallery');
    const opener = page.getByRole('button', { name: 'Open dialog' });
    await opener.click();
    await page.getByLabel('First field').waitFor();
    const dialog = page.getByRole('dialog', { name: 'A dialog' });
    await expect.poll(() => page.getByLabel('First field').and(page.locator(':focus')).count()).toBe(1);
    for (let tabs = 0; tabs < 6; tabs += 1) {
      await page.keyboard.press('Tab');
      await expect.poll(() => dialog.locator(':focus').count()).toBe(1);
    }
    await page.keyboard.press('Escape');
    await expect.poll(() => opener.and(page.locator(':focus')).count()).toBe(1);
  });

  it('shows a ring on whatever the keyboard reaches', async () => {
    const { page } = await dashboard.open('/_gallery');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  });

  it('opens the cited event and marks the excerpt in it', async () => {
    const { page } = await dashboard.open('/_gallery');
    await page.getByRole('button', { name: 'order is shipped Show in trace' }).click();
    const entry = page.locator('#evt_1');
    await expect.poll(() => entry.getByRole('button', { expanded: true }).count()).toBe(1);
    expect(await entry.locator('mark').first().textContent()).toBe('order is shipped');
  });
});
