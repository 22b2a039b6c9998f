import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exec } from '../../scripts/exec.ts'

const node = (code: string): string[] => [process.execPath, '-e', code]

describe('a command', () => {
  it('is ok if it ends with 0, and its output is kept', async () => {
    assert.deepEqual(await exec(node("console.log('done')")), { ok: true, output: 'done\n' })
    assert.equal((await exec(node('process.exitCode = 1'))).ok, false)
    assert.equal((await exec(['no-such-command'])).ok, false)
  })

  it('that hears no signal and never ends is killed, with what it started', async () => {
    const inner = 'setInterval(() => {}, 1_000)'
    const outer = `
      process.on('SIGTERM', () => {})
      const { spawn } = require('node:child_process')
      const { pid } = spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' })
      require('node:fs').writeSync(1, String(pid) + '.')
      for (;;);`
    const { ok, output } = await exec(node(outer), { timeoutMs: 5_000 })
    assert.equal(ok, false)
    assert.match(output, /: not ended after 5 s, and killed/)
    const pid = Number(/^\d+/.exec(output)?.[0])
    // Once killed it may be there until it is collected, by whatever collects orphans here.
    assert.ok(await isGone(pid), `${pid} still runs`)
  })
})

async function isGone(pid: number): Promise<boolean> {
  const { output } = await exec(['ps', '-o', 'stat=', '-p', String(pid)])
  return output.trim() === '' || output.trim().startsWith('Z')
}
