// Alerts, changes, coverage, protocol, status page and inbox over the mock API, in a real browser: each sound in both views, and empty, failing and looked at by a viewer.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { VIEWS, dashboardForFile } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { pageFaults } from './page-faults.ts';

const REST = '/api/armature/v1';
const STORE = '/o/demo/servers/mcp_01store';

/** Where something is once the page is loaded. */
const PAGES: Readonly<Record<string, readonly [path: string, landmark: string]>> = {
  'alert rules': ['/o/demo/alerts', 'Stock is down'],
  incidents: ['/o/demo/alerts?tab=incidents', 'Recovered'],
  deliveries: ['/o/demo/alerts?tab=deliveries', 'Still failing'],
  changes: ['/o/demo/changes', 'First catalog'],
  'changes of a server': [`${STORE}?tab=changes`, 'Sends data to an address'],
  protocol: [`${STORE}?tab=protocol`, 'Error as success'],
  coverage: [`${STORE}?tab=coverage`, 'refund_create'],
  'status page': ['/o/demo/settings/status-page', 'Markdown for a README'],
  inbox: ['/o/demo/inbox?mail=mail_1', 'Search finds the customer fails since 09:30.'],
  'alerts of a workflow': ['/o/demo/workflows/wf_lookup?tab=alerts', 'Order lookup prod'],
  overview: ['/o/demo', 'All incidents'],
  servers: ['/o/demo/servers', 'Breaking change'],
};

const dashboard = dashboardForFile();
const sent = (end: string) => dashboard.api.sent.filter(({ path }) => path.endsWith(end));
const empty = { body: { rows: [], page: 1, pageSize: 25, total: 0, unread: 0 } };
const shown = (page: Page, text: string) => page.getByText(text).first().waitFor();

