/** The publication's look: a printed yearbook. Colours are custom properties; nothing is loaded from elsewhere. */
export const style = `
:root{color-scheme:light dark;--paper:#fffefb;--ink:#1c2022;--quiet:#5a6367;--hairline:#c9cdcb;--strong:#1c2022;--primary:#1d5560;--seal:#b3261e;--tint:#f4f5f1;
--serif:"Noto Serif SC","Noto Serif CJK SC","Source Han Serif SC","Songti SC",STSong,SimSun,serif;
--sans:system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif}
@media (prefers-color-scheme:dark){:root{--paper:#15181a;--ink:#e9e7e1;--quiet:#a9b1b5;--hairline:#454c50;--strong:#d5d3cc;--primary:#8fcad4;--seal:#ff9a8f;--tint:#1f2427}}
@media (prefers-contrast:more){:root{--paper:#fff;--ink:#000;--quiet:#222;--hairline:#555;--primary:#00363f;--seal:#8c0000}}
@media (prefers-contrast:more) and (prefers-color-scheme:dark){:root{--paper:#000;--ink:#fff;--quiet:#ddd;--hairline:#aaa;--strong:#fff;--primary:#aee6ef;--seal:#ffb3ab;--tint:#000}}
*{box-sizing:border-box}
html{background:var(--paper);-webkit-text-size-adjust:100%}
body{margin:0;color:var(--ink);font:16px/1.75 var(--sans);font-variant-numeric:tabular-nums lining-nums}
a{color:var(--primary);text-underline-offset:3px}
:focus-visible{outline:2px solid var(--primary);outline-offset:2px}
.page{max-width:1200px;margin:0 auto;padding:0 24px 64px}
.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:8px}
[lang=en]{color:var(--quiet);font-size:.8125rem;line-height:1.5}
h1,h2,h3{font-family:var(--serif);font-weight:700;line-height:1.4;margin:0}
header.title{text-align:center;padding:56px 0 24px;border-bottom:3px double var(--strong)}
header.title .who{font-family:var(--serif);font-size:1.25rem;margin:0 0 8px;text-wrap:balance}
h1{font-size:2rem;letter-spacing:.04em;text-wrap:balance}
h1 span{display:block}
header.title [lang=en]{margin:8px 0 0;letter-spacing:.01em}
.facts{display:flex;flex-wrap:wrap;gap:4px 32px;justify-content:center;margin:24px 0 0;padding:0;font-size:.875rem}
.facts div{display:flex;gap:8px}.facts dt{color:var(--quiet)}.facts dd{margin:0}
.demo{display:inline-block;margin:24px 0 0;padding:6px 16px;border:2px solid var(--seal);color:var(--seal);font-size:.875rem}
.demo [lang=en]{color:inherit;display:block}
.notice{max-width:44em;margin:24px auto 0;padding:8px 16px;border:2px solid var(--seal);text-align:left;font-size:.875rem;overflow-wrap:anywhere}.notice b{color:var(--seal)}.notice [lang=en]{display:block}.notice a [lang=en],.newest [lang=en]{display:inline;margin-left:6px}.newest{margin:16px 0 0;font-size:.875rem}
.origin{max-width:44em;margin:24px auto 0;text-align:left;font-size:.875rem;border-left:3px solid var(--primary);padding-left:16px;overflow-wrap:anywhere}.origin p{margin:0}.origin [lang=en]{display:block}.origin ul{margin:8px 0 0;padding-left:1.2em}
nav.toc{margin:24px 0 0;font-size:.875rem;display:flex;flex-wrap:wrap;gap:4px 24px;justify-content:center}
nav.files{display:flex;gap:16px;flex-wrap:wrap;justify-content:center;margin-top:16px;font-size:.875rem}
h2{font-size:1.5rem;margin:56px 0 8px;padding-bottom:8px;border-bottom:1px solid var(--strong)}
h2 [lang=en],h3 [lang=en]{font-family:var(--sans);font-weight:400;margin-left:12px}
.table{margin:40px 0 0;break-inside:avoid-page}
.table-head{display:flex;justify-content:space-between;align-items:baseline;gap:16px;flex-wrap:wrap;margin-bottom:8px}
h3{font-size:1.125rem}
.unit{font-size:.8125rem;color:var(--quiet);margin-left:auto}
.frame{position:relative;overflow-x:auto;border-top:2px solid var(--strong);border-bottom:2px solid var(--strong);margin-bottom:12px;background:linear-gradient(var(--paper),var(--paper))}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.45}
caption,.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{padding:8px 8px;border:0 solid var(--hairline);border-left-width:1px}
tr>:first-child{border-left-width:0}
thead th{font-weight:400;text-align:center;vertical-align:middle;border-bottom-width:1px;background:var(--tint)}
thead th [lang=en]{display:block;font-size:.6875rem;line-height:1.25;margin-top:4px;hyphens:auto;overflow-wrap:break-word}
tbody tr+tr>*{border-top-width:1px}
tbody th{font-weight:400;text-align:left}
td{text-align:right;white-space:nowrap}
.wide th[scope=col]{min-width:4.3em;max-width:9em;padding:8px 3px;font-size:.8125rem}
.wide tbody th,.wide thead tr:first-child th:first-child{position:sticky;left:0;z-index:1;min-width:7em;max-width:8.5em;background:var(--paper)}
.wide thead tr:first-child th:first-child{background:var(--tint)}
.wide tbody th::after,.wide thead tr:first-child th:first-child::after{content:"";position:absolute;top:0;right:0;bottom:0;border-right:1px solid var(--hairline)}
.wide td{text-align:center}
td.na{color:var(--quiet)}
td .missing{border:1px dashed var(--quiet);padding:0 4px;font-size:.8125rem;color:var(--quiet);white-space:nowrap}
td.text{font-weight:700;color:var(--seal)}
td.differs{font-weight:700}
.notes{margin:0;padding:0;list-style:none;font-size:.8125rem;color:var(--ink);line-height:1.65}
.notes>li{padding-left:3.2em;text-indent:-3.2em;max-width:62em}
.notes>li>*{text-indent:0}
.notes [lang=en]{display:block;font-size:.75rem}
details{font-size:.875rem;margin:8px 0 0}
summary{cursor:pointer;color:var(--primary)}
.compare{max-width:720px;margin-top:8px}
.compare th,.compare td{padding:5px 10px}
.chart{display:grid;grid-template-columns:minmax(0,440px) minmax(0,1fr);gap:16px 48px;align-items:start;margin:32px 0 0;break-inside:avoid}
.chart figure{margin:0;padding:8px;background:#fffefb;color:#1c2022;forced-color-adjust:none}.chart svg{display:block;max-width:100%;height:auto}
.chart td{text-align:right}
.prose{max-width:44em}
.prose h3{margin:32px 0 8px}
.prose p{margin:0 0 8px;text-indent:2em;text-align:justify}
.prose .disagrees{text-indent:0;border-left:3px solid var(--seal);padding-left:12px;color:var(--seal);font-size:.875rem}.disagrees [lang=en]{display:block}
.prose p[lang=en]{text-indent:0;text-align:left;margin-bottom:16px}
.findings{border-left:3px solid var(--seal);padding:4px 0 4px 16px;margin:16px 0 0;font-size:.875rem;list-style:none}
.findings li{margin:4px 0}.findings b{color:var(--seal)}
.findings [lang=en]{display:block}
footer{margin-top:64px;padding-top:12px;border-top:1px solid var(--strong);font-size:.75rem;color:var(--quiet);line-height:1.7}
footer code{font-family:ui-monospace,Consolas,monospace}
@media (max-width:720px){
.page{padding:0 16px 40px}header.title{padding:32px 0 20px}h1{font-size:1.5rem}h2{font-size:1.25rem;margin-top:40px}
.facts{gap:2px 16px;justify-content:flex-start}.facts div{width:100%}.chart{grid-template-columns:minmax(0,1fr)}
h2 [lang=en],h3 [lang=en]{display:block;margin-left:0}
.wide tbody th,.wide thead tr:first-child th:first-child{min-width:5.5em;max-width:6.5em}
}
@media (max-width:340px){.wide tbody th,.wide thead tr:first-child th:first-child{position:static}.prose p,.notice{text-align:left}}
@media (forced-colors:active){.frame,.notice,.demo,td .missing{border-color:CanvasText}.findings,.disagrees{border-left-color:CanvasText}}
@page{size:A4 landscape;margin:16mm 14mm}
@media print{
:root{color-scheme:light;--paper:#fff;--ink:#000;--quiet:#333;--hairline:#888;--strong:#000;--tint:#fff;--primary:#000;--seal:#000}
body{font-size:10.5pt;line-height:1.55}.page{max-width:none;padding:0}nav.toc,nav.files,.skip{display:none}
header.title{padding:0 0 12pt}h2{break-after:avoid}h3{break-after:avoid}
.frame{overflow:visible}.wide th[scope=col]{min-width:0;padding:3pt 2pt}table{font-size:8pt}th,td{padding:3pt}
.wide tbody th,.wide thead tr:first-child th:first-child{position:static}
.chart{grid-template-columns:88mm 1fr}details>*{display:block}
thead{display:table-header-group}tr{break-inside:avoid}
}`;
