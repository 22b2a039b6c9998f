import { cutText } from './cut-text.ts'
import { redact } from './redact.ts'

/** Compilers and test runs put all that they print into one message; what counts is at its head and its end. */
const mostErrorChars = 20_000
/** Of what somebody else says in a sentence of ours. */
const mostReasonChars = 2_000
/** How much longer a message is with our words around one that was cut. */
const ownWords = 2_000
/** What a pattern may need to see beside what is kept. */
const margin = 100_000

/** An error's message, at most 20,000 characters of it: its head and tail, and in between how long it was. */
export function cutError(message: string): string {
  return cut(message, message.length)
}

/** What a model, a provider or a signal says, to stand in a sentence: at most 2,000 characters of it, its head and tail. */
export function cutReason(reason: string): string {
  return cutText(reason, mostReasonChars)
}

/** With a full stop, which the platform's own reasons lack, such as "This operation was aborted". */
export function asSentence(reason: string): string {
  return /[\p{L}\p{N}]$/u.test(reason) ? `${reason}.` : reason
}

/** A message as it is, unless it is longer than one can be of which the parts were cut. */
export function boundMessage(message: string): string {
  return message.length <= mostErrorChars + ownWords ? message : cutError(message)
}

/** As {@link cutError}, without what looks like a credential. */
export function redactError(message: string): string {
  // A credential is looked for before the cut, of which one half alone would not look like one.
  const near =
    message.length > 2 * margin ? message.slice(0, margin) + message.slice(-margin) : message
  return cut(redact(near), message.length)
}

function cut(text: string, length: number): string {
  return cutText(text, mostErrorChars, () => `\n[… cut: the message has ${length} characters …]\n`)
}
