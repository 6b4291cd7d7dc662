// Says which secret the active bundles need and is not set: their calls fail until it is.
import type { BundleDetail } from '../api/bundles.ts';
import type { Source, SourceSecret } from '../api/sources.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import type { SecretStart } from './secret-dialog.tsx';
import { useActiveBundles } from './use-active-bundles.ts';

interface MissingSecretsProps {
  readonly org: string;
  readonly source: Source;
  readonly secrets: readonly SourceSecret[];
  /** Undefined for who may not set one. */
  readonly onSet: ((start: SecretStart) => void) | undefined;
}

export function MissingSecrets({ org, source, secrets, onSet }: MissingSecretsProps) {
  const missing = useActiveBundles(org, source)
    .flatMap(neededBy)
    .filter((needed) => !isSet(needed, secrets));
  return missing.map(({ environment, name }) => (
    <Banner
      key={`${environment}/${name}`}
      tone="fail"
      title={`${name} is not set for ${environment}`}
      actions={onSet === undefined ? undefined : <Button onClick={() => onSet({ environment, name })}>Set it</Button>}
    >
      The active bundle’s manifest names it; calls fail with missing_secret until it is set.
    </Banner>
  ));
}

interface Needed {
  readonly environment: string;
  readonly name: string;
}

function neededBy({ environment, manifest }: BundleDetail): readonly Needed[] {
  const name = manifest?.auth.secretRef;
  return name === undefined || manifest?.auth.kind === 'none' ? [] : [{ environment, name }];
}

const isSet = ({ environment, name }: Needed, secrets: readonly SourceSecret[]): boolean =>
  secrets.some((secret) => secret.environment === environment && secret.name === name);
