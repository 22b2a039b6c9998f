import type { Json, StreamWriter, WireError } from '../format.ts'
import { asObject, serverSentEvent } from '../json.ts'
import type { Reply } from '../reply.ts'
import type { Block } from '../block.ts'
import { errorBody } from './error.ts'
import { partialArgs } from './pieces.ts'
import { argsOf, callPart, ending, hasCalls, isSigned, partOf, response } from './reply.ts'
import { signatureOf } from './signature.ts'

/** Puts a chunk into what goes over the wire. */
export interface Framing {
  chunk(value: unknown): string
  end(): string
}

/** With `alt=sse`. Gemini sends no end mark. */
export function eventFraming(): Framing {
  return { chunk: (value) => serverSentEvent(JSON.stringify(value)), end: () => '' }
}

/** Without: a JSON array, whose items come one by one. */
export function arrayFraming(): Framing {
  let before = '['
  return {
    chunk(value) {
      const text = before + JSON.stringify(value, undefined, 2)
      before = '\n,\r\n'
      return text
    },
    end: () => (before === '[' ? '[]' : '\n]'),
  }
}

/** Streams text as it is spoken, and each call whole, unless the request asks for its arguments piece by piece. */
export function streamReply(reply: Reply, body: Json, framing: Framing): StreamWriter {
  const { streamFunctionCallArguments } = asObject(
    asObject(body['toolConfig'])['functionCallingConfig'],
  )
  const say = (part: Json): string => framing.chunk(response(reply, [part]))
  const calls =
    streamFunctionCallArguments === true ? callsInPieces(reply, say) : wholeCalls(reply, say)
  return {
    begin: () => '',
    open: (block) => (block.call === undefined ? '' : calls.open(block)),
    piece(block, _index, text) {
      if (block.call !== undefined) return calls.piece(block)
      return say(block.kind === 'text' ? { text } : { text, thought: true })
    },
    close: (block) => (block.call === undefined ? '' : calls.close(block)),
    end() {
      const last = { text: '' }
      const signed = isSigned(reply) && !hasCalls(reply)
      const part = signed ? { ...last, thoughtSignature: signatureOf(last) } : last
      return framing.chunk(response(reply, [part], ending(reply))) + framing.end()
    },
    error: (error: WireError) => framing.chunk(errorBody(error)) + framing.end(),
  }
}

type Say = (part: Json) => string

interface CallWriter {
  open(block: Block): string
  piece(block: Block): string
  close(block: Block): string
}

function wholeCalls(reply: Reply, say: Say): CallWriter {
  const close = (block: Block): string => {
    const part = partOf(block, reply)
    return part === undefined ? '' : say(part)
  }
  return { open: () => '', piece: () => '', close }
}

/** One value goes out with each piece, and what is left at the end. */
function callsInPieces(reply: Reply, say: Say): CallWriter {
  let left: Json[] = []
  const next = (): string => {
    const piece = left.shift()
    if (piece === undefined) return ''
    return say({ functionCall: { partialArgs: [piece], willContinue: true } })
  }
  return {
    open(block) {
      left = partialArgs(argsOf(block) ?? {})
      return say(callPart(block, reply, { willContinue: true }))
    },
    piece: next,
    close(block) {
      let text = ''
      while (left.length > 0) text += next()
      return argsOf(block) === undefined ? text : text + say({ functionCall: {} })
    },
  }
}
