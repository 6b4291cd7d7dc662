// Proposals and diagnoses over the mock API, in a real browser: what a person reads, tries, applies and drafts.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { dashboardForFile, VIEWS } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { runs } from './mock-data.ts';
import { diagnosis, draft, HOSTILE, staged } from './mock-proposals.ts';
import { pageFaults, settled } from './page-faults.ts';

const REST = '/api/armature/v1';
const LIST = '/o/demo/proposals';
const runPage = (index: number): string => `/o/demo/runs/run_00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const FAILED = 'run_00000000-0000-4000-8000-000000000002';
const FAILED_RUN = runPage(2);
const PASSED_RUN = runPage(1);
const TRIAL_RUN = runPage(9);
const WINDOW_HEIGHT = 860;

const dashboard = dashboardForFile();
const sent = (end: string) => dashboard.api.sent.filter(({ method, path }) => method === 'POST' && path.endsWith(end));
const proposalIs = (id: string, fields: object): void =>
  dashboard.api.override(`GET ${REST}/workflow-change-proposals/${id}`, { body: { ...staged, proposalId: id, ...fields } });
const textOf = async (page: Page): Promise<string> => (await page.getByRole('main').innerText()).replaceAll(/\s+/g, ' ');

const PAGES: Readonly<Record<string, string>> = {
  Proposals: LIST,
  'Change of Order lookup': `${LIST}/prop_staged`,
  'New workflow: Regression: partial refund keeps the total right': `${LIST}/prop_draft`,
  'Partial refund keeps the total right': FAILED_RUN,
};

describe('every page', () => {
  for (const [title, path] of Object.entries(PAGES)) {
    for (const view of VIEWS) {
      it(`${title} is silent and sound at ${view.width} px in the ${view.theme} theme`, async () => {
        const { page, complaints } = await dashboard.open(path, view);
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        await settled(page);
        expect(await pageFaults(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }
  }

  for (const view of VIEWS) {
    it(`asks its questions soundly at ${view.width} px in the ${view.theme} theme`, async () => {
      const { page, complaints } = await dashboard.open(`${LIST}/prop_staged`, view);
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByLabel(/Approved by/).waitFor();
      expect(await pageFaults(page)).toEqual([]);
      await page.goto(`${dashboard.api.url}${FAILED_RUN}`);
      await page.getByRole('button', { name: 'Draft regression' }).click();
      await page.getByLabel('Rationale').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Draft regression' }).click();
      await page.getByText('must have at least 10 characters').waitFor();
      expect(await pageFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }

  it('shows the 404 page for a proposal that is not there', async () => {
    const { page } = await dashboard.open(`${LIST}/prop_unknown`);
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  });
});

describe('the proposals', () => {
  it('tell kind, workflow, rationale, state, trial, author and expiry', async () => {
    const { page } = await dashboard.open(LIST);
    const row = page.getByRole('row').filter({ hasText: 'Regression' });
    await row.waitFor();
    expect((await row.innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /^Regression: partial refund keeps the total right New workflow A partial refund failed .* Staged Not tried Ben Turing in 2[12] h$/,
    );
    await page.getByRole('row').filter({ hasText: 'repair-agent (API key)' }).first().waitFor();
  });

  it('are filtered by state and workflow in the address, and stepped through', async () => {
    const { page } = await dashboard.open(LIST);
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByText('26–32 of 32').waitFor();
    await page.getByLabel('State').selectOption('applied');
    await page.getByText('1–1 of 1').waitFor();
    expect(page.url()).toMatch(/\/proposals\?state=applied$/);
    await page.getByLabel('Workflow').selectOption('wf_refund');
    await page.getByRole('heading', { name: 'No proposal matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('1–25 of 32').waitFor();
  });

  it('say how one is staged where there is none', async () => {
    dashboard.api.override(`GET ${REST}/workflow-change-proposals`, { body: { rows: [], page: 1, pageSize: 25, total: 0 } });
    const { page } = await dashboard.open(`${LIST}?state=staged`);
    await page.getByRole('heading', { name: 'Nothing staged' }).waitFor();
    expect(await textOf(page)).toContain('propose_workflow_patch');
    await page.getByRole('link', { name: 'Connect an agent' }).click();
    await page.getByRole('heading', { level: 1, name: 'API keys' }).waitFor();
    await page.goto(`${dashboard.api.url}/o/demo/workflows`);
    await page.getByRole('heading', { level: 1, name: 'Workflows' }).waitFor();
    await settled(page);
    expect(await page.getByRole('link', { name: /staged proposal/ }).count()).toBe(0);
  });

  it('keep the filters when they cannot be loaded, name the request, and load on Retry', async () => {
    dashboard.api.override(`GET ${REST}/workflow-change-proposals`, problem(400, 'validation_failed', 'Not now.'));
    const { page } = await dashboard.open(LIST);
    const failed = page.getByRole('alert').filter({ hasText: 'Could not load proposals' });
    await failed.waitFor();
    expect(await failed.innerText()).toContain('Request id req_0f7c2d9a');
    expect(await page.getByLabel('State').isVisible()).toBe(true);
    dashboard.api.override(`GET ${REST}/workflow-change-proposals`, undefined);
    await failed.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('1–25 of 32').waitFor();
  });

  it('are counted in the sidebar, reached by g d, and from the workflows', async () => {
    const { page } = await dashboard.open('/o/demo/workflows');
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: /Proposals 3 staged/ })
      .waitFor();
    await page.getByRole('link', { name: '3 staged proposals' }).click();
    await page.getByText('1–3 of 3').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: 'Proposals' }).waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.getByRole('heading', { level: 1, name: 'Proposals' }).waitFor();
  });
});

describe('a staged proposal', () => {
  it('shows texts of strangers as text, with what cannot be seen', async () => {
    const { page } = await dashboard.open(`${LIST}/prop_staged`);
    await page.getByRole('heading', { level: 1, name: 'Change of Order lookup' }).waitFor();
    const text = await textOf(page);
    for (const part of [
      '<img src=x onerror=',
      '[Apply](javascript:alert(1))',
      'pay\\u{200B}load',
      '\\u{202E}txet',
      'metadata.<b>owner</b>',
    ])
      expect(text).toContain(part);
    expect(await page.getByRole('main').locator('img, a[href^="javascript"], b').count()).toBe(0);
    expect(await page.title()).toBe('Change of Order lookup · Armature');
    const diff = page.getByRole('region', { name: 'What changes' });
    expect((await diff.innerText()).match(/\\u\{200B\}/g)?.length).toBe(1);
  });

  it('leads from its evidence to the run and the event', async () => {
    const { page } = await dashboard.open(`${LIST}/prop_staged`);
    const evidence = page.getByRole('region', { name: 'Evidence' });
    await evidence.getByText('call_2').waitFor();
    expect(await evidence.getByRole('link').count()).toBe(4);
    await evidence.getByRole('link', { name: 'Event evt_0006' }).click();
    await page.waitForURL(/\/runs\/run_[\w-]+000009\?event=evt_0006$/);
    await page.locator('#evt_0006 [aria-expanded="true"], #evt_0006[open]').first().waitFor();
  });

  it('leads from its evidence to the criterion', async () => {
    const { page } = await dashboard.open(`${LIST}/prop_draft`);
    await page.getByRole('link', { name: 'Criterion crit_4' }).click();
    await page.waitForURL(/000002#crit_4$/);
    const criterion = page.locator('#crit_4');
    await criterion.waitFor();
    await expect.poll(async () => ((await criterion.boundingBox())?.y ?? WINDOW_HEIGHT) < WINDOW_HEIGHT).toBe(true);
  });

  it('shows its trials beside the runs of the current version, and compares them', async () => {
    const { page } = await dashboard.open(`${LIST}/prop_staged`);
    const trials = page.getByRole('region', { name: 'Trials' });
    await trials.getByRole('link', { name: 'Run on script/steps: error' }).waitFor();
    await trials.getByRole('link', { name: 'Trial on script/steps: pass' }).waitFor();
    await trials.getByText('All trials, newest first: 2').click();
    await trials.getByRole('link', { name: 'Run of Order lookup: fail' }).waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await trials.getByRole('link', { name: 'Compare' }).click();
    await page.waitForURL(/runs\/run_[\w-]+000008\/compare\/run_[\w-]+000017$/);
  });

  it('compares nothing once a draft is a workflow of its own', async () => {
    const trials = { ...staged.trials, current: [{ ...runs[17], workflowId: 'wf_made' }] };
    proposalIs('prop_draft', { ...draft, state: 'applied', appliedAt: new Date().toISOString(), appliedWorkflowId: 'wf_made', trials });
    const { page } = await dashboard.open(`${LIST}/prop_draft`);
    await page.getByText('Applied: it became a workflow').waitFor();
    expect(await page.getByRole('link', { name: 'Open the workflow' }).getAttribute('href')).toBe('/o/demo/workflows/wf_made');
    expect(await page.getByRole('link', { name: 'Compare' }).count()).toBe(0);
  });

  it('is tried without being applied, and follows the trial', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${LIST}/prop_staged`);
    const pending = { ...runs[5], trial: { proposalId: 'prop_staged' }, status: 'running', workflowId: 'wf_lookup' };
    const button = page.getByRole('button', { name: 'Try it again' });
    await button.waitFor();
    proposalIs('prop_staged', { trials: { ...staged.trials, runs: [pending, ...staged.trials.runs], verdict: 'undecided' } });
    await button.click();
    const trials = page.getByRole('region', { name: 'Trials' });
    await trials.getByRole('link', { name: 'Trial on script/steps: running' }).waitFor();
    expect(sent('/workflows/wf_lookup/runs').map(({ body }) => body)).toEqual([
      { proposalId: 'prop_staged', reason: 'trial', forceNewRun: true },
    ]);
    expect(await button.isDisabled()).toBe(true);
    expect(await trials.getByRole('status').textContent()).toBe('A trial is under way.');
    proposalIs('prop_staged', { trials: { ...staged.trials, runs: [{ ...pending, status: 'fail' }], verdict: 'failed' } });
    await trials.getByRole('link', { name: 'Trial on script/steps: fail' }).waitFor();
    await trials.getByText('Failed').waitFor();
    expect(await button.isEnabled()).toBe(true);
  });

  it('that is a draft is tried under the workflow of its run', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${LIST}/prop_draft`);
    await page.getByText('Not tried yet').waitFor();
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect.poll(() => sent('/workflows/wf_refund/runs').map(({ body }) => body)).toMatchObject([{ proposalId: 'prop_draft' }]);
  });

  it('is applied by keyboard after one question, with who approved it', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${LIST}/prop_staged`);
    await page.getByRole('button', { name: 'Apply' }).focus();
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Apply this change to Order lookup?' });
    await question.getByText('Its newest trials passed').waitFor();
    await expect
      .poll(() =>
        question
          .getByLabel(/Approved by/)
          .and(page.locator(':focus'))
          .count(),
      )
      .toBe(1);
    await page.keyboard.type(' Grace Hopper ');
    expect(await pageFaults(page)).toEqual([]);
    proposalIs('prop_staged', { state: 'applied', appliedAt: new Date().toISOString(), appliedWorkflowId: 'wf_lookup' });
    await page.keyboard.press('Enter');
    await page.getByText('Version 4 is current').waitFor();
    expect(sent('/prop_staged/apply').map(({ body }) => body)).toEqual([{ approvedBy: 'Grace Hopper' }]);
    await page.getByText('Applied: it is a version of the workflow').waitFor();
    expect(await page.getByRole('button', { name: 'Apply' }).count()).toBe(0);
  });

  it('sends no approver that was not named, and asks nothing when it is put off', async () => {
    const { page } = await dashboard.open(`${LIST}/prop_draft`);
    await page.getByRole('button', { name: 'Apply' }).click();
    const question = page.getByRole('dialog', { name: /^Make the workflow Regression: partial refund/ });
    await question.getByText('It was not tried.').waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(dashboard.api.sent).toEqual([]);
    await page.getByRole('button', { name: 'Apply' }).click();
    await question.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('The workflow is made').waitFor();
    expect(sent('/prop_draft/apply').map(({ body }) => body)).toEqual([{}]);
  });

  it('says in the question what is wrong with it by now', async () => {
    const fieldErrors = [{ field: 'model[0].modelId', message: 'is not an active model' }];
    dashboard.api.override(
      `POST ${REST}/workflow-change-proposals/prop_staged/apply`,
      problem(400, 'validation_failed', 'model[0].modelId is not an active model', { fieldErrors }),
    );
    const { page } = await dashboard.open(`${LIST}/prop_staged`);
    await page.getByRole('button', { name: 'Apply' }).click();
    const question = page.getByRole('dialog', { name: /^Apply this change/ });
    await question.getByRole('button', { name: 'Apply' }).click();
    await question.getByText('model[0].modelId is not an active model').waitFor();
    await question.getByText('Request id req_0f7c2d9a').waitFor();
    dashboard.api.override(`POST ${REST}/workflow-change-proposals/prop_staged/apply`, undefined);
    await question.getByRole('button', { name: 'Apply' }).click();
    await question.waitFor({ state: 'detached' });
  });

  for (const [code, status, fields, words] of [
    [
      'proposal_already_applied',
      409,
      { state: 'applied', appliedAt: new Date().toISOString() },
      'Applied: it is a version of the workflow',
    ],
    ['proposal_expired', 410, { state: 'expired' }, 'Expired: it was not applied within 24 hours'],
    ['stale_base_version', 409, { baseVersionId: 'wf_lookup_ver_2' }, 'Stale: version 3 was saved meanwhile'],
  ] as const) {
    it(`that turns out ${code} says so in its place, and is offered no more`, async () => {
      const { page } = await dashboard.open(`${LIST}/prop_staged`);
      await page.getByRole('button', { name: 'Apply' }).click();
      dashboard.api.override(`POST ${REST}/workflow-change-proposals/prop_staged/apply`, problem(status, code, 'It moved on.'));
      proposalIs('prop_staged', fields);
      await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
      await page.getByText(words).waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByText('It moved on.').first().waitFor();
      expect(await page.getByRole('button', { name: 'Apply' }).count()).toBe(0);
    });
  }

  it.each([
    ['prop_stale', 'Stale: version 3 was saved meanwhile', 1],
    ['prop_applied', 'approved by Grace Hopper', 0],
    ['prop_expired', 'Have it proposed again', 0],
  ])('%s has a state of its own', async (id, words, tries) => {
    const { page } = await dashboard.open(`${LIST}/${id}`);
    await page.getByText(words).waitFor();
    expect(await page.getByRole('button', { name: 'Apply' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Try it/ }).count()).toBe(tries);
    expect(await pageFaults(page)).toEqual([]);
  });

  it('is read, neither tried nor applied, by a viewer', async () => {
    dashboard.actAs('viewer');
    const { page } = await dashboard.open(`${LIST}/prop_staged`);
    await page.getByRole('region', { name: 'What changes' }).waitFor();
    for (const name of ['Apply', /^Try it/]) expect(await page.getByRole('button', { name }).count()).toBe(0);
  });
});

