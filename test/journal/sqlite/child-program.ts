/** Run as a process of its own: `node child-program.ts <what> <file> [<from>]`. */
import { readFileSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { FanfoldError } from '../../../src/call/errors/error.ts'
import { openJournal } from '../../../src/journal/sqlite/open-journal.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import { asked, decided, settled } from '../../../src/testing/conformance/journal/records.ts'
import { systemClock } from '../../../src/util/clock.ts'

const [what = '', file = '', from = '0'] = process.argv.slice(2)
const forEver = (): Promise<never> => new Promise(() => setInterval(() => {}, 60_000))

/** At once, so that nothing said is lost with the process; who listens may be slow. */
function say(text: string): void {
  for (;;)
    try {
      return void writeSync(1, `${text}\n`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
}

const programs: Readonly<Record<string, () => Promise<void>>> = {
  async open() {
    const journal = await sqliteJournal(file)
    say('opened')
    await journal.close()
  },
  async hold() {
    await sqliteJournal(file)
    say('opened')
    await forEver()
  },
  async read() {
    const journal = await openJournal(file, { mode: 'read', pollMs: 10, clock: systemClock })
    say(`${await journal.countPrunable({ beforeMs: Number.MAX_VALUE })} turns`)
    await journal.close()
  },
  /** Appends c0, c1, … in groups, and says each once it is acknowledged. */
  async append() {
    const journal = await sqliteJournal(file)
    say('opened')
    for (let next = Number(from); ;) {
      const first = next
      const group = 1 + ((next * 7) % 13)
      const appends = Array.from({ length: group }, (_, at) =>
        journal.append(settled('t', `c${first + at}`)).then(() => say(String(first + at))),
      )
      next += group
      // Now and then the next group comes while this one is under way.
      await (next % 3 === 0 ? appends[0] : Promise.all(appends))
    }
  },
  /** Appends and says one record after the other, and reads its own files in between, as a tool might. */
  async 'append-and-read'() {
    const journal = await sqliteJournal(file)
    await journal.append(asked('t', 'a'))
    say('opened')
    for (let next = 0; ; next += 1) {
      for (const ending of ['', '-wal', '-shm', '.lock']) readFileSync(`${file}${ending}`)
      await journal.append(settled('t', `c${next}`))
      say(`c${next}`)
    }
  },
  /** Another program that looks into the file. */
  async visit() {
    const database = new DatabaseSync(file)
    database.prepare('SELECT count(*) FROM calls').get()
    database.close()
    say('visited')
  },
  async ask() {
    const journal = await sqliteJournal(file, { pollMs: 20 })
    await journal.append(asked('t', 'a'))
    say('asked')
    say(JSON.stringify(await journal.decision('t', 'a', new AbortController().signal)))
    await journal.close()
  },
  async decide() {
    const journal = await openJournal(file, { mode: 'decide', pollMs: 10, clock: systemClock })
    await journal.append({ ...decided('t', 'a', 'deny'), reason: 'No.' })
    say('decided')
    await journal.close()
  },
  /** Appends results, a turn each, until one is refused, and stays. */
  async fill() {
    const journal = await sqliteJournal(file)
    const result = { status: 'ok', content: 'x'.repeat(3_000), attempts: 1 } as const
    const append = (turn: string) => journal.append({ ...settled(turn, 'a'), result })
    try {
      for (let n = 0; ; n += 10)
        await Promise.all(Array.from({ length: 10 }, (_, at) => append(`t${n + at}`)))
    } catch (error) {
      say(FanfoldError.is(error) ? `${error.code} ${error.message}` : String(error))
    }
    await forEver()
  },
  /** Leaves its journal open, and idle. */
  async idle() {
    const journal = await sqliteJournal(file)
    void journal.append(settled('t', 'a')).then(() => say('kept'))
  },
}

try {
  await programs[what]?.()
} catch (error) {
  say(FanfoldError.is(error) ? `${error.code} ${error.message}` : String(error))
}
