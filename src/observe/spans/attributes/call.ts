import type { Attributes } from '@opentelemetry/api'
import { toJson } from '../../../call/content/to-json.ts'
import type { Blocker, CallError, Status, ToolResult, Wait } from '../../../call/report/result.ts'
import type { CallRecord } from '../../../turn/call-record.ts'
import { cutText } from '../../../util/cut-text.ts'
import { nameOf, textOf } from './names.ts'

/** Of arguments and results, each. */
const mostContentChars = 8_192

/** How calls end that have gone wrong; to be cancelled, denied or skipped is no error of a call. */
const errors: ReadonlySet<Status> = new Set(['failed', 'timed-out', 'unknown'])

/** What all spans of a call say. */
export function callAttributes({ id, index, call, turn }: CallRecord): Attributes {
  return {
    'gen_ai.tool.name': nameOf(call.name),
    'gen_ai.tool.call.id': nameOf(id),
    'fanfold.turn.id': nameOf(turn.id),
    'fanfold.call.index': index,
  }
}

/** Why a call ended in an error, if it did. */
export function errorOf({ status, error }: ToolResult): CallError | undefined {
  return errors.has(status) ? error : undefined
}

/** Of a span or a metric of what ended in an error. */
export function errorType(type: string | undefined): Attributes {
  return type === undefined ? {} : { 'error.type': nameOf(type) }
}

/** What is known of a call once it has ended. */
export function endAttributes(
  { call, tool }: CallRecord,
  result: ToolResult,
  withContent: boolean,
): Attributes {
  const { status, attempts, restored } = result
  return {
    'fanfold.call.status': status,
    'fanfold.call.attempts': attempts,
    ...(restored && { 'fanfold.call.restored': true }),
    ...(tool && { 'gen_ai.tool.type': 'function' }),
    ...(tool?.description && { 'gen_ai.tool.description': textOf(tool.description) }),
    ...errorType(errorOf(result)?.code),
    ...(withContent && contentOf(call.input, result)),
  }
}

/** The arguments are those that it ran with. */
function contentOf(
  input: unknown,
  { status, content, changedInput = input }: ToolResult,
): Attributes {
  const shown = typeof content === 'string' ? content : toJson(content)
  return {
    'gen_ai.tool.call.arguments': cutText(toJson(changedInput), mostContentChars),
    ...(status !== 'waiting' && { 'gen_ai.tool.call.result': cutText(shown, mostContentChars) }),
  }
}

export function waitAttributes({ reason, detail, by }: Wait): Attributes {
  return {
    'fanfold.wait.reason': reason,
    ...(detail !== undefined && { 'fanfold.wait.detail': textOf(detail) }),
    ...(by && {
      'fanfold.wait.by.turn.id': nameOf(by.turnId),
      'fanfold.wait.by.call.id': nameOf(by.callId),
    }),
    ...(by?.key !== undefined && { 'fanfold.wait.key': textOf(by.key) }),
  }
}

/** Which call is in the way, as one text. */
export function keyOf({ turnId, callId, index }: Blocker): string {
  return JSON.stringify([turnId, callId, index])
}
