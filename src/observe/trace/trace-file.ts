import type { Run, RunResult } from '../../agent/contract.ts'
import type { JoinableRun } from '../../agent/run/runs-under-way.ts'
import { anyText, having, nonEmptyText, trueOrFalse } from '../../call/expect.ts'
import { clockOption } from '../../call/options/clock-option.ts'
import type { Exact } from '../../call/options/exact.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import { systemClock, type Clock } from '../../util/clock.ts'
import { randomId } from '../../util/random-id.ts'
import type { TraceEnd, TraceHeader } from './line.ts'
import { LineFile } from './line-file.ts'
import { tracedEvent } from './traced.ts'
import { TurnNumbers } from './turn-numbers.ts'

/** What a trace file is to hold. */
export interface TraceFileOptions {
  /**
   * Whether it holds what was said, asked and answered, inputs and results included; default true. Without, it holds only names,
   * times, statuses and codes.
   */
  readonly content?: boolean | undefined
  /** The model's name, for people. */
  readonly model?: string | undefined
  /** What the run was asked, for people. */
  readonly question?: string | undefined
  /** Default: the machine's. */
  readonly clock?: Clock | undefined
}

/** Where the turns of engines are written down. */
export interface TraceFile {
  /** To be given to `createEngine` as its `onEvent`. */
  readonly onEvent: (event: TurnEvent) => void
  /**
   * Resolves once all is written. Events that come later are not.
   *
   * @throws {FanfoldError} `trace_file` if it could not be, such as on a full disk.
   */
  close(): Promise<void>
}

const checkOptions = optionsCheck<TraceFileOptions, 'content' | 'clock'>({
  content: optional(trueOrFalse, true),
  model: optional(anyText),
  question: optional(anyText),
  clock: optional(clockOption, systemClock),
})
const expectRun = having<Run<unknown>>('a run, as agent.run() gives it', 'say', 'cancel')

/**
 * Writes down what happens in the turns of an engine, as JSON lines, for `fanfold view` and other readers.
 *
 * @param path of the file, which is replaced if it is a trace. Only its owner may read it.
 * @throws {UsageError} if it cannot be written or is something else, or for a wrong option.
 */
export function traceFile<Given = unknown>(
  path: string,
  options?: Exact<TraceFileOptions, Given>,
): TraceFile
export function traceFile(path: string, options?: TraceFileOptions): TraceFile {
  const { content, clock, ...about } = checkOptions(options, 'traceFile')
  const file = new LineFile(nonEmptyText(path, 'path', ' of traceFile'), content)
  const beganMs = clock.now()
  const turns = new TurnNumbers()
  file.write(header({ of: 'engine', id: randomId(clock, 'trace'), ...about }, clock, 0))
  return {
    onEvent: (event) => file.write(turns.place(event, clock.now() - beganMs)),
    close: () => file.close(),
  }
}

/**
 * Writes down what happens in a run of an agent, from its first event on, however late it is called.
 *
 * @param path of the file, which is replaced if it is a trace. Only its owner may read it.
 * @returns a promise that resolves once the run has ended and all is written. It does not reject because the run did.
 * @throws {UsageError} if it cannot be written or is something else, or for a wrong option; {FanfoldError} `trace_file` if not all could be written.
 */
export function traceRun<Given = unknown>(
  run: Run<unknown>,
  path: string,
  options?: Exact<TraceFileOptions, Given>,
): Promise<void>
export async function traceRun(
  run: Run<unknown>,
  path: string,
  options?: TraceFileOptions,
): Promise<void> {
  const { content, clock, ...about } = checkOptions(options, 'traceRun')
  expectRun(run, 'run', ' of traceRun')
  const file = new LineFile(nonEmptyText(path, 'path', ' of traceRun'), content)
  await writeRun(run, file, about, clock)
}

/** Resolves once the run has ended and all is written. */
export async function writeRun(
  run: Run<unknown>,
  file: LineFile,
  about: Pick<TraceHeader, 'model' | 'question'>,
  clock: Clock,
): Promise<void> {
  let hasBegun = false
  const begin = (): void => {
    if (!hasBegun) file.write(header({ of: 'run', id: run.id, ...about }, clock, ageOf(run)))
    hasBegun = true
  }
  let atMs = 0
  try {
    for await (const event of run) {
      begin()
      file.write(tracedEvent(event))
      atMs = event.atMs
    }
  } catch {
    // It is told by its result.
  }
  const result = await run.result.catch(() => undefined)
  // Of a run that was refused, as one that the journal does not know, there is nothing to tell: an older trace stays.
  if (result !== undefined) begin()
  if (hasBegun) file.write(endOf(result, atMs))
  await file.close()
}

function header(
  about: Pick<TraceHeader, 'of' | 'id' | 'model' | 'question'>,
  clock: Clock,
  ageMs: number,
): TraceHeader {
  const startedAtMs = Math.round(clock.epochMs() - ageMs)
  return { type: 'trace', version: 1, startedAtMs, ...about }
}

/** How long ago a run began, by its own clock: it may have ended before anybody asked for its trace. */
function ageOf(run: Run<unknown> & Partial<Pick<JoinableRun<unknown>, 'soFar'>>): number {
  return run.soFar?.('suspended').stats.wallMs ?? 0
}

function endOf(result: RunResult<unknown> | undefined, atMs: number): TraceEnd {
  if (result === undefined) return { type: 'end', atMs, outcome: 'failed' }
  const { outcome, warnings } = result
  return { type: 'end', atMs, outcome, warnings }
}
