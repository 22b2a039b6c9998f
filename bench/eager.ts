import { anthropic } from '../src/anthropic.ts'
import { createEngine, tool } from '../src/index.ts'
import { createModelServer } from '../src/testing/index.ts'
import { medianOf, nap, type Bench } from './lib.ts'

const blockMs = 400
const toolMs = [2_000, 1_600, 1_200, 800, 400]

export const eager: Bench = {
  name: 'five calls, started while the message streams',
  method:
    'blocks of 0.4 s over real HTTP, tools of 2.0 to 0.4 s that declare reads; from the first call to the last ' +
    'result, against max(block end + tool); median of three',
  async run() {
    const names = toolMs.map((_, n) => `tool_${n + 1}`)
    const server = await createModelServer({
      script: [{ calls: names.map((name) => ({ name, blockMs })) }],
    })
    const engine = createEngine({
      tools: toolMs.map((ms, n) =>
        tool({ name: names[n] as string, reads: [], execute: () => nap(ms) }),
      ),
    })
    const measured = await medianOf(
      3,
      async () => {
        const response = fetch(`${server.anthropicBaseURL}/v1/messages`, {
          method: 'POST',
          body: JSON.stringify({
            model: 'any',
            max_tokens: 1_000,
            stream: true,
            messages: [{ role: 'user', content: 'Go.' }],
            tools: anthropic.tools(engine),
          }),
        })
        const { report } = await anthropic.answer(engine, response)
        return report.stats.wallMs
      },
      0,
    )
    await server.close()
    // The first block's end is the origin; the model moves on to the next block in the same moment.
    const boundMs = Math.max(...toolMs.map((ms, n) => n * blockMs + ms))
    return [{ what: 'first call to last result', measured, bound: 1.02 * boundMs, unit: 'ms' }]
  },
}
