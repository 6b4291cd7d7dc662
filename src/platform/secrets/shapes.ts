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

export const SHAPES: readonly Shape[] = [
  // Without its end line the block reaches to the end: a cut key is a key, and the scan stays linear.
  {
    rule: 'private_key',
    pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  { rule: 'armature_key', pattern: token('am[ti]_[A-Za-z0-9]{12}_[A-Za-z0-9]{20,}') },
  { rule: 'aws_key', pattern: token('(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])') },
  { rule: 'github_token', pattern: token('(?:gh[pousr]_[A-Za-z0-9_]{20,}|github_pat_[A-Za-z0-9_]{20,})') },
  { rule: 'google_key', pattern: token('(?:AIza[A-Za-z0-9_-]{35,}|GOCSPX-[A-Za-z0-9_-]{20,}|ya29\\.[A-Za-z0-9_-]{20,})') },
  { rule: 'slack_webhook', pattern: /https:\/\/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{8,}/g },
  { rule: 'slack_token', pattern: token('(?:xox[a-z](?:\\.xox[a-z])?|xapp)-[A-Za-z0-9-]{10,}') },
  { rule: 'stripe_key', pattern: token('(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,})') },
  { rule: 'anthropic_key', pattern: token('sk-ant-[A-Za-z0-9_-]{16,}') },
  { rule: 'openai_key', pattern: token('sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{16,}|[A-Za-z0-9]{20,})') },
  { rule: 'jwt', pattern: token('eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*') },
  {
    rule: 'url_password',
    pattern: /(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/)[^\s/?#:@]{0,256}:[^\s/?#@]{1,1024}(?=@[^\s/])/g,
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
