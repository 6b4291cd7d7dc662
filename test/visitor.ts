// A browser without pages: keeps cookies, repeats the CSRF token once it is signed in, and follows no redirect by itself.
import type { Answer, RestWorld } from './rest-world.ts';

export interface Visitor {
  /** The cookie jar, by name. */
  readonly cookies: Map<string, string>;
  /** The flags of cookies as they were last set, by name. */
  readonly flags: Map<string, string>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

const CSRF = 'x-armature-csrf';

/** `path` below `/api/app`, or absolute when it begins with `/api` or `/sign-in`. */
export function newVisitor(world: Pick<RestWorld, 'nobody'>): Visitor {
  const cookies = new Map<string, string>();
  const flags = new Map<string, string>();
  let csrf: { readonly session: string; readonly token: string } | undefined;

  const raw = async (method: string, path: string, { body, headers }: { body?: unknown; headers: Readonly<Record<string, string>> }) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await world.nobody(method, /^\/(api|sign-in)\b/.test(path) ? path : `/api/app${path}`, {
      ...(body === undefined ? {} : { body }),
      headers: { ...(cookie === '' ? {} : { cookie }), 'user-agent': 'visitor', ...headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split('; ');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (value === '' || rest.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
      flags.set(name, rest.join('; '));
    }
    return answer;
  };

  const csrfToken = async (): Promise<Record<string, string>> => {
    const session = cookies.get('armature_session');
    if (session === undefined) return {};
    if (csrf?.session !== session) {
      const { body } = await raw('GET', '/session', { headers: {} });
      if (typeof body.csrfToken !== 'string') return {};
      csrf = { session, token: body.csrfToken };
    }
    return { [CSRF]: csrf.token };
  };

  const send: Visitor['send'] = async (method, path, body, headers = {}) =>
    raw(method, path, { body, headers: { ...(method === 'GET' ? {} : await csrfToken()), ...headers } });
  return { cookies, flags, send, get: (path) => send('GET', path), post: (path, body) => send('POST', path, body ?? {}) };
}
