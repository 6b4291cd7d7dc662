// The part of step 5 that asks who is told when one of the new monitors fails.
import type { ReactNode } from 'react';
import { paths } from '../api/paths.ts';
import { plural } from '../text/amounts.ts';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import type { RuleScope } from './monitor-wizard-draft.ts';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RuleDestinationField } from './rule-destination-field.tsx';
import { RuleStatus } from './rule-status.tsx';
import { TextSkeleton } from './skeleton.tsx';
import { Tag } from './tag.tsx';
import type { MonitorWizard } from './use-monitor-wizard.ts';

interface MonitorWizardRulesPanelProps {
  readonly wizard: MonitorWizard;
  readonly isAsked: boolean;
}

export function MonitorWizardRulesPanel({ wizard, isAsked }: MonitorWizardRulesPanelProps) {
  const { known, destinations, ready } = wizard.rules;
  return (
    <Panel title="Tell somebody" hint="When one of them fails.">
      <Part name="the alert rules of this server" query={known} skeleton={<TextSkeleton lines={4} />}>
        {() => (
          <Part name="the destinations" query={destinations} skeleton={<TextSkeleton lines={4} />}>
            {() => (
              <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
                <CoveringRules wizard={wizard} />
                {ready.length === 0 ? <NowhereToTell org={wizard.org} /> : <NewRules wizard={wizard} isAsked={isAsked} />}
              </div>
            )}
          </Part>
        )}
      </Part>
    </Panel>
  );
}

const SHOWN_RULES = 5;

function CoveringRules({ wizard: { org, ticked, rules } }: { readonly wizard: MonitorWizard }) {
  const { covering, pausedCount } = rules;
  const others = covering.length - SHOWN_RULES;
  return (
    <>
      {covering.length > 0 && (
        <div className="grid gap-1.5">
          <p className="text-sm">
            {covering.length === 1 ? 'An alert rule watches' : `${plural(covering.length, 'alert rule')} watch`} this whole server and will
            cover {ticked.length === 1 ? 'this monitor' : 'these monitors'}:
          </p>
          <ul className="grid gap-1.5 text-sm">
            {covering.slice(0, SHOWN_RULES).map((rule) => (
              <li key={rule.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="min-w-0 font-medium break-words">{rule.name}</span>
                <span className="min-w-0 break-words text-muted">
                  tells {rule.destinationName}
                  {rule.recipientEmail === null ? '' : `, ${rule.recipientEmail}`}
                </span>
                <RuleStatus rule={rule} />
              </li>
            ))}
            {others > 0 && <li className="text-muted">and {plural(others, 'other')}</li>}
          </ul>
        </div>
      )}
      {pausedCount > 0 && (
        <p className="text-sm text-muted">
          {pausedCount === 1 ? 'An alert rule of this server is' : `${plural(pausedCount, 'alert rule')} of this server are`} paused and
          {pausedCount === 1 ? ' tells' : ' tell'} nobody. See <AlertsLink org={org} />.
        </p>
      )}
    </>
  );
}

const AlertsLink = ({ org }: { readonly org: string }) => (
  <PageLink to={paths.alerts(org)} className="link">
    Alerts
  </PageLink>
);

/** E-mail is a destination of every organization: where none is ready, it is not configured. */
const NowhereToTell = ({ org }: { readonly org: string }) => (
  <p className="text-sm text-muted">
    No new rule can tell anybody: e-mail is not configured on this instance, and no other destination is ready. An admin sets one up under{' '}
    <AlertsLink org={org} />, where rules can be added at any time.
  </p>
);

function NewRules({ wizard, isAsked }: MonitorWizardRulesPanelProps) {
  const { org, serverName, ticked, rules } = wizard;
  const errors = isAsked ? rules.errors : {};
  return (
    <>
      <fieldset className="grid justify-items-start gap-2.5">
        <legend className="sr-only">New alert rules</legend>
        <ScopeChoice
          wizard={wizard}
          scope="server"
          label="One rule for the whole server"
          tag={rules.covering.length === 0 && <Tag tone="accent">recommended</Tag>}
        >
          Each workflow and monitor of {serverName}, these and later ones, and breaking changes of its catalog.
        </ScopeChoice>
        <ScopeChoice wizard={wizard} scope="monitor" label="A rule for each new monitor">
          {plural(ticked.length, 'rule')}, each to be changed and muted on its own.
        </ScopeChoice>
        <ScopeChoice wizard={wizard} scope="none" label="No new rule">
          {withoutRule(rules.covering.length)}
        </ScopeChoice>
      </fieldset>
      {rules.scope !== 'none' && (
        <div className="grid max-w-lg grid-cols-[minmax(0,1fr)] gap-4">
          <RuleDestinationField org={org} draft={rules.draft} destinations={rules.ready} errors={errors} set={rules.set} />
          <Field label="Failures in a row" error={errors['failAfter']} hint="So many open an incident, for each monitor on its own.">
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                value={rules.draft.failAfter}
                onChange={(event) => rules.set({ failAfter: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </>
  );
}

function withoutRule(covering: number): string {
  if (covering === 0) return 'Failures stand on the dashboard, and nobody is told.';
  return covering === 1 ? 'The rule above tells of failures.' : 'The rules above tell of failures.';
}

interface ScopeChoiceProps {
  readonly wizard: MonitorWizard;
  readonly scope: RuleScope;
  readonly label: string;
  readonly tag?: ReactNode;
  readonly children: ReactNode;
}

function ScopeChoice({ wizard: { rules }, scope, label, tag, children }: ScopeChoiceProps) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 text-sm">
      <input
        type="radio"
        name="rule-scope"
        aria-label={label}
        checked={rules.scope === scope}
        onChange={() => rules.setScope(scope)}
        className="mt-0.5 size-4 shrink-0 accent-(--accent)"
      />
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {label}
          {tag}
        </span>
        <span className="block break-words text-muted">{children}</span>
      </span>
    </label>
  );
}
