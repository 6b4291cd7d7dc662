// Which tools the tester may use, with the effect on this server's tools in view.
import type { Tool } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { blockingRule } from '../text/tool-policy.ts';
import { CheckBox } from './check-box.tsx';
import { Field } from './field.tsx';
import { CodeArea } from './inputs.tsx';
import { wordsOf } from './server-draft.ts';
import type { WorkflowDraft } from './workflow-draft.ts';

interface PolicyFieldsProps {
  readonly draft: WorkflowDraft;
  readonly tools: readonly Tool[];
  readonly isReadOnly: boolean;
  readonly errorAt: (path: string) => string | undefined;
  readonly set: (change: Partial<WorkflowDraft>) => void;
}

export function PolicyFields({ draft, tools, isReadOnly, errorAt, set }: PolicyFieldsProps) {
  return (
    <fieldset disabled={isReadOnly} className="grid gap-4">
      <legend className="sr-only">Tool policy</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Allowed tools"
          isOptional
          error={errorAt('toolPolicy.allowed_tools')}
          hint="Names or globs (*, ?), one a line. Empty: all that are not destructive."
        >
          {(control) => (
            <CodeArea
              {...control}
              rows={3}
              value={draft.allowedTools}
              placeholder={'order_*'}
              onChange={(event) => set({ allowedTools: event.target.value })}
            />
          )}
        </Field>
        <Field label="Denied tools" isOptional error={errorAt('toolPolicy.denied_tools')} hint="Goes before the allowed list.">
          {(control) => (
            <CodeArea
              {...control}
              rows={3}
              value={draft.deniedTools}
              placeholder={'*_delete'}
              onChange={(event) => set({ deniedTools: event.target.value })}
            />
          )}
        </Field>
      </div>
      <CheckBox isChecked={draft.allowDestructive} onChange={(allowDestructive) => set({ allowDestructive })}>
        Allow tools that are marked destructive
      </CheckBox>
      {tools.length > 0 && <Effect draft={draft} tools={tools} />}
    </fieldset>
  );
}

function Effect({ draft, tools }: { readonly draft: WorkflowDraft; readonly tools: readonly Tool[] }) {
  const policy = { allowed: wordsOf(draft.allowedTools), denied: wordsOf(draft.deniedTools), allowDestructive: draft.allowDestructive };
  const judged = tools.map((tool) => ({ tool, rule: blockingRule(policy, tool) }));
  const offered = judged.filter(({ rule }) => rule === undefined).length;
  return (
    <details className="text-sm">
      <summary className="text-muted hover:text-ink">
        {plural(offered, 'tool')} of {tools.length} offered to the tester
      </summary>
      <ul className="mt-2 flex flex-wrap gap-1.5">
        {judged.map(({ tool, rule }) => (
          <li
            key={tool.name}
            className={
              rule === undefined
                ? 'data rounded-sm bg-pass-wash px-1.5 text-xs text-pass'
                : 'data rounded-sm bg-idle-wash px-1.5 text-xs text-idle'
            }
          >
            {tool.name}
            {rule !== undefined && <span> · {rule}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
