// The grammar of a step script, where it is written.
import { CodeBlock } from './code-block.tsx';
import { NoAi } from './tester-badge.tsx';

const EXAMPLE = `# look an order up, then read its refund
1. call order_get with {"orderId": "A-1001"}
2. call refund_get with {"refundId": "$1.refund.id"}
answer Order \${1.order.id} is \${1.order.status}`;

export function ScriptHelp() {
  return (
    <details className="rounded-md border border-line bg-sunken px-3 py-2 text-sm" open>
      <summary className="font-medium">
        Step script <NoAi className="ms-1" />
      </summary>
      <p className="mt-1.5 text-muted">
        The prompt is executed exactly, step by step. Nothing is guessed: a line that is no step ends the run with an error that names it.
      </p>
      <div className="mt-2">
        <CodeBlock text={EXAMPLE} label="Example script" />
      </div>
      <dl className="mt-2 grid gap-x-4 gap-y-1 text-muted sm:grid-cols-[14rem_1fr]">
        <Rule code="N. call <tool> with {…}">one call; leave “with” out when there are no arguments</Rule>
        <Rule code={'"$1.order.id"'}>the result of step 1, at a path; keeps its JSON type</Rule>
        <Rule code={'answer … ${1.order.id}'}>last line: the final answer; else the last result’s text</Rule>
        <Rule code="# …">a comment</Rule>
      </dl>
    </details>
  );
}

function Rule({ code, children }: { readonly code: string; readonly children: string }) {
  return (
    <div className="contents">
      <dt className="data text-xs leading-5 text-ink">{code}</dt>
      <dd>{children}</dd>
    </div>
  );
}
