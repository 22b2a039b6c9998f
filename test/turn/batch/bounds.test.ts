import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createEngine, tool } from '../../../src/index.ts'
import { mostSteps } from '../../../src/turn/batch/step.ts'
import { StepStream } from '../../../src/turn/batch/step-stream.ts'

const echo = tool({ name: 'echo', reads: [], execute: (input) => input })
const engine = createEngine({ tools: [echo], batch: true })

interface Told {
  readonly id: string
  readonly status: string
  readonly error?: string
}

async function run(steps: readonly unknown[]): Promise<readonly Told[]> {
  const { results } = await engine.execute([{ id: 'p', name: 'batch', input: { steps } }])
  const [told] = results.map(({ value }) => value as { readonly steps: readonly Told[] })
  return told?.steps ?? []
}

const step = (index: number, input: unknown) => ({ id: `s${index}`, tool: 'echo', input })

describe('a plan that a model makes large', () => {
  it('ends with an error of the step that would bring in too much, however the results are put together', async () => {
    for (const inputOf of [
      (ref: string) => ({ v: [ref, ref] }),
      (ref: string) => ({ v: ref, w: { v: ref } }),
      (ref: string) => ({ v: Array(100).fill(ref) }),
      (ref: string) => ({ v: `${ref} and ${ref}` }),
    ]) {
      const steps = [step(0, { v: 'x' })]
      for (let index = 1; index < 60; index += 1)
        steps.push(step(index, inputOf(`\${s${index - 1}}`)))
      const told = await run(steps)
      assert.equal(told[0]?.status, 'ok')
      const first = told.find(({ status }) => status !== 'ok')
      assert.equal(first?.status, 'failed')
      assert.match(first.error ?? '', /Expected references to bring at most|an input of at most/)
      assert.equal(told.at(-1)?.status, 'skipped')
    }
  })

  it('has one measure for all plans within it', async () => {
    const big = { v: Array.from({ length: 900_000 }, () => 0) }
    const make = tool({ name: 'make', reads: [], execute: () => big })
    const read = tool({ name: 'read', reads: [], execute: () => 'read' })
    const inner = {
      steps: [
        { id: 'made', tool: 'make', input: {} },
        { id: 'a', tool: 'read', input: { of: '$${made}' } },
        { id: 'b', tool: 'read', input: { of: '$${made}' } },
      ],
    }
    const steps = ['one', 'two', 'three'].map((id) => ({ id, tool: 'batch', input: inner }))
    const { results } = await createEngine({
      tools: [make, read],
      batch: true,
      // All of it is looked at here.
      maxTurnResultChars: Infinity,
    }).execute([{ id: 'p', name: 'batch', input: { steps } }])
    const text = JSON.stringify(results[0]?.value)
    assert.match(text, /at most 4000000 values into the inputs of one plan, got more/)
    assert.equal(text.split('"read"').length - 1, 4)
  })

  it('has a bound on its steps, which none of them passes early', async () => {
    const steps = Array.from({ length: mostSteps + 1 }, (_, index) => step(index, {}))
    const { results } = await engine.execute([{ id: 'p', name: 'batch', input: { steps } }])
    assert.equal(results[0]?.status, 'failed')
    assert.match(String(results[0]?.content), /Expected at most 10000 steps, got 10001/)
    assert.equal(new StepStream().feed(JSON.stringify({ steps })).length, mostSteps)
  })
})
