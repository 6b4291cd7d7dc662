// What the audit log tells of a destination: never a secret, only that one was changed.
import { secretMark } from '#modules/access';
import type { StoredDestination } from './store.ts';

export const auditedDestination = ({
  name,
  kind,
  config,
  needsReauth,
  secretId,
  signingSecretId,
}: Pick<StoredDestination, 'name' | 'kind' | 'config' | 'needsReauth' | 'secretId' | 'signingSecretId'>) => ({
  name,
  kind,
  config,
  needsReauth,
  access: secretMark(secretId),
  signingSecret: secretMark(signingSecretId),
});
