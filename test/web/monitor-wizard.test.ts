// Setting up monitors over the mock API, in a real browser.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { VIEWS, dashboardForFile } from './dashboard.ts';
import { destinations } from './mock-alerts.ts';
import { problem } from './mock-api.ts';
import { STORE, suggestions } from './mock-monitors.ts';
import { isFocused, pageFaults } from './page-faults.ts';

const REST = '/api/armature/v1';
const WIZARD = '/o/demo/monitors/new';
const TOOLS = `${WIZARD}?server=${STORE}`;
const SUGGESTIONS = `GET ${REST}/mcp-servers/${STORE}/monitor-suggestions`;

const dashboard = dashboardForFile();
const sent = (end: string) => dashboard.api.sent.filter(({ path }) => path.endsWith(end));
const next = (page: Page) => page.getByRole('button', { name: 'Next' }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();

/** From the tools to the last step. */
async function toCreate(page: Page): Promise<void> {
  await toArguments(page);
  await next(page);
  await next(page);
  await page.getByRole('radio', { name: 'No new rule' }).waitFor();
}

/** From the tools to the arguments, which are filled in. */
async function toArguments(page: Page): Promise<void> {
  await next(page);
  await page.getByLabel('orderId').fill('A-1001');
}

const STEPS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  tools: (page) => heading(page, 'Which tools are to be called?'),
  arguments: async (page) => {
    await next(page);
    await heading(page, 'With which arguments?');
  },
  'test calls': async (page) => {
    await toArguments(page);
    await next(page);
    await page.getByRole('button', { name: 'Call all 2 once' }).click();
    await page.getByText('2 of 2 called, 1 problem').waitFor();
  },
  interval: async (page) => {
    await toArguments(page);
    await next(page);
    await next(page);
    await page.getByText('No assertions').first().click();
    await page.getByRole('button', { name: 'Add assertion' }).first().click();
  },
};

