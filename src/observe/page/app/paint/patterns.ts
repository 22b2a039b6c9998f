import type { Palette } from './palette.ts'
import type { WaitKind } from './kinds.ts'

export type Texture = WaitKind | 'stripes'

const size = 8

/** What tells kinds apart for those who do not see their colours. A tile repeats every eight pixels. */
const strokes: Readonly<Record<Texture, (tile: CanvasRenderingContext2D) => void>> = {
  message: (tile) => lines(tile, [0, 2.5, size, 2.5], [0, 6.5, size, 6.5]),
  call: (tile) => lines(tile, [-2, 6, 6, -2], [2, 10, 10, 2]),
  limit: (tile) => dots(tile, [2, 2], [6, 6]),
  retry: (tile) => lines(tile, [2, 0, 2, size], [6, 0, 6, size]),
  person: (tile) => lines(tile, [-1, 1, size + 1, 1], [1, -1, 1, size + 1]),
  own: (tile) => dots(tile, [4, 4]),
  stripes: (tile) => lines(tile, [-2, 2, 6, 10], [2, -2, 10, 6]),
}

let made = new Map<string, CanvasPattern | null>()
let madeFor: Palette | undefined

/** A texture in a colour, on nothing. */
export function textureOf(
  palette: Palette,
  texture: Texture,
  colour: string,
): CanvasPattern | string {
  if (madeFor !== palette) {
    made = new Map()
    madeFor = palette
  }
  const key = `${texture} ${colour}`
  let pattern = made.get(key)
  if (pattern === undefined) made.set(key, (pattern = make(palette, texture, colour)))
  return pattern ?? colour
}

function make({ ratio }: Palette, texture: Texture, colour: string): CanvasPattern | null {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.round(size * ratio)
  const tile = canvas.getContext('2d')
  if (tile === null) return null
  tile.scale(canvas.width / size, canvas.height / size)
  tile.strokeStyle = tile.fillStyle = colour
  tile.lineWidth = texture === 'stripes' ? 2 : 1
  strokes[texture](tile)
  const pattern = tile.createPattern(canvas, 'repeat')
  pattern?.setTransform(new DOMMatrix().scale(size / canvas.width))
  return pattern
}

function lines(tile: CanvasRenderingContext2D, ...all: readonly (readonly number[])[]): void {
  for (const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] of all) {
    tile.beginPath()
    tile.moveTo(x1, y1)
    tile.lineTo(x2, y2)
    tile.stroke()
  }
}

function dots(tile: CanvasRenderingContext2D, ...all: readonly (readonly number[])[]): void {
  for (const [x = 0, y = 0] of all) tile.fillRect(x - 0.75, y - 0.75, 1.5, 1.5)
}
