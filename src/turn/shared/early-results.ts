import type { CallContext } from '../../call/context/call-context.ts'
import { startsEarly } from '../../call/effects.ts'
import { toContent, type Content } from '../../call/content/content.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { sameJson } from '../../util/same-json.ts'
import type { Ready } from '../../call/known.ts'
import type { CallRecord } from '../call-record.ts'
import { functionName } from './function-name.ts'
import type { WriteLog } from './write-log.ts'

interface EarlyResult {
  readonly value: unknown
  /** What it was shown as. */
  readonly content: Content
  readonly reads: readonly string[]
  /** How many writes there had been when it was read. */
  readonly writes: number
}

/**
 * The finished early results of a message that broke off, for the calls of the one that is sent in its place: each serves
 * one equal call, unless what it has read was written since, or the value itself was changed.
 */
export class EarlyResults {
  readonly #writes: WriteLog
  readonly #results = new Map<string, EarlyResult[]>()

  constructor(writes: WriteLog, calls: Iterable<CallRecord>) {
    this.#writes = writes
    for (const { ready, result, writesSeen, body } of calls) {
      if (ready === undefined || !startsEarly(ready.tool) || result?.status !== 'ok') continue
      const key = keyOf(ready, body)
      if (key === undefined || ready.effects.fault !== undefined) continue
      const { value, content } = result
      const early = { value, content, reads: ready.effects.reads, writes: writesSeen }
      const results = this.#results.get(key)
      if (results === undefined) this.#results.set(key, [early])
      else results.push(early)
    }
  }

  /** The value for an equal call, once; undefined if nothing that is still true is kept. */
  take({ body }: CallRecord, ready: Ready): { readonly value: unknown } | undefined {
    const mayBe = startsEarly(ready.tool) && this.#results.size > 0
    const key = mayBe ? keyOf(ready, body) : undefined
    const results = key === undefined ? undefined : this.#results.get(key)
    for (let early = results?.shift(); early !== undefined; early = results?.shift())
      if (isAsShown(early) && !this.#writes.hasSince(early.writes, early.reads)) return early
    return undefined
  }
}

/** A turn, as far as its early results go to another one. */
interface SharingTurn {
  readonly mover: { readonly shared: { readonly writes: WriteLog } }
  readonly callContext: CallContext
  readonly calls: { withSteps(): Iterable<CallRecord> }
}

/** What a turn may take over: of another engine's writes nothing is known, and with another context a tool may see another world. */
export function earlyResultsFor(
  turn: SharingTurn,
  adopted: SharingTurn | undefined,
): EarlyResults | undefined {
  if (adopted?.mover !== turn.mover) return undefined
  if (adopted.callContext.context !== turn.callContext.context) return undefined
  return new EarlyResults(turn.mover.shared.writes, adopted.calls.withSteps())
}

/** Somebody who was given the value may have changed it. */
function isAsShown({ value, content }: EarlyResult): boolean {
  return sameJson(toContent(value), content)
}

/** Calls are equal if they would run the same with the same. Undefined if JSON cannot hold that. */
function keyOf({ tool, input }: Ready, body: CallRecord['body']): string | undefined {
  const json = canonicalJson(input)
  return json === undefined ? undefined : `${functionName(tool, body)} ${tool.name} ${json}`
}
