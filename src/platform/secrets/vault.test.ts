// Sealing, the vault over a real database, and the master key.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { inTransaction } from '#platform/db/transaction';
import { createVault } from './envelope-vault.ts';
import { aadOf, checkMasterKey, parseMasterKey, rotateMasterKey } from './master-key.ts';
import { rewrap, seal, unseal } from './seal.ts';

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
    const sealed = rewrap(KEY, OTHER, { aad: 'a', sealed: seal(KEY, 'a', 'clear') }) ?? Buffer.alloc(0);
    expect([unseal(OTHER, 'a', sealed), unseal(KEY, 'a', sealed)]).toEqual(['clear', undefined]);
    expect(rewrap(OTHER, KEY, { aad: 'a', sealed: seal(KEY, 'a', 'clear') })).toBeUndefined();
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

  it('is recognised, a wrong one refused, and can be replaced with everything still readable', async () => {
    const own = await makeWorld();
    const { db } = own.deps;
    expect(await checkMasterKey(db, KEY)).toMatchObject({ ok: true });
    expect(await checkMasterKey(db, OTHER)).toMatchObject({ ok: false, error: expect.stringContaining('master key') });
    const before = createVault({ masterKey: KEY, db, clock: own.clock });
    const ids = await Promise.all(Array.from({ length: 5 }, (_, i) => before.put(db, own.org.id, `value ${i}`)));
    await expect(rotateMasterKey(db, OTHER, KEY)).rejects.toMatchObject({ code: 'conflict' });
    expect(await rotateMasterKey(db, KEY, OTHER)).toBe(5);
    expect(await checkMasterKey(db, KEY)).toMatchObject({ ok: false });
    expect(await checkMasterKey(db, OTHER)).toMatchObject({ ok: true });
    const after = createVault({ masterKey: OTHER, db, clock: own.clock });
    expect(await Promise.all(ids.map((id) => after.open(db, own.org.id, id)))).toEqual([
      'value 0',
      'value 1',
      'value 2',
      'value 3',
      'value 4',
    ]);
    await own.close();
  });

  it('changes nothing when one secret does not open', async () => {
    const own = await makeWorld();
    const { db } = own.deps;
    await checkMasterKey(db, KEY);
    const vault = createVault({ masterKey: KEY, db, clock: own.clock });
    const id = await vault.put(db, own.org.id, 'fine');
    await db
      .insertInto('secrets')
      .values({ id: 'sec_zzz', org_id: own.org.id, sealed: seal(OTHER, aadOf(own.org.id, 'sec_zzz'), 'x') })
      .execute();
    await expect(rotateMasterKey(db, KEY, OTHER)).rejects.toMatchObject({ code: 'conflict' });
    expect(await vault.open(db, own.org.id, id)).toBe('fine');
    await own.close();
  });
});
