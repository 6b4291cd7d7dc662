// Where a rule tells it: a destination, and the channel or the address that some kinds need.
import type { Destination } from '../api/alerts.ts';
import { paths } from '../api/paths.ts';
import { destinationWord, KIND_WORDS } from '../text/alert-words.ts';
import { Field } from './field.tsx';
import type { Errors } from './form-errors.ts';
import { Choice, TextInput } from './inputs.tsx';
import { PageLink } from './page-link.tsx';
import { RuleChannelField } from './rule-channel-field.tsx';
import type { RuleDraft } from './rule-draft.ts';
import { useFeatures } from './use-features.ts';

interface RuleDestinationFieldProps {
  readonly org: string;
  readonly draft: RuleDraft;
  readonly destinations: readonly Destination[];
  readonly errors: Errors;
  readonly set: (change: Partial<RuleDraft>) => void;
}

export function RuleDestinationField({ org, draft, destinations, errors, set }: RuleDestinationFieldProps) {
  const { inbox } = useFeatures();
  const chosen = destinations.find(({ id }) => id === draft.destinationId);
  const word = chosen && destinationWord(chosen.kind, chosen.status, inbox);
  return (
    <>
      <Field
        label="Tells"
        error={errors['destinationId']}
        hint={
          chosen !== undefined && chosen.status !== 'ready' && word !== undefined && word.tone !== 'pass' ? (
            <>
              {word.word}
              {chosen.statusDetail === null ? '' : `: ${chosen.statusDetail}`}. The rule is saved; its messages fail until then. See{' '}
              <PageLink to={paths.alerts(org)} className="link">
                destinations
              </PageLink>
              .
            </>
          ) : undefined
        }
      >
        {(control) => (
          <Choice {...control} value={draft.destinationId} onChange={(event) => set({ destinationId: event.target.value, channel: '' })}>
            {chosen === undefined && <option value="">Choose a destination</option>}
            {destinations.map(({ id, name, kind }) => (
              <option key={id} value={id}>
                {name === KIND_WORDS[kind] || kind === 'email' ? name : `${name} (${KIND_WORDS[kind]})`}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      {chosen?.kind === 'slack_oauth' && (
        <RuleChannelField
          key={chosen.id}
          org={org}
          destinationId={chosen.id}
          channel={draft.channel}
          error={errors['channel']}
          onChange={(channel) => set({ channel })}
        />
      )}
      {chosen?.kind === 'email' && (
        <Field label="Recipient" error={errors['recipientEmail']} hint="One address; make more rules for more.">
          {(control) => (
            <TextInput
              {...control}
              type="email"
              maxLength={254}
              value={draft.recipientEmail}
              onChange={(event) => set({ recipientEmail: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}
