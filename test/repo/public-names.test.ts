import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { entries } from './entries.ts'
import { fileOf, root } from './files.ts'
import { listPath, listPublicNames, type NameList } from './public-name-list.ts'
import { publicNames } from './public-names.ts'

const list = JSON.parse(fileOf(listPath).text) as Readonly<Record<string, NameList>>

describe('the public names', () => {
  it('are listed for every entry point', () => {
    assert.deepEqual(
      Object.keys(list),
      entries().map(({ name }) => name),
    )
  })

  for (const { name: entry, source } of entries()) {
    it(`of ${entry} are those on the list`, () => {
      const change = 'Is the change meant? Then run: node test/repo/write-public-names.ts'
      assert.deepEqual(
        listPublicNames(source),
        list[entry],
        `${change}, and put it into CHANGELOG.md.`,
      )
    })

    it(`of ${entry} are there when it is loaded`, async () => {
      const url = pathToFileURL(join(root, source)).href
      const loaded = (await import(url)) as Record<string, unknown>
      assert.deepEqual(Object.keys(loaded).toSorted(), list[entry]?.values)
    })

    it(`of ${entry} have docstrings`, () => {
      const bare = publicNames(source, fileOf).filter(({ documented }) => !documented)
      assert.deepEqual(
        bare.map(({ name, declaredIn }) => `${name} in ${declaredIn}`),
        [],
      )
    })
  }
})

describe('the reader of public names', () => {
  const files: Record<string, string> = {
    'src/a.ts': "export { x as y, type T } from './b.ts'\n/** Says it. */\nexport const z = 1\n",
    'src/b.ts': 'export const x = 1\n/** A type. */\nexport interface T {}\n',
  }
  const open = (path: string): { path: string; text: string } => ({
    path,
    text: files[path] ?? '',
  })

  it('follows a name to its declaration and its docstring', () => {
    const [b, a] = ['src/b.ts', 'src/a.ts']
    assert.deepEqual(publicNames('src/a.ts', open), [
      { name: 'y', kind: 'value', declaredIn: b, documented: false },
      { name: 'T', kind: 'type', declaredIn: b, documented: true },
      { name: 'z', kind: 'value', declaredIn: a, documented: true },
    ])
  })

  it('takes a comment that is no docstring, or is not right before, for none', () => {
    files['src/c.ts'] = '/** Of f. */\nfunction f() {}\nexport const x = f\n// No.\nexport let y'
    const documented = publicNames('src/c.ts', open).map((each) => each.documented)
    assert.deepEqual(documented, [false, false])
  })

  it('refuses names that are not listed one by one, or lead nowhere', () => {
    files['src/d.ts'] = "export * from './b.ts'"
    assert.throws(() => publicNames('src/d.ts', open), /one by one/)
    files['src/e.ts'] = "export { nothing } from './b.ts'"
    assert.throws(() => publicNames('src/e.ts', open), /no public nothing/)
  })
})
