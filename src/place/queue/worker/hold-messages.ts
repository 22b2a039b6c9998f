/** A job whose lock is to be kept. */
export interface HeldJob {
  readonly jobId: string
  readonly token: string
  /** The stream of the engine that waits for it. */
  readonly replies: string
}

/** What the thread that keeps the locks is told. */
export type ToKeeper =
  | { readonly type: 'hold'; readonly job: HeldJob }
  | { readonly type: 'release'; readonly jobId: string }

/** What it says of a job: that it is not ours any more, that its engine is gone, or that it is to stop. */
export type FromKeeper =
  | { readonly type: 'lost' | 'orphan'; readonly jobId: string }
  | { readonly type: 'stop'; readonly jobId: string; readonly message: string }

export interface KeeperData {
  readonly connection: object
  readonly prefix: string
  readonly queue: string
  readonly lockMs: number
}
