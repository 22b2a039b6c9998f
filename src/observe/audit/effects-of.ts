import { judgeName } from '../../adapt/effects/judge-name.ts'
import { judgeTool } from '../../adapt/effects/judge-tool.ts'
import type { Effect, EffectsOf } from '../../ledger/effect.ts'
import { innerCall, type InnerCall } from '../../ledger/inner-call.ts'
import { leavesOf } from '../../ledger/leaves.ts'
import { isRecord } from '../../util/is-record.ts'
import { codingTool } from './coding-tools.ts'
import { shellCall } from './shell/shell-call.ts'

/**
 * Effects for the tools of logs, which nobody declared: read off the tool's name and the names of its arguments, without a
 * description. What a call that writes touches is taken from the argument that names a thing.
 */
export function effectsByName(): EffectsOf {
  const kinds = new Map<string, Effect['kind']>()
  return (call) => {
    const inner = innerCall(call)
    const shell = shellCall(inner)
    if (shell !== undefined) return { kind: shell.kind, guessed: true }
    const known = codingTool(inner)
    if (known !== undefined) return { ...known, guessed: true }
    const names = isRecord(inner.input) ? Object.keys(inner.input) : []
    const id = `${inner.server ?? ''} ${inner.name} ${names.join()}`
    let kind = kinds.get(id)
    if (kind === undefined) kinds.set(id, (kind = kindOf(inner, names)))
    return { kind, guessed: true, keys: keysOf(inner) }
  }
}

const asking: RegExp =
  /^(?:q|query|queries|question|search|search_?(?:term|query|text)|keywords?|terms?)$/i
const howMuch: RegExp = /^(?:limit|count|top_?k|k|n|max_?\w*|num_?\w*|page|offset|lang(?:uage)?)$/i

function kindOf({ name, server }: InnerCall, names: readonly string[]): Effect['kind'] {
  const schema = { properties: Object.fromEntries(names.map((each) => [each, {}])) }
  const { effect, confidence } = judgeTool({ name, description: '', schema }, { server })
  if (effect === 'reads' || confidence !== 'unknown') return effect
  if (judgeName(name, server).says === 'examines') return 'reads'
  // What takes nothing but a question gives an answer.
  const asks =
    names.some((each) => asking.test(each)) &&
    names.every((each) => asking.test(each) || howMuch.test(each))
  return asks ? 'reads' : 'unknown'
}

const thing: RegExp =
  /(?:^|_)(?:id|ids|uuid|path|paths|file|filename|file_?path|url|uri|key|number|name)$/i

/** Ids and paths are no longer. */
const longestKey = 300

/** What the first argument that names a thing names; undefined if none does. */
function keysOf({ input }: InnerCall): readonly string[] | undefined {
  const leaves = leavesOf(input)
  const isThing = (key: string): boolean => thing.test(key.replaceAll(/([a-z])([A-Z])/g, '$1_$2'))
  const first = leaves.find(({ key }) => isThing(key))
  if (first === undefined) return undefined
  const keys = leaves
    .filter(({ key }) => key === first.key)
    .map(({ text }) => text.replaceAll(/[/*]+/g, '/').replace(/^\//, ''))
  return keys.some((key) => key === '' || key.length > longestKey) ? undefined : keys
}
