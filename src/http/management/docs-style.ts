// How the reference page looks, in light and dark.
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d7d4, #38423e); --soft: light-dark(#f2f6f4, #1b2220); --link: light-dark(#0b6e4f, #5fd3ab) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 80rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif;
  background: light-dark(#fff, #121715); color: light-dark(#18211d, #e4ebe8) }
a { color: var(--link) }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -999rem }
.skip:focus { position: static }
small { font-weight: normal; font-size: .8em }
nav ul { list-style: none; padding: 0; margin: 0 }
nav h2 { font-size: 1rem; margin: 1rem 0 .25rem }
article { border-top: 1px solid var(--line); padding: 1rem 0; scroll-margin-top: 1rem }
article:target { background: var(--soft) }
h3, h4 { margin: 1rem 0 .25rem }
code, pre { font: .9em/1.5 ui-monospace, monospace }
code { overflow-wrap: anywhere }
pre, .scroll { overflow-x: auto }
pre { background: var(--soft); padding: .75rem; border-radius: .25rem }
.method { font-weight: bold }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line) }
input, button { font: inherit; padding: .25rem .5rem }
@media (min-width: 60rem) {
  body:has(nav) { display: grid; grid-template-columns: 18rem minmax(0, 1fr); column-gap: 2rem }
  body:has(nav) > header { grid-column: 1 / -1 }
  nav { position: sticky; top: 0; max-height: 100vh; overflow-y: auto }
}
`;
