// Alert rules as rows; cards on a narrow screen. Who may edit has a menu in each.
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Rule } from '../api/alerts.ts';
import { paths } from '../api/paths.ts';
import { plural } from '../text/amounts.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { PageLink } from './page-link.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { RuleMuteDialog } from './rule-mute-dialog.tsx';
import { RuleRowMenu } from './rule-row-menu.tsx';
import { RuleStatus } from './rule-status.tsx';
import { RuleTargetLink } from './rule-target-link.tsx';
import { TimeAgo } from './time-ago.tsx';
import { useRuleActions } from './use-rule-actions.ts';

interface RuleTableProps {
  readonly org: string;
  readonly rules: readonly Rule[];
  readonly canEdit: boolean;
  /** Left out where every row is about the same object. */
  readonly hasObject?: boolean | undefined;
}

type Asked = { readonly rule: Rule; readonly about: 'edit' | 'mute' | 'remove' };

export function RuleTable({ org, rules, canEdit, hasObject = true }: RuleTableProps) {
  const actions = useRuleActions(org);
  const [asked, setAsked] = useState<Asked | undefined>();
  const close = (): void => setAsked(undefined);
  const removing = asked?.about === 'remove' ? asked.rule : undefined;
  return (
    <>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            {hasObject && <th scope="col">Object</th>}
            <th scope="col">Destination</th>
            <th scope="col">Status</th>
            <th scope="col">Last fired</th>
            {canEdit && (
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <RuleRow
              key={rule.id}
              org={org}
              rule={rule}
              hasObject={hasObject}
              menu={
                canEdit ? (
                  <RuleRowMenu
                    rule={rule}
                    actions={actions}
                    onEdit={() => setAsked({ rule, about: 'edit' })}
                    onMuteUntil={() => setAsked({ rule, about: 'mute' })}
                    onRemove={() => setAsked({ rule, about: 'remove' })}
                  />
                ) : undefined
              }
            />
          ))}
        </tbody>
      </table>
      {asked?.about === 'edit' && <RuleDialog org={org} rule={asked.rule} onClose={close} />}
      {asked?.about === 'mute' && (
        <RuleMuteDialog
          rule={asked.rule}
          onClose={close}
          onMute={(until) => {
            actions.mute(asked.rule, until);
            close();
          }}
        />
      )}
      <ConfirmDialog
        isOpen={removing !== undefined}
        title={`Delete alert rule ${removing?.name ?? ''}?`}
        action="Delete rule"
        isBusy={actions.isRemoving}
        onConfirm={() => removing && actions.remove(removing, close)}
        onClose={close}
      >
        Its incidents go with it, and nobody is told.
      </ConfirmDialog>
    </>
  );
}

interface RuleRowProps {
  readonly org: string;
  readonly rule: Rule;
  readonly hasObject: boolean;
  /** Left out for who may not edit. */
  readonly menu: ReactNode;
}

function RuleRow({ org, rule, hasObject, menu }: RuleRowProps) {
  return (
    <tr className="relative">
      <td data-label="Name" className="lead max-[719px]:pe-11! md:max-w-72">
        <PageLink
          to={paths.alerts(org, { tab: 'incidents', rule: rule.id })}
          title="Its incidents"
          className="font-medium break-words hover:underline"
        >
          {rule.name}
        </PageLink>
        <span className="block text-xs text-faint">{conditionOf(rule)}</span>
      </td>
      {hasObject && (
        <td data-label="Object" className="md:max-w-64">
          <RuleTargetLink org={org} type={rule.targetType} id={rule.targetId} name={rule.targetName} />
        </td>
      )}
      <td data-label="Destination" className="md:max-w-56">
        <span className="min-w-0">
          <span className="break-words">{rule.destinationName}</span>
          {(rule.recipientEmail ?? rule.channel) !== null && (
            <span className="block text-xs break-all text-faint">{rule.recipientEmail ?? rule.channel}</span>
          )}
        </span>
      </td>
      <td data-label="Status">
        <RuleStatus rule={rule} />
      </td>
      <td data-label="Last fired" className="snug text-muted">
        <TimeAgo at={rule.lastFiredAt} fallback="never" />
      </td>
      {menu !== undefined && <td className="act text-end max-[719px]:absolute max-[719px]:end-2 max-[719px]:top-2 md:py-1.5!">{menu}</td>}
    </tr>
  );
}

/** `after 3 failures · reminds every 30 min · silent recovery` */
function conditionOf({ failAfter, renotifyMinutes, notifyRecovery }: Rule): string {
  return [
    failAfter === 1 ? 'after one failure' : `after ${plural(failAfter, 'failure')}`,
    ...(renotifyMinutes === null ? [] : [`reminds every ${renotifyMinutes} min`]),
    ...(notifyRecovery ? [] : ['silent recovery']),
  ].join(' · ');
}
