// Exactly what is sent when a person approves, but for the credential, which is added then.
import type { PendingRequest } from '../api/approvals.ts';
import { prettyJson } from '../text/json-text.ts';
import { visibleText } from '../text/visible-text.ts';
import { CodeBlock } from './code-block.tsx';
import { MethodTag } from './method-tag.tsx';

export function PendingRequestView({ request: { method, url, headers, body, arguments: given } }: { readonly request: PendingRequest }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <div className="grid gap-2">
      <p className="flex items-baseline gap-2">
        <MethodTag method={method} />
        <span className="data min-w-0 text-sm font-medium break-all">{visibleText(url)}</span>
      </p>
      {lines.length > 0 && <Part label="Headers" text={lines.join('\n')} />}
      {body !== null && body !== '' && <Part label="Body" text={readable(body)} />}
      <details>
        <summary className="text-xs text-faint hover:text-ink">As the script asked for it</summary>
        <div className="mt-1.5">
          <CodeBlock text={visibleText(prettyJson(given))} label="Arguments" />
        </div>
      </details>
      <p className="text-xs text-faint">The API’s credential is added when it is sent. Secrets are hidden here.</p>
    </div>
  );
}

const Part = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <div className="grid gap-1">
    <p className="eyebrow">{label}</p>
    <CodeBlock text={visibleText(text)} label={label} />
  </div>
);

/** JSON is set in lines; whatever else it is stays as it is. */
function readable(body: string): string {
  try {
    return prettyJson(JSON.parse(body));
  } catch {
    return body;
  }
}
