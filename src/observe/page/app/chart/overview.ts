import { h, type ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Picture } from '../../picture/picture.ts'
import { drawOverview, loadOf, type Load } from '../draw/overview.ts'
import type { App } from '../state/app.ts'
import { keepDrawn } from './surface.ts'
import { gutterOf, marginRight } from './viewport.ts'

/** All of the run in a strip; press or drag to go there. What it says is said by the chart, too. */
export function Overview({ app }: { readonly app: App }): ComponentChild {
  const canvas = useRef<HTMLCanvasElement>(null)

  useEffect(() => {
    const { current } = canvas
    const box = current?.parentElement
    if (!current || !box) return
    const room = (): number => Math.max(1, box.clientWidth - gutterOf(app) - marginRight)
    let known:
      { readonly picture: Picture; readonly columns: number; readonly load: Load } | undefined
    keepDrawn(app, current, box, (pen, width, height) => {
      const columns = room()
      const { picture, whole } = app
      if (known?.picture !== picture || known.columns !== columns)
        known = { picture, columns, load: loadOf(picture, columns, whole.fromMs, whole.toMs) }
      drawOverview(pen, app, known.load, { width, height, gutter: gutterOf(app), columns })
    })
    const go = (event: PointerEvent): void => {
      const { whole } = app
      const part = (event.offsetX - gutterOf(app)) / room()
      const atMs = whole.fromMs + part * (whole.toMs - whole.fromMs)
      if (app.fits) app.zoom(0.25, atMs)
      const { window } = app
      app.pan(atMs - (window.fromMs + window.toMs) / 2)
    }
    current.addEventListener('pointerdown', (event) => {
      current.setPointerCapture(event.pointerId)
      go(event)
    })
    current.addEventListener('pointermove', (event) => {
      if (current.hasPointerCapture(event.pointerId)) go(event)
    })
  }, [])

  return h('div', { class: 'overview', 'aria-hidden': 'true' }, h('canvas', { ref: canvas }))
}
