import type { Toolset } from '../../call/toolset.ts'
import type { RunMessage } from '../../journal/journal.ts'
import type { Turn } from '../../turn/contract.ts'
import type { Codec, History } from '../../wire/codec.ts'
import { stopped } from '../../wire/shared/ending/stop.ts'
import type { Reply, Told } from '../answer.ts'
import { runnableCall } from '../outside-call.ts'
import type { KeptReply } from './kept/kept-reply.ts'

/** Answers a message that is kept, in a turn of its id: of its calls, what had settled has settled. */
export async function replay<Message>(
  codec: Codec<Message>,
  turn: Turn,
  { messages, asked, calls, reply }: RunMessage,
  tools: Toolset,
  noted: NonNullable<Told['noted']>,
): Promise<Reply<Message>> {
  const { stop, text, usage } = reply as KeptReply
  const runnable = calls.map((call) => runnableCall(call, tools))
  if (stop.kind === 'calls' || calls.length === 0) turn.commit(runnable)
  else turn.discard(stop.message, runnable)
  const report = await turn.report
  // The message itself is part of the conversation already; what is missing are its results.
  const message = messages.slice(messages.length - asked) as readonly Message[]
  const results =
    calls.length > 0
      ? codec.results(await noted(report, { messages: message, calls, text }), message)
      : []
  return { messages: results, calls, text, stop, usage, report, warnings: [], turn }
}

/** Answers the calls with which a conversation was handed over. */
export async function replyToOpen<Message>(
  { messages: asked, open, answered }: History<Message>,
  turn: Turn,
  tools: Toolset,
  noted: NonNullable<Told['noted']>,
): Promise<Reply<Message>> {
  turn.commit(open.map((call) => runnableCall(call, tools)))
  const report = await turn.report
  return {
    messages: answered(await noted(report, { messages: asked, calls: open, text: '' })),
    calls: open,
    text: '',
    stop: stopped('calls'),
    usage: { inputTokens: 0, outputTokens: 0 },
    report,
    warnings: [],
    turn,
  }
}
