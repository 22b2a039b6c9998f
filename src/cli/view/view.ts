import { writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { missedInTrace } from '../../observe/audit/trace-missed.ts'
import { makeLivePage, makePage } from '../../observe/page/page.ts'
import { drawTimeline } from '../../observe/timeline/render-timeline.ts'
import { chromeTrace } from '../../observe/trace/chrome-trace.ts'
import type { TraceLine } from '../../observe/trace/line.ts'
import { errorText } from '../../util/error-text.ts'
import { paintFor } from '../../util/term/paint.ts'
import { failure, usageError } from '../cli-error.ts'
import { complain } from '../complain.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { watchInterrupts } from '../interrupt.ts'
import { expectOutput, journalFiles, ownPage } from '../output-file.ts'
import { print } from '../term/print.ts'
import { serveLive } from './live-server.ts'
import { expectNoRun, isJournal, isOnDisk, readSource } from './source.ts'

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
  const { text, chrome } = options
  const inputs = journalFiles(file)
  if (options.live === true) return follow(file, run, options.port ?? 0)
  const { lines, remarks } = await readSource(file, run)
  for (const remark of remarks) complain(remark)
  if (text === true) {
    const { columns = 80 } = process.stdout
    process.stdout.write(`${drawTimeline(lines, columns, paintFor(process.stdout))}\n`)
  } else if (chrome !== undefined) {
    if (chrome !== '-') expectOutput('--chrome', chrome, inputs, ownTrace)
    write(chrome, JSON.stringify(chromeTrace(lines)))
  } else {
    const { out = pageBeside(file) } = options
    if (out !== '-') expectOutput('--out', out, inputs, ownPage)
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
async function follow(file: string, run: string | undefined, port: number): Promise<ExitCode> {
  if (isJournal(file))
    throw usageError(
      `Expected a trace to follow, got ${file}, which is a journal: fanfold run --trace writes one.`,
    )
  expectNoRun(file, run)
  if (!isOnDisk(file))
    throw usageError(`Expected a file to follow, got ${file}, which can be read only once.`)
  const server = await serveLive(file, await makeLivePage(), port).catch((error: unknown) => {
    throw failure(cannotServe(port, error), error)
  })
  print(`Following ${file} at ${server.url}. Ctrl-C ends it.`)
  await new Promise<void>((resolve) => watchInterrupts(resolve))
  await server.close()
  return exitCode.answered
}

function cannotServe(port: number, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  const why = code === 'EADDRINUSE' ? 'something else is served there' : errorText(error)
  return `Cannot serve the page on port ${port}: ${why}. Give another --port <n>; without it, any that is free is taken.`
}

/** @throws {CliError} if it lies nowhere. */
function pageBeside(file: string): string {
  if (!isOnDisk(file))
    throw usageError(
      `Expected --out <file> (- for standard output), --text or --chrome <file>: beside ${file} a page cannot be.`,
    )
  return join(dirname(file), `${basename(file, extname(file))}.html`)
}

/** `-` is standard output. */
function write(path: string, text: string): void {
  if (path === '-') {
    process.stdout.write(text)
    return
  }
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
