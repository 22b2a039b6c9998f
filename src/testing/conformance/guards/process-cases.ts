import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GuardCase } from './case.ts'
import { conversation } from './conversation.ts'
import { inOtherProcess, type ProcessTask } from './other-process.ts'

/** How often each effect was, from what the tools noted. */
async function ledgerOf(dir: string): Promise<(effect: string) => number> {
  const text = await readFile(join(dir, 'ledger.txt'), 'utf8').catch(() => '')
  return (effect) => text.split('\n').filter((line) => line === effect).length
}

/** The process is killed while one call is at work, and the run is begun again. */
const crash: GuardCase = {
  name: 'kill -9 in mid-turn, each effect once',
  async run(_driver, isGuarded, driverUrl) {
    const dir = await mkdtemp(join(tmpdir(), 'fanfold-guard-'))
    const model = await conversation(
      ['charge', 'mail', 'read'].map((name, n) => ({ name, input: { n } })),
    )
    const task: ProcessTask = {
      driverUrl: driverUrl.href,
      run: 'charge',
      isGuarded,
      baseUrl: model.baseUrl,
      dir,
    }
    const first = await inOtherProcess(task)
    const again = await inOtherProcess(task)
    const times = await ledgerOf(dir)
    const told = model.told()
    await model.close()
    await rm(dir, { recursive: true, force: true })
    const [charges, mails] = [times('charge'), times('mail')]
    return {
      said: `charge ${charges}x, mail ${mails}x`,
      ok:
        first.signal === 'SIGKILL' &&
        charges === 1 &&
        mails === 1 &&
        again.error === undefined &&
        again.text === 'done' &&
        told.length === 3 &&
        model.faults().length === 0,
    }
  },
}

/** A tool asks a person; the answer comes to another process. */
const interrupt: GuardCase = {
  name: 'an interrupt, answered in a new process',
  async run(driver, isGuarded, driverUrl) {
    if (driver.interrupts !== true) return undefined
    const dir = await mkdtemp(join(tmpdir(), 'fanfold-guard-'))
    const model = await conversation(['ask', 'charge'].map((name, n) => ({ name, input: { n } })))
    const task: ProcessTask = {
      driverUrl: driverUrl.href,
      run: 'ask',
      isGuarded,
      baseUrl: model.baseUrl,
      dir,
    }
    const first = await inOtherProcess(task)
    const again = await inOtherProcess({ ...task, answer: 'yes' })
    const times = await ledgerOf(dir)
    const told = model.told()
    await model.close()
    await rm(dir, { recursive: true, force: true })
    const isAnswered = told.some((text) => text.includes('The answer is yes.'))
    return {
      said: `${isAnswered ? 'answered' : 'not answered'}, charge ${times('charge')}x`,
      ok:
        JSON.stringify(first.question ?? '').includes('May I?') &&
        isAnswered &&
        times('charge') === 1 &&
        again.text === 'done' &&
        told.length === 2 &&
        model.faults().length === 0,
    }
  },
}

export const processCases: readonly GuardCase[] = [crash, interrupt]
