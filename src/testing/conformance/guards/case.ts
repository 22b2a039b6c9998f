import type { FrameworkDriver } from './driver.ts'

/** What one run of a case came to. */
export interface Seen {
  /** In a few words, with the figures. */
  readonly said: string
  readonly ok: boolean
}

/** One thing that may go wrong with a message's calls, tried in a framework with or without a guard. */
export interface GuardCase {
  readonly name: string
  /** Undefined if the framework has nothing like it. */
  run(driver: FrameworkDriver, isGuarded: boolean, driverUrl: URL): Promise<Seen | undefined>
}
