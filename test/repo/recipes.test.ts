import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileOf, filesOf } from './files.ts'

describe('the recipes', () => {
  const index = fileOf('docs/recipes/README.md').text
  const recipes = filesOf('docs/recipes/*.md').filter(({ path }) => !path.endsWith('/README.md'))

  it('are all in the index', () => {
    assert.ok(recipes.length > 0)
    const missing = recipes.filter(({ path }) => !index.includes(`](${path.split('/').at(-1)})`))
    assert.deepEqual(
      missing.map(({ path }) => path),
      [],
    )
  })

  it('have code, and say what happens when something goes wrong', () => {
    const bare = recipes.filter(
      ({ text }) => !/^```ts/m.test(text) || !text.includes('\n## What if\n'),
    )
    assert.deepEqual(
      bare.map(({ path }) => path),
      [],
    )
  })
})

describe('the pitfalls', () => {
  const [list = '', ...pitfalls] = fileOf('docs/pitfalls.md').text.split('\n### ')

  it('say what guards against each, and what is left to do', () => {
    assert.ok(pitfalls.length > 0)
    const silent = pitfalls.filter((text) => !/\n- \*\*Here:\*\* .*\n- \*\*You:\*\* /s.test(text))
    assert.deepEqual(
      silent.map((text) => text.split('\n')[0]),
      [],
    )
  })

  it('are all in the list at the beginning', () => {
    assert.equal(list.match(/\]\(#/g)?.length, pitfalls.length)
  })
})
