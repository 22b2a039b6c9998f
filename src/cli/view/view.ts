import { writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { missedInTrace } from '../../observe/audit/trace-missed.ts'
import { makeLivePage, makePage } from '../../observe/page/page.ts'
import { drawTimeline } from '../../observe/timeline/render-timeline.ts'
import { chromeTrace } from '../../observe/trace/chrome-trace.ts'
import type { TraceLine } from '../../observe/trace/line.ts'
import { errorText } from '../../util/error-text.ts'
import { paintFor } from '../../util/term/paint.ts'
import { usageError } from '../cli-error.ts'
import { complain } from '../complain.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { watchInterrupts } from '../interrupt.ts'
import { expectOutput, journalFiles, ownPage } from '../output-file.ts'
import { print } from '../term/print.ts'
import { serveLive } from './live-server.ts'
import { isJournal, readSource } from './source.ts'

export interface ViewCommandOptions {
  readonly out?: string
  readonly text?: boolean
  readonly chrome?: string
  readonly live?: boolean
  readonly port?: number
}

/** `fanfold view`: shows a run that is over, or follows one under way. */
export async function view(
  file: string,
  run: string | undefined,
  options: ViewCommandOptions,
): Promise<ExitCode> {
  expectOneWay(options)
  const { text, chrome, out = pageBeside(file) } = options
  const inputs = journalFiles(file)
  if (options.live === true) return follow(file, options.port ?? 0)
  const { lines, remarks } = await readSource(file, run)
  for (const remark of remarks) complain(remark)
  if (text === true) {
    const { columns = 80 } = process.stdout
    process.stdout.write(`${drawTimeline(lines, columns, paintFor(process.stdout))}\n`)
  } else if (chrome !== undefined) {
    expectOutput('--chrome', chrome, inputs, ownTrace)
    write(chrome, JSON.stringify(chromeTrace(lines)))
  } else if (out === '-') process.stdout.write(await pageOf(lines))
  else {
    expectOutput('--out', out, inputs, ownPage)
    write(out, await pageOf(lines))
  }
  return exitCode.answered
}

/** How {@link chromeTrace} begins as JSON. */
const ownTrace = {
  what: "a trace in Chrome's format, which is replaced",
  begins: '{"traceEvents":[',
}

function pageOf(lines: readonly TraceLine[]): Promise<string> {
  return makePage(lines, { missed: missedInTrace(lines) })
}

function expectOneWay({ text, chrome, live, out, port }: ViewCommandOptions): void {
  const ways = { '--text': text, '--chrome': chrome, '--live': live, '--out': out }
  const given = Object.entries(ways).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (given.length > 1)
    throw usageError(`Expected one of ${Object.keys(ways).join(', ')}, got ${given.join(' and ')}.`)
  if (port !== undefined && live !== true)
    throw usageError('Expected --live beside --port <n>: nothing else is served.')
}

/** Until Ctrl-C. */
async function follow(file: string, port: number): Promise<ExitCode> {
  if (isJournal(file))
    throw usageError(
      `Expected a trace to follow, got ${file}, which is a journal: fanfold run --trace writes one.`,
    )
  const server = await serveLive(file, await makeLivePage(), port)
  print(`Following ${file} at ${server.url}. Ctrl-C ends it.`)
  await new Promise<void>((resolve) => watchInterrupts(resolve))
  await server.close()
  return exitCode.answered
}

function pageBeside(file: string): string {
  return join(dirname(file), `${basename(file, extname(file))}.html`)
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw usageError(
      `Expected ${path} to be a file that can be written: ${errorText(error)}`,
      error,
    )
  }
  const kilobytes = Math.max(1, Math.round(Buffer.byteLength(text) / 1_000))
  print(`Wrote ${path} (${kilobytes} kB).`)
}
