import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLog } from '../../../src/cli/mcp/log.ts'

test('a log whose process was killed in the midst of a line goes on with a line of its own', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-log-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'run.jsonl')
  const whole = '{"at":"2026-12-01T00:00:00.000Z","type":"one"}'
  const cases = [
    [undefined, []],
    ['', []],
    [`${whole}\n`, [whole]],
    [whole, [whole]],
    [
      `${whole}\n{"at":"2026-12-01T00:00:00.000Z","ty`,
      [whole, '{"at":"2026-12-01T00:00:00.000Z","ty'],
    ],
  ] as const
  for (const [before, kept] of cases) {
    if (before === undefined) rmSync(path, { force: true })
    else writeFileSync(path, before)
    for (const type of ['two', 'three']) {
      const log = openLog(path, join(folder, 'servers.json'))
      log.write({ type } as never)
      log.close()
    }
    const lines = readFileSync(path, 'utf8').split('\n')
    assert.deepEqual(lines.slice(0, -3), kept)
    const added = lines.slice(-3, -1).map((line) => (JSON.parse(line) as { type: string }).type)
    assert.deepEqual(added, ['two', 'three'])
    assert.equal(lines.at(-1), '')
  }
})
