/** The look of the site's pages, as of a printed yearbook; the reports themselves have their own. Colours are custom properties. */
export const siteStyle = `
:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#1b1f20;--quiet:#555c5e;--line:#dcd9d0;--strong:#1b1f20;--primary:#14505a;--seal:#a3271d;--tint:#f2f0ea;
--serif:"Noto Serif SC","Noto Serif CJK SC","Source Han Serif SC","Songti SC",STSong,SimSun,serif;
--sans:system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",sans-serif}
@media (prefers-color-scheme:dark){:root{--paper:#14181a;--ink:#e8e5dc;--quiet:#a9b0af;--line:#2e3638;--strong:#e8e5dc;--primary:#86c5cc;--seal:#f19083;--tint:#0f1214}}
@media (prefers-contrast:more){:root{--paper:#fff;--ink:#000;--quiet:#000;--line:#000;--strong:#000;--primary:#00363f;--seal:#8c0000;--tint:#fff}}
*{box-sizing:border-box}html{background:var(--paper);-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:72rem;padding:0 24px 48px;color:var(--ink);font:16px/1.7 var(--sans);font-variant-numeric:tabular-nums lining-nums}
a{color:var(--primary);text-underline-offset:3px}:focus-visible{outline:2px solid var(--primary);outline-offset:2px}
[lang=en]{color:var(--quiet);font-family:var(--sans);font-size:.8125rem;font-weight:400}
.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:8px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
header.site{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:8px 32px;padding:24px 0 16px;border-bottom:3px double var(--strong)}
.name{margin:0;font-family:var(--serif);font-size:1.25rem;font-weight:600}.name a{color:inherit;text-decoration:none}
header nav{display:flex;flex-wrap:wrap;gap:4px 24px}header nav a[aria-current]{font-weight:600;text-decoration-thickness:2px}
.demo{margin:16px 0 0;padding:6px 16px;border:2px solid var(--seal);color:var(--seal);font-size:.875rem}.demo [lang=en]{color:inherit}
h1,h2{font-family:var(--serif);font-weight:600;line-height:1.4;margin:0;text-wrap:balance}
h1{font-size:1.875rem;margin:32px 0 16px}h2{font-size:1.25rem;margin:32px 0 8px}
.search{display:grid;grid-template-columns:minmax(12rem,2fr) minmax(10rem,1fr) auto;gap:4px 16px;align-items:end}
.search label{grid-row:1;font-size:.875rem}.search input[type=search],.search select{grid-row:2;min-width:0}.search button{grid-row:2}
input,select,button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--quiet);border-radius:2px;padding:6px 10px;min-height:44px}
button{background:var(--primary);color:var(--paper);border-color:var(--primary);cursor:pointer;padding-inline:24px}
.years{display:flex;flex-wrap:wrap;gap:8px;margin:24px 0 8px}.years a{display:inline-block;padding:6px 12px;border:1px solid var(--line);text-decoration:none;min-height:40px}
.years a[aria-current]{border-color:var(--primary);border-width:2px;padding:5px 11px;font-weight:600}.count{margin-left:8px;color:var(--quiet);font-size:.8125rem;font-weight:400}
.told{margin:8px 0 0;color:var(--quiet);font-size:.875rem}
.frame{overflow-x:auto;border-top:2px solid var(--strong);border-bottom:1px solid var(--strong)}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
th,td{padding:8px 16px 8px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--quiet);font-size:.8125rem;white-space:nowrap}tbody tr:last-child>*{border-bottom:0}tbody th{min-width:14rem}
.date{white-space:nowrap}.more{font-size:.8125rem;margin-left:8px;white-space:nowrap}.files{display:flex;flex-wrap:nowrap;gap:2px 12px;font-size:.875rem}
.corrected{color:var(--seal);font-weight:600;white-space:nowrap}.old>*{color:var(--quiet)}.reason{min-width:12rem}
.empty{padding:24px;border:1px dashed var(--quiet);margin:16px 0}
.latest{list-style:none;margin:0;padding:0}.latest li{padding:4px 0}.latest .date{color:var(--quiet);margin-right:12px}
.pages{display:flex;gap:24px;justify-content:center;margin:24px 0}.path{margin:16px 0 0;font-size:.875rem}
.facts{display:flex;flex-wrap:wrap;gap:4px 32px;margin:0 0 16px;font-size:.875rem}.facts div{display:flex;gap:8px}.facts dt{color:var(--quiet)}.facts dd{margin:0}
ul.inline{display:flex;flex-wrap:wrap;gap:8px 24px;list-style:none;padding:0}code{font-family:ui-monospace,Consolas,monospace;font-size:.875rem;overflow-wrap:anywhere}
footer{margin-top:56px;padding-top:12px;border-top:1px solid var(--strong);font-size:.8125rem;color:var(--quiet)}footer p{margin:4px 0;max-width:60em}
@media (max-width:720px){.files{flex-wrap:wrap}body{padding:0 16px 40px}h1{font-size:1.5rem}.search{grid-template-columns:minmax(0,1fr)}.search>*{grid-row:auto!important}
table,tbody,tr,td,tbody th{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:10px 0;border-bottom:1px solid var(--line)}th,td{border:0;padding:1px 0}tbody th{font-weight:600}.reason:empty{display:none}}
@media print{.search,.years,.pages,header nav,.skip,.files{display:none}body{max-width:none;padding:0}}
@media (forced-colors:active){.years a[aria-current]{border-color:Highlight}}`;
