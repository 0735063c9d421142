/** Tables, lists and pictures of the pages, and what they become on a narrow screen. */
export const PARTS = `
table{width:100%;border-collapse:collapse}
th,td{padding:8px 12px 8px 0;border-top:1px solid var(--hair);text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{padding-top:0;border-top:0;color:var(--soft);font-size:12.5px;font-weight:500;white-space:nowrap}
tbody th{font-weight:600}
tbody th .sub,tbody th .zone{font-weight:400}
.number{text-align:right;white-space:nowrap}
.jobs th:first-child{width:29%}
th a,.timeline a{text-decoration:none}
th a:hover,.timeline a:hover{text-decoration:underline}
.jobs .strip{width:298px}
.plain{text-decoration:none}
time,.zone{white-space:nowrap}
.strip{display:block;width:100%;max-width:298px;height:auto}
.strip rect{fill:var(--off)}.strip .none{fill:var(--line)}.strip .good,.chart .good{fill:var(--good-fill)}.strip .calm,.chart .calm{fill:var(--calm-fill)}
.strip .bad,.chart .bad{fill:var(--bad)}.strip .busy,.chart .busy{fill:var(--busy)}.strip .notch{fill:var(--card)}
.counted{margin:6px 0 0;color:var(--soft);font-size:12.5px}
.attention{margin:0;padding:0;list-style:none}
.attention li{display:grid;grid-template-columns:124px 1fr auto;gap:4px 12px;align-items:start;padding:9px 0;border-top:1px solid var(--hair)}
.attention li:first-child{border-top:0;padding-top:0}
.attention li:last-child{padding-bottom:0}
.attention p{margin:0;overflow-wrap:anywhere}
.attention p a{font-weight:600}
.attention .badge{justify-self:start}
.attention .when{display:block}
.attention .button{padding:3px 10px;font-size:13px}
.when{color:var(--soft);font-size:12.5px}
.timeline ul{margin:0;padding:0;list-style:none}
.timeline li,.axis{display:grid;grid-template-columns:minmax(140px,22%) 1fr minmax(150px,26%);gap:0 14px;align-items:center}
.timeline li{border-top:1px solid var(--hair);padding:5px 0}
.timeline a{font-weight:600;overflow-wrap:anywhere}
.timeline svg{display:block;width:100%;height:20px}
.axis{position:relative;height:18px;color:var(--soft);font-size:11.5px}
.axis>svg{height:6px;align-self:end}
.axis .hours{grid-column:2;grid-row:1}
.axis .hours svg{height:14px;overflow:visible}
.axis>svg{grid-column:2;grid-row:1}
.axis text{fill:var(--soft);font-size:11px;text-anchor:middle}
.timeline .hour{fill:var(--hair)}.timeline .midnight{fill:var(--line)}.timeline .mark{fill:var(--link)}.timeline .band{fill:var(--link);opacity:.55}
.timeline .paused .mark,.timeline .paused .band{fill:var(--line)}
.timeline .times{color:var(--soft);font-size:12.5px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:12px 24px;margin:0}
.facts dt,.figures dt{color:var(--soft);font-size:12.5px}
.facts dd,.figures dd{margin:0;overflow-wrap:anywhere}
.next{margin:0;padding:0;list-style:none}
.next .sub{display:inline}
.policy{margin:0;padding:0;list-style:none}
.policy li+li{margin-top:2px}
.done th{font-weight:600}
.figures{display:flex;flex-wrap:wrap;gap:8px 28px;margin:4px 0 0}
.figures dd{font-size:18px;font-weight:600}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:18px 28px;margin-top:16px}
figure{margin:0}
figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 12px;margin-bottom:4px;font-size:12.5px;color:var(--soft)}
figcaption b{color:var(--ink)}
.chart{display:block;width:100%;height:48px;border-bottom:1px solid var(--line)}
.chart rect{fill:var(--off)}
.ends{display:flex;justify-content:space-between;margin:3px 0 0;color:var(--soft);font-size:11.5px}
.pages{display:flex;gap:16px;margin-top:10px}
.reason{font-size:16px;overflow-wrap:anywhere}
.advice{padding:9px 12px;border-left:3px solid var(--warn);background:var(--warn-bg);border-radius:0 8px 8px 0}
.chain{margin:0;padding:0;list-style:none}
.chain li{position:relative;padding:0 0 14px 24px;overflow-wrap:anywhere}
.chain li:last-child{padding-bottom:0}
.chain li::before{content:"";position:absolute;left:3px;top:5px;width:9px;height:9px;border-radius:50%;background:var(--link)}
.chain li.open::before{background:var(--card);box-shadow:inset 0 0 0 2px var(--line)}
.chain li:not(:last-child)::after{content:"";position:absolute;left:7px;top:17px;bottom:-2px;width:1px;background:var(--line)}
.chain .when{display:block}
.chain .when .sub{display:inline}
.items{margin:0;padding-left:28px;max-height:420px;overflow:auto}
.items li{padding:2px 0;overflow-wrap:anywhere}
.slots{margin:0 0 12px;padding:0;list-style:none;max-height:420px;overflow:auto}
.slots li{padding:4px 0;border-top:1px solid var(--hair);overflow-wrap:anywhere}
.why{color:var(--soft)}
details{margin-top:8px}
summary{cursor:pointer;color:var(--link);width:fit-content}
.log td{padding:4px 12px 4px 0;font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.log td:nth-child(2){color:var(--soft)}
.log tr.bad td:nth-child(2),.log tr.bad .line{color:var(--bad);font-weight:600}
.log tr.warn td:nth-child(2){color:var(--warn)}
.log details{margin:0}
pre{margin:4px 0 0;white-space:pre-wrap;overflow-wrap:anywhere}
.mail{display:block;width:100%;height:640px;border:1px solid var(--line);border-radius:8px;background:#fff}
.ask{max-width:560px}
.confirm{margin:0}
.field{display:block;margin:0 0 14px}
.field .sub{margin-top:5px}
.field>span:first-child{display:block;font-weight:600;margin-bottom:4px}
input:not([type=checkbox]){width:100%;max-width:360px;padding:7px 10px;border:1px solid var(--soft);border-radius:8px;background:var(--paper);color:var(--ink);font:inherit}
input[type=checkbox]{width:18px;height:18px;accent-color:var(--main)}
dialog{width:min(560px,calc(100vw - 32px));max-height:calc(100vh - 48px);padding:22px 24px;border:1px solid var(--line);border-radius:14px;background:var(--card);color:var(--ink);box-shadow:0 18px 60px rgba(10,14,26,.35)}
dialog::backdrop{background:rgba(10,14,26,.45)}
dialog h1{margin-top:0;font-size:18px}
@media (max-width:760px){
.banner,main,footer{padding-left:14px;padding-right:14px}
.place{margin-left:0;width:100%}
section{padding:14px}
table,tbody,tr,td,tbody th{display:block;width:auto}
.jobs th:first-child{width:auto}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody tr{padding:10px 0;border-top:1px solid var(--hair)}
tbody tr:first-child{border-top:0;padding-top:0}
td,tbody th{padding:2px 0;border:0}
td[data-label]{display:grid;grid-template-columns:96px 1fr;gap:0 10px}
td[data-label]::before{content:attr(data-label);grid-row:1/span 9;color:var(--soft);font-size:12.5px}
td[data-label]>*{grid-column:2;justify-self:start}
.jobs .strip{width:100%}
.number{text-align:left}
.log tr{padding:5px 0}
.log td{display:inline;padding-right:8px}
.log td:last-child{display:block}
.attention li{grid-template-columns:1fr auto}
.attention p{grid-column:1/-1;grid-row:2}
.attention .button{grid-column:2;grid-row:1}
.timeline li,.axis{grid-template-columns:1fr;gap:3px}
.axis .hours,.axis>svg{grid-column:1}
.button{padding:8px 14px}
}
@media (prefers-reduced-motion:no-preference){.badge.busy svg{animation:breathe 1.6s ease-in-out infinite}@keyframes breathe{50%{opacity:.35}}}
`;
