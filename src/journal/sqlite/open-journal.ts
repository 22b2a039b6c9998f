import { UsageError } from '../../call/errors/error.ts'
import type { Clock } from '../../util/clock.ts'
import { closedFault, faultError, type JournalFault } from '../fault.ts'
import { checkPrune, type PruneOptions } from '../prune-options.ts'
import type { Journal, JournalRecord } from '../journal.ts'
import { Decisions } from './decisions.ts'
import { FileClient } from './file-client.ts'
import { callOf, runOf, summaryOf } from './history.ts'
import type { Answers, Marked, OpenMode, PruneStep, Request, Simulated } from './messages.ts'
import { warnOf } from './warn-of-exposed.ts'
import { PendingRecords } from './pending-records.ts'

export interface OpenJournalOptions {
  readonly mode: OpenMode
  readonly pollMs: number
  readonly clock: Clock
  /** For tests. */
  readonly simulated?: Simulated
}

/** What the command line and the benchmarks can do besides. */
export interface OpenedJournal extends Journal {
  /** How many groups have been committed. */
  readonly commits: number
  /** How many runs and turns `prune` would forget; it may be more, for what is inside those is found when they are gone. */
  countPrunable(options: PruneOptions): Promise<number>
}

/** Opens a file in any mode. @throws {FanfoldError} with the `code` of a JournalCode. */
export async function openJournal(
  path: string,
  { mode, pollMs, clock, simulated = {} }: OpenJournalOptions,
): Promise<OpenedJournal> {
  let closing: Promise<void> | undefined
  let closed: JournalFault | undefined
  let commits = 0
  const client = new FileClient(path, {
    onCommitted: (count, refused) => {
      commits += 1
      pending.commit(count, refused)
    },
    onFailed: (fault) => pending.fail(fault),
  })
  const pending = new PendingRecords(
    path,
    (batch) => client.append(batch),
    (text, ends) => client.send({ type: 'piece', text, ends }),
  )
  const decisions = new Decisions(client, clock, pollMs)
  const file = { path, mode, atMs: clock.epochMs(), simulated }
  try {
    const opened = await client.ask({ type: 'open', file })
    if (mode === 'engine') warnOf(opened)
  } catch (error) {
    await client.terminate()
    throw error
  }

  /** What was appended before is on its way by then. */
  function ask<R extends Request>(request: R): Promise<Answers[R['type']]> {
    const texts = pending.flush()
    return texts === undefined ? client.ask(request) : texts.then(() => client.ask(request))
  }

  function checkOpen(): void {
    if (closed !== undefined) throw faultError(closed)
  }

  async function append(record: JournalRecord): Promise<void> {
    checkOpen()
    if (mode === 'read' || (mode === 'decide' && record.kind !== 'call.decided'))
      throw new UsageError(`Expected a journal that was opened to be written to, got ${path}.`)
    await pending.append(record)
    if (record.kind === 'call.decided') decisions.resolve(record, record)
  }

  /** The long texts that rows lack. They come piece by piece, so that the event loop turns meanwhile. */
  async function textsOf(rows: readonly Marked[]): Promise<ReadonlyMap<Marked, string[]>> {
    const found = new Map<Marked, string[]>()
    for (const row of rows)
      if (row.texts !== undefined) {
        const texts: string[] = []
        for (const number of row.texts) texts.push(await textOf(number))
        found.set(row, texts)
      }
    return found
  }

  async function textOf(number: number): Promise<string> {
    let text = ''
    for (;;) {
      checkOpen()
      const piece = await client.ask({ type: 'piece', text: number, from: text.length })
      text += piece.text
      if (piece.ends) return text
    }
  }

  async function pruneAll(options: PruneOptions, dry: boolean): Promise<number> {
    checkOpen()
    const { beforeMs, unfinished } = checkPrune(options, 'journal.prune')
    let forgotten = 0
    let step: PruneStep | undefined = { phase: 'unfinished', after: 0 }
    while (step !== undefined) {
      checkOpen()
      const done: { forgotten: number; next: PruneStep | undefined } = await ask({
        type: 'prune',
        beforeMs,
        unfinished,
        step,
        dry,
      })
      forgotten += done.forgotten
      step = done.next
    }
    return forgotten
  }

  async function shut(): Promise<void> {
    closed = closedFault(path)
    decisions.fail(faultError(closed))
    await pending.settled()
    try {
      await client.ask({ type: 'close' })
    } finally {
      await client.terminate()
    }
  }

  return {
    name: path,
    get commits() {
      return commits
    },
    append,
    async turn(turnId) {
      checkOpen()
      const rows = await ask({ type: 'turn', turnId })
      const texts = await textsOf(rows)
      return new Map(rows.map((row) => [row.call, callOf(path, row, texts.get(row))]))
    },
    async run(runId) {
      checkOpen()
      const found = await ask({ type: 'run', runId })
      return found && runOf(path, found, await textsOf([found.run, ...found.messages]))
    },
    async runs() {
      checkOpen()
      return (await ask({ type: 'runs' })).map(summaryOf)
    },
    async questions() {
      checkOpen()
      const rows = await ask({ type: 'questions' })
      return rows.map((row) => callOf(path, row))
    },
    async decision(turnId, callKey, signal) {
      checkOpen()
      return decisions.wait({ turnId, callKey }, signal)
    },
    prune: (options) => pruneAll(options, false),
    countPrunable: (options) => pruneAll(options, true),
    close: () => (closing ??= shut()),
  }
}
