/** One way to grow. */
export interface Dimension {
  readonly name: string
  /** Ascending; a few a decade. */
  readonly sizes: readonly number[]
  /** Makes what is not to be measured, and gives the work, whose result is what stays in the caller's hands. */
  prepare(size: number): () => Promise<unknown> | unknown
}
