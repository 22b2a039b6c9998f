import type { ScriptedCall } from '../../../../src/testing/index.ts'

/** What a tool gets for a scripted call; undefined if its arguments cannot be read. */
export function inputOf({ input, inputText }: ScriptedCall): unknown {
  if (inputText === undefined) return input ?? {}
  if (inputText === '') return {}
  try {
    return JSON.parse(inputText)
  } catch {
    return undefined
  }
}

/** A call as text that is the same for the same call. */
export function canonical(name: string, input: unknown): string {
  const fields = Object.entries((input ?? {}) as Record<string, unknown>)
  return `${name} ${JSON.stringify(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)))}`
}
