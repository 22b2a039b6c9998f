import assert from 'node:assert/strict'
import { existsSync, globSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { noRedis, startRedis, type TestRedis } from '../place/queue/redis.ts'
import { root } from '../repo/files.ts'
import { makeConsumer, noPlatforms, runCommand, type Consumer } from './consumer.ts'

const modules = join(root, 'platforms/node_modules')
const deno = join(modules, '.bin/deno')
const [bun = ''] = globSync('@oven/bun-*/bin/bun*', { cwd: modules }).map((path) =>
  join(modules, path),
)
const skip = noPlatforms === false ? (noRedis ?? false) : noPlatforms

/** What a program says of itself: see platforms/apps/server.mjs. */
const wanted = {
  journal: 'paid false,paid true',
  thread: '3,fail failed: as it was told to',
  keys: 'ok',
  errors: 'ToolError',
}

describe('the package, installed, in another runtime', { skip }, () => {
  let consumer: Consumer
  let redis: TestRedis

  before(async () => {
    consumer = makeConsumer()
    redis = await startRedis()
  })
  after(async () => {
    await redis.stop()
    consumer.remove()
  })

  async function factsOf(file: string, args: readonly string[]): Promise<unknown> {
    const data = mkdtempSync(join(consumer.deployed, 'data-'))
    const words = [...args, join(consumer.apps, 'server.mjs'), data, redis.url]
    const { stdout, stderr } = await runCommand(file, words, consumer.apps)
    return stdout === '' ? stderr : JSON.parse(stdout)
  }

  it(
    'runs in Deno',
    { skip: !existsSync(deno) && 'deno is not there for this system' },
    async () => {
      const facts = await factsOf(deno, ['run', '--allow-all', '--node-modules-dir=manual'])
      assert.deepEqual(facts, { runtime: 'deno', ...wanted })
    },
  )

  it('runs in Bun', { skip: bun === '' && 'bun is not there for this system' }, async () => {
    assert.deepEqual(await factsOf(bun, ['run']), { runtime: 'bun', ...wanted })
  })
})
