/** Small pages made by the server. */

/** Text that is safe between tags and in quoted attributes. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

const STYLE = `:root{color-scheme:light dark;--ink:#1b1f23;--paper:#fdfcf9;--line:#d8d4ca;--quiet:#5c6168;--primary:#1f4e5a}
@media(prefers-color-scheme:dark){:root{--ink:#e6e4de;--paper:#16191c;--line:#3a3f45;--quiet:#a0a6ad;--primary:#8cc3cf}}
body{margin:0 auto;max-width:64rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.6 "Noto Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}
h1,h2{font-family:"Noto Serif SC","Songti SC",SimSun,serif;font-weight:600;line-height:1.3}h1{font-size:1.75rem}h2{font-size:1.25rem;margin-top:2.5rem}
a{color:var(--primary)}table{border-collapse:collapse;width:100%;font-size:.9375rem}th,td{border-bottom:1px solid var(--line);padding:.375rem .75rem .375rem 0;text-align:left;vertical-align:top}
th{font-weight:600}code,pre{font-family:ui-monospace,Consolas,monospace;font-size:.875rem}.quiet{color:var(--quiet)}.frame{overflow-x:auto}details{margin:.5rem 0}summary{cursor:pointer}`;

/** A whole page, Chinese, with a quiet style; `body` is HTML. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="/favicon.svg"><title>${escape(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>\n`;
}
