import type { Content } from '../../src/call/content/content.ts'
import type { Status, ToolResult } from '../../src/call/report/result.ts'
import { tool } from '../../src/call/tool.ts'
import type { Parallel } from '../../src/agent/model.ts'
import { isRecord } from '../../src/wire/shared/shape.ts'
import type { Candidate } from './formats.ts'

const image = 'iVBORw0KGgo='

/** How several calls in a message are forbidden: the parameter that does it, or `instructions`. */
export async function parallelSwitch(candidate: Candidate): Promise<string> {
  const [allowed, forbidden] = [await bodyOf(candidate, 'allow'), await bodyOf(candidate, 'forbid')]
  const added = addedPaths(allowed, forbidden)
  const isSwitch = added.find((path) => /parallel/.test(path))
  if (isSwitch !== undefined) return `\`${isSwitch}\``
  return JSON.stringify(forbidden).includes('at most one tool call') ? 'asked in words' : 'no'
}

/** Whether an image in a result is written so that the model sees it. */
export function showsImages(candidate: Candidate): boolean {
  const content: Content = [{ type: 'image', mediaType: 'image/png', data: image }]
  const { codec } = candidate.model(() => undefined)
  return holdsImage(codec.results([result('ok', content)]))
}

/** The field that tells a model that a call failed, or `in the text`. */
export function errorFlag(candidate: Candidate): string {
  const { codec } = candidate.model(() => undefined)
  const [good] = codec.results([result('ok', 'boom')])
  const [bad] = codec.results([result('failed', 'boom')])
  const added = addedPaths(good, bad)
  const field = added.at(-1)?.split('.').at(-1)
  if (field !== undefined) return `\`${field}\``
  return JSON.stringify(bad).includes('Error: boom') ? 'in the text' : 'no'
}

/** A result, of a call that took a millisecond. */
export function result(status: Status, content: Content, id = 'call_1'): ToolResult {
  return {
    id,
    name: 'f',
    status,
    content,
    error: status === 'ok' ? undefined : { code: 'tool_error', message: 'boom' },
    attempts: 1,
    timing: { receivedMs: 0, settledMs: 1, runMs: 1, waits: [] },
  }
}

/** The body of the request that continues a conversation; default: one that begins. */
export async function bodyOf(
  candidate: Candidate,
  parallel: Parallel,
  before: readonly unknown[] = [],
): Promise<unknown> {
  let sent: unknown
  const model = candidate.model((body) => {
    sent = body
    return {}
  })
  const tools = [tool({ name: 'f', execute: () => 'done' })]
  const messages = [model.codec.user('Hi'), ...before]
  await model.send({ messages, tools, parallel, signal: new AbortController().signal })
  return sent
}

/** The paths of fields that the second value has and the first has not. */
function addedPaths(before: unknown, after: unknown, path = ''): string[] {
  if (Array.isArray(after))
    return after.flatMap((item, at) =>
      addedPaths(Array.isArray(before) ? before[at] : undefined, item, path),
    )
  if (!isRecord(after)) return []
  const known = isRecord(before) ? before : {}
  return Object.entries(after).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`
    if (isRecord(value) || Array.isArray(value)) return addedPaths(known[key], value, here)
    return key in known ? [] : [here]
  })
}

/** As base64, or as bytes, which Bedrock's SDK takes. */
function holdsImage(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(image)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64') === image
  if (Array.isArray(value)) return value.some(holdsImage)
  return isRecord(value) && Object.values(value).some(holdsImage)
}
