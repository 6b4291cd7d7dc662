// The one style sheet of the page, in the colours of the dashboard. It stands in the page; the policy names it by its hash.
import { createHash } from 'node:crypto';

export const PAGE_STYLE = `
:root{color-scheme:light dark;
--canvas:light-dark(#f6f5f1,#121315);--surface:light-dark(#fffefc,#191b1e);--raised:light-dark(#1a1b1f,#ebeae6);--on-raised:light-dark(#fffefc,#191b1e);
--ink:light-dark(#1a1b1f,#ebeae6);--muted:light-dark(#585a61,#a6a8af);--faint:light-dark(#63656c,#979ba3);--line:light-dark(#e3e0d8,#2b2e33);
--accent:light-dark(#3043bd,#a3b0ff);
--pass:light-dark(#14693a,#74d39a);--pass-mark:light-dark(#2c9a5b,#46b877);--pass-wash:light-dark(#e1f1e6,#15291d);
--partial:light-dark(#7c5000,#e9bd68);--partial-mark:light-dark(#d39a1c,#d8a43d);--partial-wash:light-dark(#faeecf,#2e2410);
--fail:light-dark(#ab231c,#ff978b);--fail-mark:light-dark(#d5443b,#ee6a5f);--fail-wash:light-dark(#fbe6e2,#371917);
--error:light-dark(#67399c,#cbabf7);--error-mark:light-dark(#8c5cc6,#a67be0);--error-wash:light-dark(#efe7f8,#291f39);
--calm:light-dark(#3043bd,#a3b0ff);--calm-mark:light-dark(#4d61d8,#8797f5);--calm-wash:light-dark(#e9ebfa,#232842);
--idle:light-dark(#585a61,#a6a8af);--idle-mark:light-dark(#a5a299,#62666e);--idle-wash:light-dark(#ebe9e3,#26292e);
--data:ui-monospace,'SF Mono','Cascadia Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace}
*{box-sizing:border-box;margin:0;padding:0}
html{font:14px/22px ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans','Liberation Sans',Arial,sans-serif;background:var(--canvas);color:var(--ink);-webkit-text-size-adjust:100%}
body{min-height:100dvh;font-variant-numeric:tabular-nums;padding:56px 20px 40px;overflow-wrap:anywhere}
main,footer{max-width:720px;margin-inline:auto}
h1{font-size:22px;line-height:28px;font-weight:600;letter-spacing:-.015em;text-wrap:balance}
h2{margin:40px 0 12px;font:500 11px/16px var(--data);letter-spacing:.04em;text-transform:uppercase;color:var(--faint)}
h3{font-size:14px;line-height:22px;font-weight:600;min-width:0}
a{color:var(--accent);text-decoration:underline;text-decoration-color:color-mix(in srgb,currentColor 35%,transparent);text-underline-offset:3px}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
ol,ul{list-style:none}
.lead{margin-top:6px;max-width:60ch;color:var(--muted);white-space:pre-line}
.whole{white-space:nowrap}
.latency{font-size:12px;line-height:18px;color:var(--faint)}
.mark{flex:none;overflow:visible;color:var(--tone-mark)}
.ring{fill:none;stroke:currentColor;stroke-width:1.8}
.line{fill:none;stroke:currentColor;stroke-width:1.6}
.cut{fill:none;stroke:var(--surface);stroke-width:1.5}
.pass{--tone:var(--pass);--tone-mark:var(--pass-mark);--tone-wash:var(--pass-wash)}
.partial{--tone:var(--partial);--tone-mark:var(--partial-mark);--tone-wash:var(--partial-wash)}
.fail{--tone:var(--fail);--tone-mark:var(--fail-mark);--tone-wash:var(--fail-wash)}
.error{--tone:var(--error);--tone-mark:var(--error-mark);--tone-wash:var(--error-wash)}
.calm{--tone:var(--calm);--tone-mark:var(--calm-mark);--tone-wash:var(--calm-wash)}
.idle{--tone:var(--idle);--tone-mark:var(--idle-mark);--tone-wash:var(--idle-wash)}
.overall{display:flex;flex-wrap:wrap;align-items:center;gap:2px 10px;margin-top:28px;padding:14px 16px;border-radius:8px;background:var(--tone-wash);color:var(--tone)}
.overall .mark{width:16px;height:16px}
.overall .cut{stroke:var(--tone-wash)}
.overall strong{font-size:16px;line-height:24px;font-weight:600}
.overall time{margin-inline-start:auto}
.card{border:1px solid var(--line);border-radius:8px;background:var(--surface);box-shadow:0 1px 2px light-dark(rgb(40 36 24/.06),rgb(0 0 0/.4))}
.card>li{padding:14px 16px 12px}
.card>li+li{border-top:1px solid var(--line)}
.head{display:flex;align-items:baseline;justify-content:space-between;gap:4px 16px}
.state{display:inline-flex;align-items:center;white-space:nowrap;gap:6px;flex:none;font-size:13px;line-height:20px;font-weight:500;color:var(--tone)}
.days{display:flex;align-items:flex-end;gap:2px;height:30px;margin:10px 0 6px}
.days>li{position:relative;flex:1 1 0;min-width:1px;height:100%;display:flex;align-items:flex-end}
.days>li::before{content:'';width:100%;height:100%;border-radius:1.5px;background:var(--tone-mark)}
.days>.partial::before{height:80%}
.days>.fail::before{height:50%}
.days>.idle::before{height:12%;background:var(--line)}
.days>.calm::before{height:100%;background:var(--tone-wash);box-shadow:inset 0 0 0 1px var(--tone-mark)}
.days span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.days>li:hover span{z-index:1;bottom:calc(100% + 6px);left:50%;width:auto;height:auto;overflow:visible;clip-path:none;transform:translateX(-50%);padding:3px 8px;border-radius:5px;background:var(--raised);color:var(--on-raised);font-size:12px;line-height:18px;pointer-events:none}
.days>li:nth-child(-n+24):hover span{left:0;transform:none}
.days>li:nth-last-child(-n+24):hover span{left:auto;right:0;transform:none}
.days>li:hover::before{opacity:.7}
.scale{display:flex;white-space:nowrap;justify-content:space-between;gap:4px 12px;font-size:12px;line-height:18px;color:var(--faint)}
.scale strong{font-weight:500;color:var(--ink)}
.incident{display:grid;grid-template-columns:auto 1fr;gap:0 8px}
.incident .mark{margin-top:5px}
.incident p:last-child{grid-column:2;font-size:13px;line-height:20px;color:var(--muted)}
.none{padding:14px 16px;color:var(--muted)}
footer{margin-top:44px;padding-top:16px;border-top:1px solid var(--line);font-size:12px;line-height:18px;color:var(--faint)}
footer p+p{margin-top:6px}
@media (max-width:480px){body{padding:32px 14px 28px}.days{gap:1px}.overall time{margin-inline-start:26px;flex-basis:100%}.card>li{padding:12px 12px 10px}}
@media (forced-colors:active){.days>li::before,.mark{forced-color-adjust:none}}
@media print{.days>li::before{print-color-adjust:exact}}
`;

/** As a Content-Security-Policy names the style sheet. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'`;
