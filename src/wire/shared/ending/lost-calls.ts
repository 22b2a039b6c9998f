import { printable } from '../../../util/printable.ts'
import type { Reading } from '../../codec.ts'
import type { IsTool } from '../parallel-wrapper.ts'
import { stopped } from './stop.ts'

/**
 * How models write calls in the words of their templates, with the name: a server whose parser does not fit the model leaves
 * them in the answer. Hermes and Qwen, Llama, Mistral, DeepSeek, Kimi, GLM, MiniMax and Anthropic's older form, gpt-oss,
 * Granite and Functionary.
 */
const written: readonly RegExp[] = [
  /<\|?(?:tool_call|function_call|tool_use)s?\|?>\s*\[?\s*\{[^{}]*?"name"\s*:\s*"([^"]+)"/,
  /<\|python_tag\|>\s*\{[^{}]*?"name"\s*:\s*"([^"]+)"/,
  /<function(?:=|\s+name=")([\w.:-]+)"?>/,
  /<(?:\w+:)?invoke name="([^"]+)">/,
  /\[TOOL_CALLS\]\s*(?:\[\s*\{[^{}]*?"name"\s*:\s*"([^"]+)"|([\w.:-]+)\s*(?:\[|\{))/,
  /<｜tool▁(?:call▁)?(?:begin|sep)｜>(?:function<｜tool▁sep｜>)?([\w.:-]+)/,
  /<\|tool_call_begin\|>\s*(?:functions\.)?([\w.-]+)(?::\d+)?/,
  /<tool_call>\s*([\w.:-]+)\s*(?:\n|<arg_key>)/,
  /<\|channel\|>commentary to=(?:functions\.)?([\w.-]+)/,
  /functools\[\s*\{[^{}]*?"name"\s*:\s*"([^"]+)"/,
]

/** A call is looked for in this much of a message's words, from the end; templates write calls last. */
const mostRead = 20_000

/** The name of a call that stands in the words of a message, outside of blocks of code. */
function leakedName(text: string, isTool: IsTool | undefined): string | undefined {
  if (!/[<[]/.test(text)) return undefined
  const words = text.slice(-mostRead).replace(/```[\s\S]*?(?:```|$)/g, '')
  for (const pattern of written) {
    const name = pattern
      .exec(words)
      ?.slice(1)
      .find((one) => one !== undefined)
    if (name !== undefined && (isTool === undefined || isTool(name))) return name
  }
  return undefined
}

/** What is said of a message that stops to call tools and has no call. */
export const noCallWarning: string =
  'The model’s server said that the model calls tools, but no call came. Its parser of tool calls may not fit the model, or ' +
  'a proxy in between may have dropped them.'

/** What is said of a message whose calls have none of the fields that calls have. */
export function unreadCallWarning(fields: Iterable<string>): string {
  const names = printable([...fields].slice(0, 10).join(', '))
  return `The message has a call that could not be read: it has neither a name nor arguments where calls have them, but the fields ${names}.`
}

/** What is said of an ending that no provider is known to use. */
export function unknownEndingWarning(word: string): string {
  return (
    `The message ended for an unknown reason, "${printable(word)}". It is taken for an answer; if it is not whole, look up ` +
    'the word in the provider’s documentation.'
  )
}

/**
 * A message that is an answer by its ending, but has a call in its words that names one of the request's tools: nothing of it
 * ran, so it is no answer.
 */
export function withLostCalls<Message>(
  reading: Reading<Message>,
  isTool: IsTool | undefined,
): Reading<Message> {
  const { stop, calls, text, warnings = [] } = reading
  if (stop.kind !== 'answer' || calls.length > 0) return reading
  const name = leakedName(text, isTool)
  if (name === undefined) return reading
  const warning =
    `The words of the message hold a call of ${printable(name)} that was not read as one. The model’s server lacks the parser ` +
    'of tool calls that fits the model (vLLM: --enable-auto-tool-choice --tool-call-parser; llama.cpp: --jinja), or it failed.'
  return { ...reading, stop: stopped('lost', stop.raw), warnings: [...warnings, warning] }
}
