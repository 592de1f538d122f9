/** The page's stylesheet: two palettes, one column, a table that becomes cards on a phone. */
export const STYLE = `
:root {
  --back: #f3f6f8; --card: #fff; --ink: #14212b; --quiet: #5c6e7c; --line: #dfe6ec; --accent: #0e7490;
  --area: rgb(14 116 144 / .13); --live: #b4235a; --warn: #a35a00; --code: #f3f6f8; --shadow: 0 1px 2px rgb(20 33 43 / .06);
  color-scheme: light dark;
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #0d1418; --card: #141d23; --ink: #e4ecf1; --quiet: #8fa3b1; --line: #24313a; --accent: #4cc3dc;
    --area: rgb(76 195 220 / .16); --live: #ff7aa8; --warn: #f0a94a; --code: #0d1418; --shadow: none;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); }
header, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
header { display: flex; align-items: center; justify-content: space-between; padding-top: 18px; padding-bottom: 18px; }
footer { padding-top: 4px; padding-bottom: 36px; }
h1, h2, h3, p, dl, dd, figure { margin: 0; font-weight: inherit; }
h1 { font-size: 1.2rem; font-weight: 650; }
h2 { font-size: 1.05rem; font-weight: 650; overflow-wrap: anywhere; }
h3 { font-size: .9rem; font-weight: 600; }
.quiet { color: var(--quiet); }
.small, small { font-size: .8rem; }
.brand { display: inline-flex; align-items: center; gap: 10px; font-size: 1.2rem; font-weight: 700; letter-spacing: .01em; }
.session { display: flex; align-items: center; gap: 12px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px 22px; margin-bottom: 18px; box-shadow: var(--shadow); }
.head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 2px 14px; margin-bottom: 12px; }
button { font: inherit; font-size: .85rem; color: var(--ink); background: transparent; border: 1px solid var(--line); border-radius: 7px; padding: 4px 12px; cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 14px 20px; margin-bottom: 20px; }
.tiles dt { color: var(--quiet); font-size: .8rem; }
.tiles dd { font-size: 1.55rem; font-weight: 650; letter-spacing: -.01em; white-space: nowrap; font-variant-numeric: tabular-nums; }
.tiles small { color: var(--quiet); font-weight: 400; letter-spacing: 0; margin-left: 7px; }

svg { display: block; width: 100%; }
svg .area { fill: var(--area); }
svg .stroke { fill: none; stroke: var(--accent); stroke-width: 1.5; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
svg.spark .stroke { stroke-width: 1.2; }
.chart { display: grid; grid-template-columns: auto 1fr; gap: 6px 10px; }
.chart .scale { display: flex; flex-direction: column; justify-content: space-between; text-align: right; margin: -.6em 0; }
.chart .scale, .chart figcaption { color: var(--quiet); font-size: .75rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.chart .plot { height: 190px; background: linear-gradient(var(--line) 1px, transparent 1px) 0 0 / 100% 25%; border-bottom: 1px solid var(--line); }
.chart .plot svg { height: 100%; }
.chart figcaption { grid-column: 2; display: flex; justify-content: space-between; }

.row { display: grid; grid-template-columns: minmax(0, 1.5fr) minmax(140px, 1.6fr) repeat(4, minmax(84px, .62fr)); gap: 0 16px; align-items: center; padding: 7px 0; border-top: 1px solid var(--line); }
.heads { border-top: 0; padding: 0 0 6px; color: var(--quiet); }
.heads span:nth-child(n + 3) { text-align: right; }
.name { overflow-wrap: anywhere; font-weight: 500; }
.curve svg { height: 34px; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { height: 3px; margin-top: 4px; border-radius: 2px; }
.bar rect { fill: var(--line); }
.bar .fill { fill: var(--accent); }
.badge { display: inline-block; font-size: .68rem; font-weight: 600; letter-spacing: .02em; line-height: 1.5; padding: 0 7px; border: 1px solid currentColor; border-radius: 9px; color: var(--warn); white-space: nowrap; vertical-align: 1px; }
.badge.live { color: var(--live); }
.unclaimed { border-style: dashed; }
.unclaimed svg .stroke { stroke: var(--warn); }
.unclaimed svg .area { fill: none; }

.curl { display: grid; grid-template-columns: 1fr auto; gap: 6px 12px; align-items: center; margin-bottom: 14px; }
.curl pre { grid-column: 1 / -1; }
pre { margin: 0; padding: 10px 12px; background: var(--code); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
pre, code { font: .8rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
.paths { display: grid; grid-template-columns: auto 1fr; gap: 6px 18px; margin-bottom: 12px; }
.paths dt { font-weight: 600; }
.paths dd { display: flex; flex-wrap: wrap; gap: 4px 14px; }

.login { min-height: 92vh; display: grid; place-items: center; }
.login .card { width: min(380px, 100%); display: grid; gap: 12px; padding: 28px; }
label { font-size: .85rem; font-weight: 600; margin-bottom: -6px; }
input { font: inherit; width: 100%; color: var(--ink); background: var(--back); border: 1px solid var(--line); border-radius: 8px; padding: 9px 12px; }
.primary { font-size: 1rem; font-weight: 600; padding: 9px 12px; border-color: var(--accent); background: var(--accent); color: var(--card); }
.primary:hover { color: var(--card); filter: brightness(1.08); }
.fault { color: var(--live); }

@media (max-width: 760px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  .card { padding: 16px 14px; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .tiles dd { font-size: 1.3rem; }
  .chart .plot { height: 130px; }
  .chart figcaption span:nth-child(even) { display: none; }
  .heads { display: none; }
  .row { grid-template-columns: repeat(4, 1fr); align-items: start; gap: 6px 12px; padding: 12px 0; }
  .name, .curve { grid-column: 1 / -1; }
  .figure { text-align: left; font-size: .85rem; }
  .figure::before { content: attr(data-name); display: block; color: var(--quiet); font-size: .72rem; }
}
`;
