/** The page's own style: both colour schemes, a narrow screen, and paper. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ground:#f5f6f8;--ink:#1a1d23;--soft:#5b6472;--line:#dfe3ea;
--good:#12693c;--good-fill:#cdeedd;--wait:#7a4d00;--wait-fill:#fbe6b8;--bad:#a51d16;--bad-fill:#f9d3d0;--mute-fill:#e8ebf0;--bar:#4767c9;--bar-fill:#c9d4f7}
@media(prefers-color-scheme:dark){:root{--paper:#1b1e25;--ground:#121419;--ink:#e8eaee;--soft:#a1a9b8;--line:#323845;
--good:#6fd6a2;--good-fill:#153b29;--wait:#f0c05a;--wait-fill:#44340e;--bad:#ff9a92;--bad-fill:#54201c;--mute-fill:#2a2f3a;--bar:#93abf5;--bar-fill:#2f3f70}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.15rem;margin:0 0 .75rem}
p{margin:.25rem 0 0;color:var(--soft)}a{color:inherit}
section{background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:1.1rem 1.25rem;margin-top:1.25rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin-top:1.25rem}
.figure{background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:.75rem 1rem}
.figure b{display:block;font-size:1.7rem;line-height:1.2}.figure span{color:var(--soft);font-size:.9rem}
.figure.bad{border-color:var(--bad);background:var(--bad-fill)}.figure.bad b{color:var(--bad)}.figure.bad span{color:var(--ink)}
.chip{display:inline-block;border-radius:1rem;padding:.05rem .6rem;font-size:.875rem;white-space:nowrap;background:var(--mute-fill);color:var(--soft)}
.chip.good{background:var(--good-fill);color:var(--good)}.chip.wait{background:var(--wait-fill);color:var(--wait)}.chip.bad{background:var(--bad-fill);color:var(--bad);font-weight:600}
small{color:var(--soft);display:block;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse}th{text-align:left;font-size:.85rem;color:var(--soft);font-weight:600}
th,td{padding:.5rem .6rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top}tr:last-child td{border-bottom:0}
.timeline{display:grid;grid-template-columns:9.5rem 1fr 9rem;gap:.35rem .75rem;align-items:center}
.line{display:contents}.timeline svg{width:100%;height:1.5rem;display:block}.axis{position:relative;height:1.2rem;font-size:.75rem;color:var(--soft)}
.axis span{position:absolute;transform:translateX(-50%);white-space:nowrap}.axis .today{color:var(--ink);font-weight:600}
.track{fill:var(--mute-fill)}.run{fill:var(--bar-fill)}.due{fill:var(--bar)}.late{fill:var(--bad)}.now{stroke:var(--ink);stroke-width:3;vector-effect:non-scaling-stroke;stroke-dasharray:4 3}
.when{font-size:.9rem}.when.late{color:var(--bad);font-weight:600}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;font-size:.85rem;color:var(--soft);margin-top:.75rem}
.legend i{display:inline-block;width:1rem;height:.7rem;border-radius:.15rem;margin-right:.4rem}
@media(max-width:44rem){thead{display:none}tr,td{display:block}tr{border-bottom:1px solid var(--line);padding:.5rem 0}tr:last-child{border:0}
td{border:0;padding:.2rem 0;display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.5rem}td::before{content:attr(data-label);color:var(--soft);font-size:.875rem}
td:first-child{display:block;font-weight:600}td:first-child::before{content:none}
.timeline{display:block}.line{display:grid;grid-template:"name when" "track track"/1fr auto;margin-bottom:.6rem}.line .name{grid-area:name}.line .when{grid-area:when;text-align:right}.line .track-cell{grid-area:track}.corner{display:none}
.chip{white-space:normal}
.axis span:not(.today):nth-of-type(even){display:none}}
@media print{:root{color-scheme:light;--paper:#fff;--ground:#fff;--ink:#000;--soft:#444;--line:#bbb;--good:#12693c;--good-fill:#fff;--wait:#7a4d00;--wait-fill:#fff;--bad:#b3261e;--bad-fill:#fff;--mute-fill:#eee;--bar:#4767c9;--bar-fill:#c9d4f7}
html{font-size:10.5px}body{font-size:1rem}main{max-width:none;padding:0}section,.figure{break-inside:avoid;border-radius:0}.chip{border:1px solid currentColor;white-space:normal}svg,.legend i,.chip{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`.trim();
