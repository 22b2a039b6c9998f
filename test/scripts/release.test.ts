import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { changelogFaults } from '../../scripts/release/changelog.ts'
import { contentFaults, sizeFaults } from '../../scripts/release/content.ts'
import { checkoutFaults, lastRelease } from '../../scripts/release/git.ts'
import { repositoryFaults } from '../../scripts/release/publish.ts'
import { versionFaults, type PublicNames } from '../../scripts/release/semver.ts'
import { stage } from '../../scripts/release/stage.ts'

describe('a release is refused', () => {
  const clean = { branch: 'main', changes: [], tags: ['v0.1.0'] }

  it('unless all is committed on main, under a version of its own', () => {
    assert.deepEqual(checkoutFaults(clean, '0.2.0'), [])
    assert.equal(checkoutFaults(clean, '0.1.0').length, 1)
    assert.equal(
      checkoutFaults({ ...clean, branch: 'other', changes: ['?? a'] }, '0.2.0').length,
      2,
    )
    assert.equal(lastRelease(['nightly', 'v0.2.0', 'v0.1.0']), 'v0.2.0')
  })

  const changelogs: readonly [text: string, faults: number][] = [
    ['## [Unreleased]\n\n## [1.0.0] - 2026-12-01\n\nWords.\n', 0],
    ['## [Unreleased]\n\n## [1.0.0]\n\nWords.\n', 1],
    ['## [Unreleased]\n\n## [1.0.0] - 2026-13-41\n\nWords.\n', 1],
    ['## [Unreleased]\n\n- More.\n\n## [1.0.0] - 2026-12-01\n\nWords.\n', 1],
    ['## [Unreleased]\n\n## [1.0.0] - 2026-12-01\n\n## [0.9.0] - 2026-11-01\n\nWords.\n', 1],
    ['## [0.9.0] - 2026-12-01\n\nWords.\n', 2],
  ]
  for (const [text, faults] of changelogs)
    it(`${faults === 0 ? 'not with' : 'with'} the changelog ${JSON.stringify(text)}`, () => {
      assert.equal(changelogFaults(text, '1.0.0').length, faults)
    })

  const names = (...values: string[]): PublicNames => ({ fanfold: { values, types: [] } })
  const at = (version: string, all: PublicNames, node = '>=22.18') => ({
    version,
    names: all,
    engines: { node },
    peerDependencies: {},
  })
  const versions: readonly [
    from: string,
    to: string,
    now: PublicNames,
    node: string,
    ok: boolean,
  ][] = [
    ['0.1.0', '0.1.1', names('a', 'b'), '>=22.18', true],
    ['0.1.0', '0.1.1', names('b'), '>=22.18', false],
    ['0.1.0', '0.2.0', names('b'), '>=22.18', true],
    ['1.1.0', '1.1.1', names('a'), '>=22.18', true],
    ['1.1.0', '1.1.1', names('a', 'b'), '>=22.18', false],
    ['1.1.0', '1.2.0', names('a', 'b'), '>=22.18', true],
    ['1.1.0', '1.2.0', names(), '>=22.18', false],
    ['1.1.0', '2.0.0', {}, '>=22.18', true],
    ['1.1.0', '1.2.0', names('a'), '>=24', false],
    ['1.1.0', '1.1.0', names('a'), '>=22.18', false],
    ['1.10.0', '1.9.0', names('a'), '>=22.18', false],
  ]
  for (const [from, to, now, node, ok] of versions)
    it(`${ok ? 'not ' : ''}from ${from} to ${to} with ${JSON.stringify(now)}, Node ${node}`, () => {
      assert.equal(versionFaults(at(from, names('a')), at(to, now, node)).length === 0, ok)
    })

  it('with provenance, unless package.json names the repository', () => {
    assert.equal(repositoryFaults({}).length, 1)
    assert.equal(repositoryFaults({ repository: { url: '' } }).length, 1)
    assert.deepEqual(repositoryFaults({ repository: { url: 'git+https://a.test/b.git' } }), [])
  })

  it('of more than the budget', () => {
    const small = { filename: '', size: 1_000_000, unpackedSize: 4_000_000, files: [] }
    assert.deepEqual(sizeFaults(small), [])
    assert.equal(sizeFaults({ ...small, size: 5_000_000, unpackedSize: 9_000_000 }).length, 2)
  })
})

describe('the folder of a release', () => {
  it('holds what is published, without what is for a checkout, and what should not be there is found', () => {
    const root = mkdtempSync(join(tmpdir(), 'fanfold-release-'))
    try {
      const manifest = {
        name: 'fanfold',
        version: '1.2.3',
        files: ['dist', 'docs/**/*.md', '!docs/decisions'],
        bin: {},
        exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
        engines: { node: '>=22.18' },
        peerDependencies: {},
        scripts: { prepack: 'build' },
        devDependencies: { a: '1.0.0' },
        allowScripts: { a: true },
      }
      const made: Readonly<Record<string, string>> = {
        'package.json': JSON.stringify(manifest),
        'README.md': '[a](docs/a.md) [b](docs/decisions/b.md)',
        'docs/a.md': '[b](decisions/b.md)',
        'docs/decisions/b.md': '',
        'dist/index.js': `// ${root}`,
        'dist/index.js.map': '',
        'src/index.ts': '',
        LICENSE: '',
      }
      for (const [path, text] of Object.entries(made)) {
        mkdirSync(join(root, dirname(path)), { recursive: true })
        writeFileSync(join(root, path), text)
      }
      const folder = join(root, 'out')
      const published = stage(root, folder)
      assert.deepEqual(
        [...published.files],
        ['LICENSE', 'README.md', 'dist/index.js', 'dist/index.js.map', 'docs/a.md', 'package.json'],
      )
      const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
      const { scripts, devDependencies, allowScripts } = JSON.parse(
        read('package.json'),
      ) as object & Record<string, unknown>
      assert.deepEqual([scripts, devDependencies, allowScripts], [undefined, undefined, undefined])
      const url = 'https://cdn.jsdelivr.net/npm/fanfold@1.2.3/docs/a.md'
      assert.equal(read('README.md'), `[a](${url}) b`)
      assert.equal(read('docs/a.md'), 'b')

      const files = [...published.files].map((path) => ({ path, size: 1 }))
      const packed = { filename: '', size: 1, unpackedSize: 1, files }
      assert.deepEqual(contentFaults(packed, manifest, published, folder, root), [
        'Expected the package to hold CHANGELOG.md.',
        'Expected the package to hold SECURITY.md.',
        'Expected the package to hold dist/THIRD-PARTY.txt.',
        'Expected the package to hold dist/index.d.ts.',
        'dist/index.js holds the path of the checkout.',
        'Expected no dist/index.js.map in the package.',
      ])
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })
})
