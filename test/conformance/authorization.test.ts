// The conformance suite's check of authorization servers, against ours: metadata, and a code for a token with a person in between.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, makeAppWorld } from '../oauth-app-world.ts';
import type { AppWorld } from '../oauth-app-world.ts';

const SUITE = fileURLToPath(new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url));
const REVISIONS = ['2025-11-25', '2026-07-28'];

let world: AppWorld;
beforeAll(async () => {
  world = await makeAppWorld();
});
afterAll(() => world.close());

test.each(REVISIONS)(
  'passes every check of %s',
  async (revision) => {
    const { ada } = await world.newOrg();
    const { body } = await world.register({ client_name: 'Conformance', redirect_uris: ['http://127.0.0.1/callback'] });
    const options = {
      url: world.url,
      'client-id': body.client_id,
      port: await freePort(),
      resource: world.resource,
      'spec-version': revision,
    };
    const suite = spawn(process.execPath, [
      SUITE,
      'authorization',
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ]);
    let output = '';
    let isAnswered = false;
    suite.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const asked = /^(http\S+\/authorize\?\S+)$/m.exec(output)?.[1];
      if (asked === undefined || isAnswered) return;
      isAnswered = true;
      // the person at the browser
      void world.allow(ada, new URL(asked).search).then((answer) => fetch(answer));
    });
    suite.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => suite.on('close', resolve));
    expect(output).toContain('Total: 3 passed, 0 failed');
    expect(code).toBe(0);
  },
  60_000,
);
