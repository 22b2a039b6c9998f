import type { Clock, TimerHandle } from '../../../util/clock.ts'
import { closedFault, faultError, type JournalFault } from '../../fault.ts'
import type { Answers, Batch, FromThread, OpenFile, RefusedRow, Request } from '../messages.ts'
import { Decider } from './decider.ts'
import type { JournalFile } from './file/journal-file.ts'
import { decidedRow, Inbox } from './inbox.ts'
import { LongTextsRead } from './long-texts.ts'
import { leaseMs } from './lease/lease.ts'
import { openFile } from './file/open-file.ts'
import { exposedFiles } from './file/private-file.ts'
import { OwnWork } from './own-work.ts'
import { prune, smallestPortion } from './prune.ts'
import { Reader } from './reader.ts'
import { sleep } from './sleep.ts'
import { faultOf, isFull } from './sqlite-fault.ts'
import { Writer } from './writer.ts'

interface Opened {
  readonly file: JournalFile
  readonly reader: Reader
  /** Absent but for an engine. */
  readonly writer: Writer | undefined
  readonly inbox: Inbox
  readonly longTexts: LongTextsRead
  readonly commit: (batches: readonly Batch[]) => RefusedRow[]
  readonly renewMs: number
}

/** A step of pruning, as much of it as is said. */
type TakeStep = (portion: number) => () => Answers['prune']

/** @throws {FanfoldError} whatever goes wrong. */
function orFault<T>(path: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw faultError(faultOf(path, error), error)
  }
}

/** A journal's file, in its thread: everything happens in the order in which it came. */
export class FileThread {
  path = ''
  #opened: Opened | undefined
  /** After a failed commit nothing is written any more, so that no record is kept that came after a lost one. */
  #failed: JournalFault | undefined
  readonly #own = new OwnWork()
  /** How much of a step of pruning is done at a time. */
  #portion = 1
  /** How many decisions were taken from the inbox. */
  #taken = 0
  readonly #tell: (message: FromThread) => void
  readonly #clock: Clock
  #timer: TimerHandle | undefined

  /** `tell` is told what nobody asked for. */
  constructor(tell: (message: FromThread) => void, clock: Clock) {
    this.#tell = tell
    this.#clock = clock
  }

  /** One transaction for all. */
  commit(batches: readonly Batch[]): FromThread {
    if (this.#failed !== undefined) return { type: 'failed', fault: this.#failed }
    try {
      const refused = this.#open().commit(batches)
      for (const { rows } of batches) for (const row of rows) this.#own.wrote(row)
      const count = batches.reduce((sum, { rows }) => sum + rows.length, 0)
      return { type: 'committed', count, refused }
    } catch (error) {
      return this.#fail(faultOf(this.path, error))
    }
  }

  #turn(turnId: string): Answers['turn'] {
    const { reader, longTexts } = this.#open()
    const rows = reader.turn(turnId)
    this.#own.tookUpTurn(rows)
    return rows.map((row) => longTexts.takeOut(row, 'result'))
  }

