// GitHub's API as a bundle holds it, compiled from the document of its test peer.
import { compile } from '#modules/sources';
import type { Compiled } from '#modules/sources';
import { gitHubSpec } from '#test/openapi-specs';

export function compiledGitHub(): Compiled {
  const settings = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };
  const result = compile({ slug: 'github', openapi: gitHubSpec('api.github.com'), environment: 'production', mode: 'code', settings });
  if (!result.ok) throw new Error(`GitHub's document was not compiled: ${JSON.stringify(result.diagnostics.slice(0, 3))}`);
  return result.compiled;
}
