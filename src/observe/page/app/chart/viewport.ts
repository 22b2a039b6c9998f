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
