import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { requireBuild } from '../repo/entries.ts'
import { root } from '../repo/files.ts'
import { runNode } from '../repo/run-node.ts'

/** The built package where nothing else is installed. */
describe('an optional package that is missing', () => {
  let folder = ''
  before(() => {
    requireBuild()
    folder = mkdtempSync(join(tmpdir(), 'fanfold-alone-'))
    for (const part of ['dist', 'package.json'])
      cpSync(join(root, part), join(folder, 'node_modules/fanfold', part), { recursive: true })
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  for (const [entry, made, name] of [
    ['bullmq', "bullmq({ connection: 'redis://127.0.0.1:1' })", 'ioredis'],
    ['redis', "redisKeys({ connection: 'redis://127.0.0.1:1' })", 'ioredis'],
  ] as const)
    it(`is told where ${made.split('(')[0]} is configured, with what to install`, async () => {
      const code = `import { ${made.split('(')[0]} } from 'fanfold/${entry}'
        try { ${made} } catch (error) { console.log(error.name, error.message) }`
      const { stdout } = await runNode(['--input-type=module', '-e', code], { cwd: folder })
      assert.match(
        stdout,
        new RegExp(
          `^UsageError .*"${name}", which is not installed\\. Install it: npm install "${name}@`,
        ),
      )
    })
})
