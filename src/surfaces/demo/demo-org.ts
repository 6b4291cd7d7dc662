// The organization of a first start: a file of its own, for commands that need its name and nothing of the demo.
export const DEMO_ORG = { slug: 'demo', name: 'Demo' } as const;
