// Does a prompt look like a step script (spec 11 §1)? Only for a warning while editing: the tester decides when it runs.
const STEP = /^\d+\.\s+call\s+\S+(?:\s+with\s+\{.*\})?\s*$/;
const ANSWER = /^answer(?:\s.*)?$/;

/** The 1-based number of the first line that is neither a step, a comment nor the closing answer; undefined for a script. */
export function firstNonStep(prompt: string): number | undefined {
  const lines = prompt.split(/\r?\n/).map((line) => line.trim());
  const isNothing = (line: string): boolean => line === '' || line.startsWith('#');
  const last = lines.findLastIndex((line) => !isNothing(line));
  const wrong = lines.findIndex((line, index) => !isNothing(line) && !STEP.test(line) && !(index === last && ANSWER.test(line)));
  if (wrong >= 0) return wrong + 1;
  return lines.some((line) => STEP.test(line)) ? undefined : 1;
}
