import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverCases, serversTable } from '../../scripts/providers/servers/table.ts'
import type { ServerCase } from '../../scripts/providers/servers/server-case.ts'

const named = (server: string, sends: RegExp): ServerCase =>
  serverCases.find((one) => one.server === server && sends.test(one.sends)) as ServerCase
const groq = named('Groq', /labels/)
const vllm = named('vLLM', /without ids/)

test('a table of servers says of each what was tried', async () => {
  const rows = (await serversTable([groq])).split('\n')
  assert.equal(rows.length, 3)
  assert.match(
    rows[2] ?? '',
    /^\| Groq \| \[labels of .+\]\(https:\/\/\S+\) \| 2 calls \| without the/,
  )
})

for (const [what, one] of [
  ['a call', { ...groq, calls: groq.calls?.slice(1) ?? [] }],
  ['an input', { ...groq, calls: [{ id: 'a', name: 'get_weather', input: {} }] }],
  ['an ending', { ...groq, stop: 'answer' }],
  ['words of a reason', { ...named('OpenRouter', /error/), because: 'All is well' }],
  ['what goes back', { ...groq, back: [{ role: 'assistant', content: 'x' }] }],
  ['what goes back as it came', { ...named('vLLM', /`stop`/), back: [] }],
  ['an id that is made', { ...vllm, calls: [{ ...vllm.calls?.[0], id: 'call_1' }] }],
  ['a refusal', { ...groq, refused: 'No.' }],
  ['what the provider itself takes', { ...named('xAI, Responses', /search/), refused: undefined }],
] as const)
  test(`a table of servers cannot claim ${what} that is not so`, async () => {
    await assert.rejects(serversTable([one as ServerCase]), { message: /^\S.+ sends .+: / })
  })

test('each case names a source of its own kind', () => {
  for (const { server, source } of serverCases) assert.match(source, /^https:\/\/\S+$/, server)
})
