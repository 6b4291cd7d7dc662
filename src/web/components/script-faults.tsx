// Below the script editor: how many faults its text has, and each with its place, which leads there.
import type { ScriptFault } from '../api/playground.ts';
import { plural } from '../text/amounts.ts';
import { visibleText } from '../text/visible-text.ts';
import type { CheckedScript } from './use-script-check.ts';

interface ScriptFaultsProps {
  readonly check: CheckedScript;
  readonly onGoTo: (fault: ScriptFault) => void;
}

export function ScriptFaults({ check, onGoTo }: ScriptFaultsProps) {
  const { faults } = check;
  return (
    <div className="border-t border-line px-4 py-2">
      <p role="status" className="text-xs text-muted">
        {summaryOf(check)}
      </p>
      {faults.length > 0 && (
        <ul aria-label="Faults" className="-mx-2 mt-1 grid max-h-40 gap-px overflow-y-auto">
          {faults.map((fault, index) => (
            <li key={index}>
              <button
                type="button"
                onClick={() => onGoTo(fault)}
                className="flex w-full items-baseline gap-3 rounded-md px-2 py-1 text-start text-sm hover:bg-hover max-md:min-h-10"
              >
                <span className="data min-w-9 shrink-0 text-xs text-fail">{`${fault.line}:${fault.column}`}</span>
                <span className="min-w-0 break-words">{visibleText(fault.message)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Its words change only when an answer does: who listens hears of nothing else. */
function summaryOf({ code, faults, unchecked }: CheckedScript): string {
  if (code === undefined) return 'Types are checked as you type.';
  if (unchecked !== undefined) return `Types were not checked: ${unchecked}.`;
  return faults.length === 0 ? 'No faults' : plural(faults.length, 'fault');
}
