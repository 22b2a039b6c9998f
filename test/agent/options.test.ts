import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAgent } from '../../src/agent/agent.ts'
import { UsageError } from '../../src/call/errors/error.ts'
import { tool } from '../../src/call/tool.ts'
import { scriptedModel } from '../../src/testing/scripted-model.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { openai } from '../../src/openai.ts'

const script = [{ calls: [{ name: 'look' }] }, { text: 'Done.' }]
const tools = [tool({ name: 'look', reads: [], execute: () => 'seen' })]

test('a model without a codec is refused when the agent is made', () => {
  for (const model of [{ send: () => {} }, { send: () => {}, codec: 'chat' }, { codec: {} }])
    for (const some of [tools, []])
      assert.throws(
        () => createAgent({ engine: createEngine({ tools: some }), model } as never),
        /Expected `model` to be a model, as anthropic\.model\(\) makes one/,
      )
})

test('what is nothing to run on is refused, and nothing is asked', () => {
  const model = scriptedModel({ script })
  const agent = createAgent({ engine: createEngine({ tools }), model })
  for (const input of ['', [null], ['Hi'], [{ role: 'user', content: 'Hi' }, 3], undefined, {}])
    assert.throws(
      () => agent.run(input as never),
      (error) =>
        error instanceof UsageError && /a question or an array of messages/.test(error.message),
      JSON.stringify(input),
    )
  assert.equal(model.requests.length, 0)
})

test('a request that is kept to be logged does not change afterwards, nor does the run if it is changed', async () => {
  const scripted = scriptedModel({ script })
  const requests: { readonly messages: readonly unknown[] }[] = []
  const send: typeof scripted.send = (request) => {
    requests.push(request)
    const answer = scripted.send({ ...request, messages: [...request.messages] })
    ;(request.messages as unknown[]).push('a note of the logger')
    return answer
  }
  const agent = createAgent({ engine: createEngine({ tools }), model: { ...scripted, send } })
  const { messages } = await agent.run('Go.').result
  assert.deepEqual([requests.map((one) => one.messages.length), messages.length], [[2, 4], 4])
})

test('instructions with half of a surrogate pair can be sent', async () => {
  let sent: unknown
  const model = openai.chat.model(
    (async (request: unknown) => {
      sent = request
      return {
        choices: [
          { index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' },
        ],
      }
    }) as never,
    { model: 'm' },
  )
  const agent = createAgent({
    engine: createEngine({ tools: [] }),
    model,
    instructions: 'Be \ud83d brief.',
  })
  await agent.run('Hi').result
  assert.match(JSON.stringify(sent), /Be \ufffd brief\./)
})
