// /_gallery, in development only: every component in every state, for eyes and for the browser test.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from './api/error.ts';
import { CLASSIFICATIONS, RUN_STATUSES } from './api/runs.ts';
import type { RunSummary } from './api/runs.ts';
import { ActionMenu } from './components/action-menu.tsx';
import { AuthFields } from './components/auth-fields.tsx';
import { Badge } from './components/badge.tsx';
import { Banner } from './components/banner.tsx';
import { Button, IconButton } from './components/button.tsx';
import { CatalogDiffView } from './components/catalog-diff-view.tsx';
import { CheckBox } from './components/check-box.tsx';
import { CheckBuilder } from './components/check-builder.tsx';
import { CodeBlock } from './components/code-block.tsx';
import { ConfirmDialog } from './components/confirm-dialog.tsx';
import { Dialog } from './components/dialog.tsx';
import { DiffList } from './components/diff-list.tsx';
import { EmptyState } from './components/empty-state.tsx';
import { Field } from './components/field.tsx';
import { HealthBadge } from './components/health-badge.tsx';
import { Choice, CodeArea, TextArea, TextInput } from './components/inputs.tsx';
import { OnboardingSteps } from './components/onboarding-steps.tsx';
import { Panel } from './components/panel.tsx';
import { Part } from './components/part.tsx';
import { PassRate } from './components/pass-rate.tsx';
import { ProbeReport } from './components/probe-report.tsx';
import { RunStatus } from './components/run-status.tsx';
import { RunTable } from './components/run-table.tsx';
import { SchemaTable } from './components/schema-table.tsx';
import { ScriptHelp } from './components/script-help.tsx';
import { EMPTY_AUTH } from './components/auth-draft.ts';
import { CardsSkeleton, RowsSkeleton, TextSkeleton } from './components/skeleton.tsx';
import { Switch } from './components/switch.tsx';
import { Tag } from './components/tag.tsx';
import { TesterBadge } from './components/tester-badge.tsx';
import { ThemeChoice } from './components/theme-choice.tsx';
import { TimeAgo } from './components/time-ago.tsx';
import { TimelineStrip } from './components/timeline-strip.tsx';
import { toast } from './components/toaster.tsx';
import { TraceView } from './components/trace-view.tsx';
import { VerdictList } from './components/verdict-list.tsx';
import { CHANGE_WORDS, HEALTH_WORDS } from './text/tone.ts';
import { DIFF, FAILED_PROBE, FIELD_DIFF, GOOD_PROBE, LONG_WORD, RUN, TOOLS, TRACE, VERDICTS } from './gallery-data.ts';

export function Gallery() {
  return (
    <main id="content" className="mx-auto grid max-w-5xl gap-8 px-4 py-8">
      <header className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="text-xl font-semibold tracking-tight">Gallery</h1>
        <ThemeChoice />
      </header>
      <Words />
      <Controls />
      <Forms />
      <Overlays />
      <States />
      <Servers />
      <Runs />
      <Show title="Differences">
        <DiffList diff={FIELD_DIFF} />
        <DiffList diff={[]} />
        <CatalogDiffView diff={DIFF} />
      </Show>
    </main>
  );
}

function Show({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="grid min-w-0 gap-4">
      <h2 className="eyebrow border-b border-line pb-1">{title}</h2>
      {children}
    </section>
  );
}

const Row = ({ children }: { readonly children: ReactNode }) => <div className="flex flex-wrap items-center gap-3">{children}</div>;

