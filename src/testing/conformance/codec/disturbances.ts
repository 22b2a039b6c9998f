import { decode } from '../../../wire/source/decode.ts'
import type { Codec } from '../../../wire/codec.ts'
import { brokenOff } from '../../../wire/shared/ending/stop.ts'
import { virtualClock } from '../../virtual-clock.ts'
import type { FormatName } from './detect.ts'
import { emptied, repeated, snapshot, split, strangers } from './disturbed-events.ts'
import { toldAgain } from './told-again.ts'
import { open, take, takeEvents, type Opened, type Taken } from './take.ts'

/** One way in which servers send a message that is the same. */
export interface Disturbance {
  readonly name: string
  /** Reads a recording so disturbed; undefined where the recording cannot be read in this way. */
  read(recording: Disturbed): Promise<Taken | undefined>
}

/** A recording to be disturbed. */
export interface Disturbed {
  readonly format: FormatName
  readonly codec: Codec<unknown>
  readonly bytes: Uint8Array
  readonly opened: Opened
}

/** Keep-alives as servers write them: a comment, a comment as data, an event of words, words in brackets, nothing. */
const keepAlives = [
  ': keep-alive',
  'data: : keepalive',
  'event: keepalive\ndata: keepalive',
  'data: [PING]',
  'data:',
]

/** Longer than any reader waits for what follows the end of a message. */
const longMs = 100_000

/** The ways in which every recording is read beside its own. */
export const disturbances: readonly Disturbance[] = [
  { name: 'keep-alives between events', read: withKeepAlives },
  { name: 'fields emptied', read: eventwise(emptied, true) },
  { name: 'events repeated', read: eventwise(repeated) },
  { name: 'unknown events between', read: eventwise(strangers) },
  { name: 'pieces split', read: eventwise(split) },
  { name: 'calls told twice', read: eventwise(toldAgain, true) },
  { name: 'the whole message again at the end', read: eventwise(snapshot) },
  { name: 'connection left open', read: leftOpen },
]

async function withKeepAlives({ codec, bytes, opened }: Disturbed): Promise<Taken | undefined> {
  const text = new TextDecoder().decode(bytes)
  if (opened.kind === 'whole' || !/^(?:data|event|id|:)/.test(text)) return undefined
  let count = 0
  const disturbed = text.replaceAll(/\r?\n\r?\n(?=\S)/g, (gap) => {
    count += 1
    return `${gap}${keepAlives[count % keepAlives.length]}\n\n`
  })
  return take(codec, await open(`${keepAlives[0]}\n\n${disturbed}`))
}

/** A disturbance of the events, and, if it is one, too, of a whole response. */
function eventwise(
  disturb: (format: FormatName, event: unknown, at: number, all: readonly unknown[]) => unknown[],
  ofWhole = false,
): Disturbance['read'] {
  return ({ format, codec, opened }) => {
    if (opened.kind === 'whole') {
      const whole = opened.response
      const [response] = ofWhole ? disturb(format, whole, 0, [whole]) : []
      if (response === undefined || response === whole) return Promise.resolve(undefined)
      return Promise.resolve(take(codec, { kind: 'whole', response }))
    }
    const { events } = opened
    const changed = events.flatMap((event, at) => disturb(format, event, at, events))
    const isSame =
      changed.length === events.length && changed.every((event, at) => event === events[at])
    return Promise.resolve(isSame ? undefined : takeEvents(codec, changed))
  }
}

async function leftOpen({ codec, opened }: Disturbed): Promise<Taken | undefined> {
  if (opened.kind === 'whole') return undefined
  const emitted: Taken['emitted'][number][] = []
  const clock = virtualClock()
  const decoder = codec.decoder({ call: (call) => emitted.push(call) })
  let isOver = false
  const { promise: silence, resolve: close } = Promise.withResolvers<void>()
  const reading = decode(endless(opened.events, silence), decoder, clock)
  void reading.then(() => (isOver = true))
  await clock.advance(longMs)
  const stop = isOver ? undefined : brokenOff('it waits for the end of the connection')
  close()
  return { reading: { ...(await reading), ...(stop && { stop }) }, emitted }
}

async function* endless(
  events: readonly unknown[],
  silence: Promise<void>,
): AsyncGenerator<unknown> {
  yield* events
  await silence
}
