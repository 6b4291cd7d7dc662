// Rules, destinations, incidents and deliveries over the mock API, in a real browser: what a person does with them, and what is sent.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { dashboardForFile, VIEWS } from './dashboard.ts';
import { destinations, testDelivery } from './mock-alerts.ts';
import { problem } from './mock-api.ts';
import { pageFaults } from './page-faults.ts';

const REST = '/api/armature/v1';
const dashboard = dashboardForFile();
const sent = (end: string) => dashboard.api.sent.filter(({ path }) => path.endsWith(end));
const card = (page: Page, name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

async function alerts(query = '', features: object = { slack: true }) {
  dashboard.actAs('owner', features);
  return dashboard.open(`/o/demo/alerts${query}`);
}

async function act(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions of ${name}` }).click();
  // the menu of the last row may still be going away
  await page
    .getByRole('menu', { name: `Actions of ${name}` })
    .getByRole('menuitem', { name: action })
    .click();
}

/** The dialog, opened as a person opens it. */
async function newRule(page: Page) {
  await page.getByRole('button', { name: 'New rule' }).first().click();
  return page.getByRole('dialog', { name: 'New alert rule' });
}

describe('a new rule', () => {
  for (const view of VIEWS) {
    it(`is asked for soundly at ${view.width} px in the ${view.theme} theme`, async () => {
      dashboard.actAs('owner', { slack: true });
      const { page, complaints } = await dashboard.open('/o/demo/alerts', view);
      const dialog = await newRule(page);
      await dialog.getByRole('radio', { name: 'Order lookup' }).waitFor();
      await dialog.getByLabel('Tells').selectOption('dest_slack');
      await dialog.getByRole('radio', { name: '#ops' }).waitFor();
      expect(await pageFaults(page)).toEqual([]);
      expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    });
  }

  it('names what is missing, finds its object by search, and is sent', async () => {
    const { page } = await alerts();
    const dialog = await newRule(page);
    await dialog.getByRole('button', { name: 'Create rule' }).click();
    expect(await dialog.locator('[data-field-error]').allTextContents()).toEqual(['must not be empty', 'must be chosen']);
    await dialog.getByLabel('Watches a').selectOption('monitor');
    await dialog.getByLabel('Search: monitor').fill('warehouse');
    await dialog.getByText('Refund preview').waitFor({ state: 'detached' });
    await dialog.getByRole('radio', { name: /Stock of the warehouse/ }).click();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Stock of the warehouse');
    await dialog.getByLabel('Recipient').fill('ops@example.com');
    await dialog.getByLabel('Failures in a row').fill('3');
    await dialog.getByLabel(/Remind every/).fill('60');
    await dialog.getByLabel('Tell when it recovers').uncheck();
    await dialog.getByRole('button', { name: 'Create rule' }).click();
    await expect.poll(() => sent('/alert-rules').length).toBe(1);
    expect(sent('/alert-rules')[0]?.body).toEqual({
      name: 'Stock of the warehouse',
      targetType: 'monitor',
      targetId: 'mon_gone',
      destinationId: 'dest_email',
      channel: null,
      recipientEmail: 'ops@example.com',
      failAfter: 3,
      notifyRecovery: false,
      renotifyMinutes: 60,
      state: 'enabled',
    });
    await dialog.waitFor({ state: 'detached' });
  });

  it('tells a channel of a Slack workspace that is found by search', async () => {
    const { page } = await alerts();
    const dialog = await newRule(page);
    await dialog.getByRole('radio', { name: 'Order lookup' }).click();
    await dialog.getByLabel('Tells').selectOption('dest_slack');
    await dialog.getByText('Needs reauthorization').waitFor();
    await dialog.getByLabel('Search: channel').fill('ops');
    await dialog.getByText('#team-1', { exact: true }).waitFor({ state: 'detached' });
    await dialog.getByRole('radio', { name: '#ops' }).click();
    await dialog.getByRole('button', { name: 'Create rule' }).click();
    await expect.poll(() => sent('/alert-rules').length).toBe(1);
    expect(sent('/alert-rules')[0]?.body).toMatchObject({ destinationId: 'dest_slack', channel: 'C02OPS', recipientEmail: null });
  });

  it('keeps what was typed when the server refuses, and says why at the field', async () => {
    dashboard.api.override(
      `POST ${REST}/alert-rules`,
      problem(400, 'validation_failed', 'Not made.', { fieldErrors: [{ field: 'recipientEmail', message: 'must be one address' }] }),
    );
    const { page } = await alerts();
    const dialog = await newRule(page);
    await dialog.getByRole('radio', { name: 'Order lookup' }).click();
    await dialog.getByRole('button', { name: 'Create rule' }).click();
    await dialog.getByText('must be one address').waitFor();
    expect(await dialog.getByLabel('Recipient').inputValue()).toBe('ada@example.com');
  });

  it('begins prefilled from a workflow', async () => {
    const { page } = await dashboard.open('/o/demo/workflows/wf_lookup?tab=alerts');
    await page.getByRole('button', { name: 'New rule' }).click();
    const dialog = page.getByRole('dialog', { name: 'New alert rule' });
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Order lookup');
    await dialog.getByRole('button', { name: 'Create rule' }).click();
    await expect.poll(() => sent('/alert-rules').length).toBe(1);
    expect(sent('/alert-rules')[0]?.body).toMatchObject({ targetType: 'workflow', targetId: 'wf_lookup' });
  });
});

describe('a rule', () => {
  it('is muted for hours or until a time, unmuted, paused, resumed', async () => {
    const { page } = await alerts();
    const bodies = () => dashboard.api.sent.map(({ path, body }) => [path.split('/').at(-1), body]);
    const before = Date.now();
    await act(page, 'Stock is down', 'Mute for 4 h');
    await expect.poll(() => bodies().length).toBe(1);
    const until = Date.parse(String(Reflect.get(Object(dashboard.api.sent[0]?.body), 'mutedUntil')));
    expect(Math.round((until - before) / 3_600_000)).toBe(4);
    await act(page, 'Everything of the billing', 'Unmute');
    await act(page, 'Stock is down', 'Pause');
    await act(page, 'Refunds', 'Resume');
    await expect
      .poll(() => bodies().slice(1))
      .toEqual([
        ['rule_billing', { mutedUntil: null }],
        ['rule_search', { state: 'paused' }],
        ['rule_paused', { state: 'enabled' }],
      ]);
    await act(page, 'Order lookup prod', 'Mute until');
    const dialog = page.getByRole('dialog', { name: 'Mute Order lookup prod' });
    await dialog.getByLabel('Until').fill('2020-01-01T10:00');
    await dialog.getByRole('button', { name: 'Mute' }).click();
    await dialog.getByText('must be in the future').waitFor();
    await dialog.getByLabel('Until').fill('2099-01-01T10:00');
    await dialog.getByRole('button', { name: 'Mute' }).click();
    await expect.poll(() => bodies().length).toBe(5);
    expect(JSON.stringify(bodies()[4])).toMatch(/rule_lookup.*mutedUntil.*20(98|99)-/);
  });

  it('is edited in place and deleted after one question', async () => {
    const { page } = await alerts();
    await act(page, 'Stock is down', 'Edit');
    const dialog = page.getByRole('dialog', { name: 'Alert rule Stock is down' });
    await dialog.getByLabel('Failures in a row').fill('0');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('must be a whole number from 1 to 20').waitFor();
    await dialog.getByLabel('Failures in a row').fill('5');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => sent('/rule_search').at(-1)?.body).toMatchObject({ failAfter: 5, targetId: 'mon_gone', renotifyMinutes: 60 });
    await dialog.waitFor({ state: 'detached' });
    await act(page, 'Stock is down', 'Delete');
    await page.getByRole('alertdialog', { name: 'Delete alert rule Stock is down?' }).getByRole('button', { name: 'Delete rule' }).click();
    await expect.poll(() => sent('/rule_search').at(-1)?.method).toBe('DELETE');
  });

  it('is found by a filter that stands in the address', async () => {
    const { page } = await alerts();
    await page.getByLabel('Watches', { exact: true }).selectOption('server');
    await page.getByText('Stock is down').waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('watches')).toBe('server');
    await page.reload();
    await page.getByText('Everything of the billing').first().waitFor();
    expect(await page.getByText('Order lookup prod').count()).toBe(0);
  });
});

describe('a destination', () => {
  it('shows the secret of a new webhook once', async () => {
    const { page } = await alerts();
    await page.getByRole('button', { name: 'Add webhook' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add Webhook' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    expect(await dialog.locator('[data-field-error]').count()).toBe(2);
    await dialog.getByLabel('Name').fill('Pager');
    await dialog.getByLabel('URL').fill('https://ops.example.com/hook');
    await page.keyboard.press('Enter');
    await page.getByText('whsec_bW9ja21vY2ttb2Nr').waitFor();
    expect(sent('/alert-destinations')).toMatchObject([{ body: { kind: 'webhook', name: 'Pager', url: 'https://ops.example.com/hook' } }]);
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    expect(await page.getByText('whsec_').count()).toBe(0);
    await act(page, 'On-call', 'Rotate secret');
    await page.getByRole('alertdialog', { name: 'Rotate the secret of On-call?' }).getByRole('button', { name: 'Rotate secret' }).click();
    await page.getByText('whsec_cm90YXRlZHJvdGF0ZWQ=').waitFor();
  });

  it('says what came of a test, at once for a webhook and to an address for e-mail', async () => {
    const { page } = await alerts();
    await card(page, 'On-call').getByRole('button', { name: 'Send test' }).click();
    await card(page, 'On-call').getByText('Delivered').waitFor();
    const refused = { ...testDelivery, state: 'failed' };
    dashboard.api.override(`POST ${REST}/alert-destinations/dest_email/test`, {
      body: { ...refused, tries: [{ at: new Date().toISOString(), ok: false, httpStatus: 550, error: 'The mail server refused it.' }] },
    });
    await card(page, 'Email').getByRole('button', { name: 'Send test' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send a test to Email' });
    await dialog.getByLabel('Recipient').fill('ops@example.com');
    await page.keyboard.press('Enter');
    await card(page, 'Email').getByText('The mail server refused it.').waitFor();
    expect(sent('/dest_email/test')).toMatchObject([{ body: { recipientEmail: 'ops@example.com' } }]);
    expect(await pageFaults(page)).toEqual([]);
  });

  it('in use is not deleted, and names the rules', async () => {
    dashboard.api.override(
      `DELETE ${REST}/alert-destinations/dest_hook`,
      problem(409, 'conflict', 'On-call is used.', { usedBy: [{ type: 'rule', id: 'rule_search', name: 'Stock is down' }] }),
    );
    const { page } = await alerts();
    await act(page, 'On-call', 'Delete');
    await page.getByRole('alertdialog', { name: 'Delete On-call?' }).getByRole('button', { name: 'Delete destination' }).click();
    const told = page.getByRole('alertdialog', { name: 'On-call is in use' });
    await told.getByRole('listitem').filter({ hasText: 'Stock is down' }).waitFor();
    await told.getByRole('button', { name: 'Cancel' }).click();
  });

  it('of kind Slack is connected and reauthorized at Slack, or says what the operator must set', async () => {
    const { page } = await alerts();
    await card(page, 'Acme').getByRole('button', { name: 'Reauthorize' }).click();
    await page.getByText('Acme is connected').waitFor();
    expect(sent('/slack/connect')).toMatchObject([{ body: { destinationId: 'dest_slack' } }]);
    const other = await alerts('', {});
    await other.page.getByText('SLACK_CLIENT_ID').waitFor();
    expect(await other.page.getByRole('button', { name: /Connect Slack|Reauthorize/ }).count()).toBe(0);
    await other.page.getByRole('button', { name: 'Add Slack webhook' }).waitFor();
    const denied = await alerts('?problem=denied');
    await denied.page.getByText('Slack was told not to. Nothing is connected.').waitFor();
  });

  it('for e-mail says Ready, SMTP not configured, or that mails stay here', async () => {
    const mail = (fields: object) =>
      dashboard.api.override(`GET ${REST}/alert-destinations`, { body: { rows: [{ ...destinations[0], ...fields }] } });
    mail({});
    const ready = await alerts();
    await card(ready.page, 'Email').getByText('Ready').waitFor();
    mail({ status: 'not_configured', statusDetail: 'SMTP_URL is not set.' });
    const none = await alerts();
    await card(none.page, 'Email').getByText('SMTP not configured').waitFor();
    mail({});
    const local = await alerts('', { inbox: true });
    await local.page.getByRole('link', { name: 'Open the local inbox' }).waitFor();
  });

  it('cannot be managed by an editor, who makes rules all the same', async () => {
    dashboard.actAs('editor', { slack: true });
    const { page } = await dashboard.open('/o/demo/alerts');
    await card(page, 'On-call').waitFor();
    expect(await page.getByRole('button', { name: /Add |Connect Slack|Send test|Actions of (On-call|Acme)/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'New rule' }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Actions of Stock is down' }).count()).toBe(1);
  });
});

describe('incidents and deliveries', () => {
  it('stand open first, and are filtered by state and rule in the address', async () => {
    const { page } = await alerts('?tab=incidents');
    await page.getByRole('heading', { name: 'Open', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Open run' }).waitFor();
    await page.getByLabel('State', { exact: true }).selectOption('closed');
    await page.getByRole('heading', { name: 'Open', exact: true }).waitFor({ state: 'detached' });
    await page.getByLabel('Rule', { exact: true }).selectOption('rule_lookup');
    await page.getByText('Closed: paused').waitFor({ state: 'detached' });
    const { searchParams } = new URL(page.url());
    expect([searchParams.get('state'), searchParams.get('rule')]).toEqual(['closed', 'rule_lookup']);
  });

  it('show each try with its error, and send a failed one again', async () => {
    const { page } = await alerts('?tab=deliveries');
    await page.getByText('2 tries').click();
    await page.getByText('No answer within 10 s.').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect.poll(() => sent('/dlv_3/retry').length).toBe(1);
  });
});
