// The shapes of secrets in text (spec 09 §7), each with the name of its rule. Every pattern is linear: it starts only where a
// token can start, and its parts cannot overlap, so a long hostile text costs one pass a rule.

export interface Shape {
  readonly rule: string;
  readonly pattern: RegExp;
  /** What stays of the match, around `[redacted:<rule>]`; default: nothing. Returns undefined when it is no secret after all. */
  readonly keep?: (match: string, groups: readonly string[]) => readonly [before: string, after: string] | undefined;
}

/** Not in the middle of a longer word. Rule names hold no digit, so a replacement is never a secret itself. */
const START = '(?<![A-Za-z0-9_-])';
const token = (body: string): RegExp => new RegExp(START + body, 'g');
/** For prefixes nobody else uses, also after `_` and `-`. Only for bodies that any long run completes: a match ends the run. */
const prefixed = (body: string): RegExp => new RegExp(`(?<![A-Za-z0-9])${body}`, 'g');

/** Field names whose values are secrets, compared without case, `_` and `-`. */
const SECRET_NAMES = new Set([
  'password',
  'passwd',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'authorization',
  'credential',
  'clientsecret',
  'privatekey',
  'connectionstring',
  'dsn',
]);
const NAME_IN_TEXT =
  'pass[_-]?word|passwd|secret|token|api[_-]?key|access[_-]?key|authorization|credential|client[_-]?secret|private[_-]?key|connection[_-]?string|dsn';

export const isSecretName = (name: string): boolean => name.length <= 64 && SECRET_NAMES.has(name.toLowerCase().replace(/[_-]/g, ''));

const mixesLettersAndDigits = (text: string): boolean => /[A-Za-z]/.test(text) && /[0-9]/.test(text);

/** What stands beside the name of a secret in a text and is one: 16 characters or more that mix letters and digits. */
export const isLikelySecret = (text: string): boolean => text.length >= 16 && mixesLettersAndDigits(text);

export const SHAPES: readonly Shape[] = [
  // Without its end line the block reaches to the end: a cut key is a key, and the scan stays linear.
  {
    rule: 'private_key',
    pattern:
      /-----BEGIN(?:[ +]|%20)(?:[A-Z0-9 +]|%20){0,40}PRIVATE(?:[ +]|%20)KEY(?:(?:[ +]|%20)BLOCK)?-----[\s\S]*?(?:-----END(?:[ +]|%20)(?:[A-Z0-9 +]|%20){0,40}PRIVATE(?:[ +]|%20)KEY(?:(?:[ +]|%20)BLOCK)?-----|$)/g,
  },
  { rule: 'armature_key', pattern: prefixed('am[ti]_[A-Za-z0-9]{12}_[A-Za-z0-9]{20,}') },
  { rule: 'armature_token', pattern: prefixed('am[ar]_[A-Za-z0-9]{43,}') },
  { rule: 'aws_key', pattern: prefixed('(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])') },
  {
    rule: 'aws_key',
    pattern: /(aws_?secret_?access_?key["']?\s{0,4}[:=]\s{0,4}["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi,
    keep: (_match, [name = '']) => [name, ''],
  },
  { rule: 'github_token', pattern: prefixed('(?:gh[pousr]_[A-Za-z0-9_]{20,}|github_pat_[A-Za-z0-9_]{20,})') },
  {
    rule: 'google_key',
    pattern: prefixed('(?:AIza[A-Za-z0-9_-]{35,}|GOCSPX-[A-Za-z0-9_-]{20,}|ya29\\.[A-Za-z0-9_-]{20,}|1//0[A-Za-z0-9_-]{38,})'),
  },
  {
    rule: 'slack_webhook',
    pattern: /(?:https?:\/\/)?hooks\.slack(?:-gov)?\.com(?:\/|%2F)(?:services|workflows|triggers)(?:\/|%2F)[A-Za-z0-9/_%-]{8,}/gi,
  },
  { rule: 'slack_token', pattern: prefixed('(?:xox[a-z](?:\\.xox[a-z])?|xapp)-[A-Za-z0-9-]{10,}') },
  { rule: 'stripe_key', pattern: prefixed('(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,})') },
  { rule: 'anthropic_key', pattern: prefixed('sk-ant-[A-Za-z0-9_-]{16,}') },
  { rule: 'openai_key', pattern: token('sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{16,}|[A-Za-z0-9]{20,})') },
  // Signed (three parts, the last may be empty) and encrypted (five, the second may be empty).
  {
    rule: 'jwt',
    pattern: token(
      'eyJ[A-Za-z0-9_-]{5,}\\.(?:[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*|\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+)(?:\\.[A-Za-z0-9_-]+){0,2}',
    ),
  },
  {
    rule: 'url_password',
    pattern: /(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/)[^\s/?#:@]{0,256}:[^\s/?#]{1,1024}(?=@[^\s/@])/g,
    keep: (_match, [scheme = '']) => [scheme, ''],
  },
  {
    rule: 'bearer',
    pattern: /(?<![A-Za-z0-9_-])(bearer[\s:=]{1,8})[A-Za-z0-9._~+/=-]{16,}/gi,
    keep: (_match, [scheme = '']) => [scheme, ''],
  },
  {
    rule: 'basic',
    pattern: /(?<![A-Za-z0-9_-])(basic\s{1,8})([A-Za-z0-9+/_-]{16,}={0,2})/gi,
    keep: (match, [scheme = '', value = '']) => (match.startsWith('b') && !/[A-Z0-9]/.test(value) ? undefined : [scheme, '']),
  },
  {
    rule: 'named_value',
    pattern: new RegExp(
      `${START}((?:${NAME_IN_TEXT})(?:\\\\{0,4}["'])?\\s{0,4}[:=]\\s{0,4}(?:\\\\{0,4}["'])?)([^\\s"'\\\\,;&<>]{16,})`,
      'gi',
    ),
    keep: (_match, [name = '', value = '']) => (mixesLettersAndDigits(value) ? [name, ''] : undefined),
  },
];
