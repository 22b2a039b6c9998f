import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { entries } from './entries.ts'
import { fileOf } from './files.ts'
import { loadedWith, packagesLoadedWith } from './load-graph.ts'

/** The packages that an entry point may load at once; all others load when they are needed, or never. */
const mayLoad: Readonly<Record<string, readonly string[]>> = {
  fanfold: [],
  'fanfold/anthropic': [],
  'fanfold/gemini': [],
  'fanfold/openai': [],
  // Who observes has it, and what is global in it has to be there at once.
  'fanfold/otel': ['@opentelemetry/api'],
  'fanfold/testing': [],
  'fanfold/conformance': [],
}

/** Those that have no use without Node.js. */
const ofNode = ['sqlite', 'bullmq', 'redis', 'mcp', 'testing', 'conformance'].map(
  (name) => `fanfold/${name}`,
)

describe('what loads with an entry point', () => {
  for (const { name, source } of entries()) {
    it(`is no optional peer and no dependency for ${name}`, () => {
      const loaded = packagesLoadedWith(source, fileOf)
      assert.deepEqual(
        loaded.filter((specifier) => !mayLoad[name]?.includes(specifier)),
        [],
      )
    })
  }

  for (const { name, source } of entries().filter(({ name }) => !ofNode.includes(name)))
    it(`is no module of Node.js for ${name}, so that it loads in browsers, too`, () => {
      assert.deepEqual(loadedWith(source, fileOf), mayLoad[name] ?? [])
    })

  it('is found through files, and leaves types and late imports out', () => {
    const files: Record<string, string> = {
      'src/a.ts': "import { b } from './b.ts'\nimport type { Z } from 'zod'",
      'src/b.ts': "export { c } from './deep/c.ts'\nconst late = () => import('openai')",
      'src/deep/c.ts': "import '../a.ts'\nimport Zod from 'zod'\nimport fs from 'node:fs'",
    }
    const open = (path: string): { path: string; text: string } => ({
      path,
      text: files[path] ?? '',
    })
    assert.deepEqual(loadedWith('src/a.ts', open), ['node:fs', 'zod'])
    assert.deepEqual(packagesLoadedWith('src/a.ts', open), ['zod'])
  })
})
