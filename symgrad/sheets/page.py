"""The style and the script of a page."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from symgrad.sheets.label import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --ground: #ffffff; --faint: #5b6570; --rule: #d5dae0; --soft: #f4f6f9;
  --good: #1f6f43; --bad: #a3202f; --open: #7a5b00; --link: #1d4f91; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --ground: #14171b; --faint: #a2acb8; --rule: #38404a; --soft: #1e2329;
    --good: #6fd39b; --bad: #ff8a96; --open: #e3c05c; --link: #8fbaf5; }
  svg.graph .vertex rect { fill: #20262d; }
  svg.graph .vertex text { fill: #e6e9ed; }
  svg.graph .edge { stroke: #8c98a6; }
  svg.graph .edge polygon { fill: #8c98a6; }
  svg.graph text.above { fill: #6fd39b; }
  svg.graph text.below { fill: #ff9db8; }
  svg.chart [stroke="#2b6cb0"] { stroke: #7fb2ee; }
  svg.chart [fill="#2b6cb0"] { fill: #7fb2ee; }
  svg.chart [stroke="#b83262"] { stroke: #ff8fb1; }
  svg.chart [fill="#b83262"] { fill: #ff8fb1; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 1.06rem/1.55 "STIX Two Text", "Latin Modern Roman", Charter, Georgia, serif; }
main { max-width: 58rem; margin: 0 auto; padding: 1.5rem 1.2rem 4rem; }
math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", math; font-size: 1.04em; }
mfrac { padding-inline: 0.1em; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0.4rem 0; }
h2 { font-size: 1.35rem; margin: 2.2rem 0 0.6rem; }
h3, h4 { font-size: 1.1rem; margin: 1.6rem 0 0.5rem; }
.kind { color: var(--faint); font-style: italic; margin: 0; }
a { color: var(--link); }
a.to { text-decoration: none; }
:focus-visible { outline: 3px solid #d9822b; outline-offset: 2px; }
.scroll, .answer, del { overflow: auto hidden; padding-block: 0.35rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.4rem 0.9rem 0.4rem 0; border-bottom: 1px solid var(--rule); }
thead th { border-bottom: 2px solid var(--ink); font-weight: 600; font-size: 0.92rem; }
th[scope=row] { font-weight: 400; }
table.equations { width: auto; }
table.equations td { border: 0; padding: 0.15rem 0.25rem; }
table.equations td:first-child { text-align: right; }
table.review td:nth-child(2) { width: 100%; max-width: 0; overflow: auto hidden; }
table.steps tr:has(+ .below) td { border-bottom: 0; padding-bottom: 0; }
tr.on td:nth-child(2) { padding-left: 2rem; }
tr.on td:first-child { color: transparent; }
figure { margin: 0.5rem 0; }
figcaption { color: var(--faint); font-size: 0.92rem; }
svg.graph { display: block; height: auto; }
svg .ink { fill: currentColor; }
svg.chart, svg.bars { display: block; max-width: 100%; height: auto; }
.vertex:focus { outline: none; }
.vertex:focus rect, .vertex:hover rect, .vertex:target rect { stroke: #d9822b; stroke-width: 3; }
.facts { min-height: 3.4em; margin: 0.3rem 0 0; padding: 0.5rem 0.8rem; background: var(--soft); border-radius: 6px; }
.facts span { display: inline-block; margin-right: 1.6rem; }
.gap { display: inline-block; min-width: 9rem; border-bottom: 1px solid var(--ink); height: 1.2em; }
td .gap { min-width: 6rem; width: 90%; }
.proved, .agrees { color: var(--good); }
.refuted { color: var(--bad); }
.undecided, .unread { color: var(--open); }
.word { white-space: nowrap; font-size: 0.92rem; }
.note { overflow-wrap: anywhere; display: block; font-size: 0.9rem; color: var(--faint); }
.repaired { display: block; margin-top: 0.3rem; }
.more { color: var(--faint); }
.answer { margin: 0.3rem 0; }
del { display: inline-block; max-width: 100%; text-decoration: none;
  background: linear-gradient(to bottom right, transparent calc(50% - 1px), var(--bad) calc(50% - 1px),
  var(--bad) calc(50% + 1px), transparent calc(50% + 1px)); }
@media (max-width: 40rem) {
  main { padding: 1rem 0.9rem 3rem; }
  .steps thead, .review thead { display: none; }
  .steps tr, .review tr { display: block; border-bottom: 1px solid var(--rule); padding: 0.5rem 0; }
  .steps th, .steps td, .review td { display: block; border: 0; padding: 0.35rem 0; overflow: auto hidden; }
  table.review td:nth-child(2) { max-width: none; }
  table.steps tr:has(+ .below) { border-bottom: 0; padding-bottom: 0; }
  table.steps tr:has(+ .below) td { padding-bottom: 0.35rem; }
  .review tr.on td:first-child { display: none; }
  svg.chart text { font-size: 17px; }
  table.steps td:empty { display: none; }
  table.steps td::before { content: attr(data-head); display: block; color: var(--faint); font-size: 0.8rem; }
}
@media print {
  :root { color-scheme: light; --ink: #000; --ground: #fff; --faint: #333; --rule: #999; --soft: #fff; --good: #000;
    --bad: #000; --open: #000; --link: #000; }
  main { max-width: none; padding: 0; }
  .facts, nav { display: none; }
  .scroll, .answer, del, table.review td:nth-child(2) { overflow: visible; }
  svg.graph { min-width: 0 !important; }
  a { text-decoration: none; }
  h2, h3, h4 { break-after: avoid; }
  tr, figure { break-inside: avoid; }
}
"""

SCRIPT = """
document.querySelectorAll("figure").forEach(function (figure) {
  var facts = figure.querySelector(".facts"), known = figure.querySelector(".known");
  if (!facts || !known) return;
  var hint = facts.textContent;
  function show(event) {
    var vertex = event.target.closest(".vertex");
    if (!vertex) return;
    Array.prototype.forEach.call(known.children, function (each) {
      if (each.dataset.for === vertex.id) facts.replaceChildren(...each.cloneNode(true).childNodes);
    });
  }
  figure.addEventListener("focusin", show);
  figure.addEventListener("mousemove", show);
  figure.addEventListener("mouseleave", function () {
    if (!figure.contains(document.activeElement)) facts.textContent = hint;
  });
});
document.querySelectorAll("a.to").forEach(function (link) {
  link.addEventListener("click", function (event) {
    var vertex = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!vertex) return;
    event.preventDefault();
    vertex.focus();
    vertex.scrollIntoView({block: "center", inline: "center"});
  });
});
"""


def page(title: str, body: str, language: str) -> str:
    """A whole page around a body. Its policy lets it load nothing and run no script but its own."""
    own = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{own}'; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
