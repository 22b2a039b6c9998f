import assert from 'node:assert/strict'
import { test } from 'node:test'
import { geminiConfig } from '../../../src/wire/gemini/request/request.ts'
import { oneCallAtATime } from '../../../src/wire/shared/request/instructions.ts'
import { restBody } from '../../../src/wire/gemini/request/rest.ts'

const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }]
const tools = [{ functionDeclarations: [{ name: 'f' }] }]
const plain = { messages: contents, tools, parallel: 'allow' as const }
const told = { text: 'Be brief.' }

test('the config has the user’s own parameters, and the tools', () => {
  assert.deepEqual(geminiConfig({ temperature: 0 }, plain), { temperature: 0, tools })
  assert.deepEqual(geminiConfig(undefined, { ...plain, tools: [] }), {})
})

test('the provider’s own tools stand before the engine’s', () => {
  const own = [{ googleSearch: {} }]
  assert.deepEqual(geminiConfig({ tools: own }, plain).tools, [...own, ...tools])
})

for (const [name, systemInstruction, expected] of [
  ['nothing', undefined, 'Be brief.'],
  ['text', 'You are.', 'You are.\n\nBe brief.'],
  ['a part', { text: 'You are.' }, [{ text: 'You are.' }, told]],
  ['parts', ['You', { text: 'are.' }], ['You', { text: 'are.' }, told]],
  [
    'a content',
    { role: 'user', parts: [{ text: 'a' }] },
    { role: 'user', parts: [{ text: 'a' }, told] },
  ],
] as const)
  test(`instructions after ${name}: last, so that a cached prefix stays`, () => {
    const config = systemInstruction === undefined ? {} : { systemInstruction }
    const before = structuredClone(config)
    const written = geminiConfig(config, { ...plain, instructions: 'Be brief.' })
    assert.deepEqual(written.systemInstruction, expected)
    assert.deepEqual(config, before)
    assert.equal(geminiConfig(config, plain).systemInstruction, systemInstruction)
  })

test('against several calls there is no switch: the model is asked, if it has tools', () => {
  const system = (parts: object): unknown =>
    geminiConfig({}, { ...plain, parallel: 'forbid', ...parts }).systemInstruction
  assert.equal(system({}), oneCallAtATime)
  assert.equal(system({ instructions: 'Be brief.' }), `Be brief.\n\n${oneCallAtATime}`)
  assert.equal(system({ tools: [] }), undefined)
  assert.equal(system({ parallel: 'encourage' }), undefined)
})

test('the body of an HTTP request: what is not its own is generationConfig', () => {
  const config = {
    systemInstruction: 'You are.',
    tools,
    toolConfig: { functionCallingConfig: { mode: 'AUTO' } },
    safetySettings: [],
    cachedContent: 'cachedContents/1',
    temperature: 0,
    thinkingConfig: { thinkingBudget: 0 },
    abortSignal: new AbortController().signal,
    httpOptions: { timeout: 1 },
  }
  assert.deepEqual(restBody(contents, config), {
    contents,
    systemInstruction: { parts: [{ text: 'You are.' }] },
    tools,
    toolConfig: { functionCallingConfig: { mode: 'AUTO' } },
    safetySettings: [],
    cachedContent: 'cachedContents/1',
    generationConfig: { temperature: 0, thinkingConfig: { thinkingBudget: 0 } },
  })
  const { systemInstruction } = restBody(contents, { systemInstruction: ['a', { text: 'b' }] })
  assert.deepEqual(systemInstruction, { parts: [{ text: 'a' }, { text: 'b' }] })
  const content = { parts: [{ text: 'a' }] }
  assert.equal(restBody(contents, { systemInstruction: content }).systemInstruction, content)
})
