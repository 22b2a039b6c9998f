/** A job whose lock is to be renewed. */
export interface HeldJob {
  readonly jobId: string
  readonly token: string
  /** The stream of the engine that waits for it. */
  readonly replies: string
}

/** What the thread that renews the locks is sent. */
export type ToRenewer =
  | { readonly type: 'hold'; readonly job: HeldJob; readonly askedMs: number }
  | { readonly type: 'release'; readonly jobId: string }
  /** All at once, and not when they are due. */
  | { readonly type: 'renew' }

/** What it sends about a job: that it is not ours any more, that its engine is gone, or that it is cancelled. */
export type FromRenewer =
  | { readonly type: 'lost' | 'orphan'; readonly jobId: string }
  | { readonly type: 'cancel'; readonly jobId: string; readonly message: string }

export interface RenewerData {
  readonly connection: object
  readonly prefix: string
  readonly queue: string
  readonly lockMs: number
}
