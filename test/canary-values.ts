// Values planted as secrets, and how to find them again in whatever form somebody writes them down.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** No shape of a known key, so only its exact value can betray it; with characters that every encoding changes. */
const canary = (name: string): string => `Canary+${name}/${randomBytes(9).toString('hex')}=~Zq`;

export interface Canaries {
  readonly bearer: string;
  readonly extraHeader: string;
  readonly apiKeyHeader: string;
  readonly modelKey: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly authorizationCode: string;
  readonly privateKey: string;
  readonly environment: string;
  readonly password: string;
  readonly smtpPassword: string;
  readonly webhookPath: string;
  readonly slackHook: string;
  readonly slackToken: string;
  readonly slackClientSecret: string;
  readonly sourceSecret: string;
  readonly productCredential: string;
}

export const plantable = (): Canaries => ({
  bearer: canary('bearer'),
  extraHeader: canary('extra-header'),
  apiKeyHeader: canary('api-key-header'),
  modelKey: canary('model-key'),
  clientSecret: canary('client-secret'),
  accessToken: canary('access-token'),
  refreshToken: canary('refresh-token'),
  authorizationCode: canary('authorization-code'),
  privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  environment: canary('environment'),
  password: canary('password'),
  smtpPassword: canary('smtp-password'),
  webhookPath: canary('webhook-path'),
  slackHook: canary('slack-hook'),
  slackToken: canary('slack-token'),
  slackClientSecret: canary('slack-client-secret'),
  sourceSecret: canary('source-secret'),
  productCredential: canary('product-credential'),
});

export interface Finder {
  /** Names of the canaries that stand in the text, in any form. */
  find(text: string): string[];
}

export function finderOf(canaries: Readonly<Record<string, string>>): Finder {
  const forms = Object.entries(canaries).map(([name, value]) => ({ name, forms: formsOf(value) }));
  return {
    find: (text) => {
      // Broken over lines, in text or in JSON.
      const joined = text.replaceAll(/\s|\\r|\\n/g, '');
      return forms.filter((one) => one.forms.some((form) => text.includes(form) || joined.includes(form))).map(({ name }) => name);
    },
  };
}

/** Of a key with lines, each line is as good as the whole. */
function formsOf(value: string): string[] {
  const lines = value.split('\n').filter((line) => line.length >= 24 && !line.startsWith('-----'));
  return (lines.length > 0 ? lines : [value]).flatMap((text) => {
    const hex = Buffer.from(text).toString('hex');
    return [
      text,
      text.replaceAll('/', '\\/'),
      encodeURIComponent(text),
      encodeURIComponent(text).toLowerCase(),
      hex,
      hex.toUpperCase(),
      ...[0, 1, 2].flatMap((before) => inBase64(text, before)),
    ];
  });
}

/** What base64 makes of it after `before` other bytes, without the characters that depend on its neighbours. */
function inBase64(text: string, before: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
  const skip = before === 0 ? 0 : 4;
  return [whole.toString('base64').slice(skip), whole.toString('base64url').slice(skip)];
}
