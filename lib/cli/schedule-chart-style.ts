/** The chart's looks: one column that fits a phone, and paper. Told apart without colour by fill, outline and hatching. */
export const chartStyle = `
:root { --ink: #1b2430; --soft: #5a6675; --line: #cfd6de; --run: #1f6f50; --ground: #f4f6f8; --paper: #fff; --bad: #a3261b; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --soft: #a3afbc; --line: #3a4653; --run: #5cc49a; --ground: #1d252e; --paper: #12181f; --bad: #ff9489; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.4 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.25rem; line-height: 1.25; margin: .25rem 0 .75rem; }
h2 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: .8rem; font-weight: 600; color: var(--soft); margin: .75rem 0 .35rem; }
section { border-top: 1px solid var(--line); padding: 1rem 0; break-inside: avoid-page; }
section p { margin: .15rem 0 0; color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
.legend { list-style: none; margin: 0 0 1rem; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .9rem; }
.legend li { display: flex; align-items: center; gap: .4rem; }
.defs { position: absolute; width: 0; height: 0; }
.key { width: 22px; height: 12px; }
.failed { border: 1px solid var(--bad); border-radius: .4rem; padding: .75rem 1rem; margin-bottom: 1rem; }
.failed h2 { color: var(--bad); }
.failed ul { margin: .4rem 0 0; padding-left: 1.1rem; font-size: .9rem; }
.week { break-inside: avoid; }
.names span { white-space: nowrap; }
.day { display: grid; grid-template-columns: 5.6rem 1fr; column-gap: .3rem; align-items: start; margin-bottom: 3px; }
.label { font-size: .85rem; line-height: 22px; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar svg { display: block; width: 100%; height: 22px; }
.note { font-size: .78rem; color: var(--soft); padding: 1px 0 4px; }
.hours { display: flex; justify-content: space-between; font-size: .75rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.ground, .stopped { fill: var(--ground); stroke: var(--line); vector-effect: non-scaling-stroke; }
.outside { fill: none; stroke: var(--line); stroke-dasharray: 2 4; vector-effect: non-scaling-stroke; }
.running { fill: var(--run); }
.left-alone { fill: url(#hatch); stroke: var(--line); vector-effect: non-scaling-stroke; }
.hatch-ground { fill: var(--ground); }
.hatch-line { fill: var(--soft); opacity: .55; }
.firing { stroke: var(--ink); stroke-width: 2.5; vector-effect: non-scaling-stroke; }
.many { fill: var(--soft); opacity: .55; }
.grid { stroke: var(--soft); stroke-opacity: .35; stroke-width: 1; vector-effect: non-scaling-stroke; pointer-events: none; }
@media (min-width: 40rem) { .day { grid-template-columns: 6.4rem 1fr; } h1 { font-size: 1.5rem; } }
@media print { :root { --ink: #000; --soft: #444; --line: #999; --run: #1f6f50; --ground: #fff; --paper: #fff; } body { font-size: 11pt; } main { max-width: none; padding: 0; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } @page { margin: 15mm; } }
`;
