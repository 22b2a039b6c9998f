import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { tool } from '../../src/call/tool.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep, systemClock } from '../../src/util/clock.ts'

const module = new URL('./fixtures/burn.ts', import.meta.url)
const inThread = tool({ name: 'burn', runsIn: 'thread', module, timeoutMs: 5_000 })
const nap = tool({ name: 'nap', execute: (_, { signal }) => sleep(systemClock, 50, signal) })
const engine = createEngine({ tools: [inThread, nap] })
after(() => engine.close())
const burn = (id: string, ms: number) => ({ id, name: 'burn', input: { ms } })

test('a tool in a thread leaves the event loop to the others', async () => {
  await engine.execute([burn('warm', 1)])
  const { results, warnings } = await engine.execute([
    burn('b', 500),
    { id: 'n', name: 'nap', input: {} },
  ])
  assert.equal(results[0]?.content, 'burnt 500 ms')
  assert.ok((results[1]?.timing.runMs ?? 999) < 250, `napped for ${results[1]?.timing.runMs} ms`)
  assert.deepEqual(warnings, [])
})

test('G4: a tool that never looks up is ended for real', async () => {
  const { results } = await engine.execute([burn('b', 60_000)], { deadlineMs: 300 })
  assert.equal(results[0]?.status, 'timed-out')
  assert.ok((results[0]?.timing.settledMs ?? 9_999) < 1_500)
  const again = await engine.execute([burn('c', 1)])
  assert.equal(again.outcome, 'complete')
})

test('the same tool inline is named in the report', async () => {
  const inline = tool({
    name: 'burn',
    execute: async () => {
      const untilMs = performance.now() + 150
      while (performance.now() < untilMs);
    },
  })
  const { warnings } = await createEngine({ tools: [inline] }).execute([burn('b', 1), burn('c', 1)])
  assert.equal(warnings.length, 1)
  assert.match(
    warnings[0] ?? '',
    /^burn held the event loop for 1\d\d ms; give it `runsIn: 'thread'`/,
  )
})
