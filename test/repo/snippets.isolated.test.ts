import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { before, describe, it } from 'node:test'
import { requireBuild } from './entries.ts'
import { filesOf, root } from './files.ts'
import { runNode } from './run-node.ts'
import { snippetsOf } from './snippets.ts'

// Inside the root, so that `fanfold` and its optional peers resolve as they do for a user of the package.
const folder = join(root, '.snippets')
// The reference holds declarations of the package itself.
const pages = filesOf('*.md', 'docs/**/*.md').filter(
  ({ path }) => !path.startsWith('docs/reference/'),
)
const snippets = pages.flatMap(snippetsOf)

describe('the snippets of README and docs', { concurrency: 2 }, () => {
  before(() => {
    requireBuild()
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    const lax = { noUnusedLocals: false, noUnusedParameters: false }
    const config = { extends: '../tsconfig.json', compilerOptions: lax, include: ['**/*.ts'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    // `export {}` makes a module of a snippet that imports nothing, so that it may await.
    for (const { fileName, code } of snippets) {
      mkdirSync(join(folder, dirname(fileName)), { recursive: true })
      writeFileSync(join(folder, fileName), `${code}\nexport {}\n`)
    }
  })

  it('are there', () => {
    assert.ok(snippets.length > 0)
  })

  it('compile', () => compile('tsconfig.json'))

  it('compile without `strict`, too', async () => {
    // By the types of the built package, for its source is not meant to be taken so.
    const paths = { fanfold: ['../dist/index.d.ts'], 'fanfold/*': ['../dist/*.d.ts'] }
    const testing = { 'fanfold/testing': ['../dist/testing/index.d.ts'] }
    const loose = { strict: false, exactOptionalPropertyTypes: false }
    const config = {
      extends: './tsconfig.json',
      compilerOptions: { ...loose, paths: { ...paths, ...testing } },
      include: ['**/*.ts'],
    }
    writeFileSync(join(folder, 'loose.json'), JSON.stringify(config))
    await compile('loose.json')
  })

  async function compile(config: string): Promise<void> {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const { code, stdout } = await runNode([tsc, '-p', join(folder, config)])
    const legend = snippets.map(({ fileName, where }) => `${fileName} is ${where}`).join('\n')
    assert.equal(code, 0, `${stdout}\n${legend}`)
  }

  for (const { where, fileName, runs } of snippets)
    if (runs)
      it(`${where} runs to its end`, async () => {
        const { code, stdout, stderr } = await runNode([join(folder, fileName)])
        assert.equal(code, 0, `${stderr}\n${stdout}`)
      })
})
