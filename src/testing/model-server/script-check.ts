import { UsageError } from '../../call/errors/error.ts'
import {
  anything,
  anyText,
  durationOrNone,
  nonEmptyText,
  oneOf,
  positiveInteger,
  refusal,
  show,
  valueThat,
  wholeNumber,
  type Check,
} from '../../call/expect.ts'
import { listOf, nestedOptions, optional, required } from '../../call/options/option-list.ts'
import { isObject } from './json.ts'
import { paceOption } from './pace.ts'
import type {
  Script,
  ScriptedBlock,
  ScriptedBreak,
  ScriptedCall,
  ScriptedError,
  ScriptedHang,
  ScriptedRaw,
  ScriptedReply,
  ScriptedTurn,
} from './script.ts'

const times = optional(positiveInteger)

const call = nestedOptions<ScriptedCall>({
  id: optional(anyText),
  name: required(nonEmptyText),
  input: optional(anything),
  inputText: optional(anyText),
  blockMs: optional(durationOrNone),
})

const block = oneKindOf<ScriptedBlock>({
  thinking: nestedOptions({ thinking: required(anyText) }),
  text: nestedOptions({ text: required(anyText) }),
  call: nestedOptions({ call: required(call) }),
})

const how = optional(oneOf('close', 'end', 'hang', 'error'))
const breaking = oneKindOf<ScriptedBreak>({
  call: nestedOptions({ call: required(wholeNumber), how }),
  afterBytes: nestedOptions({ afterBytes: required(wholeNumber), how }),
})

const usage = nestedOptions<NonNullable<ScriptedReply['usage']>>({
  inputTokens: optional(wholeNumber),
  outputTokens: optional(wholeNumber),
})

const reply = nestedOptions<ScriptedReply>({
  thinking: optional(anyText),
  text: optional(anyText),
  calls: optional(listOf(call)),
  code: optional(nonEmptyText),
  blocks: optional(listOf(block)),
  stop: optional(oneOf('calls', 'answer', 'length', 'refusal', 'paused')),
  break: optional(breaking),
  pace: optional(paceOption),
  usage: optional(usage),
  times,
})

const failing: Readonly<Record<string, Check<ScriptedTurn>>> = {
  raw: nestedOptions<ScriptedRaw>({
    raw: required(anyText),
    contentType: optional(anyText),
    status: optional(statusFrom(200)),
    times,
  }),
  status: nestedOptions<ScriptedError>({
    status: required(statusFrom(400)),
    message: optional(anyText),
    retryAfterMs: optional(wholeNumber),
    times,
  }),
  hang: nestedOptions<ScriptedHang>({ hang: required(oneOf(true)), times }),
}

/** One turn of a script. */
const scriptedTurn: Check<ScriptedTurn> = (value, name, whose) => {
  if (!isObject(value)) throw refusal(name, whose, 'a turn', value)
  const kind = Object.keys(failing).find((key) => value[key] !== undefined)
  const check = kind === undefined ? undefined : failing[kind]
  return check === undefined ? wholeReply(value, name, whose) : check(value, name, whose)
}

/** The turns of a script that is a list, or of one that is a function. */
export const scriptedTurns: Check<readonly ScriptedTurn[]> = listOf(scriptedTurn)

/** `script` of a model server. */
export const scriptOption: Check<Script> = (value, name, whose) => {
  if (typeof value === 'function') return value as Script
  if (!Array.isArray(value)) throw refusal(name, whose, 'an array of turns or a function', value)
  return scriptedTurns(value, name, whose)
}

const wholeReply: Check<ScriptedReply> = (value, name, whose) => {
  const given = reply(value, name, whose)
  const { text, thinking, calls, blocks } = given
  if (text === undefined && thinking === undefined && calls === undefined && blocks === undefined)
    throw new UsageError(
      `Expected \`${name}\` to say something (\`text\`, \`thinking\`, \`calls\` or \`blocks\`) or to fail ` +
        '(`status`, `raw` or `hang`).',
    )
  if (blocks !== undefined && (text ?? thinking ?? calls) !== undefined)
    throw new UsageError(
      `Expected \`${name}\` to have either \`blocks\` or \`text\`, \`thinking\` and \`calls\`, got both.`,
    )
  if (given.code !== undefined && (calls ?? []).length === 0)
    throw new UsageError(
      `Expected \`${name}\` to have \`calls\`, as it has \`code\` that makes them.`,
    )
  if (given.times !== undefined && given.break === undefined)
    throw new UsageError(
      `Expected \`${name}\` to fail (\`status\`, \`raw\`, \`hang\` or \`break\`), as it has \`times\`: a whole reply is ` +
        'served whenever its place in the history comes.',
    )
  expectCallToBreak(given, name)
  return given
}

function expectCallToBreak({ calls, blocks, break: broken }: ScriptedReply, name: string): void {
  if (broken === undefined || !('call' in broken)) return
  const count = calls?.length ?? blocks?.filter((each) => 'call' in each).length ?? 0
  if (broken.call < count) return
  throw new UsageError(
    `Expected \`${name}.break.call\` to be the index of one of ${count} calls, got ${show(broken.call)}.`,
  )
}

/** The check of an object whose kind is told by the one of these names that it has. */
function oneKindOf<T>(kinds: Readonly<Record<string, Check<unknown>>>): Check<T> {
  const names = Object.keys(kinds)
  const words = names.map((name) => `\`${name}\``).join(' or ')
  return (value, name, whose) => {
    const has = isObject(value) ? names.filter((key) => value[key] !== undefined) : []
    const check = kinds[has[0] ?? '']
    if (check === undefined || has.length > 1)
      throw new UsageError(
        `Expected \`${name}\`${whose} to be an object with either ${words}, got ${show(value)}.`,
      )
    return check(value, name, whose) as T
  }
}

function statusFrom(lowest: number): Check<number> {
  return valueThat(
    `a status from ${lowest} to 599`,
    (value) => Number.isInteger(value) && (value as number) >= lowest && (value as number) <= 599,
  )
}
