import { textureOf, type Texture } from './patterns.ts'
import type { Colour, Palette } from './palette.ts'

/** What is drawn on, and how times become places. */
export class Pen {
  readonly #widths = new Map<string, number>()
  /** Where time begins and ends, in pixels from the left. */
  left = 0
  right = 0
  #fromMs = 0
  #perMs = 1
  readonly context: CanvasRenderingContext2D
  readonly palette: Palette

  constructor(context: CanvasRenderingContext2D, palette: Palette) {
    this.context = context
    this.palette = palette
  }

  aim(left: number, right: number, fromMs: number, toMs: number): void {
    this.left = left
    this.right = right
    this.#fromMs = fromMs
    this.#perMs = (right - left) / (toMs - fromMs)
  }

  x(ms: number): number {
    return this.left + (ms - this.#fromMs) * this.#perMs
  }

  /** A later version may have states of its own. */
  colour(name: Colour): string {
    const { colours } = this.palette
    return Object.hasOwn(colours, name) ? colours[name] : colours.unknown
  }

  /** Far outside nothing is drawn, for coordinates there are not exact. */
  clampX(x: number): number {
    return Math.max(this.left - 50, Math.min(x, this.right + 50))
  }

  fill(
    x: number,
    y: number,
    width: number,
    height: number,
    colour: string,
    texture?: Texture,
  ): void {
    this.context.fillStyle =
      texture === undefined ? colour : textureOf(this.palette, texture, colour)
    this.context.fillRect(x, y, width, height)
  }

  frame(
    x: number,
    y: number,
    width: number,
    height: number,
    colour: string,
    line: number,
    dash: number[] = [],
  ): void {
    const { context } = this
    context.strokeStyle = colour
    context.lineWidth = line
    context.setLineDash(dash)
    context.strokeRect(x, y, width, height)
    context.setLineDash([])
  }

  line(
    points: readonly (readonly [number, number])[],
    colour: string,
    width: number,
    dash: number[] = [],
  ): void {
    const { context } = this
    context.strokeStyle = colour
    context.lineWidth = width
    context.setLineDash(dash)
    context.beginPath()
    for (const [x, y] of points) context.lineTo(x, y)
    context.stroke()
    context.setLineDash([])
  }

  font(size: number, weight = 400): void {
    this.context.font = `${weight} ${size}px ${this.palette.font}`
  }

  /** As much of a text as has room, with an ellipsis if that is not all; nothing if not even three letters have. */
  text(text: string, x: number, y: number, room: number, colour: string): void {
    const fitting = this.fitted(text, room)
    if (fitting === '') return
    this.context.fillStyle = colour
    this.context.fillText(fitting, x, y)
  }

  /** The same where lines may lie under it: on a rim of the ground's colour. */
  label(text: string, x: number, y: number, room: number, colour: string): void {
    const fitting = this.fitted(text, room)
    if (fitting === '') return
    const { context } = this
    context.strokeStyle = this.colour('ground')
    context.lineWidth = 3
    context.lineJoin = 'round'
    context.strokeText(fitting, x, y)
    context.fillStyle = colour
    context.fillText(fitting, x, y)
  }

  fitted(text: string, room: number): string {
    if (room < 12) return ''
    if (this.width(text) <= room) return text
    let [low, high] = [0, text.length]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.width(`${text.slice(0, middle)}…`) <= room) low = middle
      else high = middle - 1
    }
    return low < 3 ? '' : `${text.slice(0, low).toWellFormed().trimEnd()}…`
  }

  width(text: string): number {
    const key = `${this.context.font}\n${text}`
    let width = this.#widths.get(key)
    if (width === undefined) {
      if (this.#widths.size > 20_000) this.#widths.clear()
      this.#widths.set(key, (width = this.context.measureText(text).width))
    }
    return width
  }
}
