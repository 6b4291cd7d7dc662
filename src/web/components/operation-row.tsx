// One operation of a source: method, name and summary; opened, its signature, an example and its arguments.
import { useState } from 'react';
import { ChevronRight } from 'lucide-react';
import type { Operation } from '../api/bundles.ts';
import type { SourceMode } from '../api/sources.ts';
import { exampleOf } from '../text/operation-example.ts';
import { POLICY_WORDS } from '../text/operation-policy.ts';
import { visibleText } from '../text/visible-text.ts';
import { CodeBlock } from './code-block.tsx';
import { cx } from './cx.ts';
import { MethodTag } from './method-tag.tsx';
import { OperationArguments } from './operation-arguments.tsx';
import { EXCLUDED } from './sdk-listing.ts';
import type { Listed, OfferState } from './sdk-listing.ts';
import { Tag } from './tag.tsx';

interface OperationRowProps {
  readonly listed: Listed;
  readonly mode: SourceMode;
  readonly clientName: string;
  readonly isOpenAtFirst: boolean;
}

const COLUMNS = 'grid items-start gap-x-3 gap-y-0.5 max-md:grid-cols-[auto_1fr] md:grid-cols-[4.5rem_minmax(0,1fr)_minmax(0,1fr)_7.5rem]';

export function OperationRow({ listed, mode, clientName, isOpenAtFirst }: OperationRowProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const { operation, operationId, method, path, state } = listed;
  const name = operation === null ? operationId : mode === 'tools' ? operation.toolName : operation.jsName;
  const head = (
    <>
      <span className="flex">
        <MethodTag method={method} />
      </span>
      <span className="min-w-0 max-md:col-span-2">
        <span className={cx('data text-sm break-all', operation === null ? 'text-muted line-through' : 'font-medium')}>
          {visibleText(name)}
        </span>
        {operation !== null && operation.summary !== '' && (
          <span className="block text-sm break-words text-muted">{visibleText(operation.summary)}</span>
        )}
      </span>
      <span className="data min-w-0 text-xs wrap-anywhere text-faint max-md:col-start-1 max-md:col-end-3">{visibleText(path)}</span>
      <span className="flex flex-wrap justify-end gap-1.5 max-md:col-start-2 max-md:row-start-1">
        {operation?.deprecated === true && <Tag tone="warn">deprecated</Tag>}
        <StateTag state={state} mode={mode} />
      </span>
    </>
  );
  if (operation === null) return <li className={cx(COLUMNS, 'py-2 ps-8 pe-2.5')}>{head}</li>;
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-start gap-2 px-2.5 py-2 text-start -outline-offset-2 hover:bg-hover"
      >
        <ChevronRight size={14} aria-hidden="true" className={cx('mt-1 shrink-0 text-faint', isOpen && 'rotate-90')} />
        <span className={cx(COLUMNS, 'min-w-0 flex-1')}>{head}</span>
      </button>
      {isOpen && <OperationDetails operation={operation} mode={mode} clientName={clientName} />}
    </li>
  );
}

function StateTag({ state, mode }: { readonly state: OfferState; readonly mode: SourceMode }) {
  if (state === EXCLUDED) return <Tag title="The manifest leaves it out: it does not exist for agents">excluded</Tag>;
  if (state === 'allow' || mode === 'tools') return null;
  const { word, sentence } = POLICY_WORDS[state];
  return (
    <Tag tone={state === 'block' ? 'danger' : 'warn'} title={sentence}>
      {word}
    </Tag>
  );
}

interface OperationDetailsProps {
  readonly operation: Operation;
  readonly mode: SourceMode;
  readonly clientName: string;
}

function OperationDetails({ operation, mode, clientName }: OperationDetailsProps) {
  const { operationId, jsName, toolName, description, signature, aliases } = operation;
  const other = mode === 'tools' ? toolName : jsName;
  return (
    <div className="grid gap-3 border-t border-line bg-canvas px-3 py-3 sm:ps-8">
      {description !== '' && <p className="max-w-3xl text-sm break-words whitespace-pre-wrap text-muted">{visibleText(description)}</p>}
      {mode === 'code' && (
        <>
          <CodeBlock text={visibleText(`${clientName}.${signature}`)} label="Signature" />
          <CodeBlock text={visibleText(exampleOf(clientName, operation))} label="Example" />
        </>
      )}
      <OperationArguments operation={operation} />
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-faint">
        {operationId !== other && (
          <span>
            operationId <span className="data break-all text-muted">{visibleText(operationId)}</span>
          </span>
        )}
        {aliases.length > 0 && (
          <span>
            also found as <span className="data break-all text-muted">{visibleText(aliases.join(', '))}</span>
          </span>
        )}
      </p>
    </div>
  );
}
