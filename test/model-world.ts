// A run world with models: an agent and a judge behind one loopback endpoint, added by the owner as anybody would add them.
import { createModel } from '#modules/models';
import { executeRun, getRun, startRuns } from '#modules/runs';
import type { Run } from '#modules/runs';
import type { Deps } from '#platform/ctx';
import { startOpenAiEndpoint } from './openai-endpoint.ts';
import type { ChatRequest, OpenAiEndpoint, Turn } from './openai-endpoint.ts';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld, Shop } from './run-world.ts';

export const TESTER = 'openai-compatible/agent';
export const JUDGE = 'openai-compatible/judge';

/** A workflow of the agent, with one criterion for the judge and one check. */
export const ASKED = {
  testerPrompt: 'What is the status of order 4711?',
  testerTargets: [{ modelId: TESTER, skillMode: 'none' }],
  criteria: [
    { criterionText: 'The report names the status.' },
    { kind: 'check', check: { kind: 'tool_called', tool: 'order_get', argsMatch: { orderId: '4711' } } },
  ],
  judge: { modelId: JUDGE, samples: 1 },
};

/** What an agent that does its work says, and what it costs. */
export const LOOK: Turn = {
  calls: [{ name: 'order_get', arguments: { orderId: '4711' } }],
  text: 'Looking.',
  usage: { in: 1000, out: 100 },
};
export const REPORT: Turn = { text: 'Order 4711 is paid.', usage: { in: 2000, out: 50 } };

export interface Grade {
  readonly verdict?: string;
  /** Type of the event it cites. */
  readonly event?: string;
  readonly excerpt?: string;
}

type Changes = Readonly<Record<string, unknown>>;

export interface ModelWorld extends Omit<RunWorld, 'close'> {
  readonly endpoint: OpenAiEndpoint;
  /** A shop with both models. */
  modelShop(prices?: object): Promise<Shop>;
  /** The agent's turns in order, the last for ever; the judge's answers likewise. Counts how often each was asked. */
  playBoth(
    agent: readonly Turn[],
    judge?: readonly (Grade | { readonly turn: Turn })[],
  ): { readonly agent: number; readonly judge: number };
  /** Dispatches one run of a workflow like `ASKED`. */
  start(shop: Shop, changes?: Changes): Promise<string>;
  /** Dispatches and executes one. */
  runOnce(shop: Shop, changes?: Changes, deps?: Deps): Promise<Run>;
  close(): Promise<void>;
}

export async function makeModelWorld(): Promise<ModelWorld> {
  const world = await makeRunWorld();
  const endpoint = await startOpenAiEndpoint([]);
  const start = async (shop: Shop, changes: Changes = {}): Promise<string> => {
    const { id } = await shop.workflow({ ...ASKED, ...changes });
    return (await startRuns(shop.ben, { workflowId: id, forceNewRun: true })).runId;
  };
  return {
    ...world,
    endpoint,
    start,
    modelShop: async (prices = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 }) => {
      const shop = await world.newShop();
      endpoint.play([PREFLIGHT]);
      for (const upstreamName of ['agent', 'judge']) {
        const at = { provider: 'openai-compatible', upstreamName, baseUrl: endpoint.baseUrl, apiKey: `key-of-${upstreamName}` };
        await createModel(shop.ada, { ...at, ...prices });
      }
      return shop;
    },
    playBoth: (agent, judge = [{}]) => {
      const asked = { agent: 0, judge: 0 };
      endpoint.play((request) => {
        if (request.model === 'agent') return agent[Math.min(asked.agent++, agent.length - 1)] ?? { status: 500 };
        const next = judge[Math.min(asked.judge++, judge.length - 1)] ?? {};
        return 'turn' in next ? next.turn : grading(request, next);
      });
      return asked;
    },
    runOnce: async (shop, changes = {}, deps = world.deps) => {
      const runId = await start(shop, changes);
      await executeRun(deps, runId, new AbortController().signal);
      return getRun(shop.vera, { runId });
    },
    close: async () => {
      await endpoint.close();
      await world.close();
    },
  };
}

const PREFLIGHT: Turn = { calls: [{ name: 'report_word', arguments: { word: 'armature' } }] };

/** What a request asks, without the instructions. */
export const userText = ({ messages }: ChatRequest): string =>
  JSON.stringify(messages.filter(({ role }) => role === 'user').map(({ content }) => content));

/** The judge's answer to a request with one criterion; unless told otherwise it passes it, by the final answer. */
export function grading(request: ChatRequest, { verdict = 'pass', event = 'final_answer', excerpt = 'is paid' }: Grade): Turn {
  const criterionId = /crit_[0-9a-z]{26}/.exec(userText(request))?.[0];
  const eventId = new RegExp(`\\[(evt_[0-9a-z]{26})\\] ${event}`).exec(userText(request))?.[1];
  const verdicts = [{ criterionId, verdict, reasoning: 'The report says so.', evidence: [{ eventId, excerpt }] }];
  return { text: JSON.stringify({ verdicts, summary: 'All well.' }), usage: { in: 5000, out: 500 } };
}
