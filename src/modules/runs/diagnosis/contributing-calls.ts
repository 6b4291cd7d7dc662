// Which calls had a part in how the run ended, and why each is thought to (spec 04 diagnose_run). Pure.
import { inspectedCall } from '../inspect/inspected-call.ts';
import { isOwnMistake } from '../tester/own-mistake.ts';
import type { ToolCallRow } from '../tool-calls.ts';
import { CALL_WHYS } from './diagnosis.ts';
import type { CallWhy, ContributingCall } from './diagnosis.ts';
import { isFailing } from './facts.ts';
import type { Facts } from './facts.ts';

const MAX_CALLS = 50;

export interface ContributingCalls {
  readonly calls: readonly ContributingCall[];
  readonly isCut: boolean;
}

/** In order. Of too many the most telling ones stay. */
export function contributingCalls(facts: Facts): ContributingCalls {
  const cited = citedCalls(facts);
  const schemaCalls = blamedOnSchema(facts);
  const found = facts.calls.flatMap((call, place) => {
    const why = whyOf(call, { cited, schemaCalls, facts });
    return why === undefined ? [] : [{ call, place, why }];
  });
  const kept = found
    .toSorted((a, b) => CALL_WHYS.indexOf(a.why) - CALL_WHYS.indexOf(b.why) || a.place - b.place)
    .slice(0, MAX_CALLS)
    .toSorted((a, b) => a.place - b.place)
    .map(({ call, why }) => ({ ...inspectedCall(call), why }));
  return {
    calls: kept.map(({ call, why }) => ({ ...call, why })),
    isCut: found.length > MAX_CALLS || kept.some(({ isCut }) => isCut),
  };
}

interface Reasons {
  readonly cited: ReadonlySet<string>;
  readonly schemaCalls: ReadonlySet<string>;
  readonly facts: Facts;
}

function whyOf(call: ToolCallRow, { cited, schemaCalls, facts }: Reasons): CallWhy | undefined {
  if (call.blocked) return isOwnMistake(call.rule ?? '') ? 'error' : 'blocked';
  if (facts.refusedCalls.has(call.callId)) return 'argument_refused';
  if (schemaCalls.has(call.callId) || facts.changes.brokenTools.has(call.tool)) return 'schema_changed';
  if (call.isError) return 'error';
  return cited.has(call.callId) ? 'cited' : undefined;
}

/** A criterion cites the event of the call, or that of its answer. */
function citedCalls({ criteria, events }: Facts): Set<string> {
  const cited = new Set(criteria.filter(isFailing).flatMap(({ evidence }) => evidence.map(({ eventId }) => eventId)));
  return new Set(
    events.flatMap((event) =>
      (event.type === 'tool_call' || event.type === 'tool_result' || event.type === 'tool_blocked') && cited.has(event.id)
        ? [event.data.callId]
        : [],
    ),
  );
}

/** The run itself saw what its server listed, perhaps before any sync did. */
const blamedOnSchema = ({ run }: Facts): Set<string> =>
  new Set(
    run.classification === 'schema' && run.classificationEvidence.some(({ type }) => type === 'catalog')
      ? run.classificationEvidence.flatMap(({ type, id }) => (type === 'call' ? [id] : []))
      : [],
  );
