// A source's secret goes out with the request and comes back nowhere: not in results, logs, errors, records or events.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settleEvents } from '#modules/analytics';
import { removeSourceSecret } from '#modules/sources';
import { makeCodeWorld } from '#test/code-mode-world';
import type { CodeStage, CodeWorld } from '#test/code-mode-world';

const STORY_MS = 60_000;
const SECRET = 'p1ain-passphrase/of=theirs+4711';

let world: CodeWorld;
let stage: CodeStage;
beforeAll(async () => {
  world = await makeCodeWorld();
  stage = await world.newStage({ secret: SECRET, keepsScripts: true });
}, STORY_MS);
afterAll(() => world.close());

const inBase64 = (text: string): string => Buffer.from(text).toString('base64');

/** In whatever spelling. */
function expectNone(text: string): void {
  for (const spelling of [
    SECRET,
    encodeURIComponent(SECRET),
    inBase64(SECRET),
    [...SECRET].toReversed().join(''),
    SECRET.slice(0, 12),
    SECRET.slice(-12),
  ])
    expect(text).not.toContain(spelling);
}

async function everythingStored(): Promise<string> {
  await settleEvents(world.deps);
  const { db } = world.deps;
  const [executions, events, audit] = await Promise.all([
    db.selectFrom('executions').selectAll().execute(),
    db.selectFrom('analytics_events').selectAll().execute(),
    db.selectFrom('audit_log').selectAll().execute(),
  ]);
  return JSON.stringify([executions, events, audit]);
}

