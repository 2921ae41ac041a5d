/** The look of a report: one style sheet, no fonts or pictures from elsewhere; light, dark, paper, phone. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#1b1b1a;--soft:#5d5b55;--line:#d9d5ca;--wash:#f0ede4;--all:#4f6d7a;--counter:#b4431c;--unread:#c9a227;--mark:#b4431c}
@media (prefers-color-scheme:dark){:root{--paper:#161614;--ink:#ebe8e0;--soft:#a19d92;--line:#3a3832;--wash:#22211e;--all:#86a9b8;--counter:#ec7f53;--unread:#d9b648;--mark:#ec7f53}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 "Iowan Old Style","Palatino Linotype",Palatino,Georgia,serif;overflow-wrap:anywhere}
main{max-width:46rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:clamp(1.6rem,5vw,2.5rem);line-height:1.18;margin:.3rem 0 .8rem;font-weight:600;text-wrap:balance}
h2{font-size:1.3rem;margin:3rem 0 .6rem;padding-top:.9rem;border-top:3px solid var(--ink);line-height:1.25}
h3{font-size:1.02rem;margin:1.6rem 0 .3rem}
p{margin:.5rem 0}
.kicker,.meta,figcaption,.scale,.years,.note,.key,.ends,table,.value,.bars small,details,.tag,footer,.decades{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
.kicker{font-size:.78rem;letter-spacing:.09em;text-transform:uppercase;color:var(--soft);margin:0}
.meta,.note,.key,figcaption,.ends{font-size:.82rem;color:var(--soft)}
.verdict{border:1px solid var(--line);border-left:6px solid var(--all);background:var(--wash);padding:1rem 1.2rem;margin:1.4rem 0}
.verdict.contradicted{border-left-color:var(--counter)}
.verdict.undecided{border-left-color:var(--unread)}
.verdict b{display:block;font-size:1.35rem;line-height:1.25;margin-bottom:.4rem}
.verdict .not{color:var(--soft)}
.internal{background:var(--counter);color:#fff;font:600 .85rem/1.4 system-ui,sans-serif;padding:.55rem 1.25rem;text-align:center}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.9rem 1.4rem;margin:1.4rem 0;padding:0;list-style:none}
.figures b{display:block;font:600 1.5rem/1.2 system-ui,sans-serif;font-variant-numeric:tabular-nums}
.figures li{font-size:.86rem;color:var(--soft);line-height:1.35}
.figures b{color:var(--ink)}
.plot{margin:1.2rem 0 1.6rem}
figcaption{display:flex;justify-content:space-between;gap:1rem;flex-wrap:wrap;margin-bottom:.3rem}
.strip{display:block;width:100%;height:7rem;border-bottom:1px solid var(--ink)}
.strip.counter{height:3rem}
.strip.all rect{fill:var(--all)}.strip.counter rect{fill:var(--counter)}
.years{position:relative;height:1.7rem;font-size:.76rem;color:var(--soft);margin-bottom:.5rem}
.years span{position:absolute;white-space:nowrap;top:.2rem;border-left:1px solid var(--line);padding-left:.25rem;font-variant-numeric:tabular-nums}
.bars{margin:.8rem 0 1.2rem}
.bars .row{display:grid;grid-template-columns:minmax(8rem,15rem) 1fr 7.2rem;gap:.2rem .9rem;align-items:center;padding:.34rem 0;border-bottom:1px solid var(--line)}
.bars .name{line-height:1.25}
.bars small{color:var(--soft);font-size:.76rem}
.bars .name small{display:block}
.bars .track{background:var(--wash);height:.85rem}
.bars i{display:block;height:100%;min-width:1px}
.bars i.all{background:var(--all)}.bars i.counter{background:var(--counter)}
.value{text-align:right;font-size:.9rem;font-variant-numeric:tabular-nums;white-space:nowrap}
.bounds .line{position:relative;height:1.5rem;background:var(--wash);border:1px solid var(--line)}
.bounds .line i{position:absolute;top:0;bottom:0;min-width:2px}
i.possible{background:var(--counter)}i.unread{background:var(--unread)}
.bounds .least{width:3px;background:var(--ink)}
.ends{display:flex;justify-content:space-between}
.key i{display:inline-block;width:.8rem;height:.8rem;vertical-align:-.05rem;margin-left:.3rem}
.decades{display:flex;gap:.35rem;align-items:flex-end;max-width:30rem;font-size:.74rem;text-align:center}
.decades div{flex:1;max-width:5rem;display:flex;flex-direction:column;justify-content:flex-end;height:8.5rem}
.decades b{font-weight:400;color:var(--soft)}
.decades i{display:block;background:var(--all);min-height:1px;flex:none}
.decades span{border-top:1px solid var(--ink);padding-top:.15rem}
.scroll{overflow-x:auto;margin:.6rem 0 1.2rem}
table{border-collapse:collapse;width:100%;font-size:.84rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding-bottom:.3rem}
th,td{text-align:left;font-weight:400;padding:.34rem .7rem .34rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}
td code{overflow-wrap:anywhere}
thead th{color:var(--soft);border-bottom-color:var(--ink)}
.n{text-align:right;white-space:nowrap}
ol.documents{list-style:none;margin:1rem 0;padding:0;counter-reset:d}
ol.documents li{counter-increment:d;border-top:1px solid var(--line);padding:.9rem 0 .9rem 2.4rem;position:relative;break-inside:avoid}
ol.documents li::before{content:counter(d);position:absolute;left:0;top:.95rem;font:600 .95rem system-ui,sans-serif;color:var(--soft)}
ol.documents h3{margin:0 0 .15rem}
blockquote{margin:.5rem 0;padding:.1rem 0 .1rem .9rem;border-left:3px solid var(--line)}
.tag{display:inline-block;font-size:.72rem;border:1px solid var(--line);padding:.05rem .42rem;margin:.1rem .3rem .1rem 0;border-radius:2px}
.tag.flag{border-color:var(--unread)}.tag.yes{border-color:var(--counter);color:var(--counter)}
code{font:.8em ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace}
pre{font:.8rem/1.5 ui-monospace,Menlo,Consolas,monospace;background:var(--wash);padding:.7rem .9rem;overflow-x:auto;white-space:pre-wrap}
details{font-size:.88rem;margin:.5rem 0}
summary{cursor:pointer;color:var(--soft)}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.8rem;font-size:.8rem;color:var(--soft)}
.watermark{position:fixed;inset:0;display:flex;align-items:center;justify-content:center;pointer-events:none;font:700 min(18vw,11rem)/1 system-ui,sans-serif;color:var(--counter);opacity:.06;transform:rotate(-28deg);z-index:9}
@media (max-width:34rem){body{font-size:16px}.bars .row{grid-template-columns:1fr auto}.bars .track{grid-column:1/-1;grid-row:2;height:.6rem}ol.documents li{padding-left:1.7rem}}
@media print{:root{--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--wash:#f2f2f2;--all:#4f6d7a;--counter:#b4431c;--unread:#c9a227;color-scheme:light}body{font-size:10.5pt}main{max-width:none;padding:0}h2{margin-top:1.6rem;break-after:avoid}figure,.verdict,tr,.row{break-inside:avoid}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}details:not([open])>*:not(summary){display:none}}
`;