describe('every step of the wizard', () => {
  for (const view of VIEWS) {
    it(`server is silent and sound at ${view.width} px in the ${view.theme} theme`, async () => {
      const { page, complaints } = await dashboard.open(WIZARD, view);
      await page.getByLabel(/Acme Store/).check();
      await page.getByLabel('Auth profile').waitFor();
      expect(await pageFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
    for (const [name, walk] of Object.entries(STEPS)) {
      it(`${name} is silent and sound at ${view.width} px in the ${view.theme} theme`, async () => {
        const { page, complaints } = await dashboard.open(TOOLS, view);
        await walk(page);
        expect(await pageFaults(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }
  }

  it('is closed to a viewer', async () => {
    dashboard.actAs('viewer');
    const { page } = await dashboard.open(WIZARD);
    await page.getByText('Only an editor can see this').waitFor();
    expect(await page.getByRole('button', { name: 'Next' }).count()).toBe(0);
  });
});

describe('the tools', () => {
  it('are ticked when they only read, and marked when they are watched already', async () => {
    const { page } = await dashboard.open(TOOLS);
    await page.getByLabel('order_get', { exact: true }).waitFor();
    const ticked = await Promise.all(suggestions.map(({ toolName }) => page.getByLabel(toolName, { exact: true }).isChecked()));
    expect(ticked).toEqual([true, true, false, false, false]);
    expect(await page.getByRole('listitem').filter({ hasText: 'stock_get' }).getByText('monitored already').count()).toBe(1);
  });

  it('are ticked by their typed name when they may destroy something', async () => {
    const { page } = await dashboard.open(TOOLS);
    await page.getByLabel('order_delete', { exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Call order_delete again and again?' });
    const sure = dialog.getByRole('button', { name: 'Tick it' });
    expect(await sure.isDisabled()).toBe(true);
    await dialog.getByLabel('Type “order_delete” to be sure').fill('order_delet');
    await page.keyboard.press('Enter');
    expect(await sure.isDisabled()).toBe(true);
    await dialog.getByLabel('Type “order_delete” to be sure').fill('order_delete');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByLabel('order_delete', { exact: true }).isChecked()).toBe(true);
    await heading(page, 'Which tools are to be called?');
  });

  it('are at least one and at most fifty', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ ...suggestions[0], toolName: `tool_${index}`, arguments: {} }));
    dashboard.api.override(SUGGESTIONS, { body: { rows: many } });
    const { page } = await dashboard.open(TOOLS);
    await page.getByRole('heading', { name: '50 of 60 ticked' }).waitFor();
    await page.getByLabel('tool_55', { exact: true }).check();
    await next(page);
    await page.getByText('At most 50 monitors are made at once: untick 1.').waitFor();
    await page.getByRole('button', { name: 'Untick all' }).click();
    await next(page);
    await page.getByText('Tick at least one tool.').waitFor();
  });

  it('say so when none of them only reads, or when there are none', async () => {
    dashboard.api.override(SUGGESTIONS, { body: { rows: suggestions.map((row) => ({ ...row, readOnly: false })) } });
    const { page } = await dashboard.open(TOOLS);
    await page.getByText('This server marks no tool as read-only').waitFor();
    dashboard.api.override(SUGGESTIONS, { body: { rows: [] } });
    await heading((await dashboard.open(TOOLS)).page, 'No tools found');
  });

  it('can be loaded again when they could not', async () => {
    dashboard.api.override(SUGGESTIONS, problem(400, 'validation_failed', 'No catalog.'));
    const { page } = await dashboard.open(TOOLS);
    const failed = page.getByRole('alert').filter({ hasText: 'Could not load the tools' });
    await failed.waitFor();
    dashboard.api.override(SUGGESTIONS, undefined);
    await failed.getByRole('button', { name: 'Retry' }).click();
    await page.getByLabel('order_get', { exact: true }).waitFor();
  });
});

describe('the arguments', () => {
  it('are prefilled, and what is missing is said and focused before the next step', async () => {
    const { page } = await dashboard.open(TOOLS);
    await next(page);
    expect(await page.getByLabel('status').inputValue()).toBe('"open"');
    expect(await page.getByLabel('limit').inputValue()).toBe('10');
    expect(await page.getByText('is required').count()).toBe(0);
    await next(page);
    await page.getByText('is required').waitFor();
    expect(await isFocused(page, 'orderId')).toBe(true);
  });

  it('are checked while they are typed', async () => {
    const { page } = await dashboard.open(TOOLS);
    await next(page);
    await page.getByLabel('limit').fill('ten');
    await page.getByText('must be a number').waitFor();
    await page.getByLabel('limit').fill('5.5');
    await page.getByText('must be a whole number').waitFor();
  });

  it('can be typed as JSON and come back as fields', async () => {
    const { page } = await dashboard.open(TOOLS);
    await next(page);
    const view = page.getByRole('group', { name: 'View of the arguments of order_search' });
    await view.getByRole('button', { name: 'JSON' }).click();
    await page.getByLabel('Arguments of order_search as JSON').fill('{"customer": "Eve"');
    expect(await view.getByRole('button', { name: 'Form' }).isDisabled()).toBe(true);
    await page.getByLabel('Arguments of order_search as JSON').fill('{"customer": "Eve", "status": "shipped"}');
    await view.getByRole('button', { name: 'Form' }).click();
    expect(await page.getByLabel('customer').inputValue()).toBe('Eve');
    expect(await page.getByLabel('status').inputValue()).toBe('"shipped"');
    expect(await page.getByLabel('limit').inputValue()).toBe('');
  });

  it('stay as they were typed on the way back and forth, by our buttons and by those of the browser', async () => {
    const { page } = await dashboard.open(TOOLS);
    await toArguments(page);
    await page.getByLabel('customer').fill('Eve');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByLabel('order_search', { exact: true }).uncheck();
    await page
      .getByRole('navigation', { name: 'Steps' })
      .getByRole('link', { name: /Server/ })
      .click();
    await heading(page, 'Which server, and with which credential?');
    await page.getByLabel(/Billing gateway/).check();
    await page.getByLabel(/Acme Store/).check();
    await next(page);
    expect(await page.getByLabel('order_search', { exact: true }).isChecked()).toBe(false);
    await page.getByLabel('order_search', { exact: true }).check();
    await next(page);
    expect(await page.getByLabel('orderId').inputValue()).toBe('A-1001');
    expect(await page.getByLabel('customer').inputValue()).toBe('Eve');
    await page.goBack();
    await heading(page, 'Which tools are to be called?');
    await page.goForward();
    expect(await page.getByLabel('customer').inputValue()).toBe('Eve');
  });

  it('are not lost without a question', async () => {
    const { page } = await dashboard.open(TOOLS);
    await toArguments(page);
    await page.getByRole('link', { name: 'Workflows' }).click();
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByLabel('orderId').inputValue()).toBe('A-1001');
  });
});

describe('the test calls', () => {
  it('tell status, latency and result of each, and hold nothing up', async () => {
    const { page } = await dashboard.open(TOOLS);
    await toArguments(page);
    await next(page);
    expect(sent('/monitors/test')).toEqual([]);
    await page.getByRole('button', { name: 'Call all 2 once' }).click();
    const row = (tool: string) => page.getByRole('listitem').filter({ hasText: tool }).filter({ hasText: 'Result' });
    await row('order_get').getByText('112 ms').waitFor();
    expect(await row('order_get').getByText('Pass', { exact: true }).count()).toBe(1);
    await row('order_search').getByText('Fail · Tool error').waitFor();
    await page.getByText('Not every call works').waitFor();
    await row('order_get').getByText('Result').click();
    await page.getByLabel('Result of order_get', { exact: true }).waitFor();
    expect(sent('/monitors/test').map(({ body }) => body)).toContainEqual(
      expect.objectContaining({ toolName: 'order_get', arguments: { orderId: 'A-1001' }, mcpServerId: STORE }),
    );
    await next(page);
    await page.getByRole('button', { name: 'Create 2 monitors' }).waitFor();
  });

  it('are forgotten when the arguments change, and a refusal stands at its argument', async () => {
    const { page } = await dashboard.open(TOOLS);
    await toArguments(page);
    await next(page);
    dashboard.api.override(
      `POST ${REST}/monitors/test`,
      problem(400, 'validation_failed', 'arguments.orderId: looks like a secret', {
        fieldErrors: [{ field: 'arguments.orderId', message: 'looks like a secret' }],
      }),
    );
    await page.getByRole('button', { name: 'Call all 2 once' }).click();
    await page.getByText('Refused').first().waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('looks like a secret', { exact: true }).first().waitFor();
    await page.getByLabel('orderId').fill('A-1002');
    expect(await page.getByLabel('orderId').getAttribute('aria-invalid')).toBeNull();
    await next(page);
    await page.getByRole('listitem').filter({ hasText: 'A-1002' }).getByText('Not called').waitFor();
  });
});

describe('the creation', () => {
  it('makes all of them by one request and goes to them', async () => {
    const { page } = await dashboard.open(TOOLS);
    await toCreate(page);
    await page.getByLabel('Interval', { exact: true }).selectOption('60');
    await page.getByLabel('Interval of order_search').selectOption('3600');
    await page.getByLabel('Name of the monitor of order_search').fill('Search');
    await page.getByText('No assertions').first().click();
    await page.getByRole('button', { name: 'Add assertion' }).first().click();
    await page.getByLabel('Kind of assertion 1').selectOption('max_latency_ms');
    await page.getByLabel('The call takes at most, in milliseconds').fill('900');
    await page.getByRole('button', { name: 'Create 2 monitors' }).click();
    await page.waitForURL((url) => url.pathname === '/o/demo/monitors' && url.searchParams.get('server') === STORE);
    await page.getByText('2 monitors are watched').first().waitFor();
    const shared = { mcpServerId: STORE, authProfileId: null, timeoutSeconds: 30, protocolEra: 'auto' };
    expect(sent('/monitors').map(({ body }) => body)).toEqual([
      {
        monitors: [
          {
            ...shared,
            toolName: 'order_get',
            arguments: { orderId: 'A-1001' },
            intervalSeconds: 60,
            assertions: [{ kind: 'max_latency_ms', ms: 900 }],
          },
          {
            ...shared,
            name: 'Search',
            toolName: 'order_search',
            arguments: { status: 'open', limit: 10 },
            intervalSeconds: 3600,
            assertions: [],
          },
        ],
      },
    ]);
  });

  it('of one goes to its page, where the first check is under way, and says yes to a destructive tool', async () => {
    const { page } = await dashboard.open(TOOLS);
    await page.getByRole('button', { name: 'Untick all' }).click();
    await page.getByLabel('order_delete', { exact: true }).click();
    await page.getByLabel('Type “order_delete” to be sure').fill('order_delete');
    await page.getByRole('button', { name: 'Tick it' }).click();
    await next(page);
    await page.getByLabel('orderId').fill('A-1');
    await next(page);
    await next(page);
    await page.getByRole('button', { name: 'Create 1 monitor' }).click();
    await heading(page, 'First check under way');
    expect(sent('/monitors')[0]?.body).toMatchObject({ monitors: [{ toolName: 'order_delete', allowDestructive: true }] });
  });

  it('shows what is refused at its row, keeps what was typed, and leads back to the arguments', async () => {
    dashboard.api.override(
      `POST ${REST}/monitors`,
      problem(400, 'validation_failed', 'monitors[1].name: is too odd', {
        fieldErrors: [
          { field: 'monitors[1].name', message: 'is too odd' },
          { field: 'monitors[0].arguments', message: "do not fit the tool's input schema" },
        ],
      }),
    );
    const { page } = await dashboard.open(TOOLS);
    await toCreate(page);
    await page.getByLabel('Name of the monitor of order_search').fill('Odd');
    await page.getByRole('button', { name: 'Create 2 monitors' }).click();
    await page.getByText('is too odd').waitFor();
    expect(await page.getByLabel('Name of the monitor of order_search').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Name of the monitor of order_search').inputValue()).toBe('Odd');
    await page.getByRole('listitem').filter({ hasText: 'do not fit' }).getByRole('link', { name: 'Change the arguments' }).click();
    await page.getByText("do not fit the tool's input schema").waitFor();
    expect(await page.getByLabel('orderId').inputValue()).toBe('A-1001');
    await page.getByLabel('orderId').fill('A-3');
    expect(await page.getByText('do not fit').count()).toBe(0);
  });

  it('says what is wrong with the whole', async () => {
    dashboard.api.override(`POST ${REST}/monitors`, problem(409, 'conflict', 'There is no room for more active monitors.'));
    const { page } = await dashboard.open(TOOLS);
    await toCreate(page);
    await page.getByRole('button', { name: 'Create 2 monitors' }).click();
    await page.getByText('There is no room for more active monitors.').waitFor();
  });

  it('waits for an assertion that is not finished', async () => {
    const { page } = await dashboard.open(TOOLS);
    await toCreate(page);
    await page.getByText('No assertions').first().click();
    await page.getByRole('button', { name: 'Add assertion' }).first().click();
    await page.getByRole('button', { name: 'Create 2 monitors' }).click();
    await page.getByText('An assertion is not finished.').waitFor();
    expect(await isFocused(page, 'At')).toBe(true);
    expect(sent('/monitors')).toEqual([]);
  });
});

describe('the alert rules', () => {
  const RULES = `GET ${REST}/alert-rules`;
  const DESTINATIONS = `GET ${REST}/alert-destinations`;
  const radio = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });
  const create = (page: Page) => page.getByRole('button', { name: 'Create 2 monitors' }).click();
  const ofServer = (fields: object) => ({
    id: 'rule_store',
    name: 'Store at night',
    targetType: 'server',
    targetId: STORE,
    targetName: 'Acme Store',
    destinationId: 'dest_hook',
    destinationName: 'On-call',
    channel: null,
    recipientEmail: null,
    failAfter: 1,
    notifyRecovery: true,
    renotifyMinutes: null,
    mutedUntil: null,
    state: 'enabled',
    status: 'Watching — never fired',
    firingSince: null,
    lastFiredAt: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...fields,
  });
  const rulesAre = (...rows: readonly object[]) =>
    dashboard.api.override(RULES, { body: { rows, page: 1, pageSize: 100, total: rows.length } });

  it('are one for the whole server unless something else is said, to the own address, made after the monitors', async () => {
    const { page } = await dashboard.open(TOOLS);
    await toCreate(page);
    expect(await radio(page, 'One rule for the whole server').isChecked()).toBe(true);
    expect(await page.getByLabel('Recipient').inputValue()).toBe('ada@example.com');
    expect(await page.getByLabel('Tells').getByRole('option').allTextContents()).toEqual([
      'Email',
      'On-call (Webhook)',
      'Operations room (Slack webhook)',
    ]);
    await page.getByLabel('Failures in a row').fill('3');
    await create(page);
    await page.getByText('Alert rule Acme Store tells of failures.').first().waitFor();
    expect(dashboard.api.sent.map(({ path }) => path.slice(REST.length))).toEqual(['/monitors', '/alert-rules']);
    expect(sent('/alert-rules').map(({ body }) => body)).toEqual([
      {
        name: 'Acme Store',
        targetType: 'server',
        targetId: STORE,
        destinationId: 'dest_email',
        channel: null,
        recipientEmail: 'ada@example.com',
        failAfter: 3,
        notifyRecovery: true,
        renotifyMinutes: null,
        state: 'enabled',
      },
    ]);
  });

  it('can be one for each new monitor, with a channel of a Slack workspace', async () => {
    const slack = destinations.map((row) => ({ ...row, status: 'ready' }));
    dashboard.api.override(DESTINATIONS, { body: { rows: slack } });
    const { page } = await dashboard.open(TOOLS);
    await toCreate(page);
    await radio(page, 'A rule for each new monitor').check();
    await page.getByLabel('Tells').selectOption('dest_slack');
    await create(page);
    await page.getByText('Who is told, and after how many failures, is not finished.').waitFor();
    expect(await isFocused(page, 'Search: channel')).toBe(true);
    expect(dashboard.api.sent).toEqual([]);
    await page.getByLabel('Search: channel').fill('ops');
    await page.getByLabel('#ops').click();
    await create(page);
    await page.getByText('2 alert rules tell of failures.').first().waitFor();
    const shared = { targetType: 'monitor', destinationId: 'dest_slack', channel: 'C02OPS', recipientEmail: null };
    expect(sent('/alert-rules').map(({ body }) => body)).toEqual([
      expect.objectContaining({ ...shared, targetId: 'mon_new' }),
      expect.objectContaining({ ...shared, targetId: 'mon_made_1' }),
    ]);
  });

  it('that are there already are named, and no other is made unless it is asked for', async () => {
    rulesAre(ofServer({}), ofServer({ id: 'rule_off', name: 'Old', state: 'paused', status: 'Paused' }));
    const { page } = await dashboard.open(TOOLS);
    await toCreate(page);
    expect(await radio(page, 'No new rule').isChecked()).toBe(true);
    const panel = page.getByRole('region', { name: 'Tell somebody' });
    await panel.getByText('An alert rule watches this whole server and will cover these monitors:').waitFor();
    expect(await panel.getByRole('listitem').allInnerTexts()).toEqual([expect.stringMatching(/Store at night\s+tells On-call/)]);
    await panel.getByText('An alert rule of this server is paused and tells nobody.').waitFor();
    expect(await page.getByLabel('Tells').count()).toBe(0);
    await create(page);
    await page.getByText('2 monitors are watched').first().waitFor();
    expect(sent('/alert-rules')).toEqual([]);
  });

  it('that are refused leave the monitors, and the next page says why and leads to Alerts', async () => {
    dashboard.api.override(
      `POST ${REST}/alert-rules`,
      problem(409, 'conflict', 'An organization has at most 1000 alert rules. Remove one that is not needed, or watch a whole server.'),
    );
    const { page } = await dashboard.open(TOOLS);
    await toCreate(page);
    await radio(page, 'A rule for each new monitor').check();
    await create(page);
    await page.waitForURL((url) => url.pathname === '/o/demo/monitors');
    await page.getByText('2 monitors are watched').first().waitFor();
    // An urgent toast is read out at once, and hidden from who listens until the focus is brought there.
    await page.getByText('2 of 2 alert rules were not created').last().waitFor();
    await page.keyboard.press('F6');
    const told = page.getByRole('alertdialog', { name: '2 of 2 alert rules were not created' });
    await told.getByText('An organization has at most 1000 alert rules.').waitFor();
    expect(sent('/alert-rules')).toHaveLength(1);
    await told.getByRole('link', { name: 'Alerts' }).click();
    await page.waitForURL((url) => url.pathname === '/o/demo/alerts');
    await told.waitFor({ state: 'detached' });
  });

  it('need a destination: without one that is ready it is said, and the monitors are made without', async () => {
    const rows = destinations.slice(0, 2).map((row) => ({ ...row, ...(row.id === 'dest_email' ? { status: 'not_configured' } : {}) }));
    dashboard.api.override(DESTINATIONS, { body: { rows } });
    const { page } = await dashboard.open(TOOLS);
    await toArguments(page);
    await next(page);
    await next(page);
    const panel = page.getByRole('region', { name: 'Tell somebody' });
    await panel.getByText('e-mail is not configured on this instance').waitFor();
    expect(await panel.getByRole('link', { name: 'Alerts' }).getAttribute('href')).toBe('/o/demo/alerts');
    expect(await panel.getByRole('radio').count()).toBe(0);
    await create(page);
    await page.getByText('2 monitors are watched').first().waitFor();
    expect(sent('/alert-rules')).toEqual([]);
  });

  it('that cannot be loaded hold the monitors up no longer than they are asked for', async () => {
    dashboard.api.override(RULES, problem(403, 'forbidden_role', 'Not for you.'));
    const { page } = await dashboard.open(TOOLS);
    await toArguments(page);
    await next(page);
    await next(page);
    await page.getByText('Could not load the alert rules of this server').waitFor();
    await create(page);
    await page.getByText('2 monitors are watched').first().waitFor();
    expect(sent('/alert-rules')).toEqual([]);
  });

  it('are filled in by keyboard alone', async () => {
    const { page } = await dashboard.open(TOOLS);
    await toCreate(page);
    await page.getByLabel('Protocol era').focus();
    await page.keyboard.press('Tab');
    expect(await isFocused(page, 'One rule for the whole server')).toBe(true);
    await page.keyboard.press('ArrowDown');
    expect(await radio(page, 'A rule for each new monitor').isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await isFocused(page, 'Tells')).toBe(true);
    await page.keyboard.press('Tab');
    expect(await isFocused(page, 'Recipient')).toBe(true);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('ada at example');
    await page.keyboard.press('Tab');
    expect(await isFocused(page, 'Failures in a row')).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText('must be one e-mail address').waitFor();
    expect(await isFocused(page, 'Recipient')).toBe(true);
    expect(dashboard.api.sent).toEqual([]);
  });
});
