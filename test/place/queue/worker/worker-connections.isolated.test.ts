import assert from 'node:assert/strict'
import { it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { root } from '../../../repo/files.ts'
import { runNode } from '../../../repo/run-node.ts'
import { redisForTests } from '../lab.ts'
import { suiteWithRedis } from '../redis.ts'

const from = (path: string): string => pathToFileURL(join(root, 'src/place/queue', path)).href

suiteWithRedis('the connections of a worker', async () => {
  const redis = await redisForTests()

  it('end for good with those that were made of them: no process lives on to try a dead server', async () => {
    const code = `import { setTimeout as sleep } from 'node:timers/promises'
      import { loadPackages } from '${from('optional-packages.ts')}'
      import { connectWorker } from '${from('worker/worker-connections.ts')}'
      const options = { connection: '${redis.url}', queue: 'q', prefix: 'p', onError: () => {} }
      const connections = await connectWorker(await loadPackages(), options)
      const made = connections.commands.duplicate()
      made.on('error', () => {})
      await made.connect()
      process.kill(${redis.pid}, 'SIGKILL')
      while (made.status !== 'reconnecting') await sleep(1)
      connections.end()
      await made.connect().catch(({ message }) => console.log(message))`
    const { code: exitCode, stdout } = await runNode(['--input-type=module', '-e', code], {
      timeoutMs: 240_000,
    })
    assert.deepEqual([exitCode, stdout], [0, 'The worker is closed.\n'])
  })
})
