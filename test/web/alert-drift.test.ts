// Changed catalogs, protocol findings and coverage over the mock API, in a real browser: what a person reads, accepts and begins.
import { describe, expect, it } from 'vitest';
import { dashboardForFile } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { pageFaults } from './page-faults.ts';

const REST = '/api/armature/v1/mcp-servers/mcp_01store';
const STORE = '/o/demo/servers/mcp_01store';
const dashboard = dashboardForFile();
const sent = (end: string) => dashboard.api.sent.filter(({ path }) => path.endsWith(end));

describe('a changed catalog', () => {
  it('is told in words, with hints, marks and what cannot be seen', async () => {
    const { page } = await dashboard.open(`${STORE}?tab=changes`);
    await page.getByText('Sends data to an address').waitFor();
    const text = (await page.getByRole('main').innerText()).replaceAll(/\s+/g, ' ');
    for (const part of [
      'looks renamed to invoice_render',
      'Argument orderId: type changed',
      'Argument region now required · has a default',
      'Argument filter.status: allowed values changed',
      'Read-only hint removed',
      'Reads one order by its id.\\u{200B} Before that',
      'version 4.1.0 → 4.2.0',
      'needs review',
      'First catalog',
      'Accepted by Ben Turing',
    ])
      expect(text).toContain(part);
    await page.getByRole('button', { name: 'First catalog' }).click();
    await page.getByText('The first catalog of this server in this era').waitFor();
    expect(await pageFaults(page)).toEqual([]);
  });

  it('is accepted alone, or everything at once', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${STORE}?tab=changes`);
    await page.getByRole('button', { name: 'Accept', exact: true }).nth(1).click();
    await expect.poll(() => sent('/accept').map(({ body }) => body)).toEqual([{ snapshotId: 'snap_02' }]);
    await page.getByRole('button', { name: 'Accept everything' }).click();
    await expect.poll(() => sent('/accept').at(-1)?.body).toEqual({ throughSnapshotId: 'snap_03' });
    await page.getByText('2 changes accepted').waitFor();
    expect(await page.getByRole('button', { name: /^Sync/ }).count()).toBe(0);
  });

  it('of all servers is filtered by review and server in the address, and accepted at its own server', async () => {
    const { page } = await dashboard.open('/o/demo/changes');
    await page.getByText('Accepted by Ben Turing').waitFor();
    await page.getByLabel('Review').selectOption('pending');
    await page.getByText('Accepted by Ben Turing').waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('state')).toBe('pending');
    await page.getByRole('button', { name: 'Accept', exact: true }).first().click();
    await expect.poll(() => sent('/mcp_01store/changes/accept').map(({ body }) => body)).toEqual([{ snapshotId: 'snap_03' }]);
  });

  it('can be compared with any other state', async () => {
    const { page } = await dashboard.open(`${STORE}?tab=changes`);
    await page.getByLabel('Before').selectOption('snap_01');
    await page.getByLabel('After').selectOption('snap_03');
    await page.getByText('Argument orderId: type').nth(1).waitFor();
    const { searchParams } = new URL(page.url());
    expect([searchParams.get('from'), searchParams.get('to')]).toEqual(['snap_01', 'snap_03']);
  });

  it('is looked for now by an admin', async () => {
    const { page } = await dashboard.open(`${STORE}?tab=changes`);
    await page.getByText('The endpoint answered 502.').waitFor();
    await page.getByRole('button', { name: 'Sync now' }).click();
    await expect.poll(() => sent('/mcp_01store/sync').length).toBe(1);
  });
});

describe('an examination', () => {
  it('warns plainly before it sends odd requests', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${STORE}?tab=protocol`);
    await page.getByText('Error as success').waitFor();
    await page.getByRole('button', { name: 'Examine' }).click();
    const question = page.getByRole('alertdialog', { name: 'Examine Acme Store?' });
    await question.getByText('sends odd requests on purpose').waitFor();
    expect(sent('/examine')).toEqual([]);
    await question.getByRole('button', { name: 'Send the odd requests' }).click();
    await expect.poll(() => sent('/examine').length).toBe(1);
    await page.getByText('Acme Store is examined').waitFor();
  });

  it('that comes too soon says so', async () => {
    dashboard.api.override(`POST ${REST}/examine`, problem(409, 'conflict', 'It was examined less than a minute ago.'));
    const { page } = await dashboard.open(`${STORE}?tab=protocol`);
    await page.getByRole('button', { name: 'Examine' }).click();
    await page.getByRole('button', { name: 'Send the odd requests' }).click();
    await page.getByText('It was examined less than a minute ago.').first().waitFor();
  });
});

describe('coverage', () => {
  it('tells how deeply a tool was exercised, and by what', async () => {
    const { page } = await dashboard.open(`${STORE}?tab=coverage`);
    await page.getByText('What is missing').click();
    await page.getByText('never given: region, filter.status').waitFor();
    await page.getByText('filter.status never "sent", null').waitFor();
    const text = (await page.getByRole('main').innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Monitor order_get on Acme Store');
    expect(await pageFaults(page)).toEqual([]);
  });

  it('begins a workflow that names the tool, checks its call and allows it', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${STORE}?tab=coverage`);
    await page
      .getByRole('row', { name: /stock_get/ })
      .getByRole('link', { name: 'Draft workflow' })
      .click();
    await page.waitForURL(/workflows\/new\?server=mcp_01store&tool=stock_get/);
    expect(await page.getByLabel('Script', { exact: true }).inputValue()).toContain('stock_get');
    await page.getByRole('heading', { level: 1, name: 'Use stock_get' }).waitFor();
    await page.getByRole('button', { name: 'Create workflow' }).click();
    await expect.poll(() => sent('/workflows').length).toBe(1);
    expect(sent('/workflows')[0]?.body).toMatchObject({
      criteria: [{ kind: 'check', check: { kind: 'tool_called', tool: 'stock_get' } }],
      toolPolicy: { allowed_tools: ['stock_get'] },
    });
  });
});

describe('a server', () => {
  it('shows on its card what is covered, what broke and what waits', async () => {
    const { page } = await dashboard.open('/o/demo/servers');
    const card = page.getByRole('article').filter({ hasText: 'Acme Store' });
    await card.getByText('50 %').waitFor();
    const text = (await card.innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Breaking change 34 min ago');
    expect(text).toContain('2 pending review');
  });

  it('is read as often as its settings say', async () => {
    const { page } = await dashboard.open(`${STORE}?tab=settings`);
    const every = page.getByLabel(/Read the catalog every/);
    await every.fill('3');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('must be 0 or a whole number from 5 to 10080').waitFor();
    await every.fill('30');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => sent('/mcp_01store').at(-1)?.body).toEqual({ syncIntervalMinutes: 30 });
  });
});

it('accepts harmless changes by itself where the organization says so', async () => {
  const { page } = await dashboard.open('/o/demo/settings/general');
  await page.getByLabel(/Accept catalog changes that break nothing/).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(() => sent('/settings').at(-1)?.body).toEqual({ autoAcceptChanges: true });
});
