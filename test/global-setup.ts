// Once per test run: the folder for temporary files, the database server, and a template database with all migrations, whose address is
// handed to the test files.
import type { TestProject } from 'vitest/node';
import { memoryFolder, useTemporaryFolder } from './memory-folder.ts';
import { startTestServer } from './test-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the template database on the test server. */
    templateUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = memoryFolder();
  const removeTemporary = folder === undefined ? undefined : useTemporaryFolder(folder);
  const server = await startTestServer(folder);
  project.provide('templateUrl', server.templateUrl);
  return async () => {
    await server.stop();
    removeTemporary?.();
  };
}
