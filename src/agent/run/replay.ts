import type { RunMessage } from '../../journal/journal.ts'
import type { Turn } from '../../turn/contract.ts'
import type { Codec } from '../../wire/codec.ts'
import type { Reply } from '../answer.ts'
import type { KeptReply } from './run-journal.ts'

/** Answers a message that is kept, in a turn of its id: of its calls, what had settled has settled. */
export async function replay<Message>(
  codec: Codec<Message>,
  turn: Turn,
  { messages, asked, calls, reply }: RunMessage,
): Promise<Reply<Message>> {
  const { stop, text, usage } = reply as KeptReply
  if (stop.kind === 'calls' || calls.length === 0) turn.commit(calls)
  else turn.discard(stop.message, calls)
  const report = await turn.report
  // The message itself is part of the conversation already; what is missing are its results.
  const message = messages.slice(messages.length - asked) as readonly Message[]
  const results = calls.length > 0 ? codec.results(report.results, message) : []
  return { messages: results, calls, text, stop, usage, report, warnings: [], turn }
}
