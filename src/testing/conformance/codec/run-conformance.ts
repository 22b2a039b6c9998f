import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finiteNumber, having, nonEmptyText, oneOf } from '../../../call/expect.ts'
import type { Exact } from '../../../call/options/exact.ts'
import { optional, optionsCheck, required } from '../../../call/options/option-list.ts'
import type { Codec } from '../../../wire/codec.ts'
import { detect, type FormatName } from './detect.ts'
import { seededRandom } from '../../random.ts'
import { checkRecording } from './check-recording.ts'
import { codecs, formatNamed } from './codecs.ts'
import { readIndex, type Recording } from './recording.ts'
import { difference } from './difference.ts'
import { disturbances, type Disturbed } from './disturbances.ts'
import { open, type Opened } from './take.ts'
import { errorText } from '../../../util/error-text.ts'

/** What to run, and on what. */
export interface ConformanceOptions {
  /** A folder of recordings, with an `index.json`. */
  readonly dir: string
  /** Only the recordings of one format. All of them if not given. */
  readonly format?: FormatName | undefined
  /** A codec of your own, to be used for all of them. Fanfold's own for each format if not given. */
  readonly codec?: Codec<unknown> | undefined
  /** Where the pieces are cut: the same for the same seed. 1 if not given. */
  readonly seed?: number | undefined
}

const checkOptions = optionsCheck<ConformanceOptions, 'seed'>({
  dir: required(nonEmptyText),
  format: optional(oneOf(...(Object.keys(codecs) as FormatName[]))),
  codec: optional(having('a codec, as anthropic.codec is one', 'read', 'decoder')),
  seed: optional(finiteNumber, 1),
})

/** What came of the recordings. */
export interface Conformance {
  /** How many recordings there are. */
  readonly files: number
  /** How many gave exactly the calls that the index names, however they were split, and no other when cut off. */
  readonly exact: number
  /** The others, each with what was first wrong with it. */
  readonly wrong: readonly { readonly file: string; readonly why: string }[]
  /** The same by format, also for each way in which recordings are disturbed. */
  readonly formats: readonly FormatConformance[]
}

/** What came of the recordings of one format. */
export interface FormatConformance {
  readonly format: string
  readonly recordings: number
  /** How many were exact as they are. */
  readonly exact: number
  /** For each disturbance to how many it can be done, and how many of these gave the same calls all the same. */
  readonly disturbed: readonly {
    readonly name: string
    readonly of: number
    readonly exact: number
  }[]
}

/**
 * Reads every recording of a folder whole, a byte at a time, in random pieces, cut off after every event, and disturbed as
 * servers do that only resemble the provider (with keep-alives, empty fields, events repeated, pieces split, a connection left
 * open), and compares the calls with those that the index names.
 *
 * The index is a list of `{ file, format, calls: [{ id, name, arguments }] }`, with arguments as JSON text. An id of
 * null is one that the provider did not send; arguments of null are not known, and not compared. Calls that the
 * provider runs itself may be in the index; they have to be kept in the message and not to be emitted. Where
 * `clean_client_multi_call` is false, the calls are of several choices, of which the first is read.
 *
 * @throws {UsageError} if the folder has no such index.
 */
export async function runConformance<Given = unknown>(
  options: Exact<ConformanceOptions, Given>,
): Promise<Conformance> {
  const { dir, format, codec, seed } = checkOptions(options ?? null, 'runConformance')
  const wrong: { file: string; why: string }[] = []
  const table = new Map<string, Tally>()
  let files = 0
  for (const recording of await readIndex(dir)) {
    const name = formatNamed(recording.format)
    if (format !== undefined && name !== format) continue
    files += 1
    const tally = tallyOf(table, name ?? recording.format)
    const why = await judge(dir, recording, codec, seededRandom(seed), tally).catch(errorText)
    if (why !== undefined) wrong.push({ file: recording.file, why })
  }
  return { files, exact: files - wrong.length, wrong, formats: Array.from(table.values(), told) }
}

interface Tally {
  readonly format: string
  recordings: number
  exact: number
  readonly disturbed: Map<string, { name: string; of: number; exact: number }>
}

function tallyOf(table: Map<string, Tally>, format: string): Tally {
  const tally = table.get(format) ?? { format, recordings: 0, exact: 0, disturbed: new Map() }
  table.set(format, tally)
  tally.recordings += 1
  return tally
}

function told({ disturbed, ...tally }: Tally): FormatConformance {
  return { ...tally, disturbed: [...disturbed.values()] }
}

async function judge(
  dir: string,
  recording: Recording,
  given: Codec<unknown> | undefined,
  random: () => number,
  tally: Tally,
): Promise<string | undefined> {
  const bytes = await readFile(join(dir, recording.file))
  const opened = await open(bytes)
  const format = formatOf(recording, opened)
  if (format === undefined)
    return `no format is known as ${recording.format}, and none was detected`
  const codec = given ?? codecs[format]
  const fault = await checkRecording(codec, recording, bytes, random)
  if (fault !== undefined) return fault
  tally.exact += 1
  return disturbedFault({ format, codec, bytes, opened }, recording, tally)
}

/** What is first wrong when the recording is disturbed. */
async function disturbedFault(
  disturbed: Disturbed,
  recording: Recording,
  tally: Tally,
): Promise<string | undefined> {
  let first: string | undefined
  for (const { name, read } of disturbances) {
    const taken = await read(disturbed)
    if (taken === undefined) continue
    const count = tally.disturbed.get(name) ?? { name, of: 0, exact: 0 }
    tally.disturbed.set(name, count)
    const fault = difference(recording, taken)
    count.of += 1
    if (fault === undefined) count.exact += 1
    else first ??= `${name}: ${fault}`
  }
  return first
}

function formatOf({ format }: Recording, opened: Opened): FormatName | undefined {
  return formatNamed(format) ?? detect(opened.kind === 'whole' ? opened.response : opened.events)
}
