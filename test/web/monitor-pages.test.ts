// Monitors, one monitor, and the maintenance of a server over the mock API, in a real browser.
import { describe, expect, it } from 'vitest';
import { VIEWS, dashboardForFile } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { monitor, monitors, WINDOWS } from './mock-monitors.ts';
import { pageFaults } from './page-faults.ts';

const REST = '/api/armature/v1';
const LIST = '/o/demo/monitors';
const ONE = `${LIST}/mon_search`;
const STORE_MONITORS = '/o/demo/servers/mcp_01store?tab=monitors';
const WINDOWS_OF_STORE = `${REST}/mcp-servers/mcp_01store/maintenance-windows`;

const PAGES: Readonly<Record<string, readonly [path: string, sign: string]>> = {
  'the list': [LIST, 'Search finds the customer'],
  'a failing monitor': [ONE, '12 checks in a row'],
  'what a monitor calls': [`${LIST}/mon_order?tab=call`, '$.order.status equals "shipped"'],
  'the settings of a monitor': [`${LIST}/mon_order?tab=settings`, 'What is expected'],
  'a monitor whose tool is gone': [`${LIST}/mon_gone?range=30d`, 'not in the catalog'],
  'a monitor before its first check': [`${LIST}/mon_new`, 'First check under way'],
  'the monitors of a server': [STORE_MONITORS, 'Nightly restart'],
};

const dashboard = dashboardForFile();
const sent = (end: string) => dashboard.api.sent.filter(({ path }) => path.endsWith(end));
const pageOf = (rows: readonly object[], total = rows.length) => ({ body: { rows, page: 1, pageSize: 100, total } });

