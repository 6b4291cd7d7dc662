#!/usr/bin/env node
// The command `armature`: finds a Node 24 or newer and runs the program with it. Plain JavaScript for Node 20.
import { ROOT, runForeground } from '../scripts/setup/node24.mjs';

try {
  runForeground([`${ROOT}src/main.ts`, ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
