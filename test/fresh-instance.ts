// Empties a world of people, as a database is before anybody signed up.
import type { World } from './harness.ts';

export async function makeFresh({ deps }: Pick<World, 'deps'>): Promise<void> {
  await deps.db.deleteFrom('organizations').execute();
  await deps.db.deleteFrom('users').execute();
}
