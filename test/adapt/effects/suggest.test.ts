import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { suggestEffects } from '../../../src/adapt/effects/suggest.ts'
import { rulesAsData, rulesAsTypeScript } from '../../../src/adapt/effects/write-rules.ts'
import type { ToolFacts } from '../../../src/adapt/effects/tool-facts.ts'
import { covers, overlap } from '../../../src/keys/key.ts'

const described = (
  name: string,
  description = '',
  given: Record<string, string> = {},
  rest: Partial<ToolFacts> = {},
): ToolFacts => ({
  name,
  description,
  schema: {
    type: 'object',
    properties: Object.fromEntries(Object.entries(given).map(([name, type]) => [name, { type }])),
    required: Object.keys(given),
  },
  ...rest,
})

const files = [
  described('read_file', 'Read a file.', { path: 'string' }),
  described('edit_file', 'Edit a file.', { path: 'string', text: 'string' }),
  described('move_file', 'Move a file.', { source: 'string', destination: 'string' }),
  described('search_notes', 'Search all notes.', { query: 'string' }),
  described('close_issue', 'Close an issue.', { issueId: 'integer' }),
  described('frob', '', {}),
]

suite('the rules', () => {
  test('have the key of the whole for every tool: a narrower one is only offered', () => {
    assert.deepEqual(rulesAsData(suggestEffects(files, 'mcp/fs')), {
      read_file: { reads: 'mcp/fs' },
      edit_file: { writes: 'mcp/fs' },
      move_file: { writes: 'mcp/fs' },
      search_notes: { reads: 'mcp/fs' },
      close_issue: { writes: 'mcp/fs' },
      frob: { writes: 'mcp/fs' },
    })
  })

  test('have narrower keys if that is asked for, and the whole then covers them', () => {
    const rules = rulesAsData(suggestEffects(files, 'fs'), { narrow: true })
    assert.deepEqual(rules, {
      read_file: { reads: 'file/{path}' },
      edit_file: { writes: 'file/{path}' },
      move_file: { writes: ['file/{source}', 'file/{destination}'] },
      search_notes: { reads: ['fs', 'file'] },
      close_issue: { writes: 'fs/issue/{issueId}' },
      frob: { writes: ['fs', 'file'] },
    })
    for (const narrow of ['file/a', 'fs/issue/7'])
      assert.ok(['fs', 'file'].some((whole) => covers(whole, narrow)))
    assert.ok(!overlap('file/a', 'file/b'))
  })

  test('of an MCP server keep to its key, within which all others count as well', () => {
    const rules = rulesAsData(suggestEffects(files, 'mcp/fs'), { narrow: true })
    assert.deepEqual(rules['edit_file'], { writes: 'file/{path}' })
    assert.deepEqual(rules['frob'], { writes: 'mcp/fs' })
  })

  test('are TypeScript, with the reason beside each and the question above a narrower key', () => {
    const text = rulesAsTypeScript(suggestEffects(files, 'fs'), { narrow: true })
    assert.match(text, /^import \{ fileKey \} from 'fanfold'$/m)
    assert.match(
      text,
      /^ {2}edit_file: \{ writes: \(\{ path \}: \{ path: string \}\) => fileKey\(path\) \}, \/\/ sure: named "edit"$/m,
    )
    assert.match(
      text,
      /writes: \(\{ source, destination \}: .*\) => \[fileKey\(source\), fileKey\(destination\)\]/,
    )
    assert.match(text, /^ {2}\/\/ Does it touch nothing but the issue named by `issueId`/m)
    assert.match(text, /=> `fs\/issue\/\$\{issueId\}`/)
  })

  test('keep to one line and one string whatever a server calls its tools', () => {
    const names = ['a\nb', "it's", '__proto__', 'x*/ y', '\u2028', '`${1}`', 'constructor']
    const tools = names.map((name) =>
      described(name, 'Get x.\n*/ alert(1)', { [`${name}_id`]: 'string', 'a-b_id': 'string' }),
    )
    for (const narrow of [false, true]) {
      const source = rulesAsTypeScript(suggestEffects(tools, "k'`${2}"), { narrow })
      const body = source
        .replace('export const effects = ', 'return ')
        .replaceAll(/: \{[^{}]*(?:string|number) \}\) =>/g, ') =>')
      const effects = new Function(body)() as object
      assert.deepEqual(Object.keys(effects).toSorted(), names.toSorted())
    }
  })

  test('leave out a tool that declares its effects, and say so if these contradict its name', () => {
    const suggestions = suggestEffects(
      [described('delete_user', '', {}, { declares: 'reads' })],
      'crm',
    )
    assert.deepEqual(rulesAsData(suggestions), {})
    assert.match(
      rulesAsTypeScript(suggestions),
      /Look at delete_user: it declares `reads` and no `writes`, but named "delete"/,
    )
  })

  test('of two tools with one name are those of the one that writes', () => {
    const twice = [described('sync', 'Get the state.'), described('sync', 'Deletes the state.')]
    for (const tools of [twice, twice.toReversed()])
      assert.deepEqual(rulesAsData(suggestEffects(tools, 'k')), { sync: { writes: 'k' } })
  })
})

