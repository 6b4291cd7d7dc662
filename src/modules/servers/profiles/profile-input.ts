// What an auth profile is made of, field by field (spec 01 §3).
import { z } from 'zod';
import type { FieldError } from '#kernel/errors';
import { textField } from '#kernel/text-field';
import { faultOfCredentialHeader, isSendable } from '../header-rules.ts';

export const AUTH_KINDS = ['none', 'bearer', 'api_key_header'] as const;
const LATER_KINDS: readonly unknown[] = ['oauth_client_credentials', 'oauth_authorization_code'];
const MAX_SECRET = 8192;

const kindField = z.enum(AUTH_KINDS, {
  error: ({ input }) => (LATER_KINDS.includes(input) ? `${String(input)} is not available yet` : `must be one of ${AUTH_KINDS.join(', ')}`),
});

const headerNameField = z
  .string()
  .trim()
  .superRefine((name, check) => {
    const fault = faultOfCredentialHeader(name);
    if (fault !== undefined) check.addIssue({ code: 'custom', message: fault });
  });

/** Trimmed; a pasted `Bearer ` is taken off by the kind that adds it. */
const secretField = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(MAX_SECRET, `must have at most ${MAX_SECRET} characters`)
  .refine(isSendable, 'must not contain line breaks or other characters a header cannot carry');

export const profileFields = {
  name: textField(60),
  kind: kindField,
  headerName: headerNameField.optional(),
  value: secretField.optional(),
};

export interface CredentialInput {
  readonly kind: (typeof AUTH_KINDS)[number];
  readonly headerName?: string | undefined;
  readonly value?: string | undefined;
}

/** What the kind needs and does not know. `hasSecret`: one is stored already, so `value` may be left out. */
export const credentialFaults = (input: CredentialInput, hasSecret: boolean): FieldError[] => [
  ...asFault('headerName', faultOfHeaderField(input)),
  ...asFault('value', faultOfValueField(input, hasSecret)),
];

const asFault = (field: string, message: string | undefined): FieldError[] => (message === undefined ? [] : [{ field, message }]);

function faultOfHeaderField({ kind, headerName }: CredentialInput): string | undefined {
  if (kind === 'api_key_header') return headerName === undefined ? 'is required by kind api_key_header' : undefined;
  return headerName === undefined ? undefined : `is not used by kind ${kind}`;
}

function faultOfValueField({ kind, value }: CredentialInput, hasSecret: boolean): string | undefined {
  if (kind === 'none') return value === undefined ? undefined : 'is not used by kind none';
  if (value === undefined) return hasSecret ? undefined : `is required by kind ${kind}`;
  return kind === 'bearer' && withoutBearer(value) === '' ? 'must not be empty' : undefined;
}

/** The secret as it is stored. */
export const storedValue = ({ kind, value }: CredentialInput): string | undefined =>
  value === undefined || kind === 'none' ? undefined : kind === 'bearer' ? withoutBearer(value) : value;

const withoutBearer = (value: string): string => value.replace(/^bearer(\s+|$)/i, '');
