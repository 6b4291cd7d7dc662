// Badges of a public status page, ready to be copied into a README.
import type { StatusPage } from '../api/status-page.ts';
import { CopyButton } from './copy-button.tsx';
import { Panel } from './panel.tsx';

export function StatusPageBadges({ page }: { readonly page: StatusPage }) {
  const badges = [
    { label: page.title, file: 'badge.svg' },
    { label: `${page.title}: uptime`, file: 'badge.svg?show=uptime' },
    ...page.monitors.map(({ monitorId, label }) => ({ label, file: `badge/${monitorId}.svg` })),
  ];
  return (
    <Panel title="Badges" hint={page.isPublic ? 'Markdown for a README' : 'They say “not found” until the page is public'}>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {badges.map(({ label, file }) => {
          const markdown = `[![${escaped(label)}](${page.url}/${file})](${page.url})`;
          return (
            <li key={file} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="min-w-0 basis-48 text-sm break-words">{label}</span>
              <code className="data min-w-0 flex-1 basis-64 truncate rounded-md bg-sunken px-2 py-1 text-xs" title={markdown}>
                {markdown}
              </code>
              <CopyButton text={markdown} label={`Copy the badge of ${label}`} />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** A label in the brackets of Markdown. */
const escaped = (label: string): string => label.replaceAll(/[\\[\]]/g, (char) => `\\${char}`);