function Words() {
  return (
    <Show title="Status words">
      <Row>
        {RUN_STATUSES.map((status) => (
          <RunStatus key={status} status={status} />
        ))}
      </Row>
      <Row>
        {RUN_STATUSES.map((status) => (
          <RunStatus key={status} status={status} look="washed" />
        ))}
      </Row>
      <Row>
        <HealthBadge health="unknown" />
        <HealthBadge health="healthy" />
        <HealthBadge health="auth_failed" detail={HEALTH_WORDS.auth_failed.word} />
        <HealthBadge health="unreachable" />
      </Row>
      <Row>
        {Object.values(CHANGE_WORDS).map(({ word, tone }) => (
          <Badge key={word} tone={tone}>
            {word}
          </Badge>
        ))}
        {[1, 0.95, 0.8, 0.799, null].map((rate) => (
          <PassRate key={String(rate)} rate={rate} />
        ))}
      </Row>
      <Row>
        {CLASSIFICATIONS.map((classification) => (
          <Tag key={classification}>{classification}</Tag>
        ))}
        <Tag tone="danger">destructive</Tag>
        <Tag tone="warn">gone</Tag>
        <Tag tone="accent">default</Tag>
      </Row>
      <Row>
        <TesterBadge kind="model" modelId="anthropic/claude-sonnet-4-5" />
        <TesterBadge kind="script" modelId="script/steps" />
        <TesterBadge kind="pinned" modelId="pinned/order-lookup" />
        <TimeAgo at={RUN.createdAt} />
        <TimeAgo at={null} />
      </Row>
      <p dir="rtl" lang="ar">
        <RunStatus status="pass" /> سجل الطلبات
      </p>
    </Show>
  );
}

function Controls() {
  const [isOn, setOn] = useState(true);
  return (
    <Show title="Controls">
      <Row>
        <Button look="primary">Save</Button>
        <Button>Test connection</Button>
        <Button look="quiet">Discard</Button>
        <Button look="danger">Archive</Button>
        <Button disabled>Disabled</Button>
        <Button isBusy>Saving</Button>
        <IconButton label="Copy">⧉</IconButton>
        <ActionMenu
          label="More actions"
          actions={[
            { label: 'Edit', onSelect: () => undefined },
            { label: 'Delete', onSelect: () => undefined, isDangerous: true },
          ]}
        />
      </Row>
      <Row>
        <Switch isOn={isOn} onChange={setOn} label="Enabled" words={['Enabled', 'Paused']} />
        <Switch isOn={false} onChange={() => undefined} label="Off" words={['On', 'Off']} />
        <Switch isOn onChange={() => undefined} label="Fixed" isDisabled />
        <CheckBox isChecked={isOn} onChange={setOn}>
          Check box
        </CheckBox>
        <Button onClick={() => toast.done('Saved as version 4')}>Toast: done</Button>
        <Button onClick={() => toast.failed('Not saved', new Error('The name is taken.'))}>Toast: failed</Button>
      </Row>
    </Show>
  );
}

function Forms() {
  const [auth, setAuth] = useState({ ...EMPTY_AUTH, kind: 'bearer' as const, value: '' });
  return (
    <Show title="Form fields">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" hint="Shown in lists.">
          {(control) => <TextInput {...control} defaultValue="Order lookup" />}
        </Field>
        <Field label="Cron" error="field 2 (hour) 25 is not within 0-23">
          {(control) => <TextInput {...control} defaultValue="0 25 * * *" className="font-mono" />}
        </Field>
        <Field label="Server" isOptional>
          {(control) => (
            <Choice {...control}>
              <option>Acme Store</option>
            </Choice>
          )}
        </Field>
        <Field label="Read-only">{(control) => <TextInput {...control} readOnly value={LONG_WORD} />}</Field>
        <Field label="Description">{(control) => <TextArea {...control} placeholder="Optional" />}</Field>
        <Field label="Arguments" error="is not valid JSON: unexpected end">
          {(control) => <CodeArea {...control} defaultValue={'{"orderId":'} />}
        </Field>
      </div>
      <AuthFields
        auth={auth}
        errors={{ value: 'must not be empty' }}
        path=""
        onChange={(next) => setAuth({ ...auth, ...next, kind: 'bearer' })}
      />
      <ScriptHelp />
    </Show>
  );
}

