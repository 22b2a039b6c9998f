import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import {
  hasEnded,
  thisProcess,
} from '../../../../../src/journal/sqlite/thread/lease/process-state.ts'
import { until } from '../../../../support/until.ts'

const self = thisProcess()

function programOf(pid: number): string {
  const path = `/proc/${pid}/comm`
  const name = existsSync(path)
    ? readFileSync(path, 'utf8')
    : execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' })
  return basename(name.trim())
}

test('a process that is there has not ended, whoever it belongs to', () => {
  assert.equal(hasEnded(self), false)
  assert.equal(hasEnded({ pid: 1, start: '' }), false)
})

test(
  'another process of its number is another process',
  { skip: process.platform === 'win32' },
  () => {
    assert.notEqual(self.start, '')
    assert.equal(hasEnded({ pid: self.pid, start: `${self.start}0` }), true)
  },
)

test('one that is suspended has not ended, one that was killed has', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'])
  const pid = child.pid ?? 0
  try {
    await once(child, 'spawn')
    child.kill('SIGSTOP')
    assert.equal(hasEnded({ pid, start: '' }), false)
  } finally {
    child.kill('SIGKILL')
  }
  await once(child, 'close')
  await until(() => hasEnded({ pid, start: '' }))
})

test(
  'one whose parent has not asked for its exit code has ended',
  { skip: process.platform === 'win32' },
  async () => {
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'])
    try {
      const [said] = (await once(parent.stdout, 'data')) as [Buffer]
      const pid = Number(String(said))
      assert.equal(hasEnded({ pid, start: '' }), false)
      // A shell may ask for the code; what it becomes does not know that it has a child.
      await until(() => programOf(parent.pid ?? 0) === 'sleep')
      process.kill(pid, 'SIGKILL')
      await until(() => hasEnded({ pid, start: '' }))
      // Its number is still taken.
      process.kill(pid, 0)
    } finally {
      parent.kill('SIGKILL')
    }
  },
)