describe('every page of monitors', () => {
  for (const view of VIEWS) {
    for (const [name, [path, sign]] of Object.entries(PAGES)) {
      it(`${name} is silent and sound at ${view.width} px in the ${view.theme} theme`, async () => {
        dashboard.api.override(`GET ${WINDOWS_OF_STORE}`, { body: { rows: WINDOWS } });
        const { page, complaints } = await dashboard.open(path, view);
        await page.getByText(sign).first().waitFor();
        expect(await pageFaults(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }
  }

  it('offers a viewer nothing to change', async () => {
    dashboard.actAs('viewer');
    dashboard.api.override(`GET ${WINDOWS_OF_STORE}`, { body: { rows: WINDOWS } });
    for (const [path, sign] of Object.values(PAGES).filter(([at]) => !at.includes('settings'))) {
      const { page } = await dashboard.open(path);
      await page.getByText(sign).first().waitFor();
      for (const name of [/Set up/, /Check now/, /^Actions of/, 'More actions', 'New window', 'New rule', 'Resume']) {
        expect(await page.getByRole('button', { name }).count()).toBe(0);
      }
      expect(await page.getByRole('switch').count()).toBe(0);
      expect(await page.getByRole('link', { name: /Set up|Settings/ }).count()).toBe(0);
    }
  });
});

describe('the list of monitors', () => {
  it('says in a word how each stands, paused and in maintenance too', async () => {
    const { page } = await dashboard.open(LIST);
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row('Search finds').getByText('Fail', { exact: true }).waitFor();
    expect(await row('Refund preview').getByText('Paused', { exact: true }).count()).toBe(1);
    expect(await row('Refund preview').getByText('Pass', { exact: true }).count()).toBe(0);
    expect(await row('invoice_list').getByText('In maintenance').count()).toBe(1);
    expect(await row('Just made').getByText('never').count()).toBe(1);
    expect(await row('order_get on').locator('time').getAttribute('title')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC$/);
  });

  it('keeps its filters, its order and its page in the address', async () => {
    const { page } = await dashboard.open(LIST);
    await page.getByLabel('Status', { exact: true }).selectOption('fail');
    await page.waitForURL(/status=fail/);
    await page.getByText('1–1 of 1').waitFor();
    await page.getByLabel('Order').selectOption('status');
    await page.waitForURL(/sort=status/);
    await page.getByLabel('Search monitors').fill('nowhere');
    await page.getByRole('heading', { name: 'No monitor matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('1–6 of 6').waitFor();
    expect(new URL(page.url()).searchParams.get('sort')).toBe('status');
  });

  it('shows a hundred of five thousand, and the way to the others', async () => {
    const many = Array.from({ length: 100 }, (_, index) => monitor(`mon_${index}`, { name: `Monitor number ${index}` }));
    dashboard.api.override(`GET ${REST}/monitors`, pageOf(many, 5_000));
    const { page } = await dashboard.open(LIST);
    await page.getByText('1–100 of 5,000').waitFor();
    expect(await page.getByRole('row').count()).toBe(101);
    await page.getByRole('link', { name: 'Older' }).click();
    await page.waitForURL(/page=2/);
  });

  it('refreshes by itself', async () => {
    const { page } = await dashboard.open(LIST);
    await page.getByText('Search finds the customer').waitFor();
    dashboard.api.override(`GET ${REST}/monitors`, pageOf([monitor('mon_order', { status: 'error' })]));
    await page.getByRole('row').getByText('Error', { exact: true }).waitFor({ timeout: 9_000 });
  });

  it('checks a monitor at once from its row, by keyboard, and tells what came of it', async () => {
    const { page } = await dashboard.open(LIST);
    await page.getByRole('button', { name: 'Actions of Search finds the customer' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Check now' }).press('Enter');
    await page.getByText('Search finds the customer: pass').first().waitFor();
    expect(sent('/mon_search/check')).toHaveLength(1);
  });

  it('pauses and resumes from the row', async () => {
    const { page } = await dashboard.open(LIST);
    await page.getByRole('button', { name: 'Actions of order_get on Acme Store' }).click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await page.getByText('order_get on Acme Store is paused').first().waitFor();
    await page.getByRole('button', { name: 'Actions of Refund preview' }).click();
    await page.getByRole('menuitem', { name: 'Resume' }).click();
    await expect.poll(() => sent('/mon_paused').map(({ body }) => body)).toEqual([{ state: 'active' }]);
  });

  it('is empty with a way to begin, for who may', async () => {
    dashboard.api.override(`GET ${REST}/monitors`, pageOf([]));
    const { page } = await dashboard.open(LIST);
    await page.getByRole('heading', { name: 'Watch a tool every minute' }).waitFor();
    expect(await page.getByRole('link', { name: 'Set up monitors' }).count()).toBe(2);
  });

  it('keeps its layout while it loads, and says what failed with the request id', async () => {
    const { page } = await dashboard.open('/o/demo/servers');
    await page.route(/\/monitors\?/, () => undefined);
    await page.getByRole('link', { name: 'Monitors' }).click();
    await page.getByRole('status', { name: 'Loading monitors' }).waitFor();
    expect(await page.getByLabel('Search monitors').isVisible()).toBe(true);

    dashboard.api.override(`GET ${REST}/monitors`, problem(400, 'validation_failed', 'The list cannot be read.'));
    const failed = (await dashboard.open(LIST)).page.getByRole('alert').filter({ hasText: 'Could not load monitors' });
    await failed.getByText('Request id req_0f7c2d9a').waitFor();
    dashboard.api.override(`GET ${REST}/monitors`, undefined);
    await failed.getByRole('button', { name: 'Retry' }).click();
    await failed.waitFor({ state: 'detached' });
  });
});

describe('a monitor', () => {
  it('is the 404 page when it does not exist', async () => {
    const { page } = await dashboard.open(`${LIST}/mon_nobody`);
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  });

  it('says why it fails and since when', async () => {
    const { page } = await dashboard.open(ONE);
    await page.getByText('The result does not hold what this monitor expects.').waitFor();
    await page.getByText('assertion 1: $.order.status is "lost", not "shipped"').first().waitFor();
    expect(await page.getByText(/Began \d+ min ago, 12 checks in a row/).count()).toBe(1);
  });

  it('is never wider than its window, not even before the chart has measured its place, nor when the window is narrowed', async () => {
    const { page } = await dashboard.open(ONE, { isOwn: true });
    // Measuring is held back: what is seen is the drawing of the wide window in the narrow one.
    await page.evaluate('window.ResizeObserver = class { observe() {} disconnect() {} }');
    await page.getByRole('slider', { name: 'Latency over time' }).waitFor();
    await page.setViewportSize({ width: 390, height: 860 });
    expect(await pageFaults(page)).toEqual([]);
  });

  it('reads every point of the chart by keyboard, and jumps from failure to failure', async () => {
    const { page } = await dashboard.open(ONE);
    const chart = page.getByRole('slider', { name: 'Latency over time' });
    await chart.focus();
    await page.keyboard.press('Home');
    expect(await chart.getAttribute('aria-valuenow')).toBe('0');
    await page.keyboard.press('PageDown');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/UTC: 5 errors$/);
    await page.keyboard.press('PageDown');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/p50 \d+ ms, p95 \d+ ms, 5 failed$/);
    await page.keyboard.press('End');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/5 passed$/);
  });

  it('shows a point under the pointer', async () => {
    const { page } = await dashboard.open(ONE);
    await page.getByRole('slider').hover();
    await page.getByText(/^p50 \d+ ms · p95/).waitFor();
  });

  it('keeps range, status and page of its history in the address', async () => {
    const { page } = await dashboard.open(ONE);
    await page.getByText('1–25 of 240').waitFor();
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByText('26–50 of 240').waitFor();
    await page.getByLabel('Status of checks').selectOption('error');
    await page.waitForURL((url) => url.searchParams.get('status') === 'error' && !url.searchParams.has('page'));
    await page.getByText('1–1 of 1').waitFor();
    await page.getByRole('button', { name: '30 days' }).click();
    await page.waitForURL(/range=30d/);
  });

  it('opens a check to its message, its times and its result', async () => {
    const { page } = await dashboard.open(`${ONE}?status=fail`);
    await page
      .getByRole('button', { name: /^Fail Assertion/ })
      .first()
      .click();
    await page.getByLabel('Result', { exact: true }).getByText('"status":"lost"').waitFor();
    expect(await page.getByText('Connecting').count()).toBe(1);
    expect(await pageFaults(page)).toEqual([]);
  });

  it('keeps the rest of the page when the chart fails', async () => {
    dashboard.api.override(`GET ${REST}/monitors/mon_search/series`, problem(400, 'validation_failed', 'No series.'));
    const { page } = await dashboard.open(ONE);
    await page.getByRole('alert').filter({ hasText: 'Could not load the chart' }).waitFor();
    await page.getByText('1–25 of 240').waitFor();
  });

  it('says who is told when it fails, or that nobody is', async () => {
    const { page } = await dashboard.open(ONE);
    await page.getByText('No rules: nobody is told when this monitor fails.').waitFor();
    expect(await page.getByRole('button', { name: 'New rule' }).count()).toBe(1);
  });

  it('is deleted only after one question that names it', async () => {
    const { page } = await dashboard.open(ONE);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete monitor' }).click();
    expect(sent('/mon_search')).toEqual([]);
    await page
      .getByRole('alertdialog', { name: 'Delete Search finds the customer?' })
      .getByRole('button', { name: 'Delete monitor' })
      .click();
    await page.waitForURL((url) => url.pathname === LIST);
    expect(sent('/mon_search').map(({ method }) => method)).toEqual(['DELETE']);
  });

  it('sends only what was changed, and shows what the server refuses at its field', async () => {
    const { page } = await dashboard.open(`${LIST}/mon_order?tab=settings`);
    await page.getByLabel('Interval').selectOption('900');
    await page.getByLabel('orderId').fill('A-2002');
    dashboard.api.override(
      `PATCH ${REST}/monitors/mon_order`,
      problem(400, 'secret_in_arguments', 'arguments.orderId: looks like a secret', {
        fieldErrors: [{ field: 'arguments.orderId', message: 'looks like a secret' }],
      }),
    );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('looks like a secret', { exact: true }).waitFor();
    expect(await page.getByLabel('orderId').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('orderId').inputValue()).toBe('A-2002');
    dashboard.api.override(`PATCH ${REST}/monitors/mon_order`, undefined);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('order_get on Acme Store is saved').first().waitFor();
    expect(sent('/mon_order').at(-1)?.body).toEqual({ intervalSeconds: 900, arguments: { orderId: 'A-2002' } });
  });

  it('checks its settings while they are typed', async () => {
    const { page } = await dashboard.open(`${LIST}/mon_order?tab=settings`);
    await page.getByLabel('Time-out, in seconds').fill('61');
    await page.getByText('must be a whole number from 1 to 60', { exact: true }).waitFor();
    await page.getByLabel('Value').first().fill('shipped');
    await page.getByText(/^is not valid JSON/).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Something above is missing or wrong.').waitFor();
    expect(sent('/mon_order')).toEqual([]);
  });
});

describe('the maintenance of a server', () => {
  it('is announced on the page of the server while it is open', async () => {
    dashboard.api.override(`GET ${WINDOWS_OF_STORE}`, { body: { rows: WINDOWS } });
    const { page } = await dashboard.open('/o/demo/servers/mcp_01store');
    await page.getByText('In maintenance: Database upgrade').waitFor();
    expect(await page.getByText('In maintenance: Nightly restart').count()).toBe(0);
  });

  it('is made for once in the time zone that was chosen', async () => {
    const { page } = await dashboard.open(STORE_MONITORS);
    await page.getByRole('button', { name: 'New window' }).click();
    await page.getByLabel('Title').fill('Upgrade');
    await page.getByLabel('Time zone').selectOption('Europe/Paris');
    await page.getByLabel('Begins').fill('2099-07-01T09:30');
    await page.getByLabel('Ends').fill('2099-07-01T09:00');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('must be after the beginning').waitFor();
    await page.getByLabel('Ends').fill('2099-07-01T10:00');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Upgrade is saved').first().waitFor();
    expect(sent('/maintenance-windows').map(({ body }) => body)).toEqual([
      { title: 'Upgrade', kind: 'once', startsAt: '2099-07-01T07:30:00.000Z', endsAt: '2099-07-01T08:00:00.000Z' },
    ]);
  });

  it('is changed to every week, and a refusal stands at its field', async () => {
    dashboard.api.override(`GET ${WINDOWS_OF_STORE}`, { body: { rows: WINDOWS } });
    const { page } = await dashboard.open(STORE_MONITORS);
    await page.getByRole('button', { name: 'Actions of Nightly restart' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.getByLabel('Friday').check();
    dashboard.api.override(
      `PATCH ${WINDOWS_OF_STORE}/mnt_weekly`,
      problem(400, 'validation_failed', 'startTime: no', { fieldErrors: [{ field: 'startTime', message: 'is not possible' }] }),
    );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('is not possible').waitFor();
    dashboard.api.override(`PATCH ${WINDOWS_OF_STORE}/mnt_weekly`, undefined);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => sent('/mnt_weekly').length).toBe(2);
    expect(sent('/mnt_weekly').at(-1)?.body).toEqual({
      title: 'Nightly restart',
      kind: 'weekly',
      weekdays: [5, 6, 7],
      startTime: '02:30',
      durationMinutes: 45,
      timezone: 'Europe/Paris',
    });
  });

  it('is deleted after one question that names it', async () => {
    dashboard.api.override(`GET ${WINDOWS_OF_STORE}`, { body: { rows: WINDOWS } });
    const { page } = await dashboard.open(STORE_MONITORS);
    await page.getByRole('button', { name: 'Actions of Database upgrade' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const question = page.getByRole('alertdialog', { name: 'Delete maintenance window Database upgrade?' });
    await question.getByText('It is open now').waitFor();
    await question.getByRole('button', { name: 'Delete window' }).click();
    await expect.poll(() => sent('/mnt_open').map(({ method }) => method)).toEqual(['DELETE']);
  });
});

it('knows a monitor of every kind', () => {
  expect(new Set(monitors.map(({ status, state }) => `${state} ${status}`)).size).toBeGreaterThanOrEqual(5);
});
