// The playground: search the SDK, write a script with its types at hand, run it as an agent would, see what it did.
import { useMutation } from '@tanstack/react-query';
import { Play, Square } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { BundleDetail, OperationMap } from '../api/bundles.ts';
import { runScript } from '../api/playground.ts';
import type { ExecutionAnswer } from '../api/playground.ts';
import type { Source } from '../api/sources.ts';
import { exampleOf } from '../text/operation-example.ts';
import { Button } from './button.tsx';
import type { Fault } from './create-script-editor.ts';
import { EmptyState } from './empty-state.tsx';
import { EnvironmentChoice } from './environment-choice.tsx';
import { FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { PlaygroundSearch } from './playground-search.tsx';
import { RunOutcome } from './run-script-outcome.tsx';
import { ScriptEditor } from './script-editor.tsx';
import type { EditorHandle } from './script-editor.tsx';
import { ScriptFaults } from './script-faults.tsx';
import { NothingActive } from './sdk-browser.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { useBundle } from './use-bundle.ts';
import { usePage } from './use-page.ts';
import type { CheckedScript } from './use-script-check.ts';
import { useScriptCheck } from './use-script-check.ts';

interface PlaygroundProps {
  readonly org: string;
  readonly source: Source;
}

export function Playground({ org, source }: PlaygroundProps) {
  const { environment, isThere, query } = useBundle(org, source, undefined);
  if (isThere === false) return <NothingActive source={source} environment={environment} />;
  return (
    <Part name="the SDK" query={query} skeleton={<RowsSkeleton rows={8} />}>
      {(bundle) =>
        bundle.operationMap === null || bundle.operationMap === undefined ? (
          <EmptyState title="Nothing was compiled">This bundle has no operations.</EmptyState>
        ) : (
          <Bench key={bundle.id} org={org} source={source} environment={environment} bundle={bundle} map={bundle.operationMap} />
        )
      }
    </Part>
  );
}

interface BenchProps extends PlaygroundProps {
  readonly environment: string;
  readonly bundle: BundleDetail;
  readonly map: OperationMap;
}

/** Scripts that were written in this tab of the browser; another look at the page finds them again. */
const drafts = new Map<string, string>();

function Bench({ org, source, environment, bundle, map }: BenchProps) {
  const { may } = usePage();
  const clientName = bundle.manifest?.clientName ?? 'client';
  const draftKey = `${source.id}/${environment}`;
  const [code, setCode] = useState(() => drafts.get(draftKey) ?? starterOf(clientName, map));
  const editor = useRef<EditorHandle>(null);
  const check = useScriptCheck({ org, slug: source.slug, environment, code });
  const running = useRef<AbortController | null>(null);
  const run = useMutation({
    mutationFn: (script: string) => {
      running.current = new AbortController();
      return runScript({ org, slug: source.slug, environment, signal: running.current.signal }, script);
    },
  });
  const start = (): void => {
    if (!run.isPending) run.mutate(editor.current?.text() ?? code);
  };
  const marked = useMemo(() => markedIn(code, check, { code: run.variables, answer: run.data }), [code, check, run.variables, run.data]);
  const failure = run.error === null || run.error.name === 'AbortError' ? undefined : saveFailure(run.error);
  return (
    <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="grid min-w-0 content-start gap-5">
        <Panel
          title="Script"
          hint={<kbd className="font-mono text-2xs max-md:hidden">Ctrl Enter runs it</kbd>}
          actions={
            <>
              <EnvironmentChoice source={source} />
              {run.isPending && (
                <Button icon={<Square size={13} aria-hidden="true" />} onClick={() => running.current?.abort()}>
                  Stop
                </Button>
              )}
              <Button look="primary" icon={<Play size={14} aria-hidden="true" />} isBusy={run.isPending} onClick={start}>
                Run
              </Button>
            </>
          }
          flush
        >
          <ScriptEditor
            ref={editor}
            label="Script"
            start={code}
            clientName={clientName}
            operations={map.operations}
            faults={marked}
            onChange={(text) => {
              drafts.set(draftKey, text);
              setCode(text);
            }}
            onRun={start}
          />
          <ScriptFaults check={check} onGoTo={(fault) => editor.current?.goTo(fault)} />
        </Panel>
        {!may('editor') && (
          <p className="text-sm text-muted">As a viewer you can call GET, HEAD and OPTIONS operations; others answer forbidden_role.</p>
        )}
        {failure !== undefined && <FieldError>{failure.errors['code'] ?? failure.message}</FieldError>}
        {run.data !== undefined && <RunOutcome org={org} answer={run.data} isStale={run.isPending} />}
      </div>
      <PlaygroundSearch
        asked={{ org, slug: source.slug, environment }}
        total={map.operations.length}
        onInsert={(operationId) => {
          const operation = map.operations.find((one) => one.operationId === operationId);
          if (operation !== undefined) editor.current?.insert(exampleOf(clientName, operation));
        }}
      />
    </div>
  );
}

interface EndedRun {
  readonly code: string | undefined;
  readonly answer: ExecutionAnswer | undefined;
}

/** What is wrong with this very text, by its check and by its run; undefined where neither has answered yet. */
function markedIn(code: string, check: CheckedScript, run: EndedRun): readonly Fault[] | undefined {
  const answer = run.code === code ? run.answer : undefined;
  if (check.code !== code) return answer && faultOf(answer);
  // A run that ends at its types says what the check says, for all of them in one.
  const isNew = ({ line, column }: Fault): boolean => !check.faults.some((fault) => fault.line === line && fault.column === column);
  return answer === undefined ? check.faults : [...check.faults, ...faultOf(answer).filter(isNew)];
}

const faultOf = ({ error }: ExecutionAnswer): readonly Fault[] => (error === undefined ? [] : [error]);

/** Something that runs: the first operation that reads and needs no argument. */
function starterOf(clientName: string, { operations }: OperationMap): string {
  const easy = operations.find(
    ({ method, parameters, body }) => method === 'GET' && body === null && !parameters.some(({ required }) => required),
  );
  const call = easy === undefined ? `// ${clientName}.` : exampleOf(clientName, easy);
  return `/**\n * @intent Try the SDK\n */\n${call}\n${easy === undefined ? '' : 'return result;\n'}`;
}
