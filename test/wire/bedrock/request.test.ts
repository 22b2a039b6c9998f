import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bedrockRequest } from '../../../src/wire/bedrock/request.ts'

const messages = [{ role: 'user', content: [{ text: 'Hi' }] }]
const tools = [{ toolSpec: { name: 'f' } }]
const plain = { messages, tools, parallel: 'allow' as const }
const nova = { modelId: 'amazon.nova-lite-v1:0' }

test('a Bedrock request has the user’s own parameters, and no flag for streaming', () => {
  const params = { ...nova, stream: false, inferenceConfig: { maxTokens: 100 } }
  assert.deepEqual(bedrockRequest(params, plain), {
    ...nova,
    inferenceConfig: { maxTokens: 100 },
    messages,
    toolConfig: { tools },
  })
})

test('instructions come last in the system prompt, so that a cached prefix stays', () => {
  const system = [{ text: 'You are.' }, { cachePoint: { type: 'default' } }]
  const parts = { ...plain, instructions: 'Be brief.' }
  assert.deepEqual(bedrockRequest({ ...nova, system }, parts).system, [
    ...system,
    { text: 'Be brief.' },
  ])
  assert.deepEqual(bedrockRequest(nova, parts).system, [{ text: 'Be brief.' }])
  assert.deepEqual(bedrockRequest({ ...nova, system }, plain).system, system)
})

test('against several calls Bedrock has no switch: the model is asked, if there are tools', () => {
  const forbid = { ...plain, parallel: 'forbid' as const }
  const [asked] = bedrockRequest(nova, forbid).system as { text: string }[]
  assert.match(asked?.text ?? '', /at most one tool call/)
  assert.equal('system' in bedrockRequest(nova, { ...forbid, tools: [] }), false)
  assert.equal('system' in bedrockRequest(nova, { ...plain, parallel: 'encourage' }), false)
})

test('the user’s own tools, cache points and choice stay', () => {
  const own = [{ systemTool: { name: 'nova_grounding' } }]
  const toolConfig = { tools: own, toolChoice: { any: {} } }
  assert.deepEqual(bedrockRequest({ ...nova, toolConfig }, plain).toolConfig, {
    tools: [...own, ...tools],
    toolChoice: { any: {} },
  })
  assert.equal('toolConfig' in bedrockRequest(nova, { ...plain, tools: [] }), false)
})
