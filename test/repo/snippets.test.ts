import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { snippetsOf } from './snippets.ts'

const block = (words: string, code: string): string => `\`\`\`${words}\n${code}\n\`\`\`\n`

describe('the reader of snippets', () => {
  it('finds the TypeScript blocks of a page and no others', () => {
    const text = `# A\n${block('ts', 'one()')}text\n${block('sh', 'npm ci')}${block('ts', 'two()')}`
    const snippets = snippetsOf({ path: 'docs/a.md', text })
    assert.deepEqual(
      snippets.map(({ where, fileName, code }) => [where, fileName, code]),
      [
        ['docs/a.md:2', 'docs-a-md/1.ts', 'one()\n'],
        ['docs/a.md:9', 'docs-a-md/2.ts', 'two()\n'],
      ],
    )
  })

  it('joins what is continued, and does not run what cannot be', () => {
    const text = block('ts', 'const a = 1') + block('ts continued no-run', 'live(a)')
    const [first, second] = snippetsOf({ path: 'README.md', text })
    assert.equal(first?.runs, true)
    assert.equal(second?.runs, false)
    assert.equal(second?.code, 'const a = 1\n\nlive(a)\n')
  })

  it('names a file as the fence does, for the other blocks of its page to import', () => {
    const text = block('ts tools.ts', 'export const a = 1') + block('ts', "import './tools.ts'")
    const names = snippetsOf({ path: 'docs/a.md', text }).map(({ fileName }) => fileName)
    assert.deepEqual(names, ['docs-a-md/tools.ts', 'docs-a-md/2.ts'])
  })

  it('refuses a word that it does not know', () => {
    assert.throws(
      () => snippetsOf({ path: 'README.md', text: block('ts norun', 'x') }),
      /README\.md:1: expected `no-run`, `continued` or the name of a file after ts, got "norun"/,
    )
  })
})
