import { h, render } from 'preact'
import { Page } from './frame/page.ts'
import { App } from './state/app.ts'
import { listen } from './state/keys.ts'
import { begin, embedded } from './state/source.ts'
import { Theming } from './state/theme.ts'

const root = document.getElementById('app')
if (root !== null) {
  const app = new App()
  const notices = JSON.parse(document.getElementById('notices')?.textContent ?? '""') as string
  const narrow = matchMedia('(max-width: 899px)')
  const fitRoom = (): void => {
    app.narrow = narrow.matches
    app.refresh()
  }
  app.narrow = narrow.matches
  begin(app, embedded())
  narrow.addEventListener('change', fitRoom)
  listen(app)
  render(h(Page, { app, theming: new Theming(app), notices }), root)
}
