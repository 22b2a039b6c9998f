import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { bullmq } from '../../src/bullmq.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { contextOf } from '../place/queue/lab.ts'
import { noRedis, startRedis } from '../place/queue/redis.ts'
import { fanfold, start, toolsDirectory } from './fanfold.ts'

const { directory: cwd, remove } = toolsDirectory(`
  export const local = { name: 'local', execute: () => 'here' }
  export const double = { name: 'double', runsIn: 'queue', execute: ({ n }: { n: number }) => 2 * n }
  import { existsSync } from 'node:fs'
  import { setTimeout as sleep } from 'node:timers/promises'
  export const nap = {
    name: 'nap',
    runsIn: 'queue',
    execute: async (_: object, { progress }: { progress: (text: string) => void }) => {
      progress('asleep')
      while (!existsSync('woken')) await sleep(5)
      return 'slept'
    },
  }
  export const talks = {
    name: 'talks',
    runsIn: 'queue',
    execute: async (_: object, { progress }: { progress: (text: string) => void }) => {
      progress('begun')
      while (!existsSync('unread')) await sleep(5)
      console.log('It talks.')
      await sleep(300)
      return 'talked'
    },
  }
`)
after(remove)

suite('fanfold worker', () => {
  test(
    'runs what an engine puts into the queue, and on SIGTERM finishes it',
    { skip: noRedis ?? false },
    async () => {
      const redis = await startRedis()
      const argv = ['worker', '-t', 'tools.ts', '--redis', redis.url, '--queue', 'cli']
      const { child, saw, finished } = start([...argv, '--concurrency', '2', '--lock', '60000'], {
        cwd,
      })
      await saw(`takes calls from the queue "cli" at ${redis.url}: double, nap`)
      await saw("does not run local: only tools with `runsIn: 'queue'` are run for engines")
      const place = bullmq({ connection: redis.url, queue: 'cli' })
      const named = (name: string): AnyTool => tool({ name, execute: () => 0 }) as AnyTool
      assert.equal(await place.run(named('double'), { n: 21 }, contextOf()), 42)
      await assert.rejects(place.run(named('local'), {}, contextOf()), {
        code: 'queue_not_offered',
      })
      const asleep = Promise.withResolvers()
      const nap = place.run(named('nap'), {}, contextOf(undefined, asleep.resolve))
      await asleep.promise
      child.kill('SIGTERM')
      await saw('ends; 1 of its calls are still running')
      writeFileSync(join(cwd, 'woken'), '')
      assert.equal(await nap, 'slept')
      const { code, stdout } = await finished
      assert.deepEqual([code, stdout], [0, ''])
      await place.close()
      await redis.stop()
    },
  )

  test('says that it cannot reach Redis, without the password, and ends when it is told to', async () => {
    const argv = ['worker', '-t', 'tools.ts', '--redis', 'redis://me:hush@127.0.0.1:9']
    const { child, saw, finished } = start(argv, { cwd })
    await saw('ECONNREFUSED')
    child.kill('SIGINT')
    const { code, stderr } = await finished
    assert.equal(code, 0)
    assert.doesNotMatch(stderr, /hush/)
  })
})

test(
  'a worker whose output nobody reads any more ends as on a signal',
  { skip: noRedis ?? false },
  async () => {
    const redis = await startRedis()
    const argv = ['worker', '-t', 'tools.ts', '--redis', redis.url, '--queue', 'unread']
    const { child, finished } = start(argv, { cwd })
    const place = bullmq({ connection: redis.url, queue: 'unread' })
    try {
      const begun = Promise.withResolvers()
      const talks = tool({ name: 'talks', execute: () => 0 }) as AnyTool
      const answer = place.run(talks, {}, contextOf(undefined, begun.resolve))
      // Once its call is under way it has said all that it says by itself: what it loses is what the tool says.
      await begun.promise
      child.stdout?.destroy()
      child.stderr?.destroy()
      writeFileSync(join(cwd, 'unread'), '')
      assert.equal(await answer, 'talked')
      assert.equal((await finished).code, 141)
    } finally {
      child.kill('SIGKILL')
      await place.close()
      await redis.stop()
    }
  },
)

writeFileSync(
  join(cwd, 'local.ts'),
  `export const local = { name: 'local', execute: () => 'here' }`,
)

const refused: [argv: string[], sentence: RegExp][] = [
  [['worker'], /Expected --tools <file>/],
  [['worker', '-t', 'tools.ts'], /Expected --redis <url>/],
  [['worker', '-t', 'tools.ts', '--redis', 'localhost'], /Expected --redis to be a URL/],
  [['worker', '-t', 'no.ts', '--redis', 'redis://127.0.0.1:9'], /there is no file at .*no\.ts/],
  [
    ['worker', '-t', 'local.ts', '--redis', 'redis://127.0.0.1:9'],
    /at least one of `tools` to have `runsIn: 'queue'`, got local/,
  ],
  [['worker', '--lock', 'x'], /'x' is invalid\. Expected a whole number.*fanfold worker --help$/],
]

suite('fanfold worker, used wrongly', () => {
  for (const [argv, sentence] of refused)
    test(argv.join(' '), async () => {
      const { code, stdout, stderr } = await fanfold(argv, { cwd })
      assert.equal(code, 2)
      assert.equal(stdout, '')
      assert.match(stderr.trim(), sentence)
    })
})
