import type { ToolCall } from '../../call/call.ts'
import type { Effects } from '../../call/effects.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { cutReason } from '../../util/error-length.ts'
import { differingKey } from './difference.ts'

/** A call that was run alone, twice. */
export interface TriedCall {
  readonly call: ToolCall
  /** What it declares. Undefined if it does not run. */
  readonly effects: Effects | undefined
  /** It started. */
  readonly runs: boolean
  /** Its result was the same both times. */
  readonly isSteady: boolean
  /** The state that it left was. */
  readonly leavesSame: boolean
  /** It changes the state. */
  readonly changes: boolean
  readonly start: unknown
  readonly state: unknown
}

/** An input of more characters is not repeated whole. */
const longestInput = 200

export function describeUnsteady(tried: TriedCall, differs: readonly string[]): string {
  return `${named(tried)}: ${differs.join(' and ')} is another each time, and was not compared. If the difference means nothing, as of a time stamp, say so with \`equal\`.`
}

/** `told`: what the model would be told of it. */
export function describeNotRun(tried: TriedCall, told: string): string {
  return `${named(tried)} never started, so nothing of it was compared: ${cutReason(told)}`
}

export function describeChange(tried: TriedCall): string {
  const key = changedKey(tried) ?? 'a key'
  return `${named(tried)} changes the state, and its tool declares no \`writes\`. ${advice(tried, 'writes', key)}`
}

export function describePair(
  kind: 'order' | 'side-by-side',
  one: TriedCall,
  other: TriedCall,
  differs: readonly string[],
): string {
  const what =
    kind === 'order'
      ? `depends on which of them runs first`
      : `is another if they run side by side than if they run one after the other`
  const key = commonKey(one, other)
  const advised = [one, other].flatMap((tried) => {
    const option = tried.changes ? 'writes' : 'reads'
    const has =
      tried.effects?.writes.includes(key) === true ||
      (option === 'reads' && tried.effects?.reads.includes(key))
    return has ? [] : [advice(tried, option, key)]
  })
  return `${named(one)} and ${named(other)} are declared apart, but ${differs.join(' and ')} ${what}. ${[...new Set(advised)].join(' ')}`
}

function named({ call: { name, input } }: TriedCall): string {
  const json = canonicalJson(input) ?? ''
  const shown = json.length > longestInput ? `${json.slice(0, longestInput)}…` : json
  return `${name}(${shown === '{}' ? '' : shown})`
}

function advice({ call: { name } }: TriedCall, option: 'reads' | 'writes', key: string): string {
  return key === 'a key'
    ? `Let \`${option}\` of ${name} name what it ${option === 'writes' ? 'changes' : 'reads'} here.`
    : `Let \`${option}\` of ${name} hold "${key}" here.`
}

/** The key on which they should meet: one that the other side declares already, else the part of the state that is changed. */
function commonKey(one: TriedCall, other: TriedCall): string {
  const writer = one.changes ? one : other
  const reader = writer === one ? other : one
  return (
    writer.effects?.writes[0] ??
    reader.effects?.writes[0] ??
    reader.effects?.reads[0] ??
    changedKey(writer) ??
    'a key'
  )
}

function changedKey({ start, state }: TriedCall): string | undefined {
  return differingKey(start, state)
}
