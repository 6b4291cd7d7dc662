// What a monitor does: the call it makes, how often, and what it expects; for everyone who may see it.
import type { ReactNode } from 'react';
import type { Monitor } from '../api/monitors.ts';
import { ERAS, intervalLabel } from '../text/monitor-words.ts';
import { prettyJson } from '../text/json-text.ts';
import { CodeBlock } from './code-block.tsx';
import { Facts } from './facts.tsx';
import { assertionSentence } from './monitor-assertion-draft.ts';
import { Panel } from './panel.tsx';

interface MonitorDefinitionProps {
  readonly monitor: Monitor;
  readonly profileName: string | undefined;
  readonly actions?: ReactNode;
}

export function MonitorDefinition({ monitor, profileName, actions }: MonitorDefinitionProps) {
  return (
    <Panel title="Call" actions={actions} className="max-w-3xl">
      <div className="grid gap-5">
        <Facts
          facts={[
            { label: 'Interval', value: intervalLabel(monitor.intervalSeconds) },
            { label: 'Time-out', value: `${monitor.timeoutSeconds} s` },
            {
              label: 'Auth profile',
              value: monitor.authProfileId === null ? 'The server’s default' : (profileName ?? monitor.authProfileId),
            },
            { label: 'Protocol era', value: ERAS.find(([era]) => era === monitor.protocolEra)?.[1] ?? monitor.protocolEra },
            { label: 'Output schema', value: monitor.validateOutputSchema ? 'checked' : 'not checked' },
            ...(monitor.allowDestructive ? [{ label: 'Destructive tool', value: 'allowed' }] : []),
          ]}
        />
        <div className="grid gap-1.5">
          <h3 className="eyebrow">Arguments</h3>
          <CodeBlock text={prettyJson(monitor.arguments)} label="Arguments" />
        </div>
        <div className="grid gap-1.5">
          <h3 className="eyebrow">Assertions</h3>
          {monitor.assertions.length === 0 ? (
            <p className="text-sm text-muted">None: any answer without an error passes.</p>
          ) : (
            <ol className="grid list-decimal gap-1 ps-5 text-sm">
              {monitor.assertions.map((assertion, index) => (
                <li key={index} className="break-words">
                  {assertionSentence(assertion)}
                </li>
              ))}
            </ol>
          )}
        </div>
      </div>
    </Panel>
  );
}
