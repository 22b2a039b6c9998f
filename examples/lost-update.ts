/**
 * Two edits of one real file in one turn: the classic lost update. Run side by side, both edits read the file before
 * either has written it, and one is gone without a word. Here the tool says what it writes, and both are there.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createEngine, fileKey, tool } from 'fanfold'

async function replace(path: string, old: string, by: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  await sleep(500) // a formatter, a linter, a slow disk
  await writeFile(path, text.replace(old, by))
}

const editFile = tool({
  name: 'edit_file',
  description: 'Replace a piece of text in a file.',
  writes: ({ path }) => fileKey(String(path)),
  execute: ({ path, old, by }) => replace(String(path), String(old), String(by)),
})

const folder = await mkdtemp(join(tmpdir(), 'fanfold-'))
const path = join(folder, 'notes.txt')
const edits = [
  { path, old: 'one', by: 'ONE' },
  { path, old: 'two', by: 'TWO' },
]

await writeFile(path, 'one two')
await Promise.all(edits.map(({ old, by }) => replace(path, old, by)))
const without = await readFile(path, 'utf8')
console.log(`Promise.all: ${without === 'ONE TWO' ? 'both edits' : 'one edit lost'}`)
// prints: Promise.all: one edit lost

await writeFile(path, 'one two')
const engine = createEngine({ tools: [editFile] })
const calls = edits.map((input, n) => ({ id: `edit_${n + 1}`, name: 'edit_file', input }))
const { results } = await engine.execute(calls)
console.log(`Fanfold: ${await readFile(path, 'utf8')}`)
// prints: Fanfold: ONE TWO

console.log(results[1]?.timing.waits.map(({ reason }) => reason).join())
// prints: conflict
await rm(folder, { recursive: true })
