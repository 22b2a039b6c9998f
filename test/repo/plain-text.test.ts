import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filesOf } from './files.ts'
import { plainTextFaults } from './plain-text.ts'

const textFiles = ['**/*.{ts,mjs,md,json,yml}', '.npmrc', '.*.json', '.ci/*']

/** The rule and its test have to name what they forbid. */
const itself = /^test\/repo\/plain-text\./

describe('the text of the repository', () => {
  it('holds nothing that does not belong in public', () => {
    const files = filesOf(...textFiles).filter(({ path }) => !itself.test(path))
    assert.ok(files.some(({ path }) => path === 'package-lock.json'))
    assert.deepEqual(files.flatMap(plainTextFaults), [])
  })

  const planted: readonly [path: string, text: string][] = [
    ['docs/a.md', 'Look into /tmp/out.json.'],
    ['src/a.ts', "const path = '/home/me/x'"],
    ['test/a.test.ts', "readFile('/work/main/a')"],
    ['package-lock.json', '"resolved": "https://registry.example.org/x.tgz"'],
    ['.npmrc', 'registry=https://registry.example.org/'],
    ['src/a.ts', '// TODO: later'],
    ['src/a.ts', '/** Fixes #12. */\nconst a = 1'],
    ['README.md', 'Written in this session.'],
    ['src/a.ts', "const advice = 'Mend them and call again.'"],
    ['docs/a.md', 'Undefined if there is none.'],
  ]
  for (const [path, text] of planted)
    it(`finds ${JSON.stringify(text)} in ${path}`, () => {
      assert.notDeepEqual(plainTextFaults({ path, text }), [])
    })

  it('takes words that only look like it', () => {
    const code = "const colour = '#123456'\nconst text = 'order #12'\n// A private #field."
    assert.deepEqual(plainTextFaults({ path: 'src/a.ts', text: code }), [])
    assert.deepEqual(plainTextFaults({ path: 'docs/a.md', text: 'A database session.' }), [])
    assert.deepEqual(plainTextFaults({ path: 'docs/a.md', text: 'Recommended, and forever.' }), [])
    assert.deepEqual(plainTextFaults({ path: 'test/a.test.ts', text: "key('/home/a')" }), [])
  })
})