describe('the diagnosis of a run', () => {
  it('tells fault, actions, changes, calls and similar failures', async () => {
    const { page } = await dashboard.open(FAILED_RUN);
    const part = page.getByRole('region', { name: 'Diagnosis', exact: true });
    await part.getByText('Read the catalog again').waitFor();
    const text = (await part.innerText()).replaceAll(/\s+/g, ' ');
    for (const words of [
      'schema The server’s tool schemas changed or were not honoured.',
      'refund_create refused its arguments: amount must not be negative Event evt_0007',
      'limits.maxToolCalls: before 60 → after 120 because: The limit was reached with calls left to make.',
      'tools.refund_create.outputSchema of the server: what only a person can word',
      'toolPolicy.allowed_tools: add after refund_*',
      'order_delete Blocked by the tool policy',
      'refund_create Its arguments were refused 22 ms',
      'Compare with the baseline',
      '1 failing criterion in common',
      'Not everything is shown',
    ])
      expect(text).toContain(words);
    expect(text).toContain('pay\\u{200B}load');
    expect(await part.locator('img, a[href^="javascript"]').count()).toBe(0);
    await part.getByText('The workflow changed in 2 places').click();
    await part.getByText('schedule.cron').waitFor();
    await part.getByText('The catalog of the server changed in 3 places').click();
    await part.getByText('invoice_print').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await part.getByRole('link', { name: 'Open its changes' }).click();
    await page.waitForURL(/servers\/mcp_01store\?tab=changes$/);
  });

  it('brings a call into view in the trace', async () => {
    const { page } = await dashboard.open(FAILED_RUN);
    const part = page.getByRole('region', { name: 'Diagnosis', exact: true });
    const call = part.getByRole('listitem').filter({ hasText: 'order_delete' }).first();
    await call.getByText('Arguments and rule').click();
    await call.getByLabel('Rule', { exact: true }).waitFor();
    await call.getByRole('button', { name: 'Show in trace' }).click();
    await page.waitForURL(/event=evt_0008/);
  });

  it('says when there is nothing to compare with, nothing changed, and no fault was found', async () => {
    const none = { baselineRunId: null, workflow: [], catalog: null };
    const bare = {
      classification: null,
      classificationEvidence: [],
      contributingToolCalls: [],
      contributingEvents: [],
      suggestedActions: [],
      remediations: [],
      similarFailures: [],
      changesSinceBaseline: none,
      truncated: false,
    };
    const start = `GET ${REST}/runs/${FAILED}/diagnosis`;
    dashboard.api.override(start, { body: { ...diagnosis, ...bare } });
    const { page } = await dashboard.open(FAILED_RUN);
    await page.getByText('No earlier run passed').waitFor();
    await page.getByText('This run was not classified.').waitFor();
    dashboard.api.override(start, { body: { ...diagnosis, ...bare, changesSinceBaseline: { ...none, baselineRunId: FAILED } } });
    await page.reload();
    await page.getByText('The workflow is the same.').waitFor();
  });

  it('fails alone, with the request id, and is loaded on Retry', async () => {
    const start = `GET ${REST}/runs/${FAILED}/diagnosis`;
    dashboard.api.override(start, problem(400, 'validation_failed', 'Not now.'));
    const { page } = await dashboard.open(FAILED_RUN);
    const failed = page.getByRole('alert').filter({ hasText: 'Could not load the diagnosis' });
    await failed.getByText('Request id req_0f7c2d9a').waitFor();
    await page.getByRole('region', { name: 'Criteria' }).getByText('refund_create is called exactly once').waitFor();
    expect(await page.getByRole('button', { name: 'Draft regression' }).isVisible()).toBe(true);
    dashboard.api.override(start, undefined);
    await failed.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('Read the catalog again').waitFor();
  });

  it('is not made of a run that passed or is under way', async () => {
    for (const path of [PASSED_RUN, runPage(0)]) {
      const { page } = await dashboard.open(path);
      await settled(page);
      expect(await page.getByRole('region', { name: 'Diagnosis', exact: true }).count()).toBe(0);
    }
  });
});

