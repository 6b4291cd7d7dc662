// What a script came to: its result or why it failed, what it logged, what it called.
import type { ExecutionAnswer, ScriptError } from '../api/playground.ts';
import { plural } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { prettyJson } from '../text/json-text.ts';
import { errorKindWord } from '../text/source-words.ts';
import { visibleText } from '../text/visible-text.ts';
import { Badge } from './badge.tsx';
import { Banner } from './banner.tsx';
import { CallList } from './call-list.tsx';
import { CodeBlock } from './code-block.tsx';
import { Copyable } from './copyable.tsx';
import { cx } from './cx.ts';
import { Panel } from './panel.tsx';
import { ScriptWait } from './run-script-wait.tsx';

interface RunOutcomeProps {
  readonly org: string;
  readonly answer: ExecutionAnswer;
  /** Of an earlier run, while another is under way. */
  readonly isStale: boolean;
}

export function RunOutcome({ org, answer, isStale }: RunOutcomeProps) {
  const { ok, error, execId, durationMs, calls, logs, warnings = [] } = answer;
  const isWaiting = error !== undefined && isForAPerson(error);
  return (
    <Panel
      title="Outcome"
      className={cx(isStale && 'opacity-60')}
      hint={
        <span className="inline-flex flex-wrap items-center gap-x-3">
          {/* What waits says below how it stands, and goes on saying it. */}
          {!isWaiting && <Badge tone={ok ? 'pass' : 'fail'}>{ok ? 'Done' : errorKindWord(error?.kind ?? 'runtime_error')}</Badge>}
          <span className="data text-xs">{duration(durationMs)}</span>
        </span>
      }
      actions={<Copyable text={execId} label="execution id" />}
    >
      <div className="grid gap-4" role="status">
        {error !== undefined &&
          (isForAPerson(error) ? (
            <ScriptWait org={org} approvalId={error.approvalId} operationId={error.operationId ?? 'a call'} />
          ) : (
            <Failure error={error} />
          ))}
        {ok && <Result answer={answer} />}
        {warnings.map((warning) => (
          <p key={warning} className="text-sm text-partial">
            {`${warning.slice(0, 1).toUpperCase()}${warning.slice(1)}.`}
          </p>
        ))}
        {logs.length > 0 && <Logs logs={logs} />}
        <section aria-label="Calls of the script" className="grid gap-2">
          <h3 className="text-sm font-medium">{plural(calls.length, 'call')}</h3>
          {calls.length > 0 && <CallList calls={calls} />}
        </section>
      </div>
    </Panel>
  );
}

function Result({ answer: { result, resultTruncated, hint } }: { readonly answer: ExecutionAnswer }) {
  return (
    <div className="grid gap-2">
      <CodeBlock text={visibleText(resultTruncated && typeof result === 'string' ? result : prettyJson(result))} label="Result" />
      {resultTruncated && <p className="text-sm text-partial">The result was cut. {hint ?? 'Filter it in the script.'}</p>}
    </div>
  );
}

const isForAPerson = (error: ScriptError): error is ScriptError & { readonly approvalId: string } =>
  error.kind === 'approval_pending' && error.approvalId !== undefined;

function Failure({ error: { kind, message, line, column, operationId, status, body } }: { readonly error: ScriptError }) {
  const place = [
    line === undefined ? undefined : `line ${line}${column === undefined ? '' : `, column ${column}`}`,
    operationId === undefined ? undefined : visibleText(operationId),
    status === undefined || status === 0 ? undefined : `HTTP ${status}`,
  ].filter((part) => part !== undefined);
  return (
    <div className="grid gap-2">
      <Banner tone="fail" title={place.length === 0 ? errorKindWord(kind) : `${errorKindWord(kind)}: ${place.join(', ')}`}>
        <p className="whitespace-pre-wrap">{visibleText(message)}</p>
      </Banner>
      {body !== undefined && body !== null && (
        <CodeBlock text={visibleText(typeof body === 'string' ? body : prettyJson(body))} label="What the API answered" />
      )}
    </div>
  );
}

function Logs({ logs }: { readonly logs: ExecutionAnswer['logs'] }) {
  return (
    <section aria-label="Logs" className="grid gap-2">
      <h3 className="text-sm font-medium">{plural(logs.length, 'log line')}</h3>
      <pre tabIndex={0} aria-label="Log lines" className="code-block max-h-60 overflow-auto">
        {logs.map(({ level, text }, index) => (
          <span key={index} className={cx('block', level === 'error' && 'text-fail', level === 'warn' && 'text-partial')}>
            <span className="text-faint">{level.padEnd(5)}</span> {visibleText(text)}
          </span>
        ))}
      </pre>
    </section>
  );
}
