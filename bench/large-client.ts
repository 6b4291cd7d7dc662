// A client as a bundle's image holds it: what a sandbox restores, or a peer builds, before a script runs.

export const CLIENT_FUNCTIONS = 1200;

/** As large as a client of 1 200 operations is, without what they are for. */
export const LARGE_CLIENT = `(() => {
  const bridge = globalThis.__bridge;
  const take = (text) => { const answer = JSON.parse(text); if ('error' in answer) throw new Error(answer.error.message); return answer.value; };
  const call = (name, args) => bridge(name, JSON.stringify(args === undefined ? {} : args)).then(take);
  const client = {};
  ${Array.from({ length: CLIENT_FUNCTIONS }, (_, n) => `client["operationNumber${n}"] = function operationNumber${n}(args) { return call("operationNumber${n}", args); };`).join('\n')}
  globalThis.client = Object.freeze(client);
})();`;
