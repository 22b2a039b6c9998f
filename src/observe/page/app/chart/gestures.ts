import { axisHeight, marginRight } from './viewport.ts'
import { laneAt, rowAt } from '../../layout/find.ts'
import type { Row } from '../../../timeline/row.ts'
import type { App } from '../state/app.ts'

/** So far a pointer may move in a click, in pixels. */
const clickSlack = 4
/** So far from a bar one may point. */
const pointSlack = 4

interface Point {
  x: number
  y: number
}

/** Wheel, mouse and fingers: pan, zoom, point, choose. Scrolling up and down is the browser's. */
export function gestures(box: HTMLElement, app: App, gutter: () => number): void {
  const width = (): number => box.clientWidth - gutter() - marginRight
  const msPerPixel = (): number => (app.window.toMs - app.window.fromMs) / Math.max(1, width())
  const place = (event: MouseEvent): Point => {
    const { left, top } = box.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const msAt = (x: number): number => app.window.fromMs + (x - gutter()) * msPerPixel()
  const rowUnder = ({ x, y }: Point): Row | undefined =>
    y < axisHeight || x < gutter()
      ? undefined
      : rowAt(app.layout, msAt(x), y - axisHeight + box.scrollTop, pointSlack * msPerPixel())

  /** The number of the lane whose title is there. */
  const titleUnder = ({ x, y }: Point): number | undefined => {
    if (y < axisHeight) return undefined
    const lane = laneAt(app.layout, y - axisHeight + box.scrollTop)
    if (lane === undefined) return undefined
    const isTitle = gutter() > 0 ? x < gutter() : y - axisHeight + box.scrollTop < lane.top + 20
    return isTitle ? lane.index : undefined
  }

  box.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        app.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 150), msAt(place(event).x))
        return
      }
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
      if (Math.abs(sideways) <= Math.abs(event.deltaY) && !event.shiftKey) return
      event.preventDefault()
      app.pan(sideways * msPerPixel())
    },
    { passive: false },
  )

  const pointers = new Map<number, Point>()
  let moved = 0
  box.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    pointers.set(event.pointerId, place(event))
    moved = 0
  })
  box.addEventListener('pointermove', (event) => {
    const now = place(event)
    const before = pointers.get(event.pointerId)
    if (before === undefined)
      return app.hover(event.pointerType === 'mouse' ? rowUnder(now) : undefined)
    moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y)
    if (pointers.size === 2) pinch(event.pointerId, before, now)
    else if (moved > clickSlack) {
      if (!box.hasPointerCapture(event.pointerId)) box.setPointerCapture(event.pointerId)
      app.pan((before.x - now.x) * msPerPixel())
      if (event.pointerType === 'mouse') box.scrollTop += before.y - now.y
    }
    pointers.set(event.pointerId, now)
  })
  const pinch = (id: number, before: Point, now: Point): void => {
    const [, other] = [...pointers].find(([each]) => each !== id) ?? []
    if (other === undefined) return
    const [was, is] = [Math.abs(before.x - other.x), Math.abs(now.x - other.x)]
    app.zoom(Math.max(was, 20) / Math.max(is, 20), msAt((now.x + other.x) / 2))
    app.pan(((before.x - now.x) / 2) * msPerPixel())
  }
  const release = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId) || event.type === 'pointercancel') return
    if (moved > clickSlack || pointers.size > 0) return
    const point = place(event)
    const lane = titleUnder(point)
    if (lane === undefined) app.choose(rowUnder(point))
    else app.zoomToTurn(lane)
  }
  box.addEventListener('pointerup', release)
  box.addEventListener('pointercancel', release)
  box.addEventListener('pointerleave', () => app.hover(undefined))
  box.addEventListener('dblclick', (event) => {
    const row = rowUnder(place(event))
    if (row === undefined) app.fit()
    else app.zoomTo(row)
  })
}
