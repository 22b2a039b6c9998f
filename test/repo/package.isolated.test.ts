import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { packedFiles } from '../../scripts/package/packed-files.ts'
import { bundledPackages } from '../../scripts/release/sbom.ts'
import { entries, requireBuild } from './entries.ts'
import { fileOf, filesOf, root } from './files.ts'
import { licenceFaults } from './licences.ts'
import { importsOf } from './imports.ts'
import { locks } from './locks.ts'
import { runNode } from './run-node.ts'

interface Manifest {
  readonly files: readonly string[]
  readonly bin: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

const manifest = JSON.parse(fileOf('package.json').text) as Manifest

/** The files that load with one, itself included. */
function loadedFiles(start: string): string[] {
  const found = new Set([start])
  for (const path of found)
    for (const { target, kind } of importsOf(fileOf(path)))
      if (target !== undefined && kind === 'value') found.add(target)
  return [...found].toSorted()
}

/** Makes Node claim another version before anything else runs. */
function pretend(version: string): string[] {
  const code = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`]
}

describe('the package', { concurrency: 2 }, () => {
  // The published files as they are installed, once with nothing beside them and once with the dependencies.
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-package-'))
  const [bare, installed] = ['bare', 'installed'].map((name) =>
    join(folder, name, 'node_modules/fanfold'),
  ) as [string, string]

  before(() => {
    requireBuild()
    for (const target of [bare, installed])
      for (const file of packedFiles(root, manifest.files))
        cpSync(join(root, file), join(target, file))
    for (const name of Object.keys(manifest.dependencies)) {
      const link = join(installed, '..', name)
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(join(root, 'node_modules', name), link)
    }
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('holds every file that its exports map names', () => {
    for (const { built } of entries())
      for (const path of [built.types, built.default])
        assert.ok(existsSync(join(root, path)), `Expected ${path}, which package.json names.`)
  })

  it('is put together in few files, of which a program loads one or two with most entries', () => {
    const files = globSync('dist/*.{js,mjs}', { cwd: root })
    assert.ok(files.length <= entries().length * 3 + 10, `Expected few files, got ${files.length}.`)
    assert.deepEqual(loadedFiles('dist/index.js'), ['dist/index.js', 'dist/part-core.js'])
  })

  it('holds all that its files import, and all files that begin threads, each in one piece', () => {
    const started = new Set<string>()
    for (const path of globSync('dist/*.{js,mjs}', { cwd: root })) {
      const file = fileOf(path)
      const urls = [
        ...file.text.matchAll(/^(?! *(?:\*|\/)).*new URL\('\.\/([^'$]+)', import\.meta\.url\)/gm),
      ]
      for (const [, name = ''] of urls) started.add(`dist/${name}`)
      for (const { target, specifier } of importsOf(file)) {
        if (target !== undefined) assert.ok(existsSync(join(root, target)), `${path}: ${specifier}`)
        if (path.endsWith('.mjs')) assert.equal(target, undefined, `${path} imports ${specifier}`)
      }
    }
    for (const path of started) assert.ok(existsSync(join(root, path)), `Expected ${path}.`)
    const threads = filesOf('src/**/*.entry.ts').map(({ path }) => basename(path, '.entry.ts'))
    for (const name of threads) assert.ok(started.has(`dist/fanfold-${name}.mjs`), name)
  })

  it('has each class once, so that an error is of the class that another entry point gave', () => {
    const classes = globSync('dist/*.js', { cwd: root }).flatMap((path) =>
      [...fileOf(path).text.matchAll(/^class (\w+)\b[^\n]*/gm)].map(([line]) => line),
    )
    const errors = classes.filter((line) => /^class \w*(?:Error|Lost)\b/.test(line))
    assert.ok(errors.some((line) => line.startsWith('class ToolError ')))
    assert.deepEqual(new Set(errors).size, errors.length)
    // A bundler numbers names that clash, and stack traces would say so.
    assert.deepEqual(
      classes.filter((line) => /^class \w+(?:Error|Lost)\$/.test(line)),
      [],
    )
  })

  it('names each package that is a part of it, whose licence asks for no more than that', () => {
    const bundled = bundledPackages(fileOf('dist/THIRD-PARTY.txt').text)
    assert.ok(bundled.some((name) => name.startsWith('preact@')))
    const locked = locks().find(({ path }) => path === 'package-lock.json')?.packages ?? []
    const found = locked.filter(({ name, version }) => bundled.includes(`${name}@${version}`))
    assert.equal(found.length, bundled.length)
    assert.deepEqual(licenceFaults(found), [])
  })

  it('says what fanfold/otel needs, which is for nothing but that', async () => {
    const ended = await runNode(['-e', "import('fanfold/otel')"], { cwd: bare })
    assert.equal(ended.code, 1)
    assert.match(ended.stderr, /Cannot find package '@opentelemetry\/api'/)
  })

  for (const { name } of entries().filter(({ name }) => name !== 'fanfold/otel'))
    it(`loads ${name} where nothing else is installed`, async () => {
      const code = `const names = Object.keys(await import('${name}')); console.log(names.length)`
      const ended = await runNode(['--input-type=module', '-e', code], { cwd: bare })
      assert.equal(ended.code, 0, ended.stderr)
      assert.ok(Number(ended.stdout) > 0, 'Expected at least one export.')
    })

  const bin = manifest.bin['fanfold'] ?? ''

  it('has a command that says which Node it needs, in one sentence', async () => {
    for (const version of ['18.20.4', '20.19.0', '22.17.1']) {
      const { code, stdout, stderr } = await runNode([...pretend(version), bin, '--help'])
      assert.equal(code, 1)
      assert.equal(stdout, '')
      assert.equal(
        stderr,
        `fanfold needs Node.js 22.18 or later, but this is Node.js ${version}.\n`,
      )
    }
  })

  it('has a command that starts from a checkout, on each Node that will do', async () => {
    for (const version of ['22.18.0', '23.0.0', process.versions.node]) {
      const { code, stdout, stderr } = await runNode([...pretend(version), bin, '--help'])
      assert.equal(code, 0, stderr)
      assert.match(stdout, /fanfold/)
    }
  })

  it('has a command that starts once installed, without optional peers', async () => {
    const { code, stdout, stderr } = await runNode([bin, '--help'], { cwd: installed })
    assert.equal(code, 0, stderr)
    assert.match(stdout, /fanfold/)
  })

  it('has a command that loads a file of tools once installed, written in TypeScript', async () => {
    const tools = join(folder, 'installed/tools.ts')
    const inputSchema = "{ type: 'object' } as const"
    writeFileSync(
      tools,
      `import { tool } from 'fanfold'\nexport const a = tool({ name: 'read_note', inputSchema: ${inputSchema}, execute: () => 1 })\n`,
    )
    const { code, stdout, stderr } = await runNode([bin, 'effects', tools], { cwd: installed })
    assert.equal(code, 0, stderr)
    assert.match(stdout, /read_note/)
  })
})
