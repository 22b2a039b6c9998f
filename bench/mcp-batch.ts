// What one plan saves a host that makes one call at a time: node bench/mcp-batch.ts
import { startHost, testServer } from '../test/cli/mcp-host.ts'
import { median, timed } from './lib.ts'

const lookups = 10
const env = { MCP_TEST_LOOKUP_MS: '100' }
const host = await startHost('version 2', { mcpServers: { up: testServer(1, env) } })
const took = { oneByOne: [] as number[], batch: [] as number[] }
const steps = Array.from({ length: lookups }, (_, n) => ({
  id: `s${n}`,
  tool: 'up__lookup',
  input: { n },
}))
// The first round is for the compiler.
for (let round = 0; round < 4; round += 1) {
  const oneByOne = await timed(async () => {
    for (let n = 0; n < lookups; n += 1) await host.call('up__lookup', { n })
  })
  const batch = await timed(() => host.call('batch', { steps }))
  if (round === 0) continue
  took.oneByOne.push(oneByOne)
  took.batch.push(batch)
}
await host.end()
const [one, all] = [median(took.oneByOne), median(took.batch)]
console.log(
  `${lookups} lookups of 100 ms: one by one ${one.toFixed(0)} ms, one batch ${all.toFixed(0)} ms, ${(all / one).toFixed(3)}x`,
)
