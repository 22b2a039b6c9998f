/** The options of `fanfold worker`, as commander hands them over. */
export interface WorkerCommandOptions {
  readonly tools: string
  readonly redis: string
  readonly queue?: string
  readonly prefix?: string
  readonly concurrency?: number
  readonly lock?: number
  readonly grace?: number
}
