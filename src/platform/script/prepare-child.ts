// The process in which scripts are parsed. Started by script-preparer.ts; a script that nests too deeply ends it, and nothing else.
import { prepareScript } from './prepare-script.ts';
import { READY } from './script-child.ts';
import type { PrepareAnswer, PrepareQuestion } from './script-preparer.ts';

process.on('disconnect', () => process.exit());
process.on('message', (question: PrepareQuestion) => {
  const answer: PrepareAnswer = prepareScript(question.code);
  process.send?.(answer);
});
process.send?.(READY);
