import { closestName } from '../../util/closest-name.ts'
import { isRecord } from '../../util/is-record.ts'
import { list, printable } from '../../util/printable.ts'

/** A plan with the names that its steps' tools have here; or why it is not run. */
export type CheckedPlan =
  { readonly input: unknown; readonly refusal?: undefined } | { readonly refusal: string }

/**
 * Checks that a plan calls only tools that plans may call: the host allows tools one by one, and a plan must not be a way round that.
 * A host shows its model longer names, such as `mcp__fanfold__github__search`: those are taken for what they end with.
 *
 * @param allowed the names of the tools that a plan may call.
 * @param names of all tools.
 */
export function checkPlan(
  input: unknown,
  allowed: ReadonlySet<string>,
  names: readonly string[],
): CheckedPlan {
  const steps: unknown = isRecord(input) ? input['steps'] : undefined
  // What is wrong with it is told where all plans are checked; nothing is run.
  if (!Array.isArray(steps)) return { input }
  const checked: unknown[] = []
  for (const step of steps) {
    const asked: unknown = isRecord(step) ? step['tool'] : undefined
    if (!isRecord(step) || typeof asked !== 'string') {
      checked.push(step)
      continue
    }
    const tool = nameHere(asked, names)
    if (!allowed.has(tool)) return { refusal: refusalOf(asked, tool, allowed, names) }
    checked.push({ ...step, tool })
  }
  return { input: { ...(input as object), steps: checked } }
}

function nameHere(asked: string, names: readonly string[]): string {
  if (names.includes(asked)) return asked
  const ends = names.filter((name) => asked.endsWith(`__${name}`))
  return ends.toSorted((a, b) => b.length - a.length)[0] ?? asked
}

function refusalOf(
  asked: string,
  tool: string,
  allowed: ReadonlySet<string>,
  names: readonly string[],
): string {
  const may = `A plan may call: ${list(allowed, allowed.size, 40)}.`
  if (names.includes(tool))
    return `Nothing was run: ${printable(tool)} may change something, and a plan takes only tools that read. Call it by itself. ${may}`
  const close = closestName(asked, [...allowed])
  const hint = close === undefined ? '' : ` Did you mean ${close}?`
  return `Nothing was run: there is no tool named "${printable(asked)}".${hint} ${may}`
}
