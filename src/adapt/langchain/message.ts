import { isRecord } from '../../util/is-record.ts'
import { digestOf } from '../../util/platform/sha256.ts'
import { turnId } from '../step.ts'
import type { Configurable, ToolConfig } from './config.ts'

/** A model's message that calls tools. */
export interface AiMessage {
  readonly id?: string | undefined
  readonly tool_calls?: readonly MessageCall[] | undefined
}

interface MessageCall {
  readonly id?: string | undefined
  readonly name: string
  readonly args: unknown
}

/** What all calls of one message have in common. */
export interface OneMessage {
  /** The same for them all, while they are under way. */
  readonly key: object | string
  /** The same in another process, and of no other message. Undefined where the framework keeps nothing to go on with. */
  readonly id: string | undefined
  readonly calls: readonly MessageCall[]
}

/** Finds the message that a call is of. */
export function messageOf({ state, configurable = {} }: ToolConfig): OneMessage {
  const messages = messagesIn(state)
  const place = messages.findLastIndex(isAiMessage)
  const message = messages[place] as AiMessage | undefined
  const calls = message?.tool_calls ?? []
  const checkpoint = checkpointOf(configurable)
  const conversation = conversationOf(configurable)
  const what =
    conversation && (message === undefined ? checkpoint : digestOfMessage(place, message))
  const id = what === undefined ? undefined : turnId(conversation, what)
  // Each of a message's tasks, and each process, may have a copy of the message of its own; what it says is the same.
  return { key: id ?? message ?? checkpoint ?? {}, id, calls }
}

function messagesIn(state: unknown): readonly unknown[] {
  if (Array.isArray(state)) return state
  return isRecord(state) && Array.isArray(state['messages']) ? state['messages'] : []
}

function isAiMessage(message: unknown): boolean {
  if (!isRecord(message)) return false
  const { getType } = message
  return typeof getType === 'function' ? getType.call(message) === 'ai' : message['type'] === 'ai'
}

/** Undefined without a checkpointer: then nobody comes back to a message, and another one may look the same. */
function conversationOf(configurable: Configurable): string | undefined {
  const { thread_id: thread, __pregel_checkpointer: checkpointer } = configurable
  if (thread === undefined || !isRecord(checkpointer)) return undefined
  return [String(thread), ...graphAround(configurable)].join('/')
}

/** The path of the graph that a task is of. The last part of a task's own path is the task. */
function graphAround({ checkpoint_ns: path = '' }: Configurable): string[] {
  const parts = path.split('|')
  return parts.slice(0, -1)
}

/** Where its task begins, which those of other messages do not. */
function checkpointOf(configurable: Configurable): string | undefined {
  return configurable.checkpoint_map?.[graphAround(configurable).join('|')]
}

/** Most calls of a message come with the same copy of it. */
const digests = new WeakMap<AiMessage, string>()

/**
 * Not by its id alone: a provider may use one again, and ids of calls such as `call_0` all the time. Its place in the conversation, and
 * all that it calls, tell such messages apart.
 */
function digestOfMessage(place: number, message: AiMessage): string {
  const known = digests.get(message)
  if (known !== undefined) return known
  const { id, tool_calls: calls = [] } = message
  const said = calls.map(({ id: callId, name, args }) => [callId, name, args])
  const digest = digestOf(JSON.stringify([place, id, said]))
  digests.set(message, digest)
  return digest
}
