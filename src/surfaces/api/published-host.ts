// Names beside the public URL's under which published endpoints answer: `<org>.<BASE_DOMAIN>` and `mcp.<org>.<BASE_DOMAIN>`. Pure.
import type { Settings } from '#platform/ctx';

export interface PublishedHost {
  /** Of the organization that it names, whether there is one or not. */
  readonly orgSlug: string;
  /** `mcp.<org>.…`: its paths are slugs of sources in mode tools. */
  readonly isOfProducts: boolean;
}

const LABEL = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Undefined for every other name. The port is that of the public URL: behind it stands the same process. */
export function publishedHostOf(
  host: string,
  { baseDomain, publicUrl }: Pick<Settings, 'baseDomain' | 'publicUrl'>,
): PublishedHost | undefined {
  if (baseDomain === undefined) return undefined;
  const { port } = new URL(publicUrl);
  const ending = `.${baseDomain}${port === '' ? '' : `:${port}`}`;
  if (!host.endsWith(ending)) return undefined;
  const [first = '', second, ...more] = host.slice(0, -ending.length).split('.');
  if (more.length > 0 || !LABEL.test(second ?? first)) return undefined;
  if (second === undefined) return { orgSlug: first, isOfProducts: false };
  return first === 'mcp' ? { orgSlug: second, isOfProducts: true } : undefined;
}
