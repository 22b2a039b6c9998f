import type { Status } from '../../src/call/report/result.ts'
import type { ReferenceCall, ReferencePlan } from './plan.ts'

/** What a modelled tool is called with. */
export interface Input {
  readonly n: number
  readonly texts: readonly unknown[]
  readonly key: unknown
}

/** What is to become of a call. */
export interface Fate {
  readonly status: Status
  /** What the person is shown who is asked about it. */
  readonly shown?: Input
  /** What its tool is run with; without it, it does not run. */
  readonly input?: Input
  readonly value?: unknown
}

/** Follows a plan call by call, in call order. */
export function fatesOf({ calls }: ReferencePlan): Fate[] {
  const fates: Fate[] = []
  for (const [index, call] of calls.entries())
    fates.push(fateOf(call, calls.slice(0, index), fates))
  return fates
}

function fateOf(
  call: ReferenceCall,
  before: readonly ReferenceCall[],
  fates: readonly Fate[],
): Fate {
  const find = (id: string): Fate | undefined => fates[before.findLastIndex((one) => one.id === id)]
  const wanted = [...call.texts, call.key].flatMap((text) => referencesIn(text).map(({ id }) => id))
  if (wanted.some((id) => find(id) === undefined)) return { status: 'failed' }
  if (wanted.some((id) => find(id)?.status !== 'ok')) return { status: 'skipped' }
  let resolved: Input
  try {
    const resolve = (text: string): unknown => resolveText(text, (id) => find(id)?.value)
    resolved = { n: call.n, texts: call.texts.map(resolve), key: resolve(call.key) }
  } catch {
    return { status: 'failed' }
  }
  if (typeof resolved.key !== 'string') return { status: 'failed' }
  if (call.tool !== 'ask') return run(call, resolved)
  if (call.says === 'deny' || call.says === 'throws') return { status: 'denied', shown: resolved }
  const changed = call.says === 'change' ? changedInput(resolved) : resolved
  return { shown: resolved, ...run(call, changed) }
}

/** What a person makes of an input. */
export function changedInput({ n, texts }: Input): Input {
  return { n: n + 100, texts, key: 'b' }
}

/** What a tool returns. */
export function valueOf({ n, key }: Input): unknown {
  return { n: n * 2, key, list: [n] }
}

function run({ fails }: ReferenceCall, input: Input): Fate {
  return fails ? { status: 'failed', input } : { status: 'ok', input, value: valueOf(input) }
}

interface Found {
  readonly id: string
  readonly path: readonly string[]
  readonly text: string
}

const pattern = /(\$?)\$\{(\w+)((?:\.\w+|\[\d+\]|\["\w+"\])*)\}/g

function referencesIn(text: string): Found[] {
  return [...text.matchAll(pattern)]
    .filter(([, escape]) => escape === '')
    .map(([whole, , id = '', path = '']) => ({ id, path: path.match(/\w+/g) ?? [], text: whole }))
}

function resolveText(text: string, find: (id: string) => unknown): unknown {
  const found = referencesIn(text)
  if (found.length === 1 && found[0]?.text === text) return follow(found[0], find)
  return text.replaceAll(pattern, (whole: string, escape: string) => {
    if (escape !== '') return whole.slice(1)
    const value = follow(referencesIn(whole)[0] as Found, find)
    return typeof value === 'string' ? value : JSON.stringify(value)
  })
}

function follow({ id, path }: Found, find: (id: string) => unknown): unknown {
  let value = find(id)
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      throw new Error('there is none')
    value = (value as Record<string, unknown>)[part]
  }
  return value
}
