// What keeps a monitor from doing what was meant, though it goes on (spec 03 §1). Pure; computed whenever a monitor is shown.
import type { MonitorRow } from './store.ts';

type Watched = Pick<MonitorRow, 'toolName' | 'isServerActive' | 'tool' | 'allowDestructive' | 'validateOutputSchema'>;

export function findWarnings({ toolName, isServerActive, tool, allowDestructive, validateOutputSchema }: Watched): string[] {
  if (!isServerActive) return ['mcpServerId: the server is archived, so the tool is not called any more'];
  if (!tool) return [`toolName: the tool ${toolName} left the catalog of the server; it is still called`];
  return [
    ...(tool.isDestructive && !allowDestructive
      ? [`allowDestructive: the tool ${toolName} is marked destructive since it was chosen; allow it or pause the monitor`]
      : []),
    ...(validateOutputSchema && !tool.hasOutputSchema
      ? [`validateOutputSchema: the tool ${toolName} declares no output schema any more, so there is none to validate against`]
      : []),
  ];
}
