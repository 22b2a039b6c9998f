import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { readConfig } from '../../src/adapt/mcp/config/config.ts'
import { readChangedInput } from '../../src/cli/approve/changed-input.ts'
import { fanfold, toolsDirectory } from './fanfold.ts'

const { directory: cwd, remove } = toolsDirectory('')
after(remove)

const trace = [
  { type: 'trace', version: 1, id: 'r', of: 'run', startedAtMs: 0, question: 'Übermut?' },
  { type: 'request', turn: 1, atMs: 0 },
  { type: 'end', atMs: 5 },
]
const chat = {
  messages: [
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'a', content: 'seen' },
    { role: 'assistant', content: 'Ü' },
  ],
}
const texts = {
  'servers.json': '{"mcpServers":{},"fanfold":{"concurrency":0}}',
  'none.json': '{"mcpServers":{}}',
  'tools.json': '[{"name":"schön","description":"Reads.","inputSchema":{"type":"object"}}]',
  'input.json': '{"name":"Jürgen"}',
  'trace.jsonl': trace.map((line) => JSON.stringify(line)).join('\r\n'),
  'chat.json': JSON.stringify(chat),
}

const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le')
/** As Windows writes them: an editor, PowerShell 5, and what turns its bytes. */
const encodings: readonly (readonly [name: string, encode: (text: string) => Buffer])[] = [
  ['UTF-8 with a byte order mark', (text) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16', utf16],
  ['UTF-16, big end first', (text) => utf16(text).swap16()],
]

for (const [name, encode] of encodings)
  suite(`files in ${name}`, { concurrency: 2 }, () => {
    const path = (file: string): string =>
      join(cwd, `${encodings.findIndex(([each]) => each === name)}-${file}`)
    for (const [file, text] of Object.entries(texts)) writeFileSync(path(file), encode(text))

    const commands: readonly [argv: string[], code: number, says: RegExp][] = [
      [['mcp', '--config', path('servers.json')], 2, /In `fanfold` of the config: Expected `conc/],
      [['effects', path('none.json')], 0, /"fanfold"/],
      [['effects', path('tools.json')], 0, /schön/],
      [['view', path('trace.jsonl'), '--text'], 0, /^\s+0\s/],
      [['audit', path('trace.jsonl')], 0, /^1 run /],
      [['audit', path('chat.json')], 0, /^1 run, /],
    ]
    for (const [argv, expected, says] of commands)
      test(`are read: fanfold ${argv[0]} ${argv.at(-1)}`, async () => {
        const { code, stdout, stderr } = await fanfold(argv, { cwd })
        assert.equal(code, expected, stderr)
        assert.match(stdout + stderr, says)
      })

    test('are read: fanfold approve --input', () => {
      assert.equal(readChangedInput(path('input.json')), '{"name":"Jürgen"}')
    })
  })

test('the text of a config may begin with a byte order mark', () => {
  assert.equal(readConfig('\uFEFF{"mcpServers":{}}').servers.size, 0)
})
