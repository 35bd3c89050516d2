// How the reference page looks, in light and dark.
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d7d4, #38423e); --soft: light-dark(#f2f6f4, #1b2220); --link: light-dark(#0b6e4f, #5fd3ab);
  --dim: light-dark(#55625d, #9dada6) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 80rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif;
  background: light-dark(#fff, #121715); color: light-dark(#18211d, #e4ebe8) }
a { color: var(--link) }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -999rem }
.skip:focus { position: static }
small { font-weight: normal; font-size: .8em }
summary { cursor: pointer; padding: .125rem 0 }
nav summary { font-weight: bold }
nav summary::first-letter { text-transform: uppercase }
nav ul { list-style: none; padding: 0 0 .5rem 1.1rem; margin: 0 }
nav li { padding: .125rem 0 }
nav a, .anchor { text-decoration: none }
nav a:hover, .anchor:hover { text-decoration: underline }
nav li small { color: var(--dim) }
h2 { margin: 2rem 0 1rem }
article { border-top: 1px solid var(--line); border-left: .25rem solid transparent; padding: 1rem 0 1rem .75rem; margin-left: -1rem }
article:target { border-left-color: var(--link) }
h3, h4 { margin: 1rem 0 .25rem }
article > h2, article > h3 { margin-top: 0 }
.route { margin: .25rem 0 }
code, pre { font: .9em/1.5 ui-monospace, monospace }
code { overflow-wrap: anywhere }
.scroll { overflow-x: auto }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .75rem; border-radius: .25rem }
.method { font-weight: bold; border: 1px solid var(--line); border-radius: .25rem; padding: 0 .375rem }
table { border-collapse: collapse; width: 100%; min-width: 28rem; margin-bottom: .5rem }
th:last-child:nth-child(3) { width: 40% }
th:first-child { width: 30% }
thead th { font-size: .9em; font-weight: normal; color: var(--dim) }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line) }
input, button { font: inherit; padding: .25rem .5rem }
@media (min-width: 60rem) {
  body:has(nav) { display: grid; grid-template-columns: 18rem minmax(0, 1fr); column-gap: 2rem }
  body:has(nav) > header { grid-column: 1 / -1 }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: .25rem 0 1rem .25rem }
}
`;
