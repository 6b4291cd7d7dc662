// The audit log over the mock API, in a real browser.
import { expect, it } from 'vitest';
import { dashboardForFile } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { session } from './mock-data.ts';
import { pageFaults } from './page-faults.ts';

const AUDIT = '/o/demo/settings/audit';
const LOG = 'GET /api/app/o/demo/audit-log';

const dashboard = dashboardForFile();

for (const view of [
  { width: 1280, theme: 'dark' },
  { width: 390, theme: 'light' },
] as const) {
  it(`is silent and sound with an open entry at ${view.width} px in the ${view.theme} theme`, async () => {
    const { page, complaints } = await dashboard.open(AUDIT, view);
    await page.locator('summary').first().click();
    await page.getByText('Find order A-1001 and name its status.').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
}

it('opens an entry by keyboard and shows each field before and after, a secret as [secret]', async () => {
  const { page } = await dashboard.open(AUDIT);
  const entry = page.getByRole('listitem').filter({ hasText: 'Auth profile update' });
  await entry.locator('summary').focus();
  await page.keyboard.press('Enter');
  await entry.getByText('auth_profile.update').waitFor();
  const first = page.getByRole('listitem').filter({ hasText: 'Workflow update' }).first();
  await first.locator('summary').click();
  await first.getByLabel('before').waitFor();
  expect(await first.getByLabel('before').count()).toBe(1);
  expect(await first.getByLabel('after').count()).toBe(1);
  expect(await first.getByText('name', { exact: true }).count()).toBe(0);
});

it('keeps its filters in the address, and the export has the same', async () => {
  const { page } = await dashboard.open(AUDIT);
  await page.getByLabel('Actor').selectOption({ label: 'Key ci-runner' });
  await page.waitForURL(/actorId=key_/);
  await page.getByLabel('Object').selectOption({ label: 'Run' });
  await page.waitForURL(/objectType=run/);
  await page.getByLabel('To', { exact: true }).fill('2030-01-31');
  await page.waitForURL(/to=2030-01-31/);
  await expect.poll(() => page.locator('summary').count()).toBe(1);
  const address = new URL((await page.getByRole('link', { name: 'Export JSON' }).getAttribute('href')) ?? '', page.url());
  expect(address.pathname).toBe('/api/app/o/demo/audit-log/export');
  expect(Object.fromEntries(address.searchParams)).toEqual({
    actorId: 'key_a1B2c3D4e5F6',
    objectType: 'run',
    before: '2030-02-01T00:00:00.000Z',
  });
  await page.reload();
  await expect.poll(() => page.locator('summary').count()).toBe(1);
});

it('narrows to the object of an entry, also to an actor that no list knows', async () => {
  const { page } = await dashboard.open(`${AUDIT}?actorId=scheduler`);
  await page.locator('summary').click();
  expect(await page.getByLabel('Actor').inputValue()).toBe('scheduler');
  await page.getByRole('link', { name: 'Only this object' }).click();
  await page.waitForURL(/objectId=org_demo/);
  await expect.poll(() => page.locator('summary').count()).toBe(2);
  await page.getByRole('button', { name: /^All objects/ }).click();
  await page.waitForURL((url) => !url.searchParams.has('objectId'));
});

it('finds by action, says when nothing matches, and clears its filters', async () => {
  const { page } = await dashboard.open(AUDIT);
  await page.keyboard.press('/');
  await page.keyboard.type('no.such');
  await page.getByRole('heading', { name: 'No entry matches' }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.locator('summary').first().waitFor();
  expect(new URL(page.url()).search).toBe('');
});

it('pages to older entries', async () => {
  const { page } = await dashboard.open(AUDIT);
  await page.getByText('1–25 of 60').waitFor();
  await page.getByRole('link', { name: 'Older' }).click();
  await page.getByText('26–50 of 60').waitFor();
});

it('says that nothing is recorded yet', async () => {
  dashboard.api.override(LOG, { body: { rows: [], page: 1, pageSize: 25, total: 0 } });
  const { page } = await dashboard.open(AUDIT);
  await page.getByRole('heading', { name: 'Nothing recorded yet' }).waitFor();
});

it('keeps its filters when the entries cannot be loaded', async () => {
  dashboard.api.override(LOG, problem(400, 'validation_failed', 'after must be a time.'));
  const { page } = await dashboard.open(AUDIT);
  await page.getByRole('alert').filter({ hasText: 'Could not load the audit log' }).waitFor();
  expect(await page.getByLabel('Actor').isVisible()).toBe(true);
});

it('tells an editor who may look, and asks the server for nothing', async () => {
  const organizations = session.organizations.map((organization) => ({ ...organization, role: 'editor' }));
  dashboard.api.override('GET /api/app/session', { body: { ...session, organizations } });
  const { page } = await dashboard.open(AUDIT);
  await page.getByRole('heading', { name: 'Only an admin can see this' }).waitFor();
  expect(await page.getByRole('link', { name: /Audit log|Export JSON/ }).count()).toBe(0);
  expect(await pageFaults(page)).toEqual([]);
});
