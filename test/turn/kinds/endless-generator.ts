// Generators that yield endlessly without letting go of the event loop, so that no timer would ever fire beside them:
// a process of its own, that can be ended.
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const clock = virtualClock()
const endless = tool({
  name: 'endless',
  timeoutMs: 50,
  execute: async function* () {
    for (let n = 0; ; n += 1) yield n
  },
})
const caught = tool({
  name: 'caught',
  timeoutMs: 50,
  execute: async function* () {
    for (;;)
      try {
        yield await Promise.resolve(1)
      } catch {
        // It goes on whatever it is told.
      }
  },
})
const plain = tool({ name: 'plain', execute: () => 'done' })
const tools = [endless, caught, plain] as AnyTool[]
const engine = createEngine({ tools, clock, graceMs: 20 })
const calls = tools.map(({ name }) => ({ id: name, name, input: {} }))
const { results } = await clock.run(engine.execute(calls))
for (const { id, status, error } of results) console.log(id, error?.code ?? status)
process.exit(0)
