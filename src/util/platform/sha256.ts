import { builtin } from './builtin.ts'
import { toBase64 } from './bytes.ts'

type Digest = (bytes: Uint8Array) => Uint8Array

let digest: Digest | undefined

/**
 * The SHA-256 of bytes, at once: what a browser has of its own answers later.
 * The module loads with the first digest, for it takes as long as all of this package.
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  digest ??= ofNode() ?? portableSha256
  return digest(bytes)
}

/** The SHA-256 of a text's UTF-8, as text that may be part of a path. */
export function digestOf(text: string): string {
  return toBase64(sha256(new TextEncoder().encode(text)))
    .slice(0, 22)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The UTF-16 of a text, the lower byte first. */
export function utf16Of(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    bytes[at * 2] = unit & 255
    bytes[at * 2 + 1] = unit >>> 8
  }
  return bytes
}

function ofNode(): Digest | undefined {
  const crypto = builtin('node:crypto')
  return crypto && ((bytes) => crypto.createHash('sha256').update(bytes).digest())
}

/** FIPS 180-4, for runtimes without `node:crypto`. Its constants are fractions of the roots of the first 64 primes. */
export function portableSha256(bytes: Uint8Array): Uint8Array {
  const { round, state } = constants()
  const padded = new Uint8Array(((bytes.length + 72) >>> 6) << 6)
  padded.set(bytes)
  padded[bytes.length] = 128
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n)
  const words = new Int32Array(64)
  for (let block = 0; block < padded.length; block += 64) {
    for (let at = 0; at < 16; at += 1) words[at] = view.getInt32(block + at * 4)
    for (let at = 16; at < 64; at += 1) {
      const [far, near] = [word(words, at - 15), word(words, at - 2)]
      const one = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3)
      const two = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10)
      words[at] = word(words, at - 16) + one + word(words, at - 7) + two
    }
    mix(state, words, round)
  }
  const result = new DataView(new ArrayBuffer(32))
  for (const [at, value] of state.entries()) result.setInt32(at * 4, value)
  return new Uint8Array(result.buffer)
}

function mix(state: Int32Array, words: Int32Array, round: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let at = 0; at < 64; at += 1) {
    const sum = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const first = (h + sum + ((e & f) ^ (~e & g)) + word(round, at) + word(words, at)) | 0
    const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) state[at] = word(state, at) + value
}

function constants(): { readonly round: Int32Array; readonly state: Int32Array } {
  const primes: number[] = []
  for (let candidate = 2; primes.length < 64; candidate += 1)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return {
    round: Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
    state: Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
  }
}

/** The first 32 bits behind the point. */
function fraction(number: number): number {
  return Math.floor((number % 1) * 2 ** 32) | 0
}

function turned(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by))
}

function word(words: Int32Array, at: number): number {
  return words[at] as number
}
