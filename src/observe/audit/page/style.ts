/** Light and dark, for paper-wide and for narrow screens; marks differ in form, and not only in colour. */
export const style: string = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2024; --faint: #60646c; --line: #d9d9e0; --box: #f3f4f6;
  --yes: #18794e; --yes-box: #d3f0df; --maybe: #8f5a00; --maybe-box: #fff1cc; --link: #0b63c5 }
@media (prefers-color-scheme: dark) { :root { --paper: #111113; --ink: #edeef0; --faint: #b0b4ba; --line: #363a3f;
  --box: #212225; --yes: #5fd39a; --yes-box: #133929; --maybe: #ffca6b; --maybe-box: #3d2c06; --link: #70b8ff } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem }
p { margin: .4rem 0 } .faint { color: var(--faint) } .because { color: var(--faint); font-size: .9rem }
dl.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(11rem, 45%), 1fr)); gap: .75rem; margin: 1.25rem 0 }
dl.figures div { background: var(--box); border-radius: .5rem; padding: .75rem 1rem }
dt { color: var(--faint); font-size: .85rem } dd { margin: 0; font-size: 1.3rem; font-variant-numeric: tabular-nums; line-height: 1.3 }
.advice li { margin: 0 0 1rem } blockquote { margin: .4rem 0; padding: .5rem .9rem; border-left: .25rem solid var(--line); background: var(--box) }
.scroll { overflow-x: auto } table.texts { min-width: 34rem } table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400 }
thead th { color: var(--faint); font-size: .85rem } table.numbers td, table.numbers thead th + th { text-align: right } code { font-size: .88em }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .6rem 0; padding: 0 1rem }
summary { cursor: pointer; padding: .6rem 0; font-weight: 600 } summary span { font-weight: 400; color: var(--faint) }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
ol.strip { list-style: none; display: flex; flex-wrap: wrap; padding: 0; margin: .5rem 0 1rem; row-gap: .4rem }
ol.strip li { min-width: 2rem; padding: .1rem .35rem; margin-left: .4rem; text-align: center; font-size: .8rem;
  border: 1px solid var(--line); border-radius: .3rem; background: var(--box); font-variant-numeric: tabular-nums }
ol.strip li.yes, ol.strip li.maybe { margin-left: 0; border-left-width: .3rem }
ol.strip li.yes { border-color: var(--yes); background: var(--yes-box) }
ol.strip li.maybe { border-color: var(--maybe); border-style: dashed; background: var(--maybe-box) }
.mark { white-space: nowrap } .mark.yes { color: var(--yes) } .mark.maybe { color: var(--maybe) }
.inputs { display: block; color: var(--faint) } footer { margin-top: 3rem; color: var(--faint); font-size: .9rem }
`
