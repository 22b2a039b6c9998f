import { UsageError } from '../../call/errors/error.ts'
import type { ToolCall } from '../../call/call.ts'
import type { Engine } from '../../turn/contract.ts'
import { copyOrSame, copyValue } from '../../util/copy-value.ts'
import type { VerifySettings } from './options.ts'

/** What came of one call. */
export interface Ended {
  readonly status: string
  /** What the tool returned; of a call that is not ok, what the model is told. */
  readonly value: unknown
  readonly started: boolean
}

/** What came of some calls, begun from the same state. */
export interface RunOfCalls {
  /** By the call's id. */
  readonly results: ReadonlyMap<string, Ended>
  readonly state: unknown
}

/** Runs calls from one state, again and again. */
export class CallRunner {
  readonly #makeEngine: () => Engine
  readonly #settings: VerifySettings
  readonly #start: unknown

  constructor(makeEngine: () => Engine, settings: VerifySettings, start: unknown) {
    this.#makeEngine = makeEngine
    this.#settings = settings
    this.#start = start
  }

  /** Brings the state back, then runs groups of calls one after the other, and those of a group as the engine likes to. */
  async run(...groups: readonly (readonly ToolCall[])[]): Promise<RunOfCalls> {
    await this.restore()
    // What an engine has cached would hide what a call sees.
    const engine = this.#makeEngine()
    const results = new Map<string, Ended>()
    try {
      for (const calls of groups) {
        const { context } = this.#settings
        const report = await engine.execute(calls, context === undefined ? {} : { context })
        for (const { id, status, value, content, attempts } of report.results)
          // A value may be a part of the state, which goes on changing.
          results.set(id, {
            status,
            value: copyOrSame(status === 'ok' ? value : content),
            started: attempts > 0,
          })
      }
      return { results, state: await takeSnapshot(this.#settings) }
    } finally {
      await engine.close()
    }
  }

  async restore(): Promise<void> {
    await this.#settings.restore(copyOrSame(this.#start))
  }
}

/** @throws {UsageError} if it cannot be copied, for what changes later cannot be compared with. */
export async function takeSnapshot({ snapshot }: VerifySettings): Promise<unknown> {
  const copied = copyValue(await snapshot())
  if (copied.ok) return copied.value
  throw new UsageError(
    'Expected `snapshot` to give plain data, got something that holds a function, a promise or an instance of a class. Give the rows, ' +
      'or the texts, that the tools may change.',
  )
}
