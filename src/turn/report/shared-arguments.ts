import type { CallRecord } from '../call-record.ts'

/** So many calls of a turn are looked at. */
const mostCompared = 1_000

/** The values that calls of one tool had, by argument. */
type Values = Map<string, Set<unknown>>

const none: readonly string[] = Object.freeze([])

/**
 * Warns of calls of one tool that says nothing of what it touches, and that may touch the same: an argument of theirs has
 * the same value.
 */
export function sharedArguments(calls: readonly CallRecord[]): Iterable<string> {
  if (calls.length < 2) return none
  const byTool = new Map<string, Values>()
  const warnings = new Set<string>()
  const count = Math.min(calls.length, mostCompared)
  for (let index = 0; index < count; index += 1) {
    const { ready, call, effects } = calls[index] as CallRecord
    if (ready === undefined || effects?.declared !== false || effects.writes.length > 0) continue
    let values = byTool.get(call.name)
    if (values === undefined) byTool.set(call.name, (values = new Map()))
    for (const argument of note(values, ready.input)) warnings.add(warning(call.name, argument))
  }
  return warnings
}

/** Notes what may say which thing a call is about; returns the arguments of which an earlier call had the same value. */
function note(values: Values, input: unknown): readonly string[] {
  if (typeof input !== 'object') return none
  let shared = none
  try {
    for (const argument in input) {
      const value = (input as Record<string, unknown>)[argument]
      if (typeof value !== 'number' && (typeof value !== 'string' || value === '')) continue
      const before = values.get(argument)
      if (before === undefined) values.set(argument, new Set([value]))
      else if (before.has(value)) shared = [...shared, argument]
      else before.add(value)
    }
  } catch {
    // A getter may throw.
  }
  return shared
}

function warning(tool: string, argument: string): string {
  return (
    `Calls of ${tool} with the same \`${argument}\` may have run side by side, for nothing says what they touch. ` +
    "Declare `reads` or `writes` (`[]` if they touch nothing), or make the engine with `undeclared: 'in-order'`."
  )
}