describe('a secret', () => {
  test('is sent to the API', async () => {
    await stage.run('await shop.listPets();');
    expect(stage.api.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${SECRET}`);
  });

  test('that the API says back does not come out, whatever the script makes of it', async () => {
    const answer = await stage.run(
      `const { authorization } = await shop.echo() as any;
console.log("said", authorization);
return { whole: authorization, parts: [...authorization].map((c: string) => c), turned: [...authorization].reverse().join(""),
  half: authorization.slice(7, 25), coded: btoa?.(authorization) ?? null };`,
      { typecheck: false },
    );
    const text = JSON.stringify(answer);
    expectNone(text);
    expect(text).toContain('[redacted:stored_secret]');
    const parts = (answer.result as { parts?: string[] } | null)?.parts?.join('') ?? '';
    expectNone(parts);
  });

  test('in the body of a failed call does not come out, thrown or caught', async () => {
    const thrown = await stage.run('await shop.breakDown();');
    expect(thrown).toMatchObject({ error: { kind: 'api_error', status: 500, body: { error: 'out of order' } } });
    expectNone(JSON.stringify(thrown));
    const caught = await stage.run('try { await shop.breakDown(); } catch (e: any) { return [...JSON.stringify(e.body)].join("-"); }', {
      typecheck: false,
    });
    expectNone(String(caught.result).replaceAll('-', ''));
    expectNone(JSON.stringify(await stage.invoke('echo')));
    expectNone(JSON.stringify(await stage.invoke('breakDown')));
  });

  test('comes back in no spelling that an API answers in', async () => {
    const odd = "pa!ss'wo(rd)*/of+theirs=4711";
    const own = await world.newStage({ secret: odd, manifest: { auth: { kind: 'api_key_query', name: 'key', secretRef: 'shop_token' } } });
    const spellings = [
      // as it came, in the path
      undefined,
      Buffer.from(odd).toString('hex'),
      Buffer.from(odd).toString('hex').toUpperCase(),
      ...['', 'x', 'xy'].flatMap((before) => [inBase64(before + odd), Buffer.from(before + odd).toString('base64url')]),
      encodeURIComponent(odd).toLowerCase(),
      odd.replaceAll("'", '&#39;'),
      JSON.stringify({ odd }),
      `${odd.slice(0, 9)}\n  ${odd.slice(9)}`,
    ];
    for (const said of spellings) {
      own.api.otherwise(({ path }) => ({ headers: { 'content-type': 'application/json' }, body: { said: said ?? path } }));
      const { result } = await own.run('const { said } = await shop.echo() as any; return [...said].join("_");', { typecheck: false });
      expect(String(result).replaceAll('_', ''), said).toContain('[redacted:storedsecret]');
    }
  });

  test('at the place where the answer of a failed call is cut leaves no half of it', async () => {
    const own = await world.newStage({ secret: SECRET, manifest: { limits: { maxResponseBytes: 2048 } } });
    for (const before of [2000, 2020, 2030]) {
      own.api.otherwise(({ headers }) => ({ status: 400, body: 'x'.repeat(before) + (headers['authorization'] ?? '') + 'y'.repeat(100) }));
      const { result } = await own.run('try { await shop.echo(); } catch (e: any) { return e.body; }', { typecheck: false });
      expect(result).toMatch(/^x+$/);
    }
  });

  test('that the script knows by itself does not come out either', async () => {
    const code = `console.log(${JSON.stringify(SECRET)}); throw new Error(${JSON.stringify(`found ${SECRET}`)});`;
    const answer = await stage.run(code);
    expect(answer.error?.message).toBe('found [redacted:stored_secret]');
    expectNone(JSON.stringify(answer));
    expectNone(JSON.stringify(await stage.run(`const a: number = ${JSON.stringify(SECRET)}; return a;`)));
  });

  test('of any shape does not come out, and neither does one under a telling name', async () => {
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const answer = await stage.run(
      `console.log(${JSON.stringify(token)}); return { found: ${JSON.stringify(token)}, password: "hunter2" };`,
    );
    expect(answer.result).toEqual({ found: '[redacted:github_token]', password: '[redacted:secret_field]' });
    expect(answer.logs).toEqual([{ level: 'log', text: '[redacted:github_token]' }]);
  });

  test('hidden in base64 does not come out, while other bodies in base64 do', async () => {
    const picture = Buffer.alloc(900, 'picture').toString('base64');
    expect(await stage.run(`return { data: ${JSON.stringify(picture)} };`)).toMatchObject({ result: { data: picture } });
    const hidden = Buffer.from(`${'x'.repeat(700)}${SECRET}${'y'.repeat(300)}`).toString('base64');
    expect(await stage.run(`return { data: ${JSON.stringify(hidden)} };`)).toMatchObject({
      result: { data: expect.stringMatching(/^\[redacted:stored_secret\]=*$/) },
    });
  });

  test('at the place where a long result is cut leaves no half of it', async () => {
    for (const filler of [65_496, 65_510, 65_520, 65_530, 1_048_536, 1_048_550, 1_048_560]) {
      const code = `return { text: "x".repeat(${filler}), secret: "", rest: ${JSON.stringify(SECRET)} + "y".repeat(100_000) };`;
      const answer = await stage.run(code);
      expect(answer).toMatchObject({ ok: true, resultTruncated: true });
      expectNone(String(answer.result));
    }
  });

  test('is in no record, event or kept script', async () => {
    await stage.run(`/** @intent use ${SECRET} for it */\nreturn ${JSON.stringify(SECRET)}.length;`);
    await stage.search(`where do I put ${SECRET}`);
    const stored = await everythingStored();
    expectNone(stored);
    expect(stored).toContain('where do I put [redacted:stored_secret]');
    expect(stored).toContain('use [redacted:stored_secret] for it');
  });

  test('that is not set fails each call that needs it, naming it, and nothing is sent', async () => {
    const own = await world.newStage({ secret: SECRET });
    await removeSourceSecret(own.ada, { slug: own.slug, name: 'shop_token' });
    const answer = await own.run('await shop.listPets();');
    expect(answer).toMatchObject({ ok: false, calls: [], error: { kind: 'missing_secret', operationId: 'listPets', line: 1 } });
    expect(answer.error?.message).toContain('shop_token');
    expect(await own.invoke('listPets')).toMatchObject({ error: { kind: 'missing_secret' } });
    expect(own.api.requests).toHaveLength(0);
  });

  test.for([
    [{ kind: 'basic', secretRef: 'shop_token' }, 'authorization', `Basic ${inBase64(SECRET)}`],
    [{ kind: 'api_key_header', secretRef: 'shop_token', name: 'X-Shop-Key' }, 'x-shop-key', SECRET],
  ] as const)('goes along as %j says', async ([auth, header, value]) => {
    const own = await world.newStage({ secret: SECRET, manifest: { auth } });
    await own.run('await shop.listPets();');
    expect(own.api.requests[0]?.headers[header]).toBe(value);
    expectNone(JSON.stringify(await own.invoke('echo')));
  });

  test('in the query is not said back by the path the API was asked with', async () => {
    const own = await world.newStage({
      secret: SECRET,
      manifest: { auth: { kind: 'api_key_query', secretRef: 'shop_token', name: 'key' } },
    });
    const answer = await own.run('return await shop.echo();');
    expect(own.api.requests[0]?.path).toBe(`/v1/echo?key=${encodeURIComponent(SECRET)}`);
    expect(answer.ok).toBe(true);
    expectNone(JSON.stringify(answer));
  });
});
