// The pages over the mock API: each state a person can meet, in a real browser.
import { describe, expect, it } from 'vitest';
import { dashboardForFile } from './dashboard.ts';
import type { Dashboard } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { pageFaults, settled } from './page-faults.ts';

const runPage = (index: number): string => `/o/demo/runs/run_00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const FAILED_RUN = runPage(2);
const LONG_RUN = runPage(7);

const PAGES: Readonly<Record<string, string>> = {
  Overview: '/o/demo',
  Servers: '/o/demo/servers',
  'Acme Store': '/o/demo/servers/mcp_01store',
  Workflows: '/o/demo/workflows',
  'Order lookup': '/o/demo/workflows/wf_lookup',
  'New workflow': '/o/demo/workflows/new',
  'Run history': '/o/demo/runs',
  'Partial refund keeps the total right': FAILED_RUN,
  'Compare runs': `${FAILED_RUN}/compare/latest-pass`,
  General: '/o/demo/settings/general',
  Models: '/o/demo/settings/models',
  'API keys': '/o/demo/settings/api-keys',
};

const WINDOW_HEIGHT = 860;

/** What a browser does when three lines of a list are pasted. */
const PASTE = `
  const clipboardData = new DataTransfer();
  clipboardData.setData('text', '- The order is found\\n- Its status is named\\n\\n3. Nothing is deleted');
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
`;

const dashboard = dashboardForFile();

describe('every page', () => {
  for (const [title, path] of Object.entries(PAGES)) {
    for (const view of [
      { width: 1280, theme: 'light' },
      { width: 390, theme: 'dark' },
    ] as const) {
      it(`${title} is silent and sound at ${view.width} px in the ${view.theme} theme`, async () => {
        const { page, complaints } = await dashboard.open(path, view);
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        await settled(page);
        expect(await pageFaults(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }
  }

  it('shows the same 404 page for an unknown organization, an unknown object and an unknown page', async () => {
    for (const path of ['/o/nowhere', '/o/demo/servers/mcp_unknown', '/o/demo/nope']) {
      const { page } = await dashboard.open(path);
      await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    }
  });

  it('leads who is not signed in to the sign-in page, and remembers where they wanted to go', async () => {
    dashboard.api.override('GET /api/app/session', problem(401, 'unauthenticated', 'Sign in.'));
    const { page } = await dashboard.open('/o/demo/runs?status=fail');
    await page.getByRole('heading', { name: 'Sign in to Armature' }).waitFor();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/o/demo/runs?status=fail');
  });

  it('keeps the rest of a page when one part fails, and loads that part on Retry', async () => {
    dashboard.api.override(
      'GET /api/armature/v1/mcp-servers/mcp_01store/catalog',
      problem(400, 'validation_failed', 'The catalog is being read.'),
    );
    const { page } = await dashboard.open('/o/demo/servers/mcp_01store');
    const failed = page.getByRole('alert').filter({ hasText: 'Could not load the catalog' });
    await failed.waitFor();
    expect(await page.getByRole('link', { name: 'Auth profiles' }).isVisible()).toBe(true);
    dashboard.api.override('GET /api/armature/v1/mcp-servers/mcp_01store/catalog', undefined);
    await failed.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('order_get', { exact: true }).waitFor();
  });

  it('goes by keyboard: g r opens the run history and / its search field', async () => {
    const { page } = await dashboard.open('/o/demo');
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('heading', { level: 1, name: 'Run history' }).waitFor();
    await page.keyboard.press('/');
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Search runs');
  });
});

describe('a run', () => {
  it('says that no AI acted when a script did', async () => {
    const { page } = await dashboard.open(runPage(3));
    expect(await page.getByRole('banner').or(page.locator('header')).getByText('no AI').first().isVisible()).toBe(true);
  });

  it('brings the cited event into view and marks the excerpt', async () => {
    const { page } = await dashboard.open(FAILED_RUN);
    await page.getByRole('button', { name: /^amount must not be negative/ }).click();
    const entry = page.locator('#evt_0006');
    await entry.locator('mark').first().waitFor();
    expect(await entry.locator('mark').first().textContent()).toBe('amount must not be negative');
    await expect.poll(async () => ((await entry.boundingBox())?.y ?? WINDOW_HEIGHT) < WINDOW_HEIGHT).toBe(true);
  });

  it('stays usable with 2 000 events', async () => {
    const { page } = await dashboard.open(LONG_RUN);
    await page.getByRole('button', { name: /^All 1000/ }).waitFor();
    await page.getByRole('button', { name: /^Problems/ }).click();
    await page.getByRole('list', { name: /^Trace, 76 entries/ }).waitFor();
  });

  it('asks once before it is cancelled, naming the workflow', async () => {
    const { page } = await dashboard.open(runPage(0));
    await page.getByRole('button', { name: 'Cancel' }).click();
    const question = page.getByRole('alertdialog', { name: 'Cancel this run of Order lookup?' });
    await question.getByRole('button', { name: 'Cancel run' }).click();
    await expect.poll(() => dashboard.api.sent.filter(({ path }) => path.endsWith('/cancel')).length).toBe(1);
  });
});

describe('the workflow editor', () => {
  it('makes one criterion of every pasted line', async () => {
    const { page } = await dashboard.open('/o/demo/workflows/new?tab=criteria');
    await page.getByLabel('Criterion 1', { exact: true }).focus();
    await page.evaluate(PASTE);
    await expect.poll(() => page.getByLabel('Criterion 3', { exact: true }).inputValue()).toBe('Nothing is deleted');
    expect(await page.getByLabel('Criterion 1', { exact: true }).inputValue()).toBe('The order is found');
  });

  it('moves a criterion with the arrow keys and sends the new order', async () => {
    const { page } = await dashboard.open('/o/demo/workflows/wf_refund?tab=criteria');
    await page.getByRole('button', { name: 'Place 1. Move with the arrow keys.' }).press('ArrowDown');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => criteriaSent(dashboard))
      .toEqual(['refund_create is called exactly once', 'The answer names the remaining total of the order']);
  });

  it('turns a sentence into a check only when a person confirms it', async () => {
    const { page } = await dashboard.open('/o/demo/workflows/wf_refund?tab=criteria');
    await page.getByRole('button', { name: 'Convert to check' }).click();
    await page.getByRole('dialog', { name: 'Convert to check' }).getByRole('button', { name: 'Use this check' }).click();
    await page.getByRole('button', { name: 'Edit check 2' }).waitFor();
  });

  it('shows the error of a field at the field and marks its tab', async () => {
    const { page } = await dashboard.open('/o/demo/workflows/wf_lookup');
    await page.getByRole('button', { name: 'Custom' }).click();
    await page.getByLabel('Cron').fill('0 25 * * *');
    await page.getByText('field 2 (hour) 25 is not within 0-23').waitFor();
    expect(await page.getByLabel('Cron').getAttribute('aria-invalid')).toBe('true');
    expect(
      await page
        .getByRole('link', { name: /Definition/ })
        .getByRole('img', { name: 'has an error' })
        .count(),
    ).toBe(1);
  });

  it('shows both differences when a newer version was saved meanwhile', async () => {
    const { page } = await dashboard.open('/o/demo/workflows/wf_lookup');
    await page.getByLabel('Description').fill('Mine');
    dashboard.api.override(
      'PATCH /api/armature/v1/workflows/wf_lookup',
      problem(409, 'stale_base_version', 'Version 4 is current by now.'),
    );
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog', { name: 'Version 3 was saved meanwhile' });
    await dialog.waitFor();
    expect(await dialog.getByText('Mine', { exact: true }).isVisible()).toBe(true);
    dashboard.api.override('PATCH /api/armature/v1/workflows/wf_lookup', undefined);
    await dialog.getByRole('button', { name: 'Save mine on top' }).click();
    await page.getByText('Saved as version 4').waitFor();
  });

  it('asks before unsaved changes are left behind', async () => {
    const { page } = await dashboard.open('/o/demo/workflows/wf_lookup');
    await page.getByLabel('Description').fill('Not saved');
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Servers' }).click();
    const question = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByLabel('Description').inputValue()).toBe('Not saved');
  });

  it('is read-only for a viewer', async () => {
    const { page } = await dashboard.open('/o/side/workflows/wf_lookup');
    expect(await page.getByLabel('Name', { exact: true }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Run now' }).count()).toBe(0);
  });
});

describe('a new server', () => {
  it('tells phase and cause when it cannot connect, keeps what was typed, and can be saved without a probe', async () => {
    const probe = {
      ok: false,
      protocolVersion: null,
      era: null,
      eras: { modern: false, legacy: false },
      serverInfo: null,
      counts: { tools: 0, resources: 0, resourceTemplates: 0, prompts: 0 },
      durationMs: 12,
      warnings: [],
      findings: [],
      error: { code: 'connect_failed', message: 'No connection to 127.0.0.1:9.' },
    };
    dashboard.api.override('POST /api/armature/v1/mcp-servers', problem(422, 'probe_failed', 'The probe failed.', { probe }));
    const { page } = await dashboard.open('/o/demo/servers');
    await page.getByRole('button', { name: 'New server' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Nowhere');
    await page.getByLabel('URL').fill('http://127.0.0.1:9/mcp');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Stopped at: Connecting').waitFor();
    expect(await page.getByLabel('URL').inputValue()).toBe('http://127.0.0.1:9/mcp');
    dashboard.api.override('POST /api/armature/v1/mcp-servers', undefined);
    await page.getByRole('button', { name: 'Save without probe' }).click();
    await expect.poll(() => dashboard.api.sent.at(-1)?.body).toMatchObject({ name: 'Nowhere', skipProbe: true });
  });

  it('refuses headers that are no JSON object before anything is sent', async () => {
    const { page } = await dashboard.open('/o/demo/servers');
    await page.getByRole('button', { name: 'New server' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Headers');
    await page.getByLabel('URL').fill('https://mcp.example.com/mcp');
    await page.getByText('Extra headers, time-out, environment').click();
    await page.getByLabel('Extra headers').fill('["X-Tenant"]');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('must be a JSON object').waitFor();
    expect(dashboard.api.sent).toEqual([]);
  });
});

describe('an API key', () => {
  it('is shown once, when it is made', async () => {
    const { page } = await dashboard.open('/o/demo/settings/api-keys');
    await page.getByRole('button', { name: 'Create key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create key' });
    await dialog.getByLabel('Name').fill('ci');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await page.getByLabel('Token', { exact: true }).waitFor();
    expect(await page.getByLabel('Token', { exact: true }).textContent()).toMatch(/^amt_q1W2e3R4t5Y6_/);
    await page.reload();
    await page.getByText('ci-runner').waitFor();
    expect(await page.getByLabel('Token', { exact: true }).count()).toBe(0);
  });
});

function criteriaSent({ api }: Dashboard): readonly string[] {
  const saved = api.sent.find(({ method }) => method === 'PATCH')?.body;
  const criteria: unknown = typeof saved === 'object' && saved !== null ? Reflect.get(saved, 'criteria') : undefined;
  return Array.isArray(criteria) ? criteria.map((criterion: { readonly criterionText: string }) => criterion.criterionText) : [];
}
