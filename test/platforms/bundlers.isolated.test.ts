import assert from 'node:assert/strict'
import { cpSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { noRedis, startRedis, type TestRedis } from '../place/queue/redis.ts'
import { runNode } from '../repo/run-node.ts'
import { makeConsumer, noPlatforms, type Consumer } from './consumer.ts'

const skip = noPlatforms === false ? (noRedis ?? false) : noPlatforms

/** What a program says of itself: see platforms/apps/server.mjs. */
const wanted = {
  runtime: 'node',
  journal: 'paid false,paid true',
  thread: '3,fail failed: as it was told to',
  keys: 'ok',
  errors: 'ToolError',
}

describe('a bundle of a server that has the package in it', { skip }, () => {
  let consumer: Consumer
  let redis: TestRedis
  const folders = new Map<string, string>()

  before(async () => {
    consumer = makeConsumer()
    redis = await startRedis()
    for (const bundler of ['esbuild', 'rollup', 'vite', 'webpack']) {
      const folder = await consumer.bundle(bundler, 'server.mjs')
      folders.set(bundler, folder)
      if (bundler === 'webpack') continue
      consumer.copyThreads(folder)
      cpSync(join(consumer.apps, 'in-thread.mjs'), join(folder, 'in-thread.mjs'))
    }
    consumer.uninstall()
  })
  after(async () => {
    await redis.stop()
    consumer.remove()
  })

  for (const bundler of ['esbuild', 'rollup', 'vite', 'webpack'])
    it(`keeps a journal, runs threads and renews keys, made by ${bundler}`, async () => {
      const folder = folders.get(bundler) ?? ''
      const data = mkdtempSync(join(consumer.deployed, 'data-'))
      const { stdout, stderr } = await runNode([join(folder, 'server.mjs'), data, redis.url])
      assert.equal(stderr, '')
      assert.deepEqual(JSON.parse(stdout), wanted)
    })
})
