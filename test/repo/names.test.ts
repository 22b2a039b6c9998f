import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filesOf } from './files.ts'

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/

function misnamed(paths: readonly string[]): string[] {
  return paths.filter((path) => path.split('/').some((part) => !kebab.test(`${part}.x`)))
}

describe('the names of files and folders', () => {
  it('are in kebab-case', () => {
    const files = filesOf('{src,test,sim,bench,examples,scripts,bin,docs}/**/*.{ts,mjs,md,json}')
    const paths = files.map(({ path }) => path).filter((path) => !path.endsWith('README.md'))
    assert.deepEqual(misnamed(paths), [])
  })

  it('are found when they are not', () => {
    const bad = ['src/turn/Engine.ts', 'src/makePlan.ts', 'src/my_file.ts', 'src/Wire/codec.ts']
    assert.deepEqual(misnamed([...bad, 'src/wire/open-ai.ts', 'test/a.isolated.test.ts']), bad)
  })
})
