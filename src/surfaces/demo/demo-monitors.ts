// The demo's monitors: two tools that are well, one that fails, so that an alert arrives.

export const DEMO_MONITORS = [
  {
    name: 'Products are listed',
    toolName: 'list_products',
    arguments: {},
    intervalSeconds: 60,
    assertions: [{ kind: 'max_latency_ms', ms: 2_000 }],
  },
  {
    name: 'Orders are added up in US dollars',
    toolName: 'get_order_total',
    arguments: { orderId: 'ORD-1001' },
    intervalSeconds: 60,
    assertions: [{ kind: 'jsonpath', path: '$.currency', equals: 'USD' }],
  },
  // The parcel service of the demo does not serve Japan.
  { name: 'Shipping quote to Japan', toolName: 'get_shipping_quote', arguments: { region: 'JP' }, intervalSeconds: 300 },
] as const;

/** Who is told when something of the store breaks: the person of this instance, by mail. */
export const DEMO_RULE = { name: 'Acme Store', failAfter: 1, notifyRecovery: true } as const;
