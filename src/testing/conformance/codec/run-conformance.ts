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
import { open } from './take.ts'
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
}

/**
 * Reads every recording of a folder whole, a byte at a time, in random pieces, and cut off after every event, and
 * compares the calls with those that the index names.
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
  let files = 0
  for (const recording of await readIndex(dir)) {
    if (format !== undefined && formatNamed(recording.format) !== format) continue
    files += 1
    const why = await judge(dir, recording, codec, seededRandom(seed)).catch(errorText)
    if (why !== undefined) wrong.push({ file: recording.file, why })
  }
  return { files, exact: files - wrong.length, wrong }
}

async function judge(
  dir: string,
  recording: Recording,
  given: Codec<unknown> | undefined,
  random: () => number,
): Promise<string | undefined> {
  const bytes = await readFile(join(dir, recording.file))
  const codec = given ?? (await codecFor(recording, bytes))
  if (codec === undefined) return `no format is known as ${recording.format}, and none was detected`
  return checkRecording(codec, recording, bytes, random)
}

async function codecFor(
  { format }: Recording,
  bytes: Uint8Array,
): Promise<Codec<unknown> | undefined> {
  const named = formatNamed(format)
  if (named !== undefined) return codecs[named]
  const opened = await open(bytes)
  const found = detect(opened.kind === 'whole' ? opened.response : opened.events)
  return found === undefined ? undefined : codecs[found]
}
