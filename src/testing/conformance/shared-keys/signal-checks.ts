import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { ask, inLine, reads, waits, writes } from './requests.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedKeys } from './checked-keys.ts'

const reason = new Error('Not wanted any more.')

export const signalChecks: readonly Requirement<CheckedKeys>[] = [
  {
    name: 'a request whose signal has fired is refused with its reason',
    async check({ keys }) {
      const asked = ask(keys, writes('a'), AbortSignal.abort(reason))
      await assert.rejects(asked.lease, reason)
      await (await ask(keys, writes('a')).lease).release()
    },
  },
  {
    name: 'a request whose signal fires while it waits is out of the line',
    async check({ keys, others }) {
      const held = await ask(keys, reads('a')).lease
      const controller = new AbortController()
      const writer = ask(others, writes('a', 'b'), controller.signal)
      await waits(others, writer)
      const behind = [ask(others, reads('a')), ask(keys, writes('b/c'))]
      for (const each of behind) await waits(others, each)
      controller.abort(reason)
      await assert.rejects(writer.lease, reason)
      for (const each of behind) await (await each.lease).release()
      await held.release()
      await (await ask(keys, writes('*')).lease).release()
    },
  },
  {
    name: 'a request whose signal fires at once leaves nothing behind',
    async check({ keys }) {
      await inLine(keys)
      for (let n = 0; n < 20; n += 1) {
        const controller = new AbortController()
        const asked = ask(keys, writes('a'), controller.signal)
        for (let turn = 0; turn < n; turn += 1) await Promise.resolve()
        controller.abort(reason)
        const lease = await asked.lease.catch((error: unknown) => void assert.equal(error, reason))
        await lease?.release()
      }
      await (await ask(keys, writes('*')).lease).release()
    },
  },
  {
    name: 'a signal that fires later takes nothing away',
    async check({ keys, others }) {
      const controller = new AbortController()
      const lease = await ask(keys, writes('a'), controller.signal).lease
      controller.abort(reason)
      const asked = ask(others, writes('a'))
      await waits(others, asked)
      assert.equal(lease.lost.aborted, false)
      await lease.release()
      await (await asked.lease).release()
    },
  },
  {
    name: 'nothing is left on the signal of a request that has its keys, at once or after a wait',
    async check({ keys, others }) {
      const { signal } = new AbortController()
      const held = await ask(keys, writes('a'), signal).lease
      const asked = ask(others, writes('a'), signal)
      await waits(others, asked)
      await held.release()
      await (await asked.lease).release()
      assert.equal(getEventListeners(signal, 'abort').length, 0)
    },
  },
  {
    name: 'giving back twice gives back once',
    async check({ keys, others }) {
      const first = await ask(keys, writes('a')).lease
      await Promise.all([first.release(), first.release()])
      const second = await ask(keys, writes('a')).lease
      await first.release()
      const third = ask(others, writes('a'))
      await waits(others, third)
      assert.equal(second.lost.aborted, false)
      await second.release()
      await (await third.lease).release()
    },
  },
]
