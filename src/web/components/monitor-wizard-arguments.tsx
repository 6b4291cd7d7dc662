// Step 3: the arguments of each tool, prefilled from what its schema suggests.
import type { WizardTool } from './monitor-wizard-draft.ts';
import { argumentErrors } from './monitor-wizard-draft.ts';
import { MonitorArgumentFields } from './monitor-argument-fields.tsx';
import { Panel } from './panel.tsx';
import { Tag } from './tag.tsx';
import type { MonitorWizard } from './use-monitor-wizard.ts';

export function MonitorWizardArguments({ wizard, isAsked }: { readonly wizard: MonitorWizard; readonly isAsked: boolean }) {
  return (
    <div className="grid gap-4">
      {wizard.ticked.map((tool) => (
        <Panel key={tool.toolName} title={tool.toolName} hint={<ArgumentState tool={tool} />}>
          {(tool.wantsLook || !tool.read.ok) && tool.argumentsProblem !== null && (
            <p className="mb-3 text-sm text-muted">{tool.argumentsProblem}</p>
          )}
          <MonitorArgumentFields
            toolName={tool.toolName}
            fields={tool.fields}
            draft={tool.draft.arguments}
            errors={{ ...typedErrors(tool, isAsked), ...testErrors(wizard, tool), ...argumentErrors(wizard.errorsOf(tool.toolName)) }}
            onChange={(draft) => wizard.setTool(tool, { arguments: draft })}
          />
        </Panel>
      ))}
    </div>
  );
}

/** A field that is still empty is not called wrong before one wants to go on. */
function typedErrors({ read, draft }: WizardTool, isAsked: boolean): Readonly<Record<string, string>> {
  if (read.ok) return {};
  const { view, texts } = draft.arguments;
  const entries = Object.entries(read.errors).filter(([name]) => isAsked || view === 'json' || (texts[name] ?? '') !== '' || name === '');
  return Object.fromEntries(entries);
}

function testErrors({ tests, bodyOf }: MonitorWizard, tool: WizardTool): Readonly<Record<string, string>> {
  const state = tests.of(bodyOf(tool));
  if (state?.stage !== 'refused') return {};
  return argumentErrors(Object.fromEntries(state.fieldErrors.map(({ field, message }) => [field, message])));
}

function ArgumentState({ tool: { read, fields, wantsLook } }: { readonly tool: WizardTool }) {
  if (!read.ok) return <Tag tone="warn">to be filled in</Tag>;
  if (wantsLook) return <Tag tone="warn">to be looked at</Tag>;
  if (fields.length === 0) return <Tag>no arguments</Tag>;
  return <Tag>ready</Tag>;
}
