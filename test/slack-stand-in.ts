// Slack on loopback: its API and its incoming webhooks. It connects workspaces and refuses every message, and each answer gives back
// what was sent, wherever there is a place for a text.
import type { SlackApp } from '#platform/ctx';
import { startReceiver } from './receiver.ts';
import type { Behaviour, ReceivedRequest } from './receiver.ts';

export interface SlackStandIn {
  /** For `deps.slack`. */
  readonly app: SlackApp;
  /** Address of an incoming webhook that ends in `path`. */
  hookUrl(path: string): string;
  readonly requests: readonly ReceivedRequest[];
  close(): Promise<void>;
}

export interface SlackSecrets {
  /** Of the bot, in every workspace. */
  readonly token: string;
  /** Of the app. */
  readonly clientSecret: string;
}

export async function startSlack({ token, clientSecret }: SlackSecrets): Promise<SlackStandIn> {
  const receiver = await startReceiver();
  const { origin, requests } = receiver;
  receiver.otherwise((request) => answerOf(request, token));
  return {
    app: { client: { clientId: '111.222', clientSecret }, origin, hooksOrigin: origin },
    hookUrl: (path) => `${origin}/services/${path}`,
    requests,
    close: () => receiver.close(),
  };
}

function answerOf({ path, headers, body }: ReceivedRequest, token: string): Behaviour {
  const sent = `${headers['authorization'] ?? ''} ${body}`;
  const ok = (fields: object): Behaviour => ({ headers: { 'x-sent': encodeURIComponent(sent) }, body: { ok: true, sent, ...fields } });
  switch (path) {
    case '/api/oauth.v2.access':
      return ok({
        access_token: token,
        token_type: 'bot',
        scope: 'chat:write,chat:write.public,channels:read',
        team: { id: 'T0AAAAAAA', name: 'Acme' },
      });
    case '/api/conversations.list':
      return ok({ channels: [{ id: 'C000000001', name: 'alerts' }], response_metadata: { next_cursor: '' } });
    case '/api/chat.postMessage':
      return { body: { ok: false, error: `no_${sent}` } };
    default:
      return {
        status: path.startsWith('/moved') ? 307 : 400,
        headers: { location: `${path}?sent=${encodeURIComponent(sent)}`, 'retry-after': path },
        body: `invalid: ${path} ${sent}`,
      };
  }
}

/** Sends a request as the browser of the person who is signed in. */
type Browse = (method: string, path: string) => Promise<{ readonly body: unknown; readonly headers: Headers }>;

/** What a browser does between the dashboard and Slack's consent page. The id of the workspace's destination. */
export async function connectWorkspace(browse: Browse, slug: string, code = 'code-1'): Promise<string> {
  const { body } = await browse('POST', `/api/app/o/${slug}/slack/connect`);
  const { authorizationUrl } = body as { readonly authorizationUrl: string };
  const state = new URL(authorizationUrl).searchParams.get('state') ?? '';
  const { headers } = await browse('GET', `/slack/callback?state=${state}&code=${encodeURIComponent(code)}`);
  const [, destinationId] = /\?connected=(dest_\w+)$/.exec(headers.get('location') ?? '') ?? [];
  if (destinationId === undefined) throw new Error(`Slack was not connected: ${headers.get('location')}`);
  return destinationId;
}
