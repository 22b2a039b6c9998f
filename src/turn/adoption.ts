import type { ToolCall } from '../call/call.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import type { Entry } from './entry.ts'

/** The finished early results of a discarded turn, for the message that is sent in its stead. */
export class Adoption {
  readonly #values = new Map<string, unknown[]>()

  constructor(entries: readonly Entry[]) {
    for (const { early, call, result } of entries)
      if (early && result?.status === 'ok') {
        const key = keyOf(call)
        if (mayRefer(key)) continue
        const values = this.#values.get(key)
        if (values === undefined) this.#values.set(key, [result.value])
        else values.push(result.value)
      }
  }

  /** The value of an equal call, once; undefined if there is none left. */
  take(call: ToolCall): { readonly value: unknown } | undefined {
    const values = this.#values.get(keyOf(call))
    return values === undefined || values.length === 0 ? undefined : { value: values.shift() }
  }
}

/** Two calls that refer to earlier results are not equal for being written alike. */
function mayRefer(key: string): boolean {
  return key.includes('${')
}

function keyOf({ name, input }: ToolCall): string {
  return `${name} ${canonicalJson(input)}`
}
