import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mentions, undocumentedNames } from '../../scripts/docs/mentions.ts'
import { findPageFaults } from '../../scripts/docs/pages.ts'
import { filesOf } from './files.ts'

describe('the docs', () => {
  const { publicNames, undocumented, outsideSidebar } = findPageFaults()

  it('have every public name in the reference and in a guide', () => {
    assert.ok(publicNames > 100)
    assert.deepEqual(undocumented, [], 'docs/reference is made by: npm run docs:reference')
  })

  it('have a place in the sidebar for every page', () => {
    assert.deepEqual(outsideSidebar, [], 'the list is docs/.vitepress/sidebar.ts')
  })
})

describe('the README of a folder of pages', () => {
  it('leads to every page of the folder', () => {
    for (const folder of ['docs/guides', 'docs/recipes']) {
      const index = filesOf(`${folder}/README.md`)[0]?.text ?? ''
      const left = filesOf(`${folder}/*.md`)
        .map(({ path }) => path.slice(folder.length + 1))
        .filter((file) => file !== 'README.md' && !index.includes(`(${file})`))
      assert.deepEqual(left, [], `${folder}/README.md`)
    }
  })
})

describe('the README of the repository', () => {
  it('has at most 700 words', () => {
    const [readme] = filesOf('README.md')
    const words = readme?.text.split(/\s+/).filter((word) => word !== '') ?? []
    assert.ok(words.length > 300 && words.length <= 700, `${words.length} words`)
  })
})

describe('the reader of public names in pages', () => {
  const speaks = (text: string, entry: string, name: string): boolean =>
    mentions({ path: 'docs/a.md', text })(entry, name)

  for (const [text, entry, name] of [
    ['It takes `EngineOptions`.', 'fanfold', 'EngineOptions'],
    ['```ts\nconst a: EngineOptions = b\n```', 'fanfold', 'EngineOptions'],
    ["```ts\nimport { tool } from 'fanfold'\n```", 'fanfold', 'tool'],
    ["```js\nimport {\n  guard as g,\n} from 'fanfold/pi'\n```", 'fanfold/pi', 'guard'],
    ["```ts no-run\nimport type { X } from 'fanfold/pi'\n```", 'fanfold/pi', 'X'],
    ['[`early(model)`](a.md) of `fanfold/ai-sdk`', 'fanfold/ai-sdk', 'early'],
    ['`openai.chat` of `fanfold/openai`', 'fanfold/openai', 'openai'],
  ] as const)
    it(`finds ${name} in ${JSON.stringify(text)}`, () => {
      assert.equal(speaks(text, entry, name), true)
    })

  for (const [text, entry, name] of [
    ['A Run is a Run.', 'fanfold', 'Run'],
    ['`RunOptions` and `a Runs`', 'fanfold', 'Run'],
    ['`a tool` and `result.content`', 'fanfold', 'tool'],
    ['```ts\nresult.content\n```', 'fanfold', 'content'],
    ['`GuardOptions`', 'fanfold/pi', 'GuardOptions'],
    ['`GuardOptions` of `fanfold/pi-2`', 'fanfold/pi', 'GuardOptions'],
    ["```js\nimport { guard } from 'fanfold/pi'\n```", 'fanfold/mastra', 'guard'],
  ] as const)
    it(`does not find ${name} of ${entry} in ${JSON.stringify(text)}`, () => {
      assert.equal(speaks(text, entry, name), false)
    })

  it('says where a name is missing', () => {
    const names = { fanfold: { values: ['tool'], types: ['Tool', 'Run'] } }
    const pages = [{ path: 'docs/a.md', text: '`Tool`' }]
    assert.deepEqual(
      undocumentedNames(names, pages, (_, name) => name !== 'Run'),
      [
        { entry: 'fanfold', name: 'tool', missing: ['guide'] },
        { entry: 'fanfold', name: 'Run', missing: ['reference', 'guide'] },
      ],
    )
  })
})
