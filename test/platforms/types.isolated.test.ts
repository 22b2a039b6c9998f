import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { requireBuild } from '../repo/entries.ts'
import { root } from '../repo/files.ts'
import { runNode } from '../repo/run-node.ts'

const skip =
  !existsSync(join(root, 'platforms/types/node_modules')) &&
  'the compilers are not installed: npm ci --prefix platforms/types'

it(
  'the types of the package compile by the oldest and the newest TypeScript, with the types of each Node.js and with none, and without `strict`',
  { skip },
  async () => {
    requireBuild()
    const { stdout, stderr } = await runNode(['scripts/types.ts', '--quick', '--json'])
    assert.equal(stderr, '')
    const { tried, failed } = JSON.parse(stdout) as { tried: number; failed: unknown[] }
    assert.deepEqual(failed, [])
    assert.equal(tried, 16)
  },
)
