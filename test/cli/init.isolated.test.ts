import assert from 'node:assert/strict'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { requireBuild } from '../repo/entries.ts'
import { root } from '../repo/files.ts'
import { runNode } from '../repo/run-node.ts'
import { fanfold } from './fanfold.ts'

const cwd = mkdtempSync(join(tmpdir(), 'fanfold-init-'))
after(() => rmSync(cwd, { recursive: true }))

suite('fanfold init', () => {
  test('writes a project that starts, passes its test, and type-checks strictly', async () => {
    requireBuild()
    const { code, stdout, stderr } = await fanfold(['init', 'My Agent!'], { cwd })
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(
      stdout,
      /^Wrote package\.json, .* to My Agent!\.\n\nNext:\n {2}cd 'My Agent!'\n {2}npm install\n/,
    )
    const folder = join(cwd, 'My Agent!')
    const { name, dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    assert.equal(name, 'my-agent')
    // As npm install would put them there.
    const modules = join(folder, 'node_modules')
    mkdirSync(modules)
    for (const each of ['zod', '@anthropic-ai', '@types'])
      symlinkSync(join(root, 'node_modules', each), join(modules, each))
    symlinkSync(root, join(modules, 'fanfold'))
    assert.deepEqual(Object.keys(dependencies), ['@anthropic-ai/sdk', 'fanfold', 'zod'])
    const started = await runNode(['agent.ts'], { cwd: folder })
    assert.equal(started.code, 0, started.stderr)
    assert.match(
      started.stdout,
      /Bread and eggs are on your shopping list\.[^]*\n3 calls in 2 requests\n$/,
    )
    const tested = await runNode(['--test'], { cwd: folder })
    assert.equal(tested.code, 0, tested.stdout)
    assert.match(tested.stdout, /pass 1\n/)
    const checked = await runNode([join(root, 'node_modules/typescript/bin/tsc')], { cwd: folder })
    assert.equal(checked.code, 0, checked.stdout)
  })

  test('writes beside what is there, and nothing at all over a file', async () => {
    const folder = join(cwd, 'mine')
    mkdirSync(folder)
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    writeFileSync(join(folder, 'tools.ts'), 'mine')
    // A link that leads nowhere is a file that would be written through.
    symlinkSync('nowhere', join(folder, 'README.md'))
    const refused = await fanfold(['init', 'mine'], { cwd })
    assert.equal(refused.code, 2)
    assert.equal(
      refused.stderr,
      'fanfold: Nothing was written, for mine has tools.ts, README.md already. Give another folder: fanfold init my-agent\n',
    )
    assert.deepEqual(readdirSync(folder), ['README.md', 'notes.txt', 'tools.ts'])
    for (const file of ['README.md', 'tools.ts']) rmSync(join(folder, file))
    assert.equal((await fanfold(['init', 'mine'], { cwd })).code, 0)
    assert.equal(readFileSync(join(folder, 'notes.txt'), 'utf8'), 'mine')
    const file = await fanfold(['init', 'mine/notes.txt'], { cwd })
    assert.equal(file.code, 2)
    assert.match(file.stderr, /Expected mine\/notes\.txt to be a folder, or not to be there yet/)
  })
})
