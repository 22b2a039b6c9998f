import { h, type ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Colour } from '../paint/palette.ts'
import type { Texture } from '../paint/patterns.ts'
import { Pen } from '../paint/pen.ts'
import type { App } from '../state/app.ts'

interface SwatchProps {
  readonly app: App
  readonly colour: Colour
  /** Of a wait, which is drawn lightly. */
  readonly texture: Texture | undefined
}

const [width, height] = [22, 12]

/** A piece of a bar as the chart draws it. */
export function Swatch({ app, colour, texture }: SwatchProps): ComponentChild {
  const { palette } = app
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const { current } = canvas
    const context = current?.getContext('2d')
    if (!current || !context) return
    const pen = new Pen(context, palette)
    const { ratio } = pen.palette
    current.width = width * ratio
    current.height = height * ratio
    context.scale(ratio, ratio)
    if (
      texture === 'stripes' ||
      (texture === undefined &&
        colour !== 'ok' &&
        colour !== 'running' &&
        colour !== 'model' &&
        colour !== 'model-light')
    ) {
      pen.fill(0, 0, width, height, pen.colour(colour))
      pen.fill(0, 0, width, height, pen.colour('ground'), 'stripes')
      return pen.frame(0.75, 0.75, width - 1.5, height - 1.5, pen.colour(colour), 1.5)
    }
    if (texture === undefined) return pen.fill(0, 0, width, height, pen.colour(colour))
    context.globalAlpha = 0.14
    pen.fill(0, 0, width, height, pen.colour(colour))
    context.globalAlpha = 0.6
    pen.fill(0, 0, width, height, pen.colour(colour), texture)
    context.globalAlpha = 1
    pen.fill(0, height - 1, width, 1, pen.colour(colour))
  }, [palette, colour, texture])
  return h('canvas', { ref: canvas, class: 'swatch', 'aria-hidden': 'true' })
}
