import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { circleFaults, knotsOf } from './circles.ts'
import { filesOf } from './files.ts'

/** Files planted one by one: a name, and what it imports. */
function faultsOf(planted: Readonly<Record<string, string>>): string[] {
  const files = Object.entries(planted).map(([name, text]) => ({ path: `src/${name}.ts`, text }))
  return circleFaults(knotsOf(files))
}

describe('imports', () => {
  it('form no circle in src/', () => {
    assert.deepEqual(circleFaults(knotsOf(filesOf('src/**/*.ts'))), [])
  })

  it('may meet again further down, and name what lies outside', () => {
    const faults = faultsOf({
      a: "import { b } from './b.ts'\nimport { c } from './c.ts'\nimport 'node:fs'",
      b: "import type { D } from './d.ts'",
      c: "export { d } from './d.ts'\nimport { no } from '../test/no.ts'",
      d: "import { z } from 'zod'",
    })
    assert.deepEqual(faults, [])
  })

  it('are found in a circle, however they are written', () => {
    const back = [
      "import { a } from '../a.ts'",
      "import type { A } from '../a.ts'",
      "export * from '../a.ts'",
      "const a = await import('../a.ts')",
      "let a: import('../a.ts').A",
    ]
    for (const text of back) {
      const faults = faultsOf({ a: "import './deep/b.ts'", 'deep/b': text })
      assert.deepEqual(faults, ['src/a.ts -> src/deep/b.ts -> src/a.ts'], text)
    }
    assert.deepEqual(faultsOf({ a: "import './a.ts'" }), ['src/a.ts -> src/a.ts'])
  })

  it('are told by the shortest circle of each knot', () => {
    const faults = faultsOf({
      a: "import './b.ts'",
      b: "import './c.ts'",
      c: "import './d.ts'",
      d: "import './a.ts'\nimport './c.ts'",
      e: "import './a.ts'\nimport './f.ts'",
      f: "import './e.ts'",
    })
    assert.deepEqual(faults.toSorted(), [
      'src/c.ts -> src/d.ts -> src/c.ts (in a knot of 4 files)',
      'src/e.ts -> src/f.ts -> src/e.ts',
    ])
  })
})
