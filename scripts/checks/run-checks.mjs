// Runs checks, two at a time, with a line for each; shows the whole output of those that fail.
import { spawn } from 'node:child_process';
import { findNode, nodeEnv, ROOT } from '../setup/node24.mjs';
import { CHECKS } from './all.mjs';

const AT_ONCE = 2;

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function runChecks({ only = CHECKS } = {}) {
  const waiting = [...only];
  const tally = { passed: 0, failed: 0 };
  const takeTurns = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startedAt = performance.now();
      const { isPassed, output } = await run(check.command);
      tally[isPassed ? 'passed' : 'failed'] += 1;
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(
        `${isPassed ? 'passed' : 'FAILED'}  ${check.name} (${seconds} s)${isPassed ? lastLineOf(output) : `\n${indented(output)}`}`,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeTurns));
  return tally;
}

/** @returns {Promise<{ isPassed: boolean, output: string }>} */
function run([program, ...args]) {
  const node = findNode();
  const path = program === 'node' ? node : `${ROOT}node_modules/.bin/${program}`;
  const env = { ...nodeEnv(node), NO_COLOR: '1', FORCE_COLOR: undefined };
  return new Promise((resolve) => {
    const child = spawn(path, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => resolve({ isPassed: false, output: `${program} could not be run: ${error.message}` }));
    child.on('close', (code) => resolve({ isPassed: code === 0, output }));
  });
}

const lastLineOf = (output) => {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  return line === '' || line.length > 100 ? '' : `: ${line.trim()}`;
};

const indented = (output) =>
  output
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
