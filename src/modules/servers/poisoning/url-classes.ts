// What an address in a text could be meant for. Pure.

/** Hosts whose only trade is to receive what somebody sends, for whoever made the address a minute ago. */
const COLLECTORS = (
  'webhook.site requestbin.com requestbin.net pipedream.net beeceptor.com requestcatcher.com hookbin.com postb.in ' +
  'burpcollaborator.net oastify.com oast.fun oast.live oast.pro oast.site oast.me oast.online interact.sh interactsh.com ' +
  'dnslog.cn ceye.io canarytokens.com ngrok.io ngrok.app ngrok-free.app trycloudflare.com serveo.net localtunnel.me loca.lt ' +
  'transfer.sh file.io pastebin.com paste.ee mockbin.org'
).split(' ');
const COLLECTOR_PATHS = ['discord.com/api/webhooks', 'discordapp.com/api/webhooks', 'api.telegram.org/bot'];

const SENSITIVE =
  /(?:conversation|history|message|prompt|secret|token|password|passwd|key|env|context|cred|chat|session|cookie|content|data|file|answer|response|result|output|memory)/;
const PLACEHOLDER = /\{([^{}]{1,60})\}|\$\{?([a-z_]{1,60})|<([a-z _-]{1,60})>|%7b([^%]{1,60})%7d|\[([a-z _-]{1,60})\]/gi;

/** `isImage`: of a Markdown image, which clients load by themselves. */
export function urlClasses(url: string, { isImage }: { readonly isImage: boolean }): string[] {
  const lower = url.toLowerCase();
  if (lower.startsWith('javascript:') || /^data:(?:text|application)\//.test(lower)) return ['@activeurl'];
  if (lower.startsWith('data:')) return ['@dataurl'];
  const host = /^[a-z]+:\/\/(?:[^/@\s]*@)?([^/:?#\s)"'>\]]+)/.exec(lower)?.[1] ?? '';
  const isCollector =
    COLLECTORS.some((name) => host === name || host.endsWith(`.${name}`)) || COLLECTOR_PATHS.some((path) => lower.includes(path));
  const placeholders = [...url.matchAll(PLACEHOLDER)].map(
    (found) =>
      found
        .slice(1)
        .find((name) => name !== undefined)
        ?.toLowerCase() ?? '',
  );
  const leaks = placeholders.some((name) => SENSITIVE.test(name));
  return [
    '@url',
    ...(isCollector ? ['@collector'] : []),
    ...(isImage && placeholders.length > 0 ? ['@imageleak'] : []),
    ...(leaks && /[?&#;]/.test(lower) ? ['@leakurl'] : []),
    ...(/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) ? ['@ipurl'] : []),
  ];
}