function Overlays() {
  const [open, setOpen] = useState<'dialog' | 'confirm' | 'check' | undefined>();
  const close = (): void => setOpen(undefined);
  return (
    <Show title="Dialogs">
      <Row>
        <Button onClick={() => setOpen('dialog')}>Open dialog</Button>
        <Button onClick={() => setOpen('confirm')}>Open confirmation</Button>
        <Button onClick={() => setOpen('check')}>Open check builder</Button>
      </Row>
      <Dialog
        isOpen={open === 'dialog'}
        onClose={close}
        title="A dialog"
        lead="With a lead."
        footer={<Button onClick={close}>Done</Button>}
      >
        <Field label="First field">{(control) => <TextInput {...control} />}</Field>
      </Dialog>
      <ConfirmDialog isOpen={open === 'confirm'} title="Archive Order lookup?" action="Archive workflow" onConfirm={close} onClose={close}>
        Its runs stay.
      </ConfirmDialog>
      {open === 'check' && (
        <CheckBuilder check={undefined} title="Add check" action="Add check" tools={TOOLS} onClose={close} onDone={close} />
      )}
    </Show>
  );
}

const FAILURE = new ApiError({
  status: 500,
  code: 'internal_error',
  message: 'Something went wrong on our side.',
  requestId: 'req_0f7c2d9a',
});

function States() {
  const loading = useQuery<string>({ queryKey: ['gallery', 'loading'], queryFn: () => new Promise(() => undefined) });
  const failed = useQuery<string>({ queryKey: ['gallery', 'failed'], queryFn: () => Promise.reject(FAILURE), retry: false });
  return (
    <Show title="Loading, empty, failed">
      <Part name="cards" query={loading} skeleton={<CardsSkeleton />}>
        {(text) => text}
      </Part>
      <Panel title="Rows" flush>
        <RowsSkeleton rows={3} />
      </Panel>
      <TextSkeleton lines={3} />
      <Part name="the runs" query={failed} skeleton={null}>
        {(text) => text}
      </Part>
      <Panel>
        <EmptyState title="No workflows yet" actions={<Button look="primary">Start from scratch</Button>}>
          A workflow gives an agent a task on one of your servers and grades what it did.
        </EmptyState>
      </Panel>
      <OnboardingSteps
        steps={[
          { title: 'Connect a server', hint: 'Its URL and credential.', to: '/_gallery', isDone: true },
          { title: 'Write a workflow', hint: 'A task, and what must hold.', to: '/_gallery', isDone: false },
        ]}
      />
    </Show>
  );
}

function Servers() {
  return (
    <Show title="Servers">
      <ProbeReport probe={GOOD_PROBE} />
      <ProbeReport probe={FAILED_PROBE} />
      <Banner tone="fail" title="The server refused the credential" actions={<Button>Reconnect</Button>}>
        401 to initialize with auth profile Default.
      </Banner>
      {TOOLS.map((tool) => (
        <SchemaTable key={tool.name} schema={tool.inputSchema} label={`Input of ${tool.name}`} />
      ))}
      <CodeBlock text={LONG_WORD.repeat(60)} label="Long text" />
    </Show>
  );
}

const RUNS: readonly RunSummary[] = RUN_STATUSES.map((status, index) => ({
  ...RUN,
  runId: `run_${index}`,
  status,
  classification: status === 'fail' ? 'schema' : null,
}));

function Runs() {
  const [cited, setCited] = useState<{ readonly eventId: string; readonly excerpt: string | undefined } | undefined>();
  return (
    <Show title="Runs">
      <TimelineStrip org="demo" runs={RUNS} total={240} />
      <Panel flush>
        <RunTable
          org="demo"
          runs={[...RUNS, { ...RUN, runId: 'run_long', workflowName: LONG_WORD, testerKind: 'model', modelId: LONG_WORD }]}
        />
      </Panel>
      <Panel title="Criteria" flush>
        <VerdictList criteria={VERDICTS} citedEventId={cited?.eventId} onCite={setCited} />
      </Panel>
      <Panel title="Trace" flush>
        <TraceView
          trace={{ events: TRACE, isLoading: false, isLive: true, error: null, retry: () => undefined }}
          cited={cited}
          isRunning={false}
        />
      </Panel>
      <Panel title="Trace, nothing yet" flush>
        <TraceView
          trace={{ events: [], isLoading: false, isLive: true, error: null, retry: () => undefined }}
          cited={undefined}
          isRunning
        />
      </Panel>
      <Panel title="Trace, failed" flush>
        <TraceView
          trace={{ events: [], isLoading: false, isLive: false, error: FAILURE, retry: () => undefined }}
          cited={undefined}
          isRunning={false}
        />
      </Panel>
    </Show>
  );
}