describe('every page', () => {
  for (const [name, [path, landmark]] of Object.entries(PAGES)) {
    for (const view of VIEWS) {
      it(`${name}: silent and sound at ${view.width} px in the ${view.theme} theme`, async () => {
        dashboard.actAs('owner', { inbox: true, slack: true });
        const { page, complaints } = await dashboard.open(path, view);
        await shown(page, landmark);
        expect(await pageFaults(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }
  }
});

describe('a viewer', () => {
  const ACTIONS =
    /New rule|Add |Connect Slack|Reauthorize|Send test|Actions of|Retry|Accept|Sync|Examine|Draft workflow|Save|Clear inbox|New workflow/;

  for (const [name, [path, landmark]] of Object.entries(PAGES)) {
    it(`sees ${name}, and no action`, async () => {
      dashboard.actAs('viewer', { inbox: true, slack: true });
      const { page } = await dashboard.open(path);
      await shown(page, landmark);
      const [buttons, links] = [page.getByRole('main').getByRole('button', { name: ACTIONS }), page.getByRole('link', { name: ACTIONS })];
      expect(await buttons.count()).toBe(0);
      expect(await links.count()).toBe(0);
    });
  }
});

describe('a page with nothing on it', () => {
  it('says that nobody is told, and offers a rule', async () => {
    dashboard.api.override(`GET ${REST}/alert-rules`, empty);
    const { page } = await dashboard.open('/o/demo/alerts');
    await page.getByRole('heading', { name: 'No rules: nobody is told when something breaks' }).waitFor();
    await page.getByRole('main').getByRole('button', { name: 'New rule' }).last().click();
    await page.getByRole('dialog', { name: 'New alert rule' }).waitFor();
  });

  it.each([
    ['/o/demo/alerts?tab=deliveries', `${REST}/alert-deliveries`, 'Nothing was sent yet'],
    ['/o/demo/alerts?tab=incidents', `${REST}/incidents`, 'Nothing fails that a rule watches.'],
    ['/o/demo/changes', `${REST}/changes`, 'No change yet'],
    ['/o/demo/inbox', '/api/app/o/demo/inbox', 'No mail yet'],
    [`${STORE}?tab=changes`, `${REST}/mcp-servers/mcp_01store/syncs`, 'The catalog has not been read yet.'],
  ])('says so: %s', async (path, route, words) => {
    dashboard.api.override(`GET ${route}`, empty);
    const { page } = await dashboard.open(path);
    await shown(page, words);
  });

  it('says so of a server without tools and without findings', async () => {
    dashboard.api.override(`GET ${REST}/mcp-servers/mcp_01store/coverage`, {
      body: { ...NO_COVERAGE, mcpServerId: 'mcp_01store', generatedAt: new Date().toISOString() },
    });
    dashboard.api.override(`GET ${REST}/mcp-servers/mcp_01store/findings`, { body: { syncedAt: null, examinedAt: null, rows: [] } });
    const { page } = await dashboard.open(`${STORE}?tab=coverage`);
    await shown(page, 'No active tools');
    await page.getByRole('link', { name: 'Protocol', exact: true }).click();
    await shown(page, 'The server has not been read yet.');
  });
});

const NO_COVERAGE = { runsConsidered: 0, toolsConsidered: 0, truncated: false, coveragePercent: null, covered: [], uncovered: [] };

describe('a part that fails', () => {
  it.each([
    { path: '/o/demo/alerts', route: 'alert-destinations', part: 'destinations', rest: 'Stock is down' },
    { path: '/o/demo/alerts?tab=deliveries', route: 'alert-deliveries', part: 'deliveries', rest: 'Deliveries' },
    { path: `${STORE}?tab=changes`, route: 'mcp-servers/mcp_01store/changes', part: 'changes', rest: 'Compare two states' },
    { path: `${STORE}?tab=protocol`, route: 'mcp-servers/mcp_01store/findings', part: 'findings', rest: 'Revision' },
    { path: `${STORE}?tab=coverage`, route: 'mcp-servers/mcp_01store/coverage', part: 'coverage', rest: 'Acme Store' },
    { path: '/o/demo/settings/status-page', route: 'status-page', part: 'the status page', rest: 'Status page' },
  ])('leaves the rest of $path, names its request and loads on Retry', async ({ path, route, part, rest }) => {
    dashboard.api.override(`GET ${REST}/${route}`, problem(400, 'validation_failed', 'Not now.'));
    const { page } = await dashboard.open(path);
    const failed = page.getByRole('alert').filter({ hasText: `Could not load ${part}` });
    await failed.waitFor();
    expect(await failed.textContent()).toContain('req_0f7c2d9a');
    await shown(page, rest);
    dashboard.api.override(`GET ${REST}/${route}`, undefined);
    await failed.getByRole('button', { name: 'Retry' }).click();
    await failed.waitFor({ state: 'detached' });
  });
});

describe('the sidebar', () => {
  it('counts what is open and what waits, and knows the inbox only where there is one', async () => {
    dashboard.actAs('viewer', { inbox: true });
    const first = await dashboard.open('/o/demo/alerts');
    await first.page.getByRole('link', { name: 'Alerts 2 open' }).waitFor();
    await first.page.getByRole('link', { name: 'Changes 2 pending' }).waitFor();
    expect(await first.page.getByRole('link', { name: 'Local inbox', exact: true }).count()).toBe(1);
    dashboard.actAs('owner');
    const { page } = await dashboard.open('/o/demo/runs');
    await page.getByRole('link', { name: 'Alerts 2 open' }).waitFor();
    expect(await page.getByRole('link', { name: 'Local inbox', exact: true }).count()).toBe(0);
  });
});

describe('the local inbox', () => {
  it('shows the HTML of a mail without running or loading anything of it', async () => {
    dashboard.actAs('owner', { inbox: true });
    const { page } = await dashboard.open('/o/demo/inbox');
    const left: string[] = [];
    // A request event is told before the policy decides; what reaches a route would have left the browser.
    await page.route(/tracker/, async (route) => {
      left.push(route.request().url());
      await route.abort();
    });
    await page.getByRole('link', { name: /Stock is down/ }).click();
    await page.getByRole('button', { name: 'HTML' }).click();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Search finds the customer fails' }).waitFor();
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('');
    expect(await page.title()).not.toBe('taken');
    await (await (await page.locator('iframe').elementHandle())?.contentFrame())?.waitForLoadState('load');
    expect(left).toEqual([]);
  });

  it('is cleared after one question, and is a 404 page elsewhere', async () => {
    dashboard.actAs('owner', { inbox: true });
    const { page } = await dashboard.open('/o/demo/inbox?mail=mail_1');
    await page.getByRole('button', { name: 'Clear inbox' }).click();
    await page.getByRole('alertdialog', { name: 'Clear the local inbox?' }).getByRole('button', { name: 'Delete all mails' }).click();
    await expect.poll(() => sent('/inbox').map(({ method }) => method)).toEqual(['DELETE']);
    dashboard.api.override('GET /api/app/o/demo/inbox', problem(404, 'route_not_found', 'No such route.'));
    const other = await dashboard.open('/o/demo/inbox');
    await other.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  });
});

describe('the status page', () => {
  it('is saved whole, with what was added, moved, named and taken off', async () => {
    const { page } = await dashboard.open('/o/demo/settings/status-page');
    await page.getByRole('button', { name: 'Move Search up' }).click();
    await page.getByRole('button', { name: /^Stock of the warehouse/ }).click();
    await page.getByLabel('Label of Stock of the warehouse').fill('Stock');
    await page.getByRole('button', { name: 'Take Orders off the page' }).click();
    await page.getByRole('switch', { name: 'Public' }).click();
    await shown(page, 'Nobody outside sees it.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => sent('/status-page').length).toBe(1);
    expect(sent('/status-page')[0]?.body).toEqual({
      slug: 'demo',
      title: 'Acme status',
      description: 'How our agents’ tools are.',
      isPublic: false,
      showsLatency: false,
      monitors: [
        { monitorId: 'mon_search', label: 'Search' },
        { monitorId: 'mon_gone', label: 'Stock' },
      ],
    });
  });

  it('says at the field what the server refuses, and keeps what was typed', async () => {
    dashboard.api.override(
      `PUT ${REST}/status-page`,
      problem(409, 'conflict', 'slug: is taken by another page', { fieldErrors: [{ field: 'slug', message: 'is taken by another page' }] }),
    );
    const { page } = await dashboard.open('/o/demo/settings/status-page');
    await page.getByLabel('Address').fill('acme');
    await shown(page, '/status/acme');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('is taken by another page', { exact: true }).waitFor();
    expect(await page.getByLabel('Address').inputValue()).toBe('acme');
    expect(await pageFaults(page)).toEqual([]);
  });

  it('gives badges to copy and a link to the page', async () => {
    const { page } = await dashboard.open('/o/demo/settings/status-page');
    await shown(page, '[![Orders](http://127.0.0.1:4600/status/demo/badge/mon_order.svg)](http://127.0.0.1:4600/status/demo)');
    expect(await page.getByRole('link', { name: 'Open page' }).getAttribute('href')).toBe('http://127.0.0.1:4600/status/demo');
  });
});
