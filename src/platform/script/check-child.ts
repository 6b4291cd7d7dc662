// The process in which scripts are type-checked. Started by type-checker.ts; whatever goes wrong here ends it, and a new one begins.
import { API, DiagnosticCategory } from 'typescript7/unstable/async';
import type { Diagnostic, Snapshot } from 'typescript7/unstable/async';
import { faultMessage, isImplicitAny } from './fault-message.ts';
import { positionAt } from './positions.ts';
import { READY } from './script-child.ts';
import { ProjectFiles, SCRIPT_OFFSET } from './script-project.ts';
import type { ScriptProject } from './script-project.ts';
import type { CheckAnswer, CheckQuestion, TypeFault } from './type-checker.ts';

/** Projects kept ready; the one not asked for the longest goes first. */
const MAX_PROJECTS = 8;
const MAX_CHARS = 40_000_000;
const MAX_FAULTS = 20;

const files = new ProjectFiles();
const projects = new Map<string, ScriptProject>();
const api = new API({ cwd: '/', fs: files.fileSystem });
let snapshot: Snapshot | undefined;

process.on('disconnect', () => {
  // The compiler may be in the middle of something without end; it is in our group.
  if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL');
  process.exit();
});
process.on('message', (question: CheckQuestion) => {
  answer(question).then(
    (found) => process.send?.(found),
    () => process.exit(1),
  );
});
process.send?.(READY);

async function answer({ key, types, code }: CheckQuestion): Promise<CheckAnswer> {
  const known = projects.get(key);
  if (!known && types === undefined) return { kind: 'missing' };
  const project = known ?? files.add(types ?? '');
  projects.delete(key);
  projects.set(key, project);
  files.setScript(project, code);
  const before = snapshot;
  snapshot = await api.updateSnapshot({
    ...(known ? { fileChanges: { changed: [project.script] } } : { openProjects: [project.config] }),
    closeProjects: closeOldest().map(({ config }) => config),
  });
  const program = snapshot.getProject(project.config)?.program;
  if (!program) throw new Error('the compiler opened no project');
  // asked for together: each answer is a way there and back, and hardly a script has a fault of syntax
  const [syntactic, semantic] = await Promise.all([
    program.getSyntacticDiagnostics(project.script),
    program.getSemanticDiagnostics(project.script),
    before?.dispose(),
  ]);
  return { kind: 'faults', faults: faultsOf(code, syntactic.length > 0 ? syntactic : semantic) };
}

function closeOldest(): ScriptProject[] {
  const closed: ScriptProject[] = [];
  const chars = (): number => [...projects.values()].reduce((sum, { sizeChars }) => sum + sizeChars, 0);
  for (const [key, project] of projects) {
    if (projects.size <= 1 || (projects.size <= MAX_PROJECTS && chars() <= MAX_CHARS)) break;
    projects.delete(key);
    files.remove(project);
    closed.push(project);
  }
  return closed;
}

function faultsOf(code: string, diagnostics: readonly Diagnostic[]): TypeFault[] {
  return diagnostics
    .filter((each) => each.category === DiagnosticCategory.Error && !isImplicitAny(each.code))
    .toSorted((a, b) => a.pos - b.pos)
    .slice(0, MAX_FAULTS)
    .map((each) => ({ message: faultMessage(each), code: each.code, ...positionAt(code, each.pos - SCRIPT_OFFSET) }));
}
