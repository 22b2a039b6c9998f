/** One framework, whose guard is observed: `node otel/guarded.run.ts mastra-generate.driver.ts`. Each call has a span of the framework's. */
import '../resolve.ts'
import { trace } from '@opentelemetry/api'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FrameworkDriver } from '../../src/conformance.ts'
import { createEngine } from '../../src/index.ts'
import { observe } from '../../src/otel.ts'
import { createModelServer } from '../../src/testing/index.ts'
import { printReceived } from './print.ts'
import { register } from './sdk-3.ts'

const [name = ''] = process.argv.slice(2)
const { driver } = (await import(`../${name}`)) as { driver: FrameworkDriver }
const tracer = trace.getTracer('framework')

/** As a framework's own tracing does. */
function around<T>({ n }: { readonly n: number }, run: () => T): T {
  return tracer.startActiveSpan(`call ${n}`, (span) => {
    const result = run()
    const end = (): void => span.end()
    if (result instanceof Promise) result.then(end, end)
    else end()
    return result
  })
}

async function run(): Promise<unknown> {
  const server = await createModelServer({
    script: ({ turn, toolNames }) => {
      // An MCP server's tools have its name before theirs.
      const edit = toolNames.find((one) => one.endsWith('edit')) ?? 'edit'
      const calls = [0, 1, 2].map((n) => ({ id: `call_${n}`, name: edit, input: { n } }))
      return turn === 0 ? { calls } : { text: 'Done.' }
    },
  })
  const engine = observe(createEngine({ tools: [] }), { spans: 'attempts' })
  const { text } = await driver.run({
    baseUrl: server.url,
    prompt: 'Go.',
    tools: [{ name: 'edit', execute: () => sleep(20, 'done') }],
    rules: { edit: { writes: 'file' } },
    engine,
    around,
  })
  await server.close()
  return text
}

await printReceived(register, run)
process.exit(0)
