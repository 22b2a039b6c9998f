import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Codec } from '../src/wire/codec.ts'
import { codecs, formatNamed } from '../src/testing/conformance/codec/codecs.ts'
import { readIndex } from '../src/testing/conformance/codec/recording.ts'
import { readSource } from '../src/wire/source/read-source.ts'
import { growing } from './long-arguments.ts'
import { median, medianOf, timed, type Bench, type Line } from './lib.ts'
import { dataFolder } from './shared-data.ts'

const folder = join(dataFolder, 'streams')

interface Sample {
  readonly codec: Codec<unknown>
  readonly bytes: Uint8Array
  /** The JSON of each event, or of the one response. */
  readonly json: readonly string[]
}

/** What reading costs beside parsing its JSON, which nobody can do without. */
export const decode: Bench = {
  name: 'decoding recorded responses',
  method:
    'all shared recordings, from bytes in chunks of 16 KB to the last call, against JSON.parse of their events alone; ' +
    'median of 25 pairs, after 40 rounds for the compiler',
  async run() {
    if (!existsSync(join(folder, 'index.json')))
      return skip(`skipped: no recordings at ${folder} (set FANFOLD_DATA)`)
    const samples = await readSamples()
    for (let warmUp = 0; warmUp < 40; warmUp += 1) await decodeAll(samples)
    const ratios: number[] = []
    for (let pair = 0; pair < 25; pair += 1) {
      const parsing = await timed(() => Promise.resolve(parseAll(samples)))
      ratios.push((await timed(() => decodeAll(samples))) / parsing)
    }
    const what = `${samples.length} recordings, against JSON.parse`
    return [{ what, measured: median(ratios), bound: 3, unit: 'x' }]
  },
}

const small = 625_000
const large = 5_000_000

/** That a long argument in short pieces does not cost more a piece than a short one. */
export const decodeGrowth: Bench = {
  name: 'decoding one long argument',
  method: `deltas of 10 characters; the exponent of the time from ${small / 1000} KB to ${large / 1000} KB, median of 5`,
  async run() {
    const lines: Line[] = []
    for (const [codec, events] of growing) {
      const measure = (length: number): Promise<number> => {
        const all = events(length)
        return medianOf(5, () => timed(() => Promise.resolve(feed(codec, all, length))))
      }
      const [short, long] = [await measure(small), await measure(large)]
      const exponent = Math.log(long / short) / Math.log(large / small)
      const what = `${codec.name}: ${long.toFixed(0)} ms for ${large / 1e6} MB`
      lines.push({ what, measured: exponent, bound: 1.1, unit: '' })
    }
    return lines
  },
}

async function readSamples(): Promise<Sample[]> {
  return (await readIndex(folder)).flatMap(({ file, format }) => {
    const name = formatNamed(format)
    if (name === undefined) return []
    const text = readFileSync(join(folder, file), 'utf8')
    const bytes = new TextEncoder().encode(text)
    return [{ codec: codecs[name], bytes, json: jsonOf(text) }]
  })
}

function jsonOf(text: string): string[] {
  const data = text
    .split('\n')
    .map((line) => (line.startsWith('data:') ? line.slice('data:'.length) : line).trim())
    .filter((line) => line.startsWith('{'))
  return data.every(isJson) ? data : [text]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function parseAll(samples: readonly Sample[]): void {
  for (const { json } of samples) for (const text of json) JSON.parse(text)
}

async function decodeAll(samples: readonly Sample[]): Promise<void> {
  for (const { codec, bytes } of samples) {
    const opened = await readSource(chunks(bytes))
    if (opened.kind === 'whole') codec.read(opened.response)
    else {
      const decoder = codec.decoder({ call: () => {} })
      for await (const event of opened.events) decoder.push(event)
      decoder.end()
    }
  }
}

function* chunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 16_384) yield bytes.subarray(at, at + 16_384)
}

function feed(codec: Codec<unknown>, events: readonly unknown[], length: number): void {
  let calls = 0
  const decoder = codec.decoder({ call: () => (calls += 1) })
  for (const event of events) decoder.push(event)
  const [call] = decoder.end().calls
  const { text } = (call?.input ?? {}) as { text?: string }
  if (calls !== 1 || text?.length !== length)
    throw new Error(`Expected one call with ${length} characters, got ${calls} calls.`)
}

function skip(reason: string): readonly Line[] {
  console.log(`  ${reason}`)
  return []
}
