import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { endpointOf } from '../../../src/cli/connect/endpoint.ts'
import { parseModelName } from '../../../src/cli/connect/model-name.ts'

suite('parseModelName', () => {
  test('splits at the first colon', () => {
    assert.deepEqual(parseModelName('anthropic:claude-x'), {
      provider: 'anthropic',
      id: 'claude-x',
    })
    assert.deepEqual(parseModelName('openai:qwen3:8b'), { provider: 'openai', id: 'qwen3:8b' })
  })

  test('refuses a name without a provider, and suggests one', () => {
    assert.throws(() => parseModelName('claude-x'), /Did you mean anthropic:claude-x\?/)
    assert.throws(() => parseModelName('gpt-6'), /Did you mean openai:gpt-6\?/)
    assert.throws(() => parseModelName('gemini-3-pro'), /Did you mean gemini:gemini-3-pro\?/)
    assert.throws(() => parseModelName('google:g'), /got "google:g"\. Did you mean gemini:g\?$/)
    assert.throws(() => parseModelName('Antropic:c'), /Did you mean anthropic:c\?$/)
    assert.throws(
      () => parseModelName('groq:x'),
      /got "groq:x"\. A server .*openai:<id> with --base/,
    )
    assert.throws(() => parseModelName('llama3'), /<provider>:<id>, .*, cohere, got "llama3"\.$/)
    assert.throws(
      () => parseModelName('openai:'),
      /got "openai:"\. After the colon the id of a model is missing\.$/,
    )
    assert.throws(() => parseModelName('claude:'), /the id of a model is missing\.$/)
    assert.throws(() => parseModelName('x:y', 'THE_MODEL'), /^CliError: Expected THE_MODEL to be/)
    assert.throws(() => parseModelName(''), /got ""/)
  })
})

suite('endpointOf', () => {
  test('takes the key from the environment', () => {
    const { url, key, custom } = endpointOf('anthropic', undefined, { ANTHROPIC_API_KEY: ' k\n' })
    assert.deepEqual(
      { url, key, custom },
      { url: 'https://api.anthropic.com', key: 'k', custom: false },
    )
  })

  test('needs no key for another server', () => {
    const local = endpointOf('openai', 'http://localhost:1/v1', {})
    assert.equal(local.url, 'http://localhost:1/v1')
    assert.notEqual(local.key, '')
    assert.equal(endpointOf('openai', undefined, { OPENAI_BASE_URL: 'http://b' }).url, 'http://b')
  })

  test('the option goes before the environment', () => {
    const env = { OPENAI_BASE_URL: 'http://environment' }
    assert.equal(endpointOf('openai', 'http://option', env).url, 'http://option')
  })

  test('takes the first key that there is, and none where the SDK finds its own', () => {
    const both = { GEMINI_API_KEY: 'g', GOOGLE_API_KEY: 'o' }
    assert.equal(endpointOf('gemini', undefined, both).key, 'o')
    assert.equal(endpointOf('gemini', undefined, { GEMINI_API_KEY: 'g' }).key, 'g')
    const vertex = { GOOGLE_GENAI_USE_VERTEXAI: 'true' }
    assert.equal(endpointOf('gemini', undefined, vertex).key, undefined)
    assert.equal(endpointOf('bedrock', undefined, {}).key, undefined)
    assert.equal(endpointOf('ollama', undefined, { OLLAMA_HOST: '0.0.0.0:1' }).url, '0.0.0.0:1')
  })

  test('says which key is missing', () => {
    assert.throws(
      () => endpointOf('anthropic', undefined, {}),
      /^CliError: ANTHROPIC_API_KEY is not set/,
    )
    assert.throws(
      () => endpointOf('openai', undefined, { OPENAI_API_KEY: ' ' }),
      /OPENAI_API_KEY is not/,
    )
  })

  test('refuses what is no address', () => {
    assert.throws(() => endpointOf('openai', 'localhost:11434', {}), /http or https address, got/)
    assert.throws(
      () => endpointOf('openai', 'nonsense', {}),
      /http or https address, got "nonsense"/,
    )
  })
})
