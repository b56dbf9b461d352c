/** Of the documentation page: no fonts, no images, light and dark. */
export const docsStyle = `:root { color-scheme: light dark; --line: #8884; --soft: #8881; --link: #2563eb; }
@media (prefers-color-scheme: dark) { :root { --link: #7aa7ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem; border-right: 1px solid var(--line); font-size: .875rem; }
nav ul { list-style: none; padding: 0; margin: 0; } nav li { margin: .35rem 0; } nav ul ul { padding-left: .9rem; }
main { padding: 1.5rem 2.5rem 6rem; max-width: 62rem; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; } h3 { margin: 2.2rem 0 .3rem; }
.path { margin: .2rem 0 .8rem; overflow-wrap: anywhere; }
.path b { display: inline-block; min-width: 4.2rem; text-align: center; border-radius: .3rem; padding: .05rem .4rem; font-size: .8rem; background: var(--soft); border: 1px solid var(--line); }
.GET { color: #15803d; } .POST { color: #2563eb; } .PUT, .PATCH { color: #b45309; } .DELETE { color: #b91c1c; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .6rem 0; } th { text-align: left; font-weight: 600; }
td, th { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
code, pre { font: .875em/1.5 ui-monospace, monospace; } code { background: var(--soft); border-radius: .2rem; padding: .05em .25em; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .4rem; padding: .8rem; overflow: auto; max-height: 26rem; margin: .3rem 0; }
details { margin: .5rem 0; } summary { cursor: pointer; } figure { margin: .5rem 0; } figcaption { font-size: .875rem; }
dt { font-weight: 600; margin-top: .6rem; } dd { margin: 0 0 0 1rem; } dd p { margin: .2rem 0; } :target { scroll-margin-top: 1rem; }
@media (max-width: 52rem) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
`
