/** One run of a driver in a process of its own: see `other-process.ts`. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteJournal } from '../../../sqlite.ts'
import { createEngine } from '../../../turn/engine.ts'
import { sleep, systemClock } from '../../../util/clock.ts'
import { errorText } from '../../../util/error-text.ts'
import type { FrameworkDriver, TaskTool } from './driver.ts'
import type { ProcessEnd, ProcessTask } from './other-process.ts'

const task = JSON.parse(process.argv[2] ?? '{}') as ProcessTask
const { driverUrl, run, isGuarded, baseUrl, dir, answer } = task
const { driver } = (await import(driverUrl)) as { readonly driver: FrameworkDriver }

/** Effects that outlive the process. */
function note(what: string): void {
  appendFileSync(join(dir, 'ledger.txt'), `${what}\n`)
}

const charge: readonly TaskTool[] = [
  {
    name: 'charge',
    execute: () => {
      note('charge')
      return 'charged'
    },
  },
  {
    name: 'mail',
    execute: async () => {
      // Until the charge is known to have ended, also to the journal.
      await sleep(systemClock, 500)
      note('mail')
      process.kill(process.pid, 'SIGKILL')
      return new Promise(() => {})
    },
  },
  { name: 'read', execute: ({ n }) => `read ${n}` },
]

const ask: readonly TaskTool[] = [
  {
    name: 'ask',
    execute: (_input, { ask: question }) => {
      const said: unknown = question?.('May I?')
      note('ask')
      return `The answer is ${String(said)}.`
    },
  },
  {
    name: 'charge',
    execute: () => {
      note('charge')
      return 'charged'
    },
  },
]

const rules = { mail: { writes: 'mail' }, read: { reads: [] } }
const account = { charge: { writes: 'account' } }

const journal = isGuarded ? await sqliteJournal(join(dir, 'journal.db')) : undefined
const engine = journal && createEngine({ tools: [], journal })
const ended = await driver
  .run({
    baseUrl,
    prompt: 'Go.',
    tools: run === 'ask' ? ask : charge,
    engine,
    rules: run === 'ask' ? account : { ...account, ...rules },
    thread: { id: 'order-17', dir },
    answer,
  })
  .catch((error: unknown) => ({ error }))
await engine?.close()
await journal?.close()
const { text, question, error } = ended as { text?: string; question?: unknown; error?: unknown }
const end: ProcessEnd = {
  text,
  question,
  error: error === undefined ? undefined : errorText(error),
}
process.send?.(end, undefined, {}, () => process.exit(0))
