import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ToolResult } from '../../../src/call/report/result.ts'
import { newFolder } from '../../journal/sqlite/folder.ts'

const program = fileURLToPath(new URL('./read-elsewhere.ts', import.meta.url))

test('what was cut is read in another process, after the first one was killed', () => {
  const { file, remove } = newFolder()
  try {
    const run = (...args: readonly string[]): ToolResult => {
      const said = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
      assert.notEqual(said.stdout, '', said.stderr)
      return JSON.parse(said.stdout) as ToolResult
    }
    const { cut } = run('send', file)
    const { status, content } = run('read', file, cut?.refs[0] ?? '')
    assert.equal(status, 'ok')
    const text = 'sent sent \n[Characters 4,990 to 4,999 of 5,000. This is the end.]'
    assert.deepEqual(content, [{ type: 'text', text }])
  } finally {
    remove()
  }
})
