// Once per test run: the database server, and a template database with all migrations, whose address is handed to the test files.
import type { TestProject } from 'vitest/node';
import { memoryFolder } from './memory-folder.ts';
import { startTestServer } from './test-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the template database on the test server. */
    templateUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer(memoryFolder());
  project.provide('templateUrl', server.templateUrl);
  return () => server.stop();
}
