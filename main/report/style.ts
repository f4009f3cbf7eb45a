/** How a report looks, on paper and on a screen: black on white in every theme, for paper has one theme. */
export const STYLE = `
:root { color-scheme: only light; --line: #c4ccd4; --quiet: #4a5560; --text: #11181f; }
* { box-sizing: border-box; }
html { background: #fff; }
body { margin: 0 auto; padding: 28px 32px 48px; max-width: 980px; color: var(--text); background: #fff;
  font: 14px/1.45 system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif;
  font-variant-numeric: tabular-nums; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
h1 { font-size: 25px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 17px; margin: 30px 0 8px; padding-bottom: 4px; border-bottom: 1.5px solid var(--text); }
h3 { font-size: 14.5px; margin: 0 0 4px; overflow-wrap: anywhere; }
h4 { font-size: 12.5px; margin: 8px 0 2px; }
p { margin: 4px 0; }
ul { margin: 2px 0; padding-left: 18px; }
.quiet { color: var(--quiet); font-weight: 400; }
.break, dd, td, li, p { overflow-wrap: anywhere; }
time { white-space: nowrap; }
code { font: 12px/1.4 ui-monospace, 'Cascadia Mono', 'Liberation Mono', Menlo, monospace; overflow-wrap: anywhere; }
.attention { margin: 16px 0; padding: 10px 14px; border: 1px solid var(--line); border-left: 5px solid var(--text);
  font-size: 15.5px; font-weight: 600; }
.attention p { margin: 0; }
.attention p + p { margin-top: 4px; font-size: 13px; font-weight: 400; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 4px 10px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
tbody th { font-weight: 500; }
thead th { color: var(--quiet); font-size: 12.5px; vertical-align: bottom; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
.facts th { width: 168px; color: var(--quiet); }
.figures { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); margin: 0; border: 1px solid var(--line); }
.figures + .figures { border-top: 0; }
.figures > div { padding: 6px 12px; border-right: 1px solid var(--line); }
.figures > div:nth-child(5) { border-right: 0; }
.figures dt { color: var(--quiet); font-size: 12.5px; white-space: nowrap; }
.figures dd { margin: 0; font-size: 20px; font-weight: 600; white-space: nowrap; }
.figures .sign { color: var(--quiet); font-weight: 400; margin-right: 6px; }
.chart { display: block; width: 100%; height: auto; margin: 6px 0; }
.chart text { font-size: 11px; fill: var(--text); font-family: inherit; }
.chart .axis-name, .chart .tick { fill: var(--quiet); }
.chart .axis { stroke: #5c6873; stroke-width: 1; }
.chart .grid { stroke: #dde3e8; stroke-width: 1; }
.chart .cut { stroke: #5c6873; stroke-width: 1; stroke-dasharray: 2 3; }
.mix td:last-child, .mix th:last-child { width: 42%; }
.mix td:last-child { vertical-align: middle; }
.bar { display: block; width: 100%; height: 12px; }
.scale { display: flex; justify-content: space-between; }
.columns { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px 28px; }
article { margin: 8px 0; padding: 8px 12px; border: 1px solid var(--line); }
.alert dl { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1px 28px; margin: 4px 0 0; }
.alert dl > div { display: grid; grid-template-columns: 76px minmax(0, 1fr); gap: 8px; }
.alert dt { color: var(--quiet); }
.alert dd { margin: 0; }
.severity { display: inline-block; margin-right: 6px; padding: 0 7px; border: 1.5px solid; border-radius: 3px;
  font-size: 12px; line-height: 18px; text-transform: capitalize; }
.critical { color: #fff; background: #a61b26; border-color: #a61b26; }
.high { color: #a8480a; }
.medium { color: #756000; }
.low { color: #42607f; }
.history { padding-left: 0; list-style: none; }
.history li { padding: 2px 0; }
.note { white-space: pre-wrap; margin: 2px 0 4px; padding: 4px 10px; border-left: 3px solid var(--line); background: #f5f7f9; }
footer { margin-top: 28px; color: var(--quiet); font-size: 12.5px; }
@media (max-width: 700px) {
  body { padding: 16px; }
  .columns, .alert dl { grid-template-columns: minmax(0, 1fr); }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .facts th { width: 120px; }
}
@page { margin: 14mm 13mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  h1 { font-size: 17pt; }
  h2 { font-size: 12.5pt; margin-top: 18pt; }
  h3 { font-size: 10.5pt; }
  code { font-size: 8pt; }
  .attention { font-size: 11pt; }
  .figures dd { font-size: 13pt; }
  .figures > div { padding: 3px 8px; }
  .attention { margin: 8pt 0; padding: 6pt 9pt; }
  th, td { padding-top: 2pt; padding-bottom: 2pt; }
  h1, h2, h2 + p, h3, h4, thead { break-after: avoid; }
  tr, dl > div, .chart, .columns, .attention, .figures, .history li { break-inside: avoid; }
  .alert, .capture { break-inside: avoid-page; }
  thead { display: table-header-group; }
  p, li { orphans: 3; widows: 3; }
}
`
