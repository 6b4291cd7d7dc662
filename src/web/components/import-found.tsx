// What a configuration names: the servers that can be added, and what cannot, with the reason.
import { useEffect, useRef } from 'react';
import type { ImportedConfig } from '../api/client-configs.ts';
import { plural } from '../text/amounts.ts';
import { Banner } from './banner.tsx';
import { ImportRowFields } from './import-row-fields.tsx';
import type { ServerImport } from './use-import.ts';

interface ImportFoundProps {
  readonly org: string;
  readonly found: ImportedConfig;
  readonly work: ServerImport;
}

const FORMATS: Readonly<Record<ImportedConfig['format'], string>> = {
  claudeCode: 'Claude Code',
  claudeDesktop: 'Claude Desktop',
  cursor: 'Cursor',
  vscode: 'VS Code',
  windsurf: 'Windsurf or Antigravity',
  geminiCli: 'Gemini CLI',
  codex: 'Codex',
  opencode: 'opencode',
  goose: 'Goose',
  registry: 'MCP registry',
  unknown: 'Entries without the frame of a client',
};

export function ImportFound({ org, found, work }: ImportFoundProps) {
  const skipped = found.entries.filter(({ request }) => request === null);
  const added = work.rows.filter(({ outcome }) => outcome?.stage === 'added').length;
  const summary = useRef<HTMLParagraphElement>(null);
  // what had the focus is gone with the step before
  useEffect(() => summary.current?.focus(), []);
  return (
    <div className="grid gap-4">
      <p ref={summary} tabIndex={-1} role="status" className="text-sm text-muted outline-none">
        {FORMATS[found.format]} · {plural(work.rows.length, 'server')} to add
        {skipped.length > 0 && `, ${skipped.length} skipped`}
        {added > 0 && ` · ${added} added`}
      </p>
      {found.warnings.map((warning) => (
        <Banner key={warning} tone="partial" title={warning} />
      ))}
      {work.rows.length > 0 && (
        <ul className="divide-y divide-line rounded-md border border-line" aria-label="Found servers">
          {work.rows.map((row, index) => (
            <ImportRowFields key={`${index}:${row.entry.name}`} org={org} row={row} index={index} work={work} />
          ))}
        </ul>
      )}
      {skipped.length > 0 && (
        <details open={work.rows.length === 0}>
          <summary className="text-sm text-muted hover:text-ink">Skipped: {skipped.length}</summary>
          <ul className="mt-2 grid gap-1.5 text-sm">
            {skipped.map((entry, index) => (
              <li key={`${index}:${entry.name}`} className="min-w-0 break-words">
                <span className="font-medium">{entry.name}</span> <span className="text-muted">{entry.skipped}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
