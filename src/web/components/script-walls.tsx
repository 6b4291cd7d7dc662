// A quiet line for admins: what scripts of code mode run in on this instance, and what is missing around it.
import { useQuery } from '@tanstack/react-query';
import { isolationQuery } from '../api/instance.ts';
import type { Isolation } from '../api/instance.ts';

/** Nothing while it is not known: the page is not about it. */
export function ScriptWalls() {
  const { data: isolation } = useQuery(isolationQuery);
  if (isolation === undefined) return null;
  return (
    <section aria-label="This instance" className="mt-4 max-w-2xl text-sm text-muted">
      <p>
        Scripts run in: <span className="text-ink">{wallsOf(isolation).join(', ')}</span>.
      </p>
      {isolation.missing.length > 0 && (
        <details className="mt-1">
          <summary className="cursor-pointer">What would make it stronger</summary>
          <ul className="mt-1 grid list-disc gap-1 pl-5">
            {isolation.missing.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function wallsOf({ engine, engineVersion, bubblewrap, ownNetwork, ownProcesses, ownUser, prlimit }: Isolation): string[] {
  const spaces = [ownNetwork && 'network', ownProcesses && 'processes', ownUser && 'user'].filter((word) => word !== false);
  return [
    `${engine} ${engineVersion} in a process of its own`,
    ...(bubblewrap ? ['bubblewrap'] : spaces.length > 0 ? [`own ${spaces.join(', own ')}`] : []),
    ...(prlimit ? ['prlimit'] : []),
  ];
}
