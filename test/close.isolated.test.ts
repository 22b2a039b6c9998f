import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { forget, type Surroundings } from './close/closable.ts'
import { closables, contextOf, held } from './close/closables.ts'
import { freePort, noRedis, startRedis, type TestRedis } from './place/queue/redis.ts'
import { bullmq } from '../src/bullmq.ts'
import { runNode } from './repo/run-node.ts'

const script = join(import.meta.dirname, 'close/close.ts')
const ofRedis = ['queue', 'an engine and its queue', 'worker', 'an idle worker', 'redisKeys']
const folder = mkdtempSync(join(tmpdir(), 'fanfold-close-'))
const noServer: Surroundings = { url: '', pid: 0, folder, isAway: false }
after(() => rmSync(folder, { recursive: true, force: true }))

/** Ends with code 0, having printed its last line, and nothing else. */
async function closes(name: string, situation: string, around: Surroundings): Promise<void> {
  const argv = ['--disable-warning=FanfoldWarning', script, name, situation]
  const ended = await runNode([...argv, JSON.stringify(around)], { timeoutMs: 120_000 })
  assert.deepEqual(ended, { code: 0, stdout: `closed ${name}\n`, stderr: '' })
}

describe('close() answers, although nothing else keeps the process alive', () => {
  for (const name of Object.keys(closables).filter((each) => !ofRedis.includes(each)))
    for (const situation of ['unused', 'used', 'twice', 'busy'])
      it(`${name}, ${situation}`, async () => {
        const own = mkdtempSync(join(folder, 'own-'))
        await closes(name, situation, { ...noServer, folder: own })
      })
})

/** What calls the process's worker, or answers its queue. */
async function otherSide(
  name: string,
  situation: string,
  { url }: TestRedis,
): Promise<{ close(): Promise<void> }> {
  if (!name.includes('worker')) {
    const worker = fork(join(import.meta.dirname, 'close/worker.ts'), [url], { execArgv: [] })
    await once(worker, 'message')
    return {
      close: async () => {
        worker.kill('SIGKILL')
        await once(worker, 'exit')
      },
    }
  }
  const place = bullmq({ connection: url, graceMs: 0 })
  const holds = ['busy', 'killed', 'silent'].includes(situation)
  if (name === 'worker' && situation !== 'unused')
    for (const ms of holds ? [0, 1] : [0]) forget(place.run(held, { ms }, contextOf()))
  return place
}

describe('close() of what uses Redis', { skip: noRedis ?? false }, () => {
  for (const name of ofRedis)
    for (const situation of ['unused', 'used', 'twice', 'busy', 'killed', 'silent'])
      it(`${name}, ${situation}`, async () => {
        const redis = await startRedis()
        const other = await otherSide(name, situation, redis)
        try {
          await closes(name, situation, { ...noServer, ...redis, isAway: false })
        } finally {
          await redis.kill()
          await other.close()
          await redis.stop()
        }
      })

  for (const name of ofRedis.filter((each) => !each.includes('worker')))
    it(`${name}, never there`, async () => {
      const url = `redis://127.0.0.1:${await freePort()}`
      await closes(name, 'never there', { ...noServer, url, isAway: true })
    })
})
