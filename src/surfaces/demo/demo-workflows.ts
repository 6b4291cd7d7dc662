// The demo's two workflows, played by the step script (no AI): one that passes, one that finds the planted fault.

interface DemoWorkflow {
  readonly name: string;
  readonly description: string;
  readonly testerPrompt: string;
  readonly schedule: { readonly cron: string; readonly timezone: string };
  readonly criteria: readonly {
    readonly criterionText?: string;
    readonly isRequired?: boolean;
    readonly kind: 'check';
    readonly check: Readonly<Record<string, unknown>>;
  }[];
}

/** Two kilos of espresso cost 48.00, German tax is 19 %. */
const ORDER_TO_GERMANY: DemoWorkflow = {
  name: 'Order coffee to Germany',
  description: 'Finds a product, orders two of it, reads the order back and adds it up.',
  testerPrompt: [
    '# Find a product, order two of it, read the order back, add it up.',
    '1. call search_products with {"query": "espresso"}',
    '2. call create_order with {"region": "DE", "lines": [{"productId": "$1.products[0].id", "quantity": 2}], "note": "demo order"}',
    '3. call get_order with {"orderId": "$2.id"}',
    '4. call get_order_total with {"orderId": "$2.id"}',
    'answer Order ${2.id} is ${3.status}. It comes to ${4.total} USD, of which ${4.tax} USD are tax.',
  ].join('\n'),
  schedule: { cron: '*/15 * * * *', timezone: 'UTC' },
  criteria: [
    {
      criterionText: 'The order is placed only after the product was searched for',
      kind: 'check',
      check: { kind: 'tool_order', tools: ['search_products', 'create_order', 'get_order_total'] },
    },
    {
      criterionText: 'The order is stored as placed',
      kind: 'check',
      check: { kind: 'tool_result', tool: 'get_order', jsonpath: '$.status', equals: 'placed' },
    },
    {
      criterionText: 'German tax is 19 %: 9.12 USD on 48.00 USD',
      kind: 'check',
      check: { kind: 'tool_result', tool: 'get_order_total', jsonpath: '$.tax', equals: 9.12 },
    },
    { criterionText: 'The answer names the total', kind: 'check', check: { kind: 'final_answer', contains: '57.12 USD' } },
    { criterionText: 'No call fails', kind: 'check', check: { kind: 'no_tool_errors' } },
    {
      criterionText: 'Adding up takes at most a second',
      isRequired: false,
      kind: 'check',
      check: { kind: 'max_latency_ms', tool: 'get_order_total', ms: 1000 },
    },
  ],
};

/** 79.00 and twice 14.50 are 108.00; Quebec's taxes together are 14.975 %. The store adds only 5 %. */
const TAX_IN_QUEBEC: DemoWorkflow = {
  name: 'Sales tax in Quebec',
  description: 'Adds up an order to Quebec. The store has a planted fault here, and this workflow finds it.',
  testerPrompt: [
    '# ORD-1002 goes to Quebec: one hand grinder and two packs of filter roast.',
    '1. call get_order with {"orderId": "ORD-1002"}',
    '2. call get_order_total with {"orderId": "$1.id"}',
    'answer Order ${1.id} to ${1.region}: ${2.subtotal} USD plus ${2.tax} USD tax, together ${2.total} USD.',
  ].join('\n'),
  schedule: { cron: '0 * * * *', timezone: 'UTC' },
  criteria: [
    {
      criterionText: 'Quebec tax is 14.975 %: 16.17 USD on 108.00 USD',
      kind: 'check',
      check: { kind: 'tool_result', tool: 'get_order_total', jsonpath: '$.tax', equals: 16.17 },
    },
    { criterionText: 'The answer names the right total', kind: 'check', check: { kind: 'final_answer', contains: '124.17 USD' } },
    { criterionText: 'No call fails', isRequired: false, kind: 'check', check: { kind: 'no_tool_errors' } },
  ],
};

export const DEMO_WORKFLOWS: readonly DemoWorkflow[] = [ORDER_TO_GERMANY, TAX_IN_QUEBEC];
