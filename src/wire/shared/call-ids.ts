import { systemClock } from '../../util/clock.ts'
import { randomId } from '../../util/random-id.ts'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Of a made id, the characters that stand for the message, and those that number the call in it. */
const messageLength = 7
const numberLength = 2
const made: RegExp = /^[a-zA-Z0-9]{7}([a-zA-Z0-9]{2})$|^(?:call|noid)_[a-zA-Z0-9]+_(\d+)$/

/**
 * Which call of its message, from 1, an id was made for: whenever the message is read, the number is the same. Undefined
 * for an id that was not made; one that a provider made may look like one that was.
 */
export function numberIn(id: string): string | undefined {
  const [, short, long] = made.exec(id) ?? []
  return short === undefined ? long : String(fromDigits(short))
}

/**
 * Gives the calls of one message their ids, in call order: the provider's own, to the letter, unless it is missing
 * or an earlier call has it. Made ones are built from the message's id, so that they differ from those of every
 * other message of a conversation (Anthropic refuses a doubled id anywhere in it) and are the same each time that
 * the message is read. They are nine letters and digits, the only ids that Mistral takes
 * (docs.mistral.ai/capabilities/function_calling); all others take them, too.
 */
export class CallIds {
  readonly #taken = new Set<string>()
  #base: string | undefined

  /** `messageId`: the provider's id of the message, if it has one. `prefix`: what an id begins with that is never sent. */
  give(id: string, messageId: string, prefix?: string): string {
    if (id !== '' && !this.#taken.has(id)) {
      this.#taken.add(id)
      return id
    }
    // A message without an id is another one, even after a restart.
    this.#base ??= messageId || randomId(systemClock, 'message')
    for (let n = this.#taken.size + 1; ; n += 1) {
      const id = prefix === undefined ? shortId(this.#base, n) : longId(prefix, this.#base, n)
      if (this.#taken.has(id)) continue
      this.#taken.add(id)
      return id
    }
  }
}

function shortId(base: string, n: number): string {
  // Of a message with more calls than two digits count, the rest belongs to the message's part.
  const most = digits.length ** numberLength
  const message = n < most ? base : `${base}.${Math.floor(n / most)}`
  return inDigits(hash(message), messageLength) + inDigits(n % most, numberLength)
}

function longId(prefix: string, base: string, n: number): string {
  return `${prefix}_${base.replace(/[^a-zA-Z0-9]/g, '').slice(-24)}_${n}`
}

function inDigits(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / digits.length))
    text = (digits[rest % digits.length] as string) + text
  return text
}

function fromDigits(text: string): number {
  return [...text].reduce((value, digit) => value * digits.length + digits.indexOf(digit), 0)
}

/** 53 bits of a text: two multiplicative hashes of 32 bits. It tells messages apart; nothing depends on its being hard to guess. */
function hash(text: string): number {
  let high = 0xde_ad_be_ef
  let low = 0x41_c6_ce_57
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    high = Math.imul(high ^ code, 0x9e_37_79_b1)
    low = Math.imul(low ^ code, 0x5f_35_64_95)
  }
  high =
    Math.imul(high ^ (high >>> 16), 0x85_eb_ca_6b) ^ Math.imul(low ^ (low >>> 13), 0xc2_b2_ae_35)
  low =
    Math.imul(low ^ (low >>> 16), 0x85_eb_ca_6b) ^ Math.imul(high ^ (high >>> 13), 0xc2_b2_ae_35)
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}
