import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep, systemClock } from '../../../src/util/clock.ts'
import { formatLab, formats } from '../formats.ts'

for (const format of formats)
  test(`the events of a later turn have the time of the run (${format.name})`, async (context) => {
    const work = tool({
      name: 'work',
      reads: [],
      execute: () => sleep(systemClock, 20),
    }) as AnyTool
    const script = [{ calls: [{ name: 'work' }] }, { calls: [{ name: 'work' }] }, { text: 'Done.' }]
    const engine = createEngine({ tools: [work] })
    const { agent } = await formatLab(context, format, script, engine)
    const run = agent.run('Go.')
    await run.result
    let lastMs = 0
    let settled = 0
    for await (const event of run) {
      // Each turn counts from its own begin: of the second that would be earlier than the first one's end.
      assert.ok(event.atMs >= lastMs - 0.001, `${event.type} at ${event.atMs} after ${lastMs}`)
      lastMs = event.atMs
      if (event.type === 'turn' && event.event.type === 'call.settled') settled += 1
    }
    assert.equal(settled, 2)
  })
