import { PARTS } from './style-parts.ts';

const BASE = `
:root{color-scheme:light dark;--paper:#f6f7f9;--card:#fff;--ink:#1b2130;--soft:#565f73;--line:#d9dde5;--hair:#e9ecf1;--link:#2f45b8;--focus:#2f45b8;--on-main:#fff;--main:#2f45b8;
--good:#1b7a48;--good-bg:#e2f3e9;--bad:#b3261e;--bad-bg:#fbe6e4;--busy:#1e5fb3;--busy-bg:#e3edfa;--warn:#8a5300;--warn-bg:#fbefd9;--calm:#4c6a78;--calm-bg:#e5eef2;--off:#5d6575;--off-bg:#eceef2;--good-fill:#74bd95;--calm-fill:#a9c5d1;--moon:#b98a10}
@media (prefers-color-scheme:dark){:root{--paper:#10141d;--card:#171c28;--ink:#e5e8ef;--soft:#a0a9bb;--line:#2d3547;--hair:#232a39;--link:#a9b8ff;--focus:#a9b8ff;--on-main:#10141d;--main:#a9b8ff;
--good:#7fd6a4;--good-bg:#16301f;--bad:#ff9d94;--bad-bg:#3b1a19;--busy:#93c1ff;--busy-bg:#152a45;--warn:#f2c274;--warn-bg:#35270f;--calm:#a8c6d3;--calm-bg:#1c2b32;--off:#a0a9bb;--off-bg:#252c3a;--good-fill:#37845a;--calm-fill:#4d7182;--moon:#f3d37a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
.banner,main,footer{max-width:1120px;margin:0 auto;padding:0 20px}
.banner{display:flex;flex-wrap:wrap;align-items:center;gap:4px 20px;padding-top:14px;padding-bottom:14px}
.brand{display:flex;align-items:center;gap:8px;font-size:16px;font-weight:650;letter-spacing:-.01em;color:var(--ink);text-decoration:none}
.moon{width:20px;height:20px;fill:var(--moon)}
.banner nav{display:flex;gap:4px}
.banner nav a{padding:4px 10px;border-radius:6px;color:var(--soft);text-decoration:none}
.banner nav a:hover{background:var(--hair)}
.banner nav a[aria-current]{color:var(--ink);background:var(--hair);font-weight:600}
.place{margin:0 0 0 auto;color:var(--ink);font-size:13px}
.place span{color:var(--soft)}
main{padding-bottom:24px}
main:focus{outline:none}
footer{padding-top:12px;padding-bottom:32px;color:var(--soft);font-size:12.5px}
footer p{margin:0}
#link-state{color:var(--bad);font-weight:600}
h1{margin:6px 0 14px;font-size:22px;line-height:1.25;letter-spacing:-.015em;font-weight:650;overflow-wrap:anywhere}
h2{margin:0 0 10px;font-size:13px;font-weight:650;color:var(--soft)}
p{margin:0 0 10px}
a{color:var(--link);text-underline-offset:2px;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
code,pre{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code.long{overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:12px;top:-60px;z-index:2;padding:8px 14px;background:var(--main);color:var(--on-main);border-radius:0 0 8px 8px}
.skip:focus{top:0}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
section{margin:0 0 16px;padding:16px;background:var(--card);border:1px solid var(--line);border-radius:10px}
.sub{display:block;color:var(--soft);font-size:12.5px}
.zone{color:var(--soft);font-size:12.5px}
.quiet{margin:0;color:var(--soft)}
.lead{color:var(--soft);max-width:70ch}
.head{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;margin:6px 0 12px}
.head h1{margin:0}
.of{font-weight:400;color:var(--soft);font-size:16px}
.trail ol{display:flex;flex-wrap:wrap;gap:0 6px;margin:4px 0 0;padding:0;list-style:none;font-size:12.5px;color:var(--soft)}
.trail li+li::before{content:"/";margin-right:6px;color:var(--line)}
.badge{display:inline-flex;align-items:center;gap:5px;padding:1px 8px 1px 6px;border-radius:999px;font-size:12.5px;font-weight:600;white-space:nowrap}
.badge svg{width:12px;height:12px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.badge.good{color:var(--good);background:var(--good-bg)}.badge.bad{color:var(--bad);background:var(--bad-bg)}.badge.busy{color:var(--busy);background:var(--busy-bg)}
.badge.warn{color:var(--warn);background:var(--warn-bg)}.badge.calm{color:var(--calm);background:var(--calm-bg)}.badge.off{color:var(--off);background:var(--off-bg)}
.button{display:inline-block;padding:6px 14px;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink);font:inherit;font-weight:600;line-height:1.4;text-decoration:none;cursor:pointer}
.button:hover{border-color:var(--soft)}
.button.main{background:var(--main);border-color:var(--main);color:var(--on-main)}
.button.main:hover{filter:brightness(1.08)}
.actions{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 16px}
section .actions{margin:14px 0 0}
.notice{padding:9px 12px;border-radius:8px;background:var(--hair)}
.notice.bad{background:var(--bad-bg)}
`;

/** The style sheet of every page: system fonts, two colour schemes, nothing loaded from anywhere. */
export const STYLE = BASE + PARTS;
