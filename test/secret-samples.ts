// Texts that hold a secret of each shape, for whoever must not store, show or log one.

/** Put together at run time, so that no file looks like a leak to scanners. */
export const of = (...parts: string[]): string => parts.join('');
export const A20 = 'a1B2c3D4e5F6g7H8i9J0';
export const A40 = A20 + A20;
export const JWT = of('eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJ', 'zdWIiOiIxMjM0NTYifQ', '.', A40);
export const PEM = of('-----BEGIN RSA PRIVATE', ' KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE', ' KEY-----');

/** At least one of every shape, and what the redactor makes of it. */
export const SECRET_SAMPLES: readonly [rule: string, text: string, redacted: string][] = [
  ['private_key', `key: ${PEM} end`, 'key: [redacted:private_key] end'],
  ['private_key', of('-----BEGIN PRIVATE', ' KEY-----\ncut off'), '[redacted:private_key]'],
  ['armature_key', `use ${of('amt_', A20.slice(0, 12), '_', A40)} now`, 'use [redacted:armature_key] now'],
  ['armature_key', of('ami_', A20.slice(0, 12), '_', A40), '[redacted:armature_key]'],
  ['armature_token', `use ${of('ama_', A40, 'Zq9')} now`, 'use [redacted:armature_token] now'],
  ['armature_token', of('amr_', A40, 'Zq9'), '[redacted:armature_token]'],
  ['aws_key', of('AKIA', 'IOSFODNN7EXAMPLE'), '[redacted:aws_key]'],
  ['github_token', of('ghp_', A40), '[redacted:github_token]'],
  ['github_token', of('github_pat_', A20, '_', A40), '[redacted:github_token]'],
  ['google_key', of('AIza', A40.slice(0, 35)), '[redacted:google_key]'],
  ['slack_token', of('xoxb-', '123456789012-', A20), '[redacted:slack_token]'],
  ['slack_webhook', of('https://hooks.slack.com', '/services/T000/B000/', A20), '[redacted:slack_webhook]'],
  ['stripe_key', of('sk_live_', A20), '[redacted:stripe_key]'],
  ['anthropic_key', of('sk-ant-', 'api03-', A40), '[redacted:anthropic_key]'],
  ['openai_key', of('sk-', A40), '[redacted:openai_key]'],
  ['openai_key', of('sk-proj-', A40), '[redacted:openai_key]'],
  ['jwt', `token ${JWT}.`, 'token [redacted:jwt].'],
  ['url_password', of('postgres://', 'app:s3cret@db.example/x'), 'postgres://[redacted:url_password]@db.example/x'],
  ['bearer', of('Authorization: Bearer ', A20), 'Authorization: Bearer [redacted:bearer]'],
  ['bearer', of('bearer ', 'abcdefghijklmnop'), 'bearer [redacted:bearer]'],
  ['basic', of('Basic ', 'dXNlcjpwYXNzd29yZA=='), 'Basic [redacted:basic]'],
  ['private_key', of('-----BEGIN PGP PRIVATE', ' KEY BLOCK-----\nlQ\n-----END PGP PRIVATE', ' KEY BLOCK-----'), '[redacted:private_key]'],
  ['private_key', of('-----BEGIN%20EC%20PRIVATE', '%20KEY-----%0AMHc'), '[redacted:private_key]'],
  [
    'private_key',
    of('"-----BEGIN OPENSSH PRIVATE', ' KEY-----\\nb3Bl\\n-----END OPENSSH PRIVATE', ' KEY-----"'),
    '"[redacted:private_key]"',
  ],
  ['aws_key', of('aws_secret_access_key = ', A40), 'aws_secret_access_key = [redacted:aws_key]'],
  ['aws_key', of('id_ASIA', 'IOSFODNN7EXAMPLE'), 'id_[redacted:aws_key]'],
  ['github_token', of('x-ghs_', A40), 'x-[redacted:github_token]'],
  ['google_key', of('GOCSPX-', A20, 'abcdefgh'), '[redacted:google_key]'],
  ['google_key', of('ya29.', A40), '[redacted:google_key]'],
  ['google_key', of('1//0', A40), '[redacted:google_key]'],
  ['slack_token', of('xapp-1-', A20), '[redacted:slack_token]'],
  ['slack_token', of('xoxe.xoxp-', '1-', A20), '[redacted:slack_token]'],
  ['slack_webhook', of('hooks.slack.com', '%2Fservices%2FT000%2FB000%2F', A20), '[redacted:slack_webhook]'],
  ['stripe_key', of('rk_test_', A20), '[redacted:stripe_key]'],
  ['stripe_key', of('whsec_', A20), '[redacted:stripe_key]'],
  ['jwt', of('eyJ', 'hbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0', '..', A20, '.', A40, '.', A20), '[redacted:jwt]'],
  ['jwt', of('eyJ', 'hbGciOiJub25lIn0', '.eyJ', 'zdWIiOiIxMjM0NTYifQ', '.'), '[redacted:jwt]'],
  ['url_password', of('amqps://', 'app:p@ss@mq.example/x'), 'amqps://[redacted:url_password]@mq.example/x'],
  ['url_password', of('redis://', ':s3cret@cache.example'), 'redis://[redacted:url_password]@cache.example'],
  ['named_value', of('password=', 'hunter2hunter2hunter2'), 'password=[redacted:named_value]'],
  ['named_value', of('"api_key": "', A20, '"'), '"api_key": "[redacted:named_value]"'],
  ['named_value', of('{\\"clientSecret\\":\\"', A20, '\\"}'), '{\\"clientSecret\\":\\"[redacted:named_value]\\"}'],
];
