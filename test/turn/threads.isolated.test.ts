import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { tool } from '../../src/call/tool.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep, systemClock } from '../../src/util/clock.ts'
import { patienceMs } from '../support/until.ts'

const module = new URL('./fixtures/burn.ts', import.meta.url)
const inThread = tool({ name: 'burn', runsIn: 'thread', module, timeoutMs: 2 * patienceMs })
const enough = new Int32Array(new SharedArrayBuffer(4))
const napAndTell = tool({
  name: 'nap_and_tell',
  execute: async (_, { signal }) => {
    await sleep(systemClock, 50, signal)
    Atomics.store(enough, 0, 1)
  },
})
const engine = createEngine({ tools: [inThread, napAndTell], threads: { maxThreads: 1 } })
after(() => engine.close())
const burn = (id: string, ms: number) => ({ id, name: 'burn', input: { ms } })

test('a tool in a thread leaves the event loop to the others', async () => {
  const { results, warnings } = await engine.execute([
    { id: 'b', name: 'burn', input: { ms: patienceMs, enough } },
    { id: 'n', name: 'nap_and_tell', input: {} },
  ])
  assert.equal(results[0]?.content, 'told that it is enough')
  assert.ok(!warnings.some((warning) => warning.startsWith('burn')), warnings.join())
})

test('G4: a tool that never looks up is ended for real', async () => {
  const { results } = await engine.execute([burn('b', patienceMs)], { deadlineMs: 300 })
  assert.equal(results[0]?.status, 'timed-out')
  assert.ok((results[0]?.timing.settledMs ?? Infinity) < patienceMs / 2)
  const again = await engine.execute([burn('c', 1)])
  assert.equal(again.outcome, 'complete')
  assert.ok((again.results[0]?.timing.settledMs ?? Infinity) < patienceMs / 2)
})

test('the same tool inline is named in the report', async () => {
  const inline = tool({
    name: 'burn',
    reads: [],
    execute: async () => {
      const untilMs = performance.now() + 150
      while (performance.now() < untilMs);
    },
  })
  const began = performance.now()
  const { warnings } = await createEngine({ tools: [inline] }).execute([burn('b', 1), burn('c', 1)])
  const tookMs = performance.now() - began
  assert.equal(warnings.length, 1)
  const told = /^burn held the event loop for (\d+) ms; give it `runsIn: 'thread'`/
  const heldMs = Number(told.exec(warnings[0] ?? '')?.[1])
  // The longer of two calls, of 150 ms at least.
  assert.ok(heldMs >= 150 && heldMs < tookMs - 149, `${warnings[0]} took ${tookMs} ms`)
})
