import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createEngine, memoryJournal, tool } from '../../src/index.ts'
import { EngineTurn } from '../../src/turn/turn.ts'
import { fileOf } from './files.ts'

const page = fileOf('ARCHITECTURE.md').text

function section(title: string): string {
  return page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
}

/** The items of a numbered list, each with the file that it links to and the names of functions in it. */
function steps(text: string): { readonly path: string; readonly names: readonly string[] }[] {
  return [...text.matchAll(/^\d+\. \[.*?\]\((.*?)\): ((?:.|\n {3})*)/gm)].map(
    ([, path = '', words = '']) => ({
      path,
      names: [...words.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    }),
  )
}

describe('ARCHITECTURE.md', () => {
  it('follows one call through at most nine files, and what it names in them is there', () => {
    const files = steps(section('One call, nine files'))
    assert.equal(files.length, 9)
    for (const { path, names } of files)
      for (const name of names)
        assert.match(fileOf(path).text, new RegExp(`\\b${name}\\(`), `${path} has no ${name}()`)
  })

  it('tells the list of waits as it is, each with its file and a line of its own', () => {
    const list = section('The list')
    const tools = [tool({ name: 'ask' })]
    const engine = createEngine({ tools, journal: memoryJournal(), approve: () => 'allow' })
    const turn = engine.turn({ id: 'turn', references: true })
    assert.ok(turn instanceof EngineTurn)
    const reasons = turn.waits.map(({ reason }) => reason)
    turn.commit()
    assert.equal(/^\w+(?: → \w+)+$/m.exec(list)?.[0], reasons.join(' → '))
    assert.deepEqual(
      [...list.matchAll(/^- \*\*(\w+)\*\*/gm)].map(([, reason]) => reason),
      reasons,
    )
    for (const reason of reasons)
      assert.match(fileOf(`src/turn/waits/${reason}.ts`).text, new RegExp(`reason = '${reason}'`))
  })

  it('needs at most ten words of its own', () => {
    const [, , ...rows] = section('Words').match(/^\|.*\|$/gm) ?? []
    assert.ok(rows.length > 0 && rows.length <= 10, `${rows.length} words`)
  })
})
