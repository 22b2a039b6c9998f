import { h, type ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Picture } from '../../picture/picture.ts'
import { drawOverview, loadOf, type Load } from '../draw/overview.ts'
import { paletteOf } from '../draw/palette.ts'
import { Pen } from '../draw/pen.ts'
import type { App } from '../state/app.ts'

/** All of the run in a strip; press or drag to go there. What it says is said by the chart, too. */
export function Overview({ app }: { readonly app: App }): ComponentChild {
  const canvas = useRef<HTMLCanvasElement>(null)

  useEffect(() => {
    const { current } = canvas
    const box = current?.parentElement
    const context = current?.getContext('2d', { alpha: false })
    if (!current || !box || !context) return
    let pen: Pen | undefined
    let known:
      { readonly picture: Picture; readonly width: number; readonly load: Load } | undefined
    const draw = (): void => {
      const [width, height] = [box.clientWidth, box.clientHeight]
      pen ??= new Pen(context, paletteOf(box))
      const { ratio } = pen.palette
      const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
      if (current.width !== wide || current.height !== high)
        [current.width, current.height] = [wide, high]
      const { picture, whole } = app
      if (known?.picture !== picture || known.width !== width)
        known = { picture, width, load: loadOf(picture, width, whole.fromMs, whole.toMs) }
      drawOverview(pen, app, known.load, width, height)
    }
    const anew = (): void => {
      pen = undefined
      app.changed()
    }
    app.subscribe(draw)
    new ResizeObserver(anew).observe(box)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', anew)
    new MutationObserver(anew).observe(document.documentElement, {
      attributeFilter: ['data-theme'],
    })
    const go = (event: PointerEvent): void => {
      const { whole } = app
      const part = event.offsetX / Math.max(1, box.clientWidth)
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
    draw()
  }, [])

  return h('div', { class: 'overview', 'aria-hidden': 'true' }, h('canvas', { ref: canvas }))
}
