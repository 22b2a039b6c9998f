import type { CallError } from '../../call/report/result.ts'
import { isRecord } from '../../util/is-record.ts'
import type { Serializer } from './config.ts'
import { loadGraph } from './packages.ts'

/** What a call came to, where more is to be kept in a journal than its value, or JSON would lose the value's class. */
interface Ended {
  readonly value?: unknown
  readonly command?: CommandParts
  /** It failed. */
  readonly error?: CallError | undefined
}

/** That, as the checkpointer writes it down. */
interface Kept {
  readonly langchain: 'kept'
  readonly type: string
  readonly data: string
  /** The places of the call's questions among those of its task. */
  readonly asked: readonly number[]
}

/** LangGraph's command, with the fields that its JSON leaves out. */
interface CommandParts {
  readonly graph?: string | undefined
  readonly update?: unknown
  readonly resume?: unknown
  readonly goto: readonly (string | SendParts)[]
}

interface SendParts {
  readonly node: string
  readonly args: unknown
}

/** What calls of this process came to, as it was. */
const originals = new WeakMap<Kept, Ended>()

/** The form of a value that a journal keeps: mostly the value itself. */
export async function keepValue(
  value: unknown,
  asked: readonly number[],
  serde: Serializer,
): Promise<unknown> {
  if (asked.length === 0 && !isOfTheFramework(value)) return value
  const written = isCommand(value) ? { command: partsOf(value) } : { value }
  return keep(written, { value }, asked, serde)
}

/** The same of a failure: of one, a journal keeps no more than what the model is told. */
export function keepError(
  error: CallError,
  asked: readonly number[],
  serde: Serializer,
): Promise<unknown> {
  const { code, message } = error
  return keep({ error: { code, message } }, { error }, asked, serde)
}

/** What the call came to. */
export async function revive(value: unknown, serde: Serializer | undefined): Promise<Ended> {
  if (!isKept(value) || serde === undefined) return { value }
  const original = originals.get(value)
  if (original !== undefined) return original
  const { type, data } = value
  const bytes = type === 'json' ? data : Buffer.from(data, 'base64')
  const ended = (await serde.loadsTyped(type, bytes)) as Ended
  return ended.command === undefined ? ended : { value: await commandOf(ended.command) }
}

/** The places of the questions of a call whose result has this value. */
export function askedOf(value: unknown): readonly number[] {
  return isKept(value) ? value.asked : []
}

async function keep(
  written: Ended,
  ended: Ended,
  asked: readonly number[],
  serde: Serializer,
): Promise<Kept> {
  const [type, bytes] = await serde.dumpsTyped(written)
  const data = Buffer.from(bytes).toString(type === 'json' ? 'utf8' : 'base64')
  const kept: Kept = { langchain: 'kept', type, data, asked: [...asked] }
  originals.set(kept, ended)
  return kept
}

function isKept(value: unknown): value is Kept {
  return isRecord(value) && value['langchain'] === 'kept' && typeof value['data'] === 'string'
}

/** Messages and commands, which LangChain takes as they are. */
function isOfTheFramework(value: unknown): boolean {
  return isRecord(value) && value['lc_direct_tool_output'] === true
}

function isCommand(value: unknown): value is CommandParts {
  return isRecord(value) && value['lg_name'] === 'Command'
}

function partsOf({ graph, update, resume, goto }: CommandParts): CommandParts {
  const to = goto.map((each) =>
    typeof each === 'string' ? each : { node: each.node, args: each.args },
  )
  return { graph, update, resume, goto: to }
}

async function commandOf({ goto, ...parts }: CommandParts): Promise<object> {
  const { Command, Send } = await loadGraph()
  const to = goto.map((each) => (typeof each === 'string' ? each : new Send(each.node, each.args)))
  return new Command({ ...parts, goto: to })
}
