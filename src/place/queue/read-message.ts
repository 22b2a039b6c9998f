import { isRecord } from '../../util/is-record.ts'
import { readJson, type Read } from '../../util/read.ts'
import { readPackedError } from '../read-packed-error.ts'
import { protocol, type CancelMessage, type QueueTask, type ReadReply } from './messages.ts'

// All that comes from Redis is read here. Anybody who can write there may have written it: another version of the package,
// a person at a dashboard, anybody. What is wrong is said without repeating it: it may be of any length.

const texts = ['tool', 'schema', 'place'] as const
/** What the tool is told beside its input. */
const ids = ['callId', 'turnId', 'idempotencyKey'] as const

/** Reads a job's data. Of a task of another version only the version and the tool's name count. */
export function readTask(data: unknown): Read<QueueTask> {
  if (!isRecord(data)) return { fault: 'its data is no object' }
  const { protocol: spoken, tool, attempt, fencingToken, losses } = data
  if (typeof spoken !== 'number') return { fault: '`protocol` is no number' }
  if (spoken !== protocol)
    return { value: { ...nothing, protocol: spoken, tool: typeof tool === 'string' ? tool : '?' } }
  for (const name of texts)
    if (typeof data[name] !== 'string') return { fault: `\`${name}\` is no text` }
  for (const name of ids)
    if (data[name] !== undefined && typeof data[name] !== 'string')
      return { fault: `\`${name}\` is no text` }
  for (const [name, value] of Object.entries({ attempt, fencingToken, losses }))
    if (value !== undefined && typeof value !== 'number')
      return { fault: `\`${name}\` is no number` }
  if (!('input' in data)) return { fault: '`input` is missing' }
  return { value: data as unknown as QueueTask }
}

const nothing = {
  schema: '',
  input: undefined,
  place: '',
  callId: '',
  turnId: '',
  attempt: 1,
  idempotencyKey: '',
}

const longestId = 200

/** Who waits for a job's answer, as far as the job says so: each engine begins its jobs' ids with its own. */
export function senderOf(jobId: string, data: unknown): string | undefined {
  const place = isRecord(data) ? data['place'] : undefined
  const named =
    typeof place === 'string' ? place : jobId.slice(0, Math.max(0, jobId.lastIndexOf('.')))
  return named !== '' && named.length <= longestId ? named : undefined
}

/** Reads what cancels an attempt. */
export function readCancel(json: unknown): Read<CancelMessage> {
  const { value: message, fault } = readJson(json, 'it')
  if (fault !== undefined) return { fault }
  if (!isRecord(message)) return { fault: 'it is no object' }
  const { jobId } = message
  if (typeof jobId !== 'string') return { fault: '`jobId` is no text' }
  const { value: reason, fault: unread } = readPackedError(message['reason'])
  return unread === undefined ? { value: { jobId, reason } } : { fault: unread }
}

/** Reads an entry of the stream of replies: its fields and values in turn. Undefined if it is about no job. */
export function readReply(
  entry: readonly string[],
): { readonly jobId: string; readonly reply: ReadReply } | undefined {
  const fields = new Map<string | undefined, string>()
  for (let at = 0; at + 1 < entry.length; at += 2) fields.set(entry[at], entry[at + 1] as string)
  const jobId = fields.get('job') ?? ''
  if (jobId === '') return undefined
  return { jobId, reply: replyOf(fields.get('type'), fields.get('json')) }
}

function replyOf(type: string | undefined, json: string | undefined): ReadReply {
  if (type === 'started' || type === 'abandoned') return { type }
  if (type === 'returned' && json === '') return { type, value: undefined }
  const { value, fault } = readJson(json, 'it')
  if (fault !== undefined) return { type: 'unreadable', fault }
  if (type === 'progress' || type === 'returned') return { type, value }
  if (type === 'parts')
    return Array.isArray(value) ? { type, parts: value } : unreadable('its parts are no list')
  if (type === 'threw') {
    const { value: error, fault: unread } = readPackedError(value)
    return unread === undefined ? { type, error } : unreadable(unread)
  }
  if (type !== 'refused') return unreadable('it is of no type that is known')
  const { code, message } = isRecord(value) ? value : {}
  return typeof code === 'string' && code !== '' && typeof message === 'string'
    ? { type, refusal: { code, message } }
    : unreadable('its refusal has no code and message that are texts')
}

function unreadable(fault: string): ReadReply {
  return { type: 'unreadable', fault }
}