suite('a narrower key is offered only where name and schema make it plain', () => {
  const narrower = (tool: ToolFacts) => suggestEffects([tool], 'k')[0]?.narrower

  test('not for arguments that may be missing, are several, or are patterns', () => {
    const optional = described('edit_file', '', { path: 'string' })
    assert.equal(narrower({ ...optional, schema: { ...optional.schema, required: [] } }), undefined)
    assert.equal(narrower(described('read_files', '', { paths: 'array' })), undefined)
    assert.equal(
      narrower(described('find_files', '', { path: 'string', pattern: 'string' })),
      undefined,
    )
    assert.equal(narrower(described('edit_file', '', { path: 'object' })), undefined)
  })

  test('not for two ids, nor for one of nothing that has a name', () => {
    assert.equal(
      narrower(described('link', '', { user_id: 'string', team_id: 'string' })),
      undefined,
    )
    assert.equal(narrower(described('get', '', { id: 'string' })), undefined)
    assert.equal(narrower(described('get_issues', '', { id: 'string' }))?.noun, 'issue')
  })
})

suite('annotations', () => {
  const effectOf = (name: string, hints: ToolFacts['hints'], trust = true) =>
    suggestEffects([described(name, '', {}, { hints })], 'k', { trust })[0]

  test('are believed: sure', () => {
    assert.equal(effectOf('frob', { readOnlyHint: true })?.confidence, 'sure')
    assert.equal(effectOf('frob', { readOnlyHint: true })?.effect, 'reads')
    assert.equal(effectOf('get_user', { readOnlyHint: false })?.effect, 'writes')
    assert.equal(effectOf('get_user', { destructiveHint: true })?.effect, 'writes')
    assert.match(
      effectOf('get_user', { readOnlyHint: true, destructiveHint: true })?.contradiction ?? '',
      /destructiveHint/,
    )
  })

  test('with trust: false only make a tool a write', () => {
    assert.equal(effectOf('frob', { readOnlyHint: true }, false)?.effect, 'writes')
    assert.equal(effectOf('get_user', { readOnlyHint: false }, false)?.effect, 'writes')
    assert.equal(effectOf('set_x', { idempotentHint: true }, false)?.idempotent, undefined)
  })

  test('make a tool idempotent, unless its name says that twice is more', () => {
    assert.equal(effectOf('set_x', { idempotentHint: true })?.idempotent, true)
    assert.equal(effectOf('append_line', { idempotentHint: true })?.idempotent, undefined)
    assert.deepEqual(
      rulesAsData(
        suggestEffects([described('set_x', '', {}, { hints: { idempotentHint: true } })], 'k'),
      ),
      {
        set_x: { writes: 'k', idempotent: true },
      },
    )
  })
})

test('what a description tells the model to use a tool for is what the tool does', () => {
  for (const advice of [
    'Use this tool to delete files.',
    'Useful for deleting old ones.',
    'Call this to remove duplicates.',
  ]) {
    const [suggestion] = suggestEffects([described('get_files', `Gets files. ${advice}`)], 'fs')
    assert.equal(suggestion?.effect, 'writes', advice)
  }
})
