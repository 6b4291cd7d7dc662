// A signed-in person, as the dashboard is one: a session and its CSRF token. A page of the dashboard does the same with clicks.
import assert from 'node:assert/strict';

export interface Person {
  call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T>;
}

/** With the link that `armature link` prints; it works once. */
export async function signIn(link: string): Promise<Person> {
  const { origin } = new URL(link);
  const opened = await fetch(link, { redirect: 'manual' });
  const cookie = opened.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const session = await fetch(`${origin}/api/app/session`, { headers: { cookie } });
  assert.equal(session.status, 200, await session.clone().text());
  const { csrfToken } = (await session.json()) as { csrfToken: string };
  const headers = { cookie, 'x-armature-csrf': csrfToken, 'x-armature-organization': 'demo', 'content-type': 'application/json' };
  return {
    call: async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(`${origin}/api/armature/v1${path}`, { method, headers, ...sent });
      assert.ok(response.ok, `${method} ${path} answered ${response.status}`);
      return (await response.json()) as T;
    },
  };
}
