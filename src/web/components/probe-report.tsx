// What a probe found, or how far it got, why it stopped and what to try.
import type { Probe } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { probeAdvice } from '../text/probe-advice.ts';
import { Tag } from './tag.tsx';
import { ToneMark } from './tone-mark.tsx';

export function ProbeReport({ probe }: { readonly probe: Probe }) {
  return probe.error === null ? <Found probe={probe} /> : <Failed probe={probe} error={probe.error} />;
}

function Found({ probe }: { readonly probe: Probe }) {
  const { counts, serverInfo } = probe;
  return (
    <div role="status" className="rounded-md bg-pass-wash px-3.5 py-3 text-sm">
      <p className="flex items-center gap-2 font-medium text-pass">
        <ToneMark tone="pass" />
        Connected{serverInfo ? ` to ${serverInfo.name} ${serverInfo.version}` : ''} in {duration(probe.durationMs)}
      </p>
      {counts && (
        <p className="mt-1">
          {plural(counts.tools, 'tool')}, {plural(counts.resources, 'resource')}, {plural(counts.resourceTemplates, 'resource template')},{' '}
          {plural(counts.prompts, 'prompt')} · protocol {probe.protocolVersion ?? 'unknown'}
        </p>
      )}
      <Notes probe={probe} />
    </div>
  );
}

function Failed({ probe, error }: { readonly probe: Probe; readonly error: NonNullable<Probe['error']> }) {
  const { phase, advice } = probeAdvice(error.code);
  return (
    <div role="alert" className="rounded-md bg-fail-wash px-3.5 py-3 text-sm">
      <p className="flex flex-wrap items-center gap-2 font-medium text-fail">
        <ToneMark tone="fail" />
        Stopped at: {phase}
        <Tag tone="danger">{error.code}</Tag>
        {error.httpStatus !== undefined && <Tag tone="danger">HTTP {error.httpStatus}</Tag>}
        <span className="font-normal text-muted">after {duration(probe.durationMs)}</span>
      </p>
      <p className="mt-1 break-words">{error.message}</p>
      {!hasAdvice(error.message) && <p className="mt-1 text-muted">{advice}</p>}
      <Notes probe={probe} />
    </div>
  );
}

/** The server’s own second sentence says what to do better than a general one. */
const hasAdvice = (message: string): boolean => /[.!?]\s+\S/.test(message);

function Notes({ probe }: { readonly probe: Probe }) {
  const notes = [
    ...probe.warnings,
    ...(probe.findings ?? []).map(({ message, toolName }) => (toolName === undefined ? message : `${toolName}: ${message}`)),
  ];
  if (notes.length === 0) return null;
  return (
    <details className="mt-1.5">
      <summary className="text-muted">{plural(notes.length, 'note')}</summary>
      <ul className="mt-1 list-disc ps-5 break-words">
        {notes.map((note, index) => (
          <li key={`${index}:${note}`}>{note}</li>
        ))}
      </ul>
    </details>
  );
}
