import { UsageError } from '../../call/error.ts'
import {
  expectCount,
  expectDuration,
  expectOneOf,
  expectPositive,
  show,
} from '../../call/expect.ts'
import { asArray, isObject, isString } from './json.ts'
import { expectPace, type Pace } from './pace.ts'
import type { Script, ScriptedTurn } from './script.ts'

const kinds: readonly { readonly key: string; readonly also: readonly string[] }[] = [
  { key: 'raw', also: ['contentType', 'status', 'times'] },
  { key: 'status', also: ['message', 'retryAfterMs', 'times'] },
  { key: 'hang', also: ['times'] },
]
const replyKeys = ['thinking', 'text', 'calls', 'blocks', 'stop', 'break', 'pace', 'usage', 'times']
const stops = ['calls', 'answer', 'length', 'refusal', 'paused']
const breakWays = ['close', 'end', 'hang', 'error']

/** @throws {UsageError} if a script is neither a function nor an array of turns. */
export function expectScript(script: Script): void {
  if (typeof script === 'function') return
  if (!Array.isArray(script))
    throw new UsageError(
      `Expected \`script\` to be an array of turns or a function, got ${show(script)}.`,
    )
  expectTurns(script as readonly ScriptedTurn[])
}

/** @throws {UsageError} if one of the turns is none. */
export function expectTurns(turns: readonly ScriptedTurn[]): void {
  turns.forEach((turn, index) => expectTurn(turn, `script[${index}]`))
}

function expectTurn(turn: unknown, at: string): void {
  if (!isObject(turn)) throw new UsageError(`Expected \`${at}\` to be a turn, got ${show(turn)}.`)
  const kind = kinds.find(({ key }) => key in turn)
  const known = kind === undefined ? replyKeys : [kind.key, ...kind.also]
  const unknown = Object.keys(turn).find((key) => !known.includes(key))
  if (unknown !== undefined)
    throw new UsageError(
      `Expected \`${at}\` to have only ${known.map((key) => `\`${key}\``).join(', ')}, got \`${unknown}\`.`,
    )
  expectPositive(`${at}.times`, turn['times'])
  if (turn['status'] !== undefined)
    expectStatus(at, turn['status'], kind?.key === 'raw' ? 200 : 400)
  expectCount(`${at}.retryAfterMs`, turn['retryAfterMs'])
  if ('raw' in turn && !isString(turn['raw']))
    throw new UsageError(`Expected \`${at}.raw\` to be a string, got ${show(turn['raw'])}.`)
  if (kind === undefined) expectReply(turn, at)
}

function expectStatus(at: string, status: unknown, lowest: number): void {
  if (Number.isInteger(status) && (status as number) >= lowest && (status as number) <= 599) return
  throw new UsageError(
    `Expected \`${at}.status\` to be a status from ${lowest} to 599, got ${show(status)}.`,
  )
}

function expectReply(reply: Readonly<Record<string, unknown>>, at: string): void {
  const { text, thinking, calls, blocks } = reply
  if (text === undefined && thinking === undefined && calls === undefined && blocks === undefined)
    throw new UsageError(
      `Expected \`${at}\` to say something (\`text\`, \`thinking\`, \`calls\` or \`blocks\`) or to fail ` +
        '(`status`, `raw` or `hang`).',
    )
  if (blocks !== undefined && (text ?? thinking ?? calls) !== undefined)
    throw new UsageError(
      `Expected \`${at}\` to have either \`blocks\` or \`text\`, \`thinking\` and \`calls\`, got both.`,
    )
  if (reply['times'] !== undefined && reply['break'] === undefined)
    throw new UsageError(
      `Expected \`${at}\` to fail (\`status\`, \`raw\`, \`hang\` or \`break\`), as it has \`times\`: a whole reply is ` +
        'served whenever its place in the history comes.',
    )
  expectOneOf(`${at}.stop`, stops, reply['stop'])
  expectPace(`${at}.pace`, reply['pace'] as Pace | undefined)
  const scripted = [
    ...asArray(calls),
    ...asArray(blocks).flatMap((block) =>
      isObject(block) && 'call' in block ? [block['call']] : [],
    ),
  ]
  scripted.forEach((call, index) => expectCall(call, `${at}, call ${index},`))
  if (reply['break'] !== undefined) expectBreak(reply['break'], `${at}.break`, scripted.length)
}

function expectCall(call: unknown, at: string): void {
  if (!isObject(call) || !isString(call['name']))
    throw new UsageError(`Expected ${at} to be an object with a \`name\`, got ${show(call)}.`)
  if (call['blockMs'] !== 0) expectDuration(`${at} blockMs`, call['blockMs'])
}

function expectBreak(value: unknown, at: string, calls: number): void {
  if (!isObject(value) || 'call' in value === 'afterBytes' in value)
    throw new UsageError(
      `Expected \`${at}\` to have either \`call\` or \`afterBytes\`, got ${show(value)}.`,
    )
  expectOneOf(`${at}.how`, breakWays, value['how'])
  expectCount(`${at}.afterBytes`, value['afterBytes'])
  expectCount(`${at}.call`, value['call'])
  if ('call' in value && (value['call'] as number) >= calls)
    throw new UsageError(
      `Expected \`${at}.call\` to be the index of one of ${calls} calls, got ${show(value['call'])}.`,
    )
}
