import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { environmentBelow } from '../../../src/cli/mcp/nesting.ts'

function folder(context: TestContext): (name: string) => string {
  const directory = mkdtempSync(join(tmpdir(), 'fanfold-nesting-'))
  context.after(() => rmSync(directory, { recursive: true }))
  return (name) => join(directory, name)
}

/** The environment below gateways with these configs, one inside the other. */
function below(...files: readonly string[]): NodeJS.ProcessEnv {
  return files.reduce<NodeJS.ProcessEnv>((env, file) => environmentBelow(file, file, env), {
    OTHER: 'kept',
  })
}

suite('gateways inside each other', () => {
  test('are noticed in a circle of any length, by whatever path', (context) => {
    const path = folder(context)
    for (const name of ['a', 'b', 'c']) writeFileSync(path(name), '{}')
    symlinkSync(path('a'), path('link'))
    symlinkSync(path('none'), path('dangling'))
    const circles = ['a a', 'a b a', 'a b c a', 'a link', 'link b a', 'none b dangling']
    for (const circle of circles)
      assert.throws(
        () => below(...circle.split(' ').map(path)),
        /start itself again and again/,
        circle,
      )
    assert.equal(below(path('a'), path('b'), path('c'))['OTHER'], 'kept')
  })

  test('are so many at the most, whatever their configs are called', (context) => {
    const path = folder(context)
    const names = Array.from({ length: 8 }, (_, n) => path(`config-${n}`))
    below(...names)
    assert.throws(() => below(...names, path('one-more')), /at most 8 gateways inside each other/)
  })

  test('a variable that means something else is none', (context) => {
    const path = folder(context)
    for (const value of ['', 'a.json', '{}', '"a"'])
      environmentBelow(path('a'), 'a', { FANFOLD_MCP_CONFIG: value })
  })
})
