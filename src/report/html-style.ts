/** The style sheet of the HTML report: light and dark, nothing loaded from elsewhere. */
export const htmlStyle = `
:root { color-scheme: light dark; --text: #1f2328; --faint: #656d76; --line: #d8dee4; --page: #ffffff; --panel: #f6f8fa;
  --red: #b42318; --green: #1a7f37; --yellow: #8a5a00; --red-back: #ffebe9; --green-back: #dafbe1; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --faint: #9198a1; --line: #30363d; --page: #0d1117;
  --panel: #161b22; --red: #ff7b72; --green: #56d364; --yellow: #e3b341; --red-back: #3d1513; --green-back: #12301c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1rem 4rem; color: var(--text); background: var(--page);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
code, pre, .name { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875rem; }
.summary { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0; }
.summary div { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .875rem; }
.summary dt { color: var(--faint); font-size: .8125rem; }
.summary dd { margin: 0; font-weight: 600; }
.environment, .facts, .note, .number { color: var(--faint); }
.environment { font-size: .8125rem; }
.badge { display: inline-block; width: 1.5em; font-weight: 700; }
.badge.passed, .good { color: var(--green); }
.badge.failed, .bad { color: var(--red); }
.badge.skipped { color: var(--yellow); }
.file { border: 1px solid var(--line); border-radius: .5rem; margin: 1rem 0; }
.file > summary { cursor: pointer; padding: .625rem 1rem; }
.file[open] > summary { border-bottom: 1px solid var(--line); }
.name { font-weight: 600; overflow-wrap: anywhere; }
.facts { margin-left: 1rem; font-size: .875rem; }
.finding { margin: 1rem; border-left: 3px solid var(--faint); padding-left: 1rem; }
.finding.error { border-color: var(--red); }
.finding.warning { border-color: var(--yellow); }
.finding p { margin: .25rem 0; }
.causes { margin: 1rem; }
.folded { margin: 1rem; }
.folded > summary { cursor: pointer; color: var(--faint); }
.folded > .help { margin: .25rem 1rem; }
.place { align-items: baseline; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
.place code:first-child { overflow-wrap: anywhere; }
.error .severity { color: var(--red); }
.warning .severity { color: var(--yellow); }
.rule { color: var(--faint); }
.message { font-weight: 600; white-space: pre-wrap; }
.help { white-space: pre-wrap; }
.frame { background: var(--panel); border-radius: .5rem; margin: .5rem 0; overflow-x: auto; padding: .5rem 0; }
.line { display: block; min-width: max-content; padding: 0 .75rem; }
.number { display: inline-block; min-width: 2.5em; padding-right: .75em; text-align: right; user-select: none; }
.sign { display: inline-block; width: 1.25em; user-select: none; }
.line.expected { background: var(--red-back); }
.line.actual { background: var(--green-back); }
.line.pointed .sign { color: var(--red); font-weight: 700; }
mark { background: none; color: inherit; font-weight: 700; text-decoration: underline; text-underline-offset: 3px; }
.note { margin-left: 2em; user-select: none; }
.table { margin: .5rem 1rem; }
.table > summary { cursor: pointer; color: var(--faint); }
.table:last-child { margin-bottom: 1rem; }
table { border-collapse: collapse; margin: .5rem 0; font-size: .875rem; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem 1rem .25rem 0; text-align: left; }
th { color: var(--faint); font-weight: 500; }
nav { margin: 1rem 0; }
nav summary { cursor: pointer; color: var(--faint); }
nav ul { columns: 22rem; font-size: .875rem; list-style: none; margin: .5rem 0; padding: 0; }
nav li { break-inside: avoid; overflow-wrap: anywhere; }
a { color: inherit; text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
.filter { align-items: center; background: var(--page); border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap;
  gap: .5rem 1rem; font-size: .875rem; padding: .625rem 0; position: sticky; top: 0; z-index: 1; }
.filter[hidden] { display: none; }
.filter input[type=search] { flex: 1 1 14rem; }
.filter input, .filter select, .filter button { background: var(--panel); border: 1px solid var(--line); border-radius: .375rem;
  color: inherit; font: inherit; max-width: 20rem; padding: .25rem .5rem; }
.filter output { font-weight: 600; }
.keys { color: var(--faint); flex-basis: 100%; margin: 0; }
kbd { background: var(--panel); border: 1px solid var(--line); border-radius: .25rem; font-size: .8125rem; padding: 0 .3em; }
.filtered .causes, .filtered .table { display: none; }
.finding:focus { background: var(--panel); outline: none; }
.finding, .file { scroll-margin-top: 6rem; }
main > .file { content-visibility: auto; contain-intrinsic-size: auto 3rem; }
`;
