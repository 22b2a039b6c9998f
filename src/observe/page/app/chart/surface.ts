import { Pen } from '../paint/pen.ts'
import type { App } from '../state/app.ts'

/** Keeps a canvas as large as its box, and has it drawn whenever something has changed. */
export function keepDrawn(
  app: App,
  canvas: HTMLCanvasElement,
  box: HTMLElement,
  draw: (pen: Pen, width: number, height: number) => void,
): void {
  const context = canvas.getContext('2d', { alpha: false })
  if (context === null) return
  let pen = new Pen(context, app.palette)
  const redraw = (): void => {
    if (pen.palette !== app.palette) pen = new Pen(context, app.palette)
    const [width, height] = [box.clientWidth, box.clientHeight]
    const { ratio } = app.palette
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
    // Setting a size clears the canvas, even if it is the same.
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide
      canvas.height = high
      canvas.style.width = `${width}px`
      canvas.style.height = `${height}px`
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.textBaseline = 'middle'
    draw(pen, width, height)
  }
  app.subscribe(redraw)
  new ResizeObserver(() => app.changed()).observe(box)
  redraw()
}
