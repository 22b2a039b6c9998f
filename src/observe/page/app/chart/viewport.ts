import type { App } from '../state/app.ts'

/** Times are written over the lanes, so high. */
export const axisHeight = 26

/** What of the chart is seen. */
export interface Viewport {
  readonly width: number
  readonly height: number
  /** How far down the lanes it is. */
  readonly top: number
  /** The room of the titles on the left. */
  readonly gutter: number
  readonly hasKeyboard: boolean
}

/** The titles of turns stand beside their lines where there is room. */
export function gutterOf({ narrow }: App): number {
  return narrow ? 0 : 124
}

/** So much is left free on the right. */
export const marginRight = 10
