import { isContentValue } from '../../../call/content/content.ts'
import { ToolError } from '../../../call/errors/error.ts'
import { exactJson } from '../exact-json.ts'
import { messageJson, type ReplyType } from '../messages.ts'
import { packError } from '../../packed-error.ts'

/** What is said of a tool that has ended. */
export interface JobOutcome {
  readonly type: ReplyType
  readonly json: string
}

export function returned(tool: string, value: unknown, maxBytes: number): JobOutcome {
  if (value === undefined) return { type: 'returned', json: '' }
  const isParts = isContentValue(value)
  const { json, fault } = exactJson(isParts ? value.parts : value, 'result', true)
  if (fault !== undefined)
    throw new ToolError(
      `${tool} ran, but its result cannot be sent to another machine as JSON, because ${fault}. Return plain data.`,
      { code: 'queue_result' },
    )
  const bytes = Buffer.byteLength(json)
  if (bytes > maxBytes)
    throw new ToolError(
      `${tool} ran, but its result has ${bytes} bytes, and the queue takes at most ${maxBytes} ` +
        '(`maxPayloadBytes` of the worker). Store it somewhere, and return a reference.',
      { code: 'queue_result' },
    )
  return { type: isParts ? 'parts' : 'returned', json }
}

/** @param epochMs the time now. */
export function threw(tool: string, error: unknown, epochMs: number, maxBytes: number): JobOutcome {
  const json = messageJson(packError(error, epochMs))
  if (Buffer.byteLength(json) <= maxBytes) return { type: 'threw', json }
  const short = new ToolError(`${tool} failed, with an error that is too long to send.`, {
    code: 'queue_error',
  })
  return { type: 'threw', json: messageJson(packError(short, epochMs)) }
}
