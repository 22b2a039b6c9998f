import type { Format, Json, RequestReading, StreamWriter, WireError } from '../format.ts'
import { asArray, asObject, asString, objects, textOf } from '../json.ts'
import { type Reply } from '../reply.ts'
import { inputOf, type Block } from '../block.ts'
import type { ScriptedStop } from '../script.ts'
import { signatureOf } from '../anthropic/signature.ts'
import { checkBedrock } from './check.ts'
import { checkBedrockText } from './check-text.ts'
import { awsFrame } from './frame.ts'

const path = /^\/model\/([^/]+)\/(converse|converse-stream)$/

/** Amazon Bedrock Converse and ConverseStream (docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html). */
export const bedrockFormat: Format = {
  name: 'bedrock',
  matches: (requested) => path.test(requested),
  checkText: checkBedrockText,
  check: checkBedrock,
  read,
  callId: (turn, callIndex) => `tooluse_${turn + 1}_${callIndex + 1}`,
  replyId: (requestNumber) => `bedrock-${requestNumber}`,
  whole: (reply) => ({
    metrics: { latencyMs: 1 },
    output: { message: { role: 'assistant', content: reply.blocks.map(wholeBlock) } },
    stopReason: stopReasons[reply.stop],
    usage: usage(reply),
  }),
  streamType: 'application/vnd.amazon.eventstream',
  stream,
  error: ({ status, message }) => ({ __type: typeOf(status), message }),
}

const stopReasons: Readonly<Record<ScriptedStop, string>> = {
  calls: 'tool_use',
  answer: 'end_turn',
  length: 'max_tokens',
  refusal: 'guardrail_intervened',
  paused: 'end_turn',
}

/** The errors of API_runtime_Converse, by status. */
const errorTypes: Readonly<Record<number, string>> = {
  400: 'ValidationException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  408: 'ModelTimeoutException',
  424: 'ModelErrorException',
  429: 'ThrottlingException',
  503: 'ServiceUnavailableException',
}

function typeOf(status: number): string {
  return errorTypes[status] ?? (status < 500 ? 'ValidationException' : 'InternalServerException')
}

function read(body: Json, requested: string): RequestReading {
  const [, model = '', operation] = path.exec(requested) ?? []
  const messages = objects(body['messages'])
  const { system, toolConfig } = body
  const results = objects(messages.at(-1)?.['content']).flatMap((block) =>
    block['toolResult'] === undefined ? [] : [asObject(block['toolResult'])],
  )
  return {
    model: decodeURIComponent(model),
    stream: operation === 'converse-stream',
    turn: messages.filter(({ role }) => role === 'assistant').length,
    firstUserText: textOf(messages.find(({ role }) => role === 'user')?.['content']),
    results: results.map(({ toolUseId, content }) => ({
      id: asString(toolUseId),
      text: resultText(content),
    })),
    toolNames: asArray(asObject(toolConfig)['tools']).flatMap((tool) => {
      const name = asObject(asObject(tool)['toolSpec'])['name']
      return name === undefined ? [] : [asString(name)]
    }),
    // There is no switch against it.
    parallel: true,
    prompt: { system, toolConfig, messages },
  }
}

function resultText(content: unknown): string {
  return objects(content)
    .map((part) =>
      part['json'] === undefined ? asString(part['text']) : JSON.stringify(part['json']),
    )
    .join('')
}

function usage({ inputTokens, outputTokens }: Reply): Json {
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens }
}

function wholeBlock(block: Block): Json {
  if (block.call !== undefined)
    return {
      toolUse: { toolUseId: block.call.id, name: block.call.name, input: inputOf(block) },
    }
  if (block.kind === 'text') return { text: block.text }
  const reasoningText = { text: block.text, signature: signatureOf(block.text) }
  return { reasoningContent: { reasoningText } }
}

function stream(reply: Reply): StreamWriter {
  return {
    begin: () => event('messageStart', { role: 'assistant' }),
    open: ({ call }, contentBlockIndex) =>
      // Only a call has a start: other blocks begin with their first part.
      call === undefined
        ? ''
        : event('contentBlockStart', {
            contentBlockIndex,
            start: { toolUse: { toolUseId: call.id, name: call.name } },
          }),
    piece: (block, contentBlockIndex, text) =>
      event('contentBlockDelta', { contentBlockIndex, delta: delta(block, text) }),
    close: (block, contentBlockIndex) => {
      const stop = event('contentBlockStop', { contentBlockIndex })
      if (block.kind !== 'thinking') return stop
      const signed = { reasoningContent: { signature: signatureOf(block.text) } }
      return Buffer.concat([event('contentBlockDelta', { contentBlockIndex, delta: signed }), stop])
    },
    end: () =>
      Buffer.concat([
        event('messageStop', { stopReason: stopReasons[reply.stop] }),
        event('metadata', { usage: usage(reply), metrics: { latencyMs: 1 } }),
      ]),
    error: exception,
  }
}

function delta({ kind }: Block, text: string): Json {
  if (kind === 'call') return { toolUse: { input: text } }
  return kind === 'text' ? { text } : { reasoningContent: { text } }
}

function event(type: string, body: Json): Uint8Array {
  return awsFrame(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    body,
  )
}

function exception({ status, message }: WireError): Uint8Array {
  const name = typeOf(status)
  const type = name.charAt(0).toLowerCase() + name.slice(1)
  return awsFrame(
    {
      ':exception-type': type,
      ':content-type': 'application/json',
      ':message-type': 'exception',
    },
    { message },
  )
}
