import { codecs } from '../../src/testing/conformance/codec/codecs.ts'
import { open, take } from '../../src/testing/conformance/codec/take.ts'
import { makeReply, type Reply } from '../../src/testing/model-server/reply.ts'
import type { Reading } from '../../src/wire/codec.ts'
import { isRecord } from '../../src/wire/shared/shape.ts'
import type { Candidate } from './formats.ts'

const script = {
  thinking: 'A thought.',
  text: 'Some words.',
  calls: [
    { name: 'get_customer', input: { id: 7 } },
    { name: 'get_orders', input: { of: ['é'] } },
  ],
}

const idFields: ReadonlySet<string> = new Set(['id', 'call_id', 'toolUseId', 'tool_call_id'])

/** Whether a whole response of two calls gives them. */
export function readsWhole(candidate: Candidate): boolean {
  return holdsCalls(codecs[candidate.name].read(wholeOf(candidate)))
}

/** Whether a streamed one does, and tells each call as it is certain. */
export async function readsStream(candidate: Candidate): Promise<boolean> {
  const { name, server } = candidate
  const writer = server.stream(replyOf(candidate), {})
  const { blocks } = replyOf(candidate)
  const data = [
    writer.begin(),
    ...blocks.flatMap((block, index) => [
      writer.open(block, index),
      writer.piece(block, index, block.text.slice(0, 5)),
      writer.piece(block, index, block.text.slice(5)),
      writer.close(block, index),
    ]),
    writer.end(),
  ]
  const opened = await open(Buffer.concat(data.map((piece) => Buffer.from(piece as Uint8Array))))
  const { reading, emitted } = take(codecs[name], opened)
  return holdsCalls(reading) && emitted.length === script.calls.length
}

/** Whether calls that came without ids have got ids, each its own. */
export function makesIds(candidate: Candidate): boolean {
  const bare = JSON.parse(
    JSON.stringify(wholeOf(candidate), (key, value: unknown) =>
      idFields.has(key) ? undefined : value,
    ),
  ) as unknown
  // The response's own id is not a call's.
  const response = isRecord(bare) ? { ...bare, id: 'one' } : bare
  const { calls } = codecs[candidate.name].read(response)
  const ids = new Set(calls.map(({ id }) => id))
  return calls.length === script.calls.length && ids.size === calls.length && !ids.has('')
}

/** Whether what the model thought goes back with its message; undefined if the server's format has no thinking. */
export function keepsThinking(candidate: Candidate): boolean | undefined {
  const response = wholeOf(candidate)
  const sent = thoughtIn(response)
  if (sent === undefined) return undefined
  return JSON.stringify(codecs[candidate.name].read(response).messages).includes(sent)
}

/** Whether a call that the provider ran is kept in the message, and is not the client's. */
export function passesServed({ name, served }: Candidate): boolean | undefined {
  if (served === undefined) return undefined
  const { calls, messages } = codecs[name].read(served)
  return calls.length === 0 && JSON.stringify(messages).includes('srv_1')
}

/** The thought itself, or what is sent in its place. */
function thoughtIn(response: unknown): string | undefined {
  const text = JSON.stringify(response)
  if (text.includes(script.thinking)) return script.thinking
  return /"encrypted_content":"([^"]+)"/.exec(text)?.[1]
}

function holdsCalls({ calls, stop }: Reading<unknown>): boolean {
  const read = calls.map(({ name, input }) => ({ name, input }))
  return stop.kind === 'calls' && JSON.stringify(read) === JSON.stringify(script.calls)
}

function wholeOf(candidate: Candidate): unknown {
  return JSON.parse(JSON.stringify(candidate.server.whole(replyOf(candidate), {}))) as unknown
}

function replyOf({ server }: Candidate): Reply {
  return makeReply(script, {
    id: server.replyId(1),
    model: 'gemini-3-pro',
    createdAt: 1_700_000_000,
    inputTokens: 10,
    callId: (index) => server.callId(0, index),
  })
}
