import { statSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { OpenedJournal } from '../src/journal/sqlite/open-journal.ts'
import {
  bareCommits,
  callsPerTurn,
  runTurn,
  withCommitsHere,
  withFile,
  withJournal,
  type Append,
} from './journal-lab.ts'
import { median, medianOf, nap, timed, type Bench, type Line } from './lib.ts'

const slowCommitMs = 2

interface Cost {
  readonly ratio: number
  readonly extraMs: number
  readonly commits: number
}

/** Turns on a journal and bare commits by turns, so that both meet the same disk. */
async function costOfTurn(commitMs: number, turns: number): Promise<Cost> {
  return withFile((file) =>
    withJournal({ commitMs }, async (journal) => {
      const bare = bareCommits(file, commitMs)
      const [bareMs, journaledMs]: [number[], number[]] = [[], []]
      const before = journal.commits
      for (let turn = -20; turn < turns; turn += 1) {
        const turnId = `turn-${turn}`
        const began = performance.now()
        bare.turn(turnId)
        const between = performance.now()
        await runTurn(journal.append, turnId)
        if (turn < 0) continue
        bareMs.push(between - began)
        journaledMs.push(performance.now() - between)
      }
      bare.close()
      const [without, journaled] = [median(bareMs), median(journaledMs)]
      return {
        ratio: journaled / without,
        extraMs: journaled - without,
        commits: (journal.commits - before) / (turns + 20),
      }
    }),
  )
}

/**
 * How late the event loop is, 99th percentile, while 64 turns go on at a time: the best of three seconds, for what else
 * the machine does only adds to it.
 */
async function loopDelayMs(append: Append): Promise<number> {
  const resolution = 1
  const delay = monitorEventLoopDelay({ resolution })
  let end = performance.now() + 60_000
  const turns = Array.from({ length: 64 }, async (_, lane) => {
    for (let turn = 0; performance.now() < end; turn += 1) await runTurn(append, `${lane}-${turn}`)
  })
  await nap(200)
  const seconds: number[] = []
  for (let second = 0; second < 3; second += 1) {
    delay.reset()
    delay.enable()
    await nap(1_000)
    delay.disable()
    seconds.push(delay.percentile(99) / 1e6 - resolution)
  }
  end = 0
  await Promise.all(turns)
  return Math.min(...seconds)
}

async function delays(): Promise<Line> {
  const simulated = { commitMs: slowCommitMs }
  const inThread = await withJournal(simulated, ({ append }) => loopDelayMs(append))
  const here = await withCommitsHere(simulated, loopDelayMs)
  return {
    what: `event loop late, p99, 64 turns at a time, disk of 2 ms (${here.toFixed(1)} ms if it commits itself)`,
    measured: inThread,
    bound: 5,
    unit: 'ms',
  }
}

/** Microseconds a record, where all turns append at one time. */
async function manyTurns({ append }: OpenedJournal): Promise<number> {
  const turns = 1_000
  let round = 0
  const wallMs = await medianOf(5, () => {
    round += 1
    const ids = Array.from({ length: turns }, (_, turn) => `many-${round}-${turn}`)
    return timed(() => Promise.all(ids.map((turnId) => runTurn(append, turnId))))
  })
  return (wallMs * 1_000) / (turns * callsPerTurn * 2)
}

/** Fills a journal with 100,000 calls of runs, and reads a run of 20 turns from it. */
async function growth(): Promise<Line[]> {
  const [runs, turnsPerRun] = [500, 20]
  return withJournal({}, async (journal, file) => {
    for (let run = 0; run < runs; run += 1) await fillRun(journal, `run-${run}`, turnsPerRun)
    const readMs: number[] = []
    for (let run = 0; run < runs; run += 50)
      readMs.push(await timed(() => readRun(journal, `run-${run}`)))
    await journal.close()
    const calls = runs * turnsPerRun * callsPerTurn
    return [
      {
        what: `a million calls in the file, from ${calls.toLocaleString('en-US')}`,
        measured: (statSync(file).size / calls) * (1e6 / 2 ** 20),
        bound: 800,
        unit: 'MB',
      },
      {
        what: 'reading a run of 20 turns and 200 calls back from that',
        measured: median(readMs),
        bound: 50,
        unit: 'ms',
      },
    ]
  })
}

async function fillRun(journal: OpenedJournal, runId: string, turns: number): Promise<void> {
  const appends: Promise<void>[] = []
  const messages = [{ role: 'user', content: 'Update these customers.' }]
  const format = 'anthropic'
  appends.push(journal.append({ kind: 'run.started', runId, format, messages, atMs: 1 }))
  for (let turn = 1; turn <= turns; turn += 1) {
    const turnId = `${runId}/${turn}`
    const calls = Array.from({ length: callsPerTurn }, (_, call) => {
      const input = { customerId: 1234, status: 'active' }
      return { id: `toolu_${call}`, name: 'update_customer', input }
    })
    const message = { role: 'assistant', content: calls }
    const reply = { text: '', stop: { kind: 'calls' } }
    const record = { runId, turn, turnId, messages: [message], asked: 1, calls, reply, atMs: 1 }
    appends.push(
      journal.append({ kind: 'run.message', ...record }),
      runTurn(journal.append, turnId),
    )
  }
  await Promise.all(appends)
}

async function readRun(journal: OpenedJournal, runId: string): Promise<void> {
  const run = await journal.run(runId)
  await Promise.all((run?.messages ?? []).map(({ turnId }) => journal.turn(turnId)))
}

export const journal: Bench = {
  name: 'the journal on SQLite',
  method:
    'turns of 10 calls that write, 10 records at their start and 10 at their end, against the same commits in this ' +
    'thread with nothing around them; on the disk of this machine, and with 2 ms more for each commit',
  async run() {
    const slow = await costOfTurn(slowCommitMs, 200)
    const fast = await costOfTurn(0, 500)
    const perRecord = await withJournal({}, manyTurns)
    return [
      { what: 'commits for a turn of 10 writes', measured: fast.commits, bound: 2, unit: '' },
      { what: 'time of its commits, disk of 2 ms', measured: slow.ratio, bound: 1.3, unit: 'x' },
      {
        what: `the same on this disk: what the thread costs (${fast.ratio.toFixed(2)}x)`,
        measured: fast.extraMs,
        bound: 1,
        unit: 'ms',
      },
      await delays(),
      { what: 'a record, 1,000 turns at a time', measured: perRecord, bound: 30, unit: 'µs' },
      ...(await growth()),
    ]
  },
}
