// Step 2: the tools. What changes nothing is ticked, what may destroy is ticked only by typing its name.
import { useState } from 'react';
import { paths } from '../api/paths.ts';
import { Banner } from './banner.tsx';
import { Button, ButtonLink } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { EmptyState } from './empty-state.tsx';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import type { WizardTool } from './monitor-wizard-draft.ts';
import { MAX_MONITORS } from './monitor-wizard-draft.ts';
import { Panel } from './panel.tsx';
import { Tag } from './tag.tsx';
import type { MonitorWizard } from './use-monitor-wizard.ts';

export function MonitorWizardTools({ wizard }: { readonly wizard: MonitorWizard }) {
  const { org, serverId, tools, ticked, tick } = wizard;
  const [asking, setAsking] = useState<WizardTool | undefined>();
  if (tools.length === 0) {
    return (
      <EmptyState title="No tools found" actions={<ButtonLink to={paths.server(org, serverId)}>Look at the server</ButtonLink>}>
        The catalog of this server was never read, or it offers no tools. Sync its capabilities first.
      </EmptyState>
    );
  }
  const safe = tools.filter(({ readOnly, destructive }) => readOnly && !destructive);
  const onTick = (tool: WizardTool, isTicked: boolean): void => {
    if (isTicked && tool.destructive) setAsking(tool);
    else tick(tool, isTicked);
  };
  return (
    <>
      {safe.length === 0 && (
        <Banner tone="partial" title="This server marks no tool as read-only">
          Nothing is ticked for you. Tick only tools that are safe to call again and again with the same arguments.
        </Banner>
      )}
      <Panel
        title={`${ticked.length} of ${tools.length} ticked`}
        hint={`at most ${MAX_MONITORS} at once`}
        actions={
          safe.length > 1 ? (
            <Button look="quiet" onClick={() => setAll(wizard, safe, ticked)}>
              {ticked.length === 0 ? 'Tick all read-only' : 'Untick all'}
            </Button>
          ) : undefined
        }
        flush
      >
        <ul className="divide-y divide-line">
          {tools.map((tool) => (
            <ToolRow key={tool.toolName} tool={tool} onTick={(isTicked) => onTick(tool, isTicked)} />
          ))}
        </ul>
      </Panel>
      {asking !== undefined && (
        <DestructiveDialog
          toolName={asking.toolName}
          onClose={() => setAsking(undefined)}
          onSure={() => {
            tick(asking, true);
            setAsking(undefined);
          }}
        />
      )}
    </>
  );
}

/** One change for all: each call of `tick` begins at what was ticked when this step was drawn. */
function setAll({ setShared, shared }: MonitorWizard, safe: readonly WizardTool[], ticked: readonly WizardTool[]): void {
  const isTicked = ticked.length === 0;
  const changed = isTicked ? safe.slice(0, MAX_MONITORS) : ticked;
  setShared({ ticks: { ...shared.ticks, ...Object.fromEntries(changed.map(({ toolName }) => [toolName, isTicked])) } });
}

function ToolRow({ tool, onTick }: { readonly tool: WizardTool; readonly onTick: (isTicked: boolean) => void }) {
  return (
    <li>
      <label className="flex cursor-pointer items-start gap-3 px-4 py-2.5 hover:bg-hover">
        <input
          type="checkbox"
          checked={tool.isTicked}
          aria-label={tool.toolName}
          onChange={(event) => onTick(event.target.checked)}
          className="mt-1 size-4 shrink-0 accent-(--accent)"
        />
        <span className="min-w-0">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="data font-medium break-all">{tool.toolName}</span>
            {tool.readOnly && <Tag title="readOnlyHint: changes nothing">read-only</Tag>}
            {tool.destructive && (
              <Tag tone="danger" title="destructiveHint: may destroy data">
                destructive
              </Tag>
            )}
            {tool.isMonitored && <Tag tone="accent">monitored already</Tag>}
          </span>
          {(tool.description ?? tool.title) !== null && (
            <span className="line-clamp-2 text-sm text-muted">{tool.description ?? tool.title}</span>
          )}
        </span>
      </label>
    </li>
  );
}

interface DestructiveDialogProps {
  readonly toolName: string;
  readonly onClose: () => void;
  readonly onSure: () => void;
}

function DestructiveDialog({ toolName, onClose, onSure }: DestructiveDialogProps) {
  const [typed, setTyped] = useState('');
  const isSure = typed === toolName;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Call ${toolName} again and again?`}
      lead="Its server marks it as destructive: every check may change or delete something for good."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" disabled={!isSure} onClick={onSure}>
            Tick it
          </Button>
        </>
      }
    >
      <Field label={`Type “${toolName}” to be sure`}>
        {(control) => (
          <TextInput
            {...control}
            value={typed}
            className="font-mono text-sm"
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              // The dialog lies inside the form of the wizard, which would go on to the next step.
              event.preventDefault();
              if (isSure) onSure();
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
