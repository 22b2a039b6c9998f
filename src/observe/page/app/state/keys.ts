import type { Direction } from '../../layout/move.ts'
import type { App } from './app.ts'

const moves: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  PageUp: 'previous',
  PageDown: 'next',
}

/** Keys that mean the same wherever one is, but in fields that take text. */
const anywhere: Readonly<Record<string, (app: App) => void>> = {
  '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
  '?': (app) => {
    app.help = true
  },
  n: (app) => app.step(1),
  N: (app) => app.step(-1),
  '+': (app) => app.zoom(1 / 1.5),
  '=': (app) => app.zoom(1 / 1.5),
  '-': (app) => app.zoom(1.5),
  '0': (app) => app.fit(),
  f: (app) => app.fit(),
  z: (app) => app.zoomTo(),
  t: (app) => app.zoomToTurn(),
  c: (app) => {
    app.showPath = !app.showPath
  },
  w: (app) => {
    app.showArrows = !app.showArrows
  },
  a: (app) => app.pan((app.window.fromMs - app.window.toMs) / 4),
  d: (app) => app.pan((app.window.toMs - app.window.fromMs) / 4),
}

/** The help lists these. */
export const keyWords: readonly (readonly [string, string])[] = [
  ['← → ↑ ↓', 'from bar to bar'],
  ['Page ↑ ↓', 'from turn to turn'],
  ['Home, End', 'first and last bar'],
  ['Enter', 'open the bar'],
  ['Esc', 'close, or clear the search'],
  ['/', 'search; Enter and Shift+Enter, or n and N, for the next and the one before'],
  ['+ −', 'closer, further away (also Ctrl and the wheel, or two fingers)'],
  ['a d', 'earlier, later (also drag, or Shift and the wheel)'],
  ['z', 'zoom to the bar'],
  ['t', 'zoom to its turn (also a press on the title of the turn)'],
  ['f', 'show all of the run'],
  ['c', 'critical path on or off'],
  ['w', 'arrows of all waits on or off'],
  ['?', 'this list'],
]

export function listen(app: App): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const target = event.target as HTMLElement
    const inText = target.matches('input, textarea, select')
    if (event.key === 'Escape') {
      if (inText) target.blur()
      app.close()
      return event.preventDefault()
    }
    if (inText || app.help) return
    const act = anywhere[event.key]
    if (act !== undefined) {
      act(app)
      app.changed()
      return event.preventDefault()
    }
    const direction = moves[event.key]
    if (direction === undefined && event.key !== 'Enter') return
    // Elsewhere arrows scroll, and Enter presses buttons.
    if (!target.matches('body, #chart')) return
    event.preventDefault()
    if (direction !== undefined) return app.move(direction)
    if (app.focused !== undefined) {
      app.choose(app.focused)
      document.querySelector<HTMLElement>('#details')?.focus()
    }
  })
}
