import { redact } from '../util/redact.ts'
import type { Stop, StopKind } from './codec.ts'

const sentences: Readonly<Record<Exclude<StopKind, 'broken'>, string>> = {
  calls: 'The model stopped to call tools.',
  answer: 'The model finished its message.',
  length:
    'Not run: the message was cut off by the token limit before it was complete. Make the call again, in smaller ' +
    'pieces if its arguments are long.',
  refusal: 'Not run: the message ended in a refusal.',
  paused: 'The provider paused the turn. Send the message back as it is to go on.',
}

/** `raw` is the provider's own word. */
export function stopped(kind: Exclude<StopKind, 'broken'>, raw?: string): Stop {
  return { kind, raw, message: sentences[kind] }
}

/** `why` is a sentence without its full stop. */
export function brokenOff(why: string, raw?: string): Stop {
  return { kind: 'broken', raw, message: `Not run: the message is incomplete. ${why}.` }
}

/** What an error says, fit to be shown to a model. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return redact(text).replace(/\.$/, '')
}
