// Sealing, the vault over a real database, and the master key.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { untilBlocked } from '#test/blocked-sessions';
import { inTransaction } from '#platform/db/transaction';
import { createVault } from './envelope-vault.ts';
import { deriveKey, instanceSecret } from './instance-secret.ts';
import { checkMasterKey, checkValue, parseMasterKey } from './master-key.ts';
import { rewrapKey, seal, unseal, withWrappedKey } from './seal.ts';
import { replaceKeyCheck } from './store.ts';

const KEY = randomBytes(32);
const OTHER = randomBytes(32);
let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const vaultWith = (masterKey = KEY) => createVault({ masterKey, db: world.deps.db, clock: world.clock });
const sealedOf = (id: string) => world.deps.db.selectFrom('secrets').select('sealed').where('id', '=', id).executeTakeFirstOrThrow();

describe('sealing', () => {
  it.each(['', 'x', 'päßwörd 🔑', 'y'.repeat(100_000)])('gives back what was sealed', (clear) => {
    expect(unseal(KEY, 'org/sec', seal(KEY, 'org/sec', clear))).toBe(clear);
  });

  it('opens with nothing but the same key, owner and bytes', () => {
    const sealed = seal(KEY, 'org/sec_1', 'clear');
    expect(unseal(OTHER, 'org/sec_1', sealed)).toBeUndefined();
    expect(unseal(KEY, 'org/sec_2', sealed)).toBeUndefined();
    for (const at of [0, 1, 20, 50, 62, 75, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(unseal(KEY, 'org/sec_1', changed)).toBeUndefined();
    }
    for (const length of [0, 1, 88]) expect(unseal(KEY, 'org/sec_1', sealed.subarray(0, length))).toBeUndefined();
  });

  it('never seals alike twice, and hides the text', () => {
    expect(seal(KEY, 'a', 'clear text')).not.toEqual(seal(KEY, 'a', 'clear text'));
    expect(seal(KEY, 'a', 'clear text').toString('latin1')).not.toContain('clear');
  });

  it('can be wrapped by another key', () => {
    const sealed = seal(KEY, 'a', 'clear');
    const other = withWrappedKey(sealed, rewrapKey(KEY, OTHER, { aad: 'a', sealed }) ?? Buffer.alloc(0));
    expect([unseal(OTHER, 'a', other), unseal(KEY, 'a', other)]).toEqual(['clear', undefined]);
    expect(rewrapKey(OTHER, KEY, { aad: 'a', sealed })).toBeUndefined();
    expect(rewrapKey(KEY, OTHER, { aad: 'b', sealed })).toBeUndefined();
  });
});

describe('the vault', () => {
  it('keeps a secret for its organization alone', async () => {
    const { org } = await world.newOrg();
    const vault = vaultWith();
    const id = await vault.put(world.deps.db, org.id, 'hunter-two');
    expect(id).toMatch(/^sec_[0-9a-z]{26}$/);
    expect(await vault.open(world.deps.db, org.id, id)).toBe('hunter-two');
    await expect(vault.open(world.deps.db, world.org.id, id)).rejects.toMatchObject({ code: 'internal_error' });
    await vault.remove(world.deps.db, world.org.id, id);
    expect(await vault.open(world.deps.db, org.id, id)).toBe('hunter-two');
    await vault.remove(world.deps.db, org.id, id);
    await expect(vault.open(world.deps.db, org.id, id)).rejects.toMatchObject({
      code: 'internal_error',
      message: expect.not.stringContaining('hunter'),
    });
  });

  it('does not open a value that was moved to another row', async () => {
    const { org } = await world.newOrg();
    const vault = vaultWith();
    const [a, b] = [await vault.put(world.deps.db, org.id, 'value-a'), await vault.put(world.deps.db, org.id, 'value-b')];
    const { sealed } = await sealedOf(a);
    await world.deps.db.updateTable('secrets').set({ sealed }).where('id', '=', b).execute();
    await expect(vault.open(world.deps.db, org.id, b)).rejects.toMatchObject({ code: 'internal_error' });
  });

  it('knows every value for redaction: new ones at once, those of other processes after five seconds', async () => {
    const { org } = await world.newOrg();
    const [ours, theirs] = [vaultWith(), vaultWith()];
    expect(await ours.valuesOf(org.id)).toEqual([]);
    await inTransaction(world.deps.db, async (tx) => {
      await ours.put(tx, org.id, 'not yet committed');
      expect(await ours.valuesOf(org.id)).toEqual(['not yet committed']);
    });
    const id = await theirs.put(world.deps.db, org.id, 'from elsewhere');
    expect(await ours.valuesOf(org.id)).not.toContain('from elsewhere');
    await ours.open(world.deps.db, org.id, id);
    expect(await ours.valuesOf(org.id)).toContain('from elsewhere');
    world.clock.advance(60_000);
    expect((await ours.valuesOf(org.id)).toSorted()).toEqual(['from elsewhere', 'not yet committed']);
    expect(await ours.valuesOf(world.org.id)).toEqual([]);
  });

  it('goes on hiding for an hour what was removed, or was never stored', async () => {
    const { org } = await world.newOrg();
    const vault = vaultWith();
    await vault.remove(world.deps.db, org.id, await vault.put(world.deps.db, org.id, 'replaced'));
    vault.alsoRedact(org.id, 'only tried out');
    world.clock.advance(3_500_000);
    expect(await vault.valuesOf(org.id)).toEqual(['replaced', 'only tried out']);
    world.clock.advance(200_000);
    expect(await vault.valuesOf(org.id)).toEqual([]);
    for (let i = 0; i < 600; i += 1) vault.alsoRedact(org.id, `value ${i}`);
    expect(await vault.valuesOf(org.id)).toHaveLength(500);
  });

  it('refuses a key of another length', () => {
    expect(() => vaultWith(Buffer.alloc(16))).toThrow('32 bytes');
  });
});

describe('the master key', () => {
  it.each([
    [randomBytes(32).toString('base64'), true],
    [randomBytes(32).toString('base64url'), true],
    [randomBytes(16).toString('base64'), false],
    ['not base64!', false],
    ['', false],
  ])('%j is readable: %s', (text, isFine) => {
    expect(parseMasterKey(text).ok).toBe(isFine);
  });

  it('is recognised, and a wrong one refused', async () => {
    const own = await makeWorld();
    const { db } = own.deps;
    expect(await checkMasterKey(db, KEY)).toMatchObject({ ok: true });
    expect(await checkMasterKey(db, KEY)).toMatchObject({ ok: true });
    expect(await checkMasterKey(db, OTHER)).toMatchObject({ ok: false, error: expect.stringContaining('secrets rotate') });
    await own.close();
  });

  it('that was replaced stores nothing more and says why, also when the change came while the row was written', async () => {
    const own = await makeWorld();
    const { db } = own.deps;
    await checkMasterKey(db, KEY);
    const late = createVault({ masterKey: KEY, db, clock: own.clock });
    const id = await late.put(db, own.org.id, 'early');
    const { promise: written, resolve: onWritten } = Promise.withResolvers<void>();
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
    const change = inTransaction(db, async (tx) => {
      await replaceKeyCheck(tx, checkValue(OTHER));
      onWritten();
      await mayCommit;
    });
    await written;
    // It has read the former check value, and waits for the row.
    const put = late.put(db, own.org.id, 'late').then(
      () => 'stored',
      (error: Error) => error.message,
    );
    await untilBlocked(db, 'insert into secrets');
    commit();
    await change;
    expect(await put).toContain('Start this process again');
    await expect(late.put(db, own.org.id, 'later')).rejects.toMatchObject({ message: expect.stringContaining('was replaced') });
    expect(await db.selectFrom('secrets').select('id').where('org_id', '=', own.org.id).execute()).toEqual([{ id }]);
    const { sealed } = await db.selectFrom('secrets').select('sealed').where('id', '=', id).executeTakeFirstOrThrow();
    await db
      .updateTable('secrets')
      .set({ sealed: Buffer.concat([sealed, Buffer.of(1)]) })
      .where('id', '=', id)
      .execute();
    await expect(late.open(db, own.org.id, id)).rejects.toMatchObject({ message: expect.stringContaining('was replaced') });
    await own.close();
  });
});

describe('a fingerprint', () => {
  it('is the same in every process that has the master key, and another for each purpose and value', async () => {
    const own = await makeWorld();
    const vaultOf = () => createVault({ masterKey: KEY, db: own.deps.db, clock: own.clock });
    const [vault, elsewhere] = [vaultOf(), vaultOf()];
    const print = await vault.fingerprint('product mcp_1', 'credential');
    expect(print).toMatch(/^[\w-]{32}$/);
    expect(await elsewhere.fingerprint('product mcp_1', 'credential')).toBe(print);
    const others = await Promise.all([vault.fingerprint('product mcp_2', 'credential'), vault.fingerprint('product mcp_1', 'credential2')]);
    expect(new Set([print, ...others]).size).toBe(3);
    await own.close();
  });
});

describe('the secret of the instance', () => {
  it('is made once, however many ask at a time, and opens with its master key alone', async () => {
    const own = await makeWorld();
    const { db } = own.deps;
    const secrets = await Promise.all(Array.from({ length: 6 }, () => instanceSecret(db, KEY)));
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
    expect(secrets[0]).toHaveLength(32);
    await expect(instanceSecret(db, OTHER)).rejects.toMatchObject({ code: 'internal_error' });
    const rows = await db.selectFrom('instance_state').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(secrets[0]?.toString('base64'));
    await own.close();
  });

  it('gives another key for each purpose', () => {
    expect(deriveKey(KEY, 'sign-in')).toEqual(deriveKey(KEY, 'sign-in'));
    expect(deriveKey(KEY, 'sign-in')).not.toEqual(deriveKey(KEY, 'brief'));
    expect(deriveKey(KEY, 'sign-in')).not.toEqual(deriveKey(OTHER, 'sign-in'));
  });

  it('seals brief values for one purpose', async () => {
    const vault = vaultWith();
    const sealed = await vault.sealBrief('oauth state 1', 'verifier');
    expect(sealed.toString('latin1')).not.toContain('verifier');
    expect(await vaultWith().openBrief('oauth state 1', sealed)).toBe('verifier');
    expect(await vault.openBrief('oauth state 2', sealed)).toBeUndefined();
    await expect(vaultWith(OTHER).openBrief('oauth state 1', sealed)).rejects.toMatchObject({ code: 'internal_error' });
  });
});
