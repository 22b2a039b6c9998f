import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { suite, test } from 'node:test'
import { pathWord } from '../../../src/cli/term/shell-word.ts'
import { visible } from '../../../src/util/term/visible.ts'

suite('a path as a word of a shell', () => {
  const paths = [
    'agent.db',
    'my agent.db',
    "it's.db",
    '$HOME/`id`.db',
    'a"b\\c!*?.db',
    'a\nb.db',
    '\u001b[2J\u202e%s\'".db',
    '日本.db',
    '~/x.db',
  ]
  for (const path of paths)
    test(`${JSON.stringify(path)} is itself again, and printable`, () => {
      const word = pathWord(path)
      assert.equal(visible(word), word)
      const { stdout } = spawnSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' })
      assert.equal(stdout, path)
    })

  test('one that begins with a dash is no option', () => {
    assert.equal(pathWord('-j.db'), './-j.db')
  })
})
