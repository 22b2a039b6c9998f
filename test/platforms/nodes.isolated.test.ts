import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { missingNode, otherNodes } from '../../scripts/nodes.ts'
import { makeConsumer, runCommand, type Consumer } from './consumer.ts'

const typescript = `import { tool } from 'fanfold'
const inputSchema = { type: 'object' } as const
export const readNote = tool({ name: 'read_note', inputSchema, execute: (): string => 'a note' })
`

describe('the package, installed, on the oldest and the newest Node.js', () => {
  let consumer: Consumer
  before(() => void (consumer = makeConsumer()))
  after(() => consumer.remove())

  for (const node of otherNodes()) {
    const { version, program = '' } = node
    const skip = missingNode(node)

    it(`runs turns, a journal and threads on ${version}`, { skip }, async () => {
      const data = mkdtempSync(join(consumer.deployed, 'data-'))
      const words = [join(consumer.apps, 'server.mjs'), data]
      const { stdout, stderr } = await runCommand(program, words, consumer.apps)
      assert.deepEqual(stdout === '' ? stderr : JSON.parse(stdout), {
        runtime: 'node',
        journal: 'paid false,paid true',
        thread: '3,fail failed: as it was told to',
        errors: 'ToolError',
      })
    })

    it(`has a command that reads tools in TypeScript on ${version}`, { skip }, async () => {
      const tools = join(consumer.apps, 'tools.ts')
      writeFileSync(tools, typescript)
      const bin = join(consumer.apps, '../node_modules/fanfold/bin/fanfold.mjs')
      const words = [bin, 'effects', tools, '--json']
      const { code, stdout, stderr } = await runCommand(program, words, consumer.apps)
      assert.equal(code, 0, stderr)
      assert.match(stdout, /read_note/)
    })
  }
})
