import { isRecord } from '../../../util/is-record.ts'
import type { ReadRun } from '../format.ts'
import { contentText } from '../messages/content-text.ts'
import { readMessage } from '../messages/message.ts'
import type { Step } from '../messages/step.ts'
import { RunBuilder } from '../run-builder.ts'
import { peoplesWords } from '../text/people.ts'
import { messagesOf, tokensOf, toolOf, type Operation } from './gen-ai.ts'
import type { Span } from './span.ts'

/** The run that some spans tell, which come in the order in which they began. */
export function runOf(
  spans: readonly { readonly span: Span; readonly operation: Operation }[],
): ReadRun {
  const builder = new RunBuilder()
  const heard = new Set<string>()
  const tools = new Map<string, Span>()
  for (const { span, operation } of spans)
    if (operation === 'tool') tools.set(toolOf(span).id, span)
  for (const { span, operation } of spans) {
    if (operation === 'chat') tellChat(builder, span, heard, tools)
    else if (operation === 'tool') tellTool(builder, span)
  }
  return builder.build()
}

/** A request repeats the conversation: what is new in it comes first, then the answer. */
function tellChat(
  builder: RunBuilder,
  span: Span,
  heard: Set<string>,
  tools: ReadonlyMap<string, Span>,
): void {
  const { startMs, endMs, attributes } = span
  for (const part of messagesOf(span, 'gen_ai.system_instructions'))
    once(heard, `system ${textOf(part)}`, () => builder.instruct(textOf(part)))
  const input = messagesOf(span, 'gen_ai.input.messages', 'ai.prompt.messages')
  input.forEach((value, place) => {
    const message = readMessage(value)
    if (message === undefined || message.speaker === 'model') return
    for (const step of message.steps)
      if (step.kind === 'result')
        once(heard, `result ${step.id ?? place}`, () => answer(builder, step, tools))
      else if (step.kind === 'words')
        once(heard, `${message.speaker} ${place} ${step.text}`, () =>
          message.speaker === 'system'
            ? builder.instruct(step.text)
            : builder.hear(peoplesWords(step.text), startMs),
        )
  })
  builder.pause()
  builder.speak(undefined, endMs)
  builder.sent(startMs)
  builder.count(tokensOf(span))
  for (const step of answerSteps(span, attributes)) {
    if (step.kind === 'words') builder.say(step.text)
    if (step.kind !== 'call') continue
    const tool = tools.get(step.id)
    const input = step.input ?? (tool === undefined ? undefined : toolOf(tool).input)
    builder.call({ id: step.id, name: step.name, input, startMs: tool?.startMs })
  }
}

function answerSteps(span: Span, attributes: Span['attributes']): readonly Step[] {
  const output = messagesOf(span, 'gen_ai.output.messages')
  const steps = output.flatMap((value) => readMessage(modelSaid(value))?.steps ?? [])
  if (steps.length > 0) return steps
  const calls = messagesOf(span, 'ai.response.toolCalls')
  return (
    readMessage({
      role: 'assistant',
      content: attributes['ai.response.text'] ?? '',
      tool_calls: calls.map(fromAiSdk),
    })?.steps ?? []
  )
}

/** The output's role is left out by some, and is the model's in any case. */
function modelSaid(value: unknown): unknown {
  return isRecord(value) && value['role'] === undefined ? { ...value, role: 'assistant' } : value
}

function fromAiSdk(call: unknown): unknown {
  if (!isRecord(call)) return call
  return { id: call['toolCallId'], name: call['toolName'], args: call['input'] ?? call['args'] }
}

/** A tool's span is an answer, and, where messages are not recorded, the only word of the call. */
function tellTool(builder: RunBuilder, span: Span): void {
  const { id, name, input, output } = toolOf(span)
  if (!builder.has(id)) builder.call({ id, name, input, startMs: span.startMs })
  const failed = span.hasFailed || undefined
  builder.result({ id, name, output: output ?? (failed && 'failed'), failed, endMs: span.endMs })
}

function answer(
  builder: RunBuilder,
  step: Step & { readonly kind: 'result' },
  tools: ReadonlyMap<string, Span>,
): void {
  const tool = tools.get(step.id ?? '')
  builder.result({
    ...step,
    endMs: tool?.endMs,
    failed: step.failed ?? (tool?.hasFailed || undefined),
  })
}

function once(done: Set<string>, key: string, action: () => void): void {
  if (done.has(key)) return
  done.add(key)
  action()
}

function textOf(part: unknown): string {
  return isRecord(part) ? contentText([part]) : contentText(part)
}
