import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readJournalFiles } from './journal-files.ts'
import type { Ledger } from './ledger.ts'
import { within, type Actor, type Nursery } from './nursery.ts'
import type { CrashPlan, Happening } from './plan.ts'
import type { Stage } from './stage.ts'

const patienceMs = 240_000
const commandLine = new URL('../../bin/fanfold.mjs', import.meta.url).pathname

/** The engine's process of one life. */
export interface Watched {
  readonly process: string
  /** Which of the engine's lives, from 0. */
  readonly life: number
  readonly actor: Actor
}

/** What happens beside the engine's work, as planned: it is frozen, others come, and look. */
export class Beside {
  readonly #folder: string
  readonly #plan: CrashPlan
  readonly #nursery: Nursery
  readonly #ledger: Ledger
  readonly #stage: Stage
  #visitors = 0
  #looks = 0

  constructor(folder: string, plan: CrashPlan, nursery: Nursery, ledger: Ledger, stage: Stage) {
    this.#folder = folder
    this.#plan = plan
    this.#nursery = nursery
    this.#ledger = ledger
    this.#stage = stage
  }

  /** Returns what waits until all that has begun is over; nothing begins after that. */
  watch(engine: Watched): () => Promise<void> {
    const over = new AbortController()
    const { signal } = over
    void engine.actor.ended.then(() => over.abort())
    const all = this.#plan.events
      .filter(({ life }) => life === engine.life)
      .map(async ({ atMs, what }) => {
        await engine.actor.begun
        await sleep(atMs, undefined, { signal }).catch(() => {})
        if (!signal.aborted) await this.#happen(what, engine)
      })
    return async () => {
      over.abort()
      await Promise.all(all)
    }
  }

  async #happen(what: Happening, engine: Watched): Promise<void> {
    if (what.kind === 'freeze') return this.#freeze(what, engine)
    if (what.kind === 'visit') return this.#visit()
    if (what.kind === 'forge') return this.#stage.forge(what.what)
    return what.how === 'files' ? readJournalFiles(this.#folder) : this.#look(what.how)
  }

  /** The longer ones are visited meanwhile. */
  async #freeze(
    { forMs, times }: Extract<Happening, { kind: 'freeze' }>,
    { process, actor }: Watched,
  ): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      if (time > 0) await sleep(5)
      this.#ledger.append({ process, what: 'frozen' })
      actor.signal('SIGSTOP')
      await Promise.all([sleep(forMs), forMs > 250 && this.#visit()])
      // Before it goes on, so that all that it does then comes after this.
      this.#ledger.append({ process, what: 'thawed' })
      actor.signal('SIGCONT')
    }
  }

  async #visit(): Promise<void> {
    this.#visitors += 1
    const process = `v${this.#visitors}`
    const visitor = await this.#nursery.take({
      process,
      folder: this.#folder,
      plan: this.#plan,
      visits: true,
    })
    const code = await within(patienceMs, visitor.ended)
    if (code === undefined) visitor.kill()
    if (code !== 0) {
      const why = code === undefined ? 'it hung' : `it ended with ${code}: ${visitor.errors()}`
      this.#ledger.append({ process, what: 'refused', code: why })
    }
  }

  async #look(how: 'list' | 'show' | 'approve'): Promise<void> {
    this.#looks += 1
    const file = join(this.#folder, 'journal.db')
    const name = this.#plan.kind === 'run' ? 'r' : 't'
    const args =
      how === 'approve' ? [how, file] : ['journal', how, file, ...(how === 'show' ? [name] : [])]
    const command = spawn(process.execPath, [commandLine, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    command.stderr.setEncoding('utf8').on('data', (more: string) => (said += more))
    const [code] = (await once(command, 'close')) as [number | null]
    this.#ledger.append({ process: `cli${this.#looks}`, what: 'looked', how, code, said })
  }
}
