import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { fanfold, refused, said, toolsDirectory } from './fanfold.ts'

const { directory, tools, remove } = toolsDirectory(`
  const inputSchema = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] }
  console.log = () => { throw new Error('not to be called') }
  export const aiSdk = {
    read_file: { description: 'Read a file.', inputSchema, execute: () => { throw new Error('called') } },
    edit_file: { description: 'Edit a file.', inputSchema, execute: () => { throw new Error('called') } },
  }
  export const frob = { name: 'frob', execute: () => { throw new Error('called') } }
`)
after(remove)

const file = (name: string, content: unknown): string => {
  const path = join(directory, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

suite('fanfold effects', { concurrency: 2 }, () => {
  test('prints rules that are a module, and calls no tool', async () => {
    const text = await said('effects', tools)
    assert.match(
      text,
      /^\/\/ 3 tools: 1 read, 1 write, 1 of which nothing is known, taken as writes\./,
    )
    const { effects } = (await import(pathToFileURL(file('effects.ts', text)).href)) as {
      effects: object
    }
    assert.deepEqual(effects, {
      read_file: { reads: 'tools' },
      edit_file: { writes: 'tools' },
      frob: { writes: 'tools' },
    })
  })

  test('takes a key, and gives narrower ones only if asked', async () => {
    assert.match(await said('effects', tools, '--key', 'crm'), /read_file: \{ reads: 'crm' \}/)
    const narrow = await said('effects', tools, '--narrow')
    assert.match(
      narrow,
      /edit_file: \{ writes: \(\{ path \}: \{ path: string \}\) => fileKey\(path\) \}/,
    )
    assert.match(narrow, /frob: \{ writes: \['tools', 'file'\] \}/)
  })

  test('prints JSON for programs', async () => {
    const { toolsets } = JSON.parse(await said('effects', tools, '--json')) as {
      toolsets: { tools: { name: string }[] }[]
    }
    assert.deepEqual(
      toolsets[0]?.tools.find(({ name }) => name === 'edit_file'),
      {
        name: 'edit_file',
        effect: 'writes',
        confidence: 'sure',
        why: 'named "edit"',
        rule: { writes: ['tools'] },
        narrower: {
          keys: ['file/{path}'],
          question: 'Does it touch nothing but the files named by `path`, and what lies in them?',
        },
      },
    )
  })

  test('reads the answer to tools/list from a JSON file, and trusts its annotations unless told not to', async () => {
    const annotations = { readOnlyHint: true }
    const listed = [
      { name: 'frob', inputSchema: { type: 'object' }, annotations },
      { name: 'delete_user', inputSchema: { type: 'object' }, annotations },
    ]
    const path = file('listed.json', { result: { tools: listed } })
    const text = await said('effects', path)
    assert.match(text, /frob: \{ reads: 'listed' \}, \/\/ sure: readOnlyHint: true/)
    assert.match(
      text,
      /\/\/ Look at delete_user: readOnlyHint: true, but named "delete"\.\n {2}delete_user: \{ writes: 'listed' \}/,
    )
    assert.match(
      await said('effects', path, '--no-trust'),
      /frob: \{ writes: 'listed' \}, \/\/ unknown/,
    )
  })

  test('prints nothing of a hostile name that is not visible', async () => {
    const path = file('hostile.json', [
      { name: 'get_\u001b[2Jx\u202e', description: 'd', parameters: {} },
    ])
    const text = await said('effects', path)
    assert.ok(!text.includes('\u001b') && !text.includes('\u202e'))
  })
})

suite('fanfold effects refuses', { concurrency: 2 }, () => {
  const cases: [name: string, argv: () => string[], sentence: RegExp][] = [
    ['no file', () => [], /missing required argument 'file'/i],
    ['a file that is not there', () => ['nowhere.ts'], /there is no file at .*nowhere\.ts/],
    [
      'a file of another kind',
      () => [file('a.md', '# Tools')],
      /Expected a \.ts, .* or \.json file, got "a\.md"/,
    ],
    ['what is not JSON', () => [file('broken.json', '{')], /is not JSON/],
    [
      'a file without tools',
      () => [file('none.ts', 'export const a = 1')],
      /to hold tools, found none/,
    ],
    [
      'a module that does not load',
      () => [file('throws.ts', 'throw new Error("no")')],
      /Cannot load .*throws\.ts.*: no/,
    ],
    ['an empty key', () => [tools, '--key', ''], /Expected --key to be a resource key/],
    [
      'a misspelt option',
      () => [tools, '--narow'],
      /Unknown option '--narow'\. Did you mean --narrow\?/,
    ],
  ]
  for (const [name, argv, sentence] of cases)
    test(name, async () => {
      assert.match(await refused(2, 'effects', ...argv()), sentence)
    })

  test('its help says what it takes', async () => {
    const { code, stdout } = await fanfold(['effects', '--help'])
    assert.equal(code, 0)
    assert.match(stdout, /No tool is called/)
  })
})