describe('a regression', () => {
  it('is drafted by keyboard with a rationale, and leads to its proposal', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(FAILED_RUN);
    await page.getByRole('button', { name: 'Draft regression' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Draft regression' });
    await expect.poll(() => dialog.getByLabel('Rationale').and(page.locator(':focus')).count()).toBe(1);
    await page.keyboard.type('too short');
    await dialog.getByRole('button', { name: 'Draft regression' }).press('Enter');
    await dialog.getByText('must have at least 10 characters').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    expect(dashboard.api.sent).toEqual([]);
    await dialog.getByLabel('Rationale').fill('  It failed in production.  ');
    await dialog.getByRole('button', { name: 'Draft regression' }).press('Enter');
    await page.waitForURL(/\/proposals\/prop_draft$/);
    expect(sent('/workflow-change-proposals').map(({ body }) => body)).toEqual([
      { kind: 'draft', runId: FAILED, rationale: 'It failed in production.' },
    ]);
    await page.getByRole('heading', { level: 1, name: `New workflow: ${draft.spec.name}` }).waitFor();
  });

  it('says at the form why it cannot be drafted, and keeps what was typed', async () => {
    const fieldErrors = [{ field: 'runId', message: 'cannot be drafted from: model[0] is gone' }];
    dashboard.api.override(`POST ${REST}/workflow-change-proposals`, problem(400, 'validation_failed', 'runId', { fieldErrors }));
    const { page } = await dashboard.open(FAILED_RUN);
    await page.getByRole('button', { name: 'Draft regression' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Rationale').fill(HOSTILE);
    await dialog.getByRole('button', { name: 'Draft regression' }).click();
    await dialog.getByText('cannot be drafted from: model[0] is gone').waitFor();
    expect(await dialog.getByLabel('Rationale').inputValue()).toBe(HOSTILE);
  });

  it('is not offered to a viewer', async () => {
    dashboard.actAs('viewer');
    const { page } = await dashboard.open(FAILED_RUN);
    await page.getByText('Read the catalog again').waitFor();
    expect(await page.getByRole('button', { name: 'Draft regression' }).count()).toBe(0);
  });
});

describe('a trial run', () => {
  it('wears a badge that leads to its proposal, and has no number of a version', async () => {
    const { page } = await dashboard.open(TRIAL_RUN);
    await page.getByRole('main').getByText('proposed', { exact: true }).waitFor();
    await page.getByRole('link', { name: /^trial of a proposal$/ }).click();
    await page.waitForURL(/\/proposals\/prop_staged$/);
  });

  it('wears it in the run history too, and no other run does', async () => {
    const { page } = await dashboard.open('/o/demo/runs');
    const badge = page.getByTitle(/^Ran a proposed change/);
    await badge.waitFor();
    expect(await badge.count()).toBe(1);
    expect(await page.getByRole('row').filter({ has: badge }).innerText()).toContain('Fail');
  });
});
