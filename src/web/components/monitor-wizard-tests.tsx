// Step 4: a test call of each, with what came back. A failure warns and holds nothing up.
import { plural } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { CHECK_WORDS, REASON_WORDS } from '../text/monitor-words.ts';
import type { Word } from '../text/tone.ts';
import { Badge } from './badge.tsx';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { CodeBlock } from './code-block.tsx';
import type { WizardTool } from './monitor-wizard-draft.ts';
import { Panel } from './panel.tsx';
import type { MonitorWizard } from './use-monitor-wizard.ts';
import type { TestState } from './use-monitor-tests.ts';

export function MonitorWizardTests({ wizard }: { readonly wizard: MonitorWizard }) {
  const { ticked, tests, bodyOf } = wizard;
  const states = ticked.map((tool) => tests.of(bodyOf(tool)));
  const finished = states.filter((state) => state?.stage === 'done' || state?.stage === 'refused').length;
  const failures = states.filter(
    (state) => state?.stage === 'refused' || (state?.stage === 'done' && state.result.status !== 'pass'),
  ).length;
  const start = (tools: readonly WizardTool[]): void => tests.start(tools.flatMap((tool) => bodyOf(tool) ?? []));
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {tests.isRunning ? (
          <Button onClick={tests.stop}>Stop</Button>
        ) : (
          <Button onClick={() => start(ticked)}>
            {finished === 0 ? `Call ${ticked.length === 1 ? 'it' : `all ${ticked.length}`} once` : 'Call again'}
          </Button>
        )}
        <p role="status" className="text-sm text-muted">
          {finished === 0 && !tests.isRunning
            ? 'Each tool is called once with its arguments. Nothing is stored.'
            : `${finished} of ${ticked.length} called${failures > 0 ? `, ${plural(failures, 'problem')}` : ''}`}
        </p>
        {tests.isRunning && (
          <progress aria-label="Test calls" max={ticked.length} value={finished} className="h-1.5 w-40 accent-(--accent)" />
        )}
      </div>
      {failures > 0 && !tests.isRunning && (
        <Banner tone="partial" title="Not every call works">
          The monitors can be made all the same: they will start failing. Go back to change arguments, or untick a tool.
        </Banner>
      )}
      <Panel flush>
        <ul className="divide-y divide-line">
          {ticked.map((tool, index) => (
            <TestRow key={tool.toolName} tool={tool} state={states[index]} />
          ))}
        </ul>
      </Panel>
    </div>
  );
}

function TestRow({ tool, state }: { readonly tool: WizardTool; readonly state: TestState | undefined }) {
  const args = tool.read.ok ? JSON.stringify(tool.read.value) : '';
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="min-w-0 flex-1 basis-56">
          <span className="data block font-medium break-all">{tool.toolName}</span>
          <span className="data line-clamp-1 text-xs break-all text-faint">{args}</span>
        </span>
        <TestOutcome state={state} />
      </div>
      {state?.stage === 'refused' && <p className="text-sm break-words text-fail">{state.message}</p>}
      {state?.stage === 'done' && state.result.message !== null && <p className="text-sm break-words text-muted">{state.result.message}</p>}
      {state?.stage === 'done' && state.result.resultExcerpt !== null && (
        <details>
          <summary className="text-sm text-muted hover:text-ink">Result</summary>
          <div className="mt-1.5">
            <CodeBlock text={state.result.resultExcerpt} label={`Result of ${tool.toolName}`} />
          </div>
        </details>
      )}
    </li>
  );
}

const STAGES: Readonly<Record<Exclude<TestState['stage'], 'done'>, Word>> = {
  waiting: { word: 'Waiting', tone: 'idle' },
  calling: { word: 'Calling', tone: 'running' },
  refused: { word: 'Refused', tone: 'fail' },
};

/** The same room in every stage, so that nothing jumps while many are called. */
export function TestOutcome({ state }: { readonly state: TestState | undefined }) {
  if (state === undefined) return <Badge tone="idle">Not called</Badge>;
  if (state.stage !== 'done') return <Badge tone={STAGES[state.stage].tone}>{STAGES[state.stage].word}</Badge>;
  const { status, reason, latencyMs } = state.result;
  return (
    <span className="inline-flex items-center gap-3">
      <Badge tone={CHECK_WORDS[status].tone} title={reason === null ? undefined : REASON_WORDS[reason][1]}>
        {CHECK_WORDS[status].word}
        {reason !== null && ` · ${REASON_WORDS[reason][0]}`}
      </Badge>
      <span className="data text-muted">{duration(latencyMs)}</span>
    </span>
  );
}
