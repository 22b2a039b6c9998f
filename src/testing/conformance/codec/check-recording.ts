import { isDeepStrictEqual } from 'node:util'
import type { Codec } from '../../../wire/codec.ts'
import { difference } from './difference.ts'
import type { Recording } from './recording.ts'
import { open, take, takeEvents, type Taken } from './take.ts'

/** How often a recording is cut into random pieces, and a whole response cut off at random. */
const rounds = 8

/**
 * Reads a recording whole, a byte at a time, in random pieces, and cut off after every event. Says what was first not
 * as it should be; undefined if all was.
 */
export async function checkRecording(
  codec: Codec<unknown>,
  recording: Recording,
  bytes: Uint8Array,
  random: () => number,
): Promise<string | undefined> {
  const opened = await open(bytes)
  const all = take(codec, opened)
  const fault = difference(recording, all)
  if (fault !== undefined) return fault
  if (!isDeepStrictEqual(await open(pieces(bytes, () => 1)), opened))
    return 'read a byte at a time, it is not the same'
  for (let round = 0; round < rounds; round += 1) {
    const longest = 2 ** (1 + Math.floor(random() * 10))
    const split = await open(pieces(bytes, () => 1 + Math.floor(random() * longest)))
    if (!isDeepStrictEqual(split, opened)) return 'read in random pieces, it is not the same'
  }
  if (opened.kind === 'events') return cutEvents(codec, opened.events, all)
  return cutBytes(codec, bytes, random)
}

/** A stream that ends too soon emits no call but those that it holds whole, and never claims to be complete. */
function cutEvents(
  codec: Codec<unknown>,
  events: readonly unknown[],
  all: Taken,
): string | undefined {
  for (let length = 0; length < events.length; length += 1) {
    const { reading, emitted } = takeEvents(codec, events.slice(0, length))
    if (!isDeepStrictEqual(emitted, all.emitted.slice(0, emitted.length)))
      return `cut off after ${length} events, it emits another call`
    if (reading.stop.kind === 'calls' && !isDeepStrictEqual(emitted, all.emitted))
      return `cut off after ${length} events, it is taken for complete`
  }
  return undefined
}

async function cutBytes(
  codec: Codec<unknown>,
  bytes: Uint8Array,
  random: () => number,
): Promise<string | undefined> {
  const end = bytes.findLastIndex((byte) => byte > 0x20)
  for (let round = 0; round < rounds; round += 1) {
    const length = Math.floor(random() * end)
    const opened = await open(bytes.subarray(0, length)).catch((): undefined => undefined)
    if (opened === undefined) continue
    if (take(codec, opened).emitted.length > 0)
      return `cut off after ${length} bytes, it is taken for complete`
  }
  return undefined
}

function* pieces(bytes: Uint8Array, size: () => number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length;) {
    const to = from + size()
    yield bytes.subarray(from, to)
    from = to
  }
}
