// Mode code: how an agent connects, for the environment that is chosen.
import type { ReactNode } from 'react';
import { DEFAULT_ENVIRONMENT } from '../api/sources.ts';
import type { Source } from '../api/sources.ts';
import { paths } from '../api/paths.ts';
import { ButtonLink } from './button.tsx';
import { CopyField } from './copy-field.tsx';
import { EnvironmentChoice, useEnvironment } from './environment-choice.tsx';
import { Panel } from './panel.tsx';
import { SourceEntries } from './source-entries.tsx';

export function SourceConnect({ org, source }: { readonly org: string; readonly source: Source }) {
  const environment = useEnvironment(source);
  const named = environment === DEFAULT_ENVIRONMENT ? undefined : environment;
  const isServed = source.environments.includes(environment);
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[3fr_2fr]">
      <Panel title="Connect an agent" actions={<EnvironmentChoice source={source} />}>
        <div className="grid gap-4">
          {!isServed && (
            <p className="rounded-md bg-partial-wash px-3 py-2 text-sm">
              {environment} has no active bundle: its address answers 404 until one is promoted.
            </p>
          )}
          <CopyField label="URL" text={named === undefined ? source.endpointUrl : `${source.endpointUrl}?environment=${named}`} />
          <SourceEntries org={org} source={source} environment={named} />
        </div>
      </Panel>
      <div className="grid content-start gap-5">
        <Panel title="What an agent gets">
          <dl className="grid gap-3 text-sm">
            <Offer name="search_sdk">Finds operations by name, path, field or plain words, with their exact types.</Offer>
            <Offer name="execute_script">
              Runs a short TypeScript script against the SDK, in a machine of its own, and returns what the script returns.
            </Offer>
          </dl>
          <p className="mt-3 text-sm text-muted">A key of role viewer only reads: GET, HEAD and OPTIONS operations.</p>
          <div className="mt-4">
            <ButtonLink to={paths.keys(org)}>API keys</ButtonLink>
          </div>
        </Panel>
        <Panel title="What the URL can say">
          <dl className="grid gap-3 text-sm">
            <Offer name="?typecheck=off">Scripts run without being checked against the SDK’s types first.</Offer>
            <Offer name="?codemode=false">For clients that cannot write code: one operation is called at a time.</Offer>
          </dl>
        </Panel>
      </div>
    </div>
  );
}

function Offer({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="data font-medium">{name}</dt>
      <dd className="text-muted">{children}</dd>
    </div>
  );
}