  #run(runId: string): Answers['run'] {
    const found = this.#open().reader.run(runId)
    this.#own.tookUpRun(found)
    return this.#withoutLongTexts(found)
  }

  #withoutLongTexts(found: Answers['run']): Answers['run'] {
    const { longTexts } = this.#open()
    return (
      found && {
        run: longTexts.takeOut(found.run, 'messages'),
        messages: found.messages.map((row) => longTexts.takeOut(row, 'messages')),
      }
    )
  }

  #fail(fault: JournalFault): FromThread {
    this.#failed ??= fault
    if (fault.code === 'journal_lost') this.#close()
    return { type: 'failed', fault }
  }

  answer(request: Request): Answers[Request['type']] {
    if (request.type === 'open') return this.#start(request.file)
    if (request.type === 'close') return this.#close()
    const { file, reader, longTexts } = this.#open()
    switch (request.type) {
      case 'turn':
        return this.#turn(request.turnId)
      case 'run':
        return this.#run(request.runId)
      case 'piece':
        return longTexts.piece(request.text, request.from)
      case 'runs':
        return reader.runs()
      case 'questions':
        return reader.questions()
      case 'decisions':
        return this.#decisions(request)
      case 'prune': {
        const { beforeMs, step, dry } = request
        const unfinished = request.unfinished ? { except: this.#own } : undefined
        const take: TakeStep = (portion) => () =>
          prune(file.database, step, { beforeMs, unfinished, dry, portion })
        return dry ? take(1)() : this.#prune(file, take)
      }
    }
  }

  /** One step, or so much of it as the disk has room for. */
  #prune(file: JournalFile, take: TakeStep): Answers['prune'] {
    for (;;)
      try {
        const done = file.write(take(this.#portion))
        if (this.#portion < 1 || done.next === undefined) file.emptyLog()
        this.#portion = Math.min(1, this.#portion * 2)
        if (done.next === undefined) file.watchDisk()
        return done
      } catch (error) {
        // A journal that was lost is so for those who append, too.
        if (this.#isLost(error) || !isFull(error) || this.#portion === smallestPortion) throw error
        this.#portion = this.#portion === 1 ? smallestPortion : this.#portion / 2
        file.makeRoom()
      }
  }

  #isLost(error: unknown): boolean {
    const fault = faultOf(this.path, error)
    if (fault.code !== 'journal_lost') return false
    this.#tell(this.#fail(fault))
    return true
  }

  #start(file: OpenFile): Answers['open'] {
    this.path = file.path
    const opened = openFile(file)
    const { database } = opened
    const inbox = new Inbox(opened.path)
    const reader = orFault(file.path, () => new Reader(opened.path, database, inbox))
    const writer = file.mode === 'engine' ? new Writer(database, reader) : undefined
    const decider = new Decider(reader, inbox)
    const { commitMs = 0 } = file.simulated
    this.#opened = {
      file: opened,
      reader,
      writer,
      inbox,
      longTexts: new LongTextsRead(opened.path),
      commit: (batches) => {
        if (writer === undefined) return decider.write(batches)
        return opened.write(() => {
          if (commitMs > 0) sleep(commitMs)
          return writer.write(batches)
        })
      },
      renewMs: (file.simulated.leaseMs ?? leaseMs) / 4,
    }
    if (writer !== undefined) this.#renewLater()
    this.#takeDecisions()
    opened.watchDisk()
    return { exposed: exposedFiles(opened.path), inboxFault: inbox.fault() }
  }

  /** What cannot be taken now stays where it is, and is read there. */
  #takeDecisions(): void {
    const { file, writer, inbox } = this.#open()
    const decisions = writer === undefined || this.#failed !== undefined ? [] : inbox.all()
    if (decisions.length === 0) return
    try {
      this.#taken += file.write(() => writer?.decide(decisions.map(decidedRow)) ?? 0)
      inbox.remove(decisions)
    } catch (error) {
      this.#isLost(error)
    }
  }

  #decisions({ calls, known }: Extract<Request, { type: 'decisions' }>): Answers['decisions'] {
    this.#takeDecisions()
    const answer = this.#open().reader.decisions(calls, known, this.#taken)
    // One that came between is told of, and may be the last that anybody waits for.
    if (answer.decided.length > 0) this.#takeDecisions()
    return answer
  }

  #close(): undefined {
    const opened = this.#opened
    this.#opened = undefined
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer)
    opened?.file.close()
    return undefined
  }

  #renewLater(): void {
    this.#timer = this.#clock.setTimer(() => this.#renew(), this.#open().renewMs, undefined)
  }

  /** What else goes wrong, a commit will find, too. */
  #renew(): void {
    try {
      this.#open().file.renew()
    } catch (error) {
      if (this.#isLost(error)) return
    }
    this.#renewLater()
  }

  #open(): Opened {
    if (this.#opened === undefined) throw faultError(this.#failed ?? closedFault(this.path))
    return this.#opened
  }
}
