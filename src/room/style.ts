/** The look of a reading room: the colours of a report (report/style.ts), a list beside a message, one column on a phone and on paper. */
export const ROOM_STYLE = `
:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#1b1b1a;--soft:#5d5b55;--line:#d9d5ca;--wash:#f0ede4;--all:#4f6d7a;--counter:#a83c17;--mark:#f6dd8a;--on-mark:#1b1b1a}
@media (prefers-color-scheme:dark){:root{--paper:#161614;--ink:#ebe8e0;--soft:#a8a499;--line:#3a3832;--wash:#22211e;--all:#86a9b8;--counter:#ec7f53;--mark:#7a5f10;--on-mark:#fff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
button,input,select,textarea{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:3px;padding:.35rem .6rem;min-height:2.4rem}
button{cursor:pointer}
button:disabled{opacity:.45;cursor:default}
:focus-visible{outline:3px solid var(--all);outline-offset:1px}
h1{font:600 1.15rem/1.3 "Iowan Old Style",Palatino,Georgia,serif;margin:0}
h2{font:600 1.45rem/1.25 "Iowan Old Style",Palatino,Georgia,serif;margin:.8rem 0 .6rem}
h3{font-size:.95rem;margin:1rem 0 .3rem}
h4{font-size:.85rem;color:var(--soft);margin:.8rem 0 .2rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;z-index:2;background:var(--paper);padding:.3rem .6rem}
[hidden]{display:none!important}
header{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center;padding:.8rem 1.2rem;border-bottom:1px solid var(--line)}
header h1{flex:1 1 14rem}
#form{display:flex;flex:1 1 100%;gap:.5rem;flex-wrap:wrap}
#form label{position:absolute;left:-99rem}
#query{flex:1 1 16rem;min-width:0}
#said{flex:1 1 100%;color:var(--counter);font-size:.88rem;min-height:1.3em;margin:0;padding:.2rem 1.2rem 0}
.desk{display:grid;grid-template-columns:14rem minmax(0,1fr);gap:0 1.6rem;padding:.4rem 1.2rem 3rem;align-items:start}
.reading .desk{grid-template-columns:14rem minmax(18rem,26rem) minmax(0,1fr)}
#message{display:none}
.reading #message{display:block;border-left:1px solid var(--line);padding-left:1.4rem;min-width:0}
#facets ul,.tags,.flags{list-style:none;margin:0;padding:0}
#facets button{display:flex;justify-content:space-between;gap:.6rem;width:100%;border:0;text-align:start;padding:.2rem .3rem;min-height:1.9rem;font-size:.88rem}
#facets button:hover,.hit:hover{background:var(--wash)}
.n,.count{color:var(--soft);white-space:nowrap;font-variant-numeric:tabular-nums}
#bars svg{display:block;width:100%;height:4.5rem;border-bottom:1px solid var(--ink);touch-action:none;cursor:col-resize}
#bars rect{fill:var(--all)}
#ends{display:flex;justify-content:space-between;font-size:.8rem;color:var(--soft);font-variant-numeric:tabular-nums}
#months{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;font-size:.85rem;margin:.4rem 0}
#months input{width:6.5rem}
.bar{display:flex;justify-content:space-between;align-items:center;gap:1rem;flex-wrap:wrap;margin:.4rem 0}
#list{list-style:none;margin:0;padding:0}
#list li{border-top:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto 6rem}
.hit{display:flex;flex-wrap:wrap;gap:0 .8rem;width:100%;border:0;border-radius:0;text-align:start;padding:.55rem .3rem .1rem;align-items:baseline}
.when{font-size:.82rem;color:var(--soft);font-variant-numeric:tabular-nums}
.who{font-size:.88rem;color:var(--soft);unicode-bidi:isolate}
.what{flex:1 1 100%;font-weight:600;unicode-bidi:isolate}
.snippet{margin:0;padding:0 .3rem .6rem;font-size:.9rem;color:var(--soft);min-height:1.4em;unicode-bidi:isolate}
mark{background:var(--mark);color:var(--on-mark)}
.tag,.tags li{font-size:.78rem;border:1px solid var(--soft);border-radius:3px;padding:.05rem .4rem;display:inline-flex;gap:.4rem;align-items:center;margin:.1rem .3rem .1rem 0}
.tags button{border:0;min-height:1.5rem;padding:0 .3rem}
.facts,.headers{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.1rem .9rem;font-size:.88rem;margin:.4rem 0 1rem}
dt{color:var(--soft)}dd{margin:0;unicode-bidi:isolate}
.text,.diff{white-space:pre-wrap;unicode-bidi:isolate;font:1rem/1.55 "Iowan Old Style",Palatino,Georgia,serif;max-width:46rem;margin:.6rem 0}
.diff{font:.85rem/1.5 ui-monospace,Menlo,Consolas,monospace;background:var(--wash);padding:.6rem;max-height:30rem;overflow:auto}
.diff .gone{text-decoration:line-through;color:var(--counter)}.diff .new{font-weight:700}
details{border-top:1px solid var(--line);padding:.4rem 0}
summary{cursor:pointer;font-weight:600;font-size:.92rem;padding:.2rem 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.84rem}
th,td{text-align:start;font-weight:400;vertical-align:top;padding:.2rem .8rem .2rem 0;border-bottom:1px solid var(--line);min-width:6rem}
code{font:.85em ui-monospace,Menlo,Consolas,monospace}
.note,.evidence{font-size:.86rem;color:var(--soft);margin:.2rem 0}
.evidence{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.78rem}
.warning{color:var(--counter)}
.thread{list-style:none;margin:0;padding:0}
.thread button{border:0;text-align:start;width:100%;font-size:.88rem}
.thread .here button{font-weight:700}
#message nav{display:flex;gap:.5rem;position:sticky;top:0;background:var(--paper);padding:.5rem 0}
.own{background:var(--wash);padding:.4rem 1rem 1rem;margin-top:1.2rem}
.own form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}
.own label{flex:1 1 100%;font-size:.86rem}
.own textarea{flex:1 1 16rem}
fieldset{border:1px solid var(--soft);margin:.8rem 0;display:flex;gap:.5rem;flex-wrap:wrap}
[aria-pressed=true]{background:var(--ink);color:var(--paper)}
dialog{max-width:44rem;width:calc(100% - 2rem);border:1px solid var(--soft);background:var(--paper);color:var(--ink);padding:1rem 1.4rem}
dialog section button{margin:.2rem .5rem .2rem 0}
#lock{max-width:30rem;margin:12vh auto;padding:0 1.2rem}
#lock-form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}
#lock-form label{flex:1 1 100%}
#plain{padding:1rem 1.2rem}
#plain td,#plain th{font-size:.9rem}
@media (max-width:75rem){.reading .desk{grid-template-columns:minmax(16rem,24rem) minmax(0,1fr)}.reading #side{display:none}}
@media (max-width:48rem){.desk,.reading .desk{grid-template-columns:minmax(0,1fr);padding:.4rem .9rem 2rem}.reading #results,.reading #side{display:none}.reading #message{border:0;padding:0}header{padding:.7rem .9rem}#side details:not([open])>*:not(summary){display:none}}
@media print{:root{--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--wash:#f2f2f2;color-scheme:light}header form,#side,#message nav,.own form,.own button,#more,.skip,header button,header select,header label{display:none!important}.desk,.reading .desk{display:block;padding:0}.reading #results{display:none}.reading #message{border:0;padding:0}.text,.diff{max-width:none;max-height:none}#list li{break-inside:avoid;content-visibility:visible}}
`;
