import { h, type ComponentChild } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { drawChart } from '../draw/chart.ts'
import type { App } from '../state/app.ts'
import { describe } from './describe.ts'
import { gestures } from './gestures.ts'
import { keepDrawn } from './surface.ts'
import { Tooltip } from './tooltip.ts'
import { axisHeight, gutterOf } from './viewport.ts'

/** The picture: a canvas of the size of what is seen, inside a box that scrolls as if all of it were there. */
export function Chart({ app }: { readonly app: App }): ComponentChild {
  const scroller = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { layout, focused } = app

  useEffect(() => {
    const [box, surface] = [scroller.current, canvas.current]
    if (box === null || surface === null) return
    const gutter = (): number => gutterOf(app)
    app.reveal = (top, bottom) => reveal(box, top, bottom)
    box.addEventListener('scroll', () => app.changed(), { passive: true })
    gestures(box, app, gutter)
    keepDrawn(app, surface, box, (pen, width, height) => {
      const hasKeyboard = document.activeElement === box && box.matches(':focus-visible')
      const view = { width, height, top: box.scrollTop, gutter: gutter(), hasKeyboard }
      // Tests count what was drawn.
      surface.dataset['bars'] = String(drawChart(pen, app, view))
    })
  }, [])

  // Who has scrolled to the end of a run under way follows it.
  const lastHeight = useRef(0)
  useLayoutEffect(() => {
    const box = scroller.current
    const before = lastHeight.current
    lastHeight.current = layout.height
    if (box === null || app.connection === 'none' || before === 0) return
    const wasAtEnd = box.scrollTop + box.clientHeight >= before + axisHeight - 8
    if (wasAtEnd && layout.height > before) box.scrollTop = layout.height
  }, [layout.height])

  return h(
    'div',
    { class: 'chart' },
    h(
      'div',
      {
        id: 'chart',
        class: 'scroller',
        ref: scroller,
        tabIndex: 0,
        role: 'application',
        'aria-roledescription': 'timeline',
        'aria-label': `Timeline of ${layout.lanes.length} turns. Arrow keys move from bar to bar, Enter opens one.`,
        'aria-describedby': 'spoken',
        onFocus: () => {
          if (app.focused === undefined) app.move('first')
          app.changed()
        },
        onBlur: () => app.changed(),
      },
      h('canvas', { ref: canvas, class: 'surface', 'aria-hidden': 'true' }),
      h('div', { class: 'extent', style: { height: `${layout.height + axisHeight}px` } }),
    ),
    h(
      'p',
      { id: 'spoken', class: 'unseen', 'aria-live': 'polite' },
      focused ? describe(app, focused) : '',
    ),
    h(Tooltip, { app, scroller }),
    layout.lanes.length === 0 && h('p', { class: 'nothing' }, nothing(app)),
  )
}

function nothing(app: App): string {
  if (app.connection === 'none') return 'This trace holds no turns.'
  return app.connection === 'lost' ? 'The server does not answer.' : 'Waiting for the run to begin…'
}

/** Scrolls only if it must, and then so far that what comes before and after is seen, too. */
function reveal(box: HTMLElement, top: number, bottom: number): void {
  const seen = box.clientHeight - axisHeight
  if (top >= box.scrollTop && bottom <= box.scrollTop + seen) return
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  const to = top - Math.max(0, Math.min(seen - (bottom - top), seen / 4))
  const isFar = Math.abs(to - box.scrollTop) > 2 * seen
  box.scrollTo({ top: to, behavior: calm || isFar ? 'instant' : 'smooth' })
}
