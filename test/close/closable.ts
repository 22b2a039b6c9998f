/** Something that users close, in whichever state a situation asks for. */
export interface Closable {
  /** Uses it, and waits for what comes of that. */
  use(): Promise<unknown>
  /** Has something under way that does not end by itself. Nobody hears what becomes of it. */
  begin(): Promise<unknown>
  close(): Promise<void>
}

/** What the process that closes is told: a server's URL and process, and a folder. */
export interface Surroundings {
  readonly url: string
  readonly pid: number
  readonly folder: string
  /** Nothing answers at the URL. */
  readonly isAway: boolean
}

export function forget(promise: Promise<unknown>): void {
  promise.catch(() => {})
}
