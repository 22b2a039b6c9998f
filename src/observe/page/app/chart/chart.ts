import { h, type ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { drawChart } from '../draw/chart.ts'
import { paletteOf } from '../draw/palette.ts'
import { Pen } from '../draw/pen.ts'
import type { App } from '../state/app.ts'
import { describe } from './describe.ts'
import { gestures } from './gestures.ts'
import { Tooltip } from './tooltip.ts'
import { axisHeight } from './viewport.ts'

/** The titles of turns stand beside their lines where there is room. */
const gutterWidth = 124

/** The picture: a canvas of the size of what is seen, inside a box that scrolls as if all of it were there. */
export function Chart({ app }: { readonly app: App }): ComponentChild {
  const scroller = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { layout, focused } = app

  useEffect(() => {
    const [box, surface] = [scroller.current, canvas.current]
    const context = surface?.getContext('2d', { alpha: false })
    if (box === null || surface === null || !context) return
    let pen: Pen | undefined
    const gutter = (): number => (app.narrow ? 0 : gutterWidth)
    const draw = (): void => {
      const [width, height] = [box.clientWidth, box.clientHeight]
      pen ??= new Pen(context, paletteOf(box))
      const { ratio } = pen.palette
      const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
      if (surface.width !== wide || surface.height !== high)
        [surface.width, surface.height] = [wide, high]
      surface.style.width = `${width}px`
      surface.style.height = `${height}px`
      const hasKeyboard = document.activeElement === box && box.matches(':focus-visible')
      const view = { width, height, top: box.scrollTop, gutter: gutter(), hasKeyboard }
      // Tests count what was drawn.
      surface.dataset['bars'] = String(drawChart(pen, app, view))
    }
    const anew = (): void => {
      pen = undefined
      app.changed()
    }
    app.subscribe(draw)
    app.reveal = (top, bottom) => reveal(box, top, bottom)
    box.addEventListener('scroll', () => app.changed(), { passive: true })
    new ResizeObserver(anew).observe(box)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', anew)
    new MutationObserver(anew).observe(document.documentElement, {
      attributeFilter: ['data-theme'],
    })
    gestures(box, app, gutter)
    draw()
  }, [])

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

function reveal(box: HTMLElement, top: number, bottom: number): void {
  const seen = box.clientHeight - axisHeight
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  const to =
    top < box.scrollTop
      ? top
      : bottom > box.scrollTop + seen
        ? Math.min(top, bottom - seen)
        : undefined
  if (to !== undefined) box.scrollTo({ top: to, behavior: calm ? 'instant' : 'smooth' })
}
