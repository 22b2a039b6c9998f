import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { CliError } from '../../../src/cli/cli-error.ts'
import { exitCode } from '../../../src/cli/exit-code.ts'
import { loadTools } from '../../../src/cli/run/load-tools.ts'

const directory = mkdtempSync(join(tmpdir(), 'fanfold-tools-'))
after(() => rmSync(directory, { recursive: true }))
let number = 0
const fanfold = JSON.stringify(new URL('../../../src/index.ts', import.meta.url))

function load(source: string, ending = 'ts') {
  const name = `tools-${number++}.${ending}`
  writeFileSync(join(directory, name), source)
  return loadTools(name, directory)
}

const names = async (source: string, ending?: string) =>
  (await load(source, ending)).tools.map(({ name }) => name)

const plain = (name: string): string => `{ name: '${name}', execute: () => 1 }`

async function refused(promise: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof CliError)
    assert.equal(error.exitCode, exitCode.usage)
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /\n/)
    return true
  })
}

suite('loadTools', () => {
  test('takes named exports, a default export and arrays, each tool once', async () => {
    const source = `
      export const a = ${plain('a')}
      export const many = [${plain('b')}, ${plain('c')}, a]
      export default { ...a, name: 'd' }
      export const helper = (): number => 7
      export const version: string = '1'
    `
    assert.deepEqual((await names(source)).sort(), ['a', 'b', 'c', 'd'])
  })

  test('runs TypeScript by stripping its types, and JavaScript as it is', async () => {
    assert.deepEqual(await names(`type T = number; export const a = ${plain('a')} as const`), ['a'])
    assert.deepEqual(await names(`export const a = ${plain('a')}`, 'mjs'), ['a'])
    assert.deepEqual(await names(`export const a = ${plain('a')}`, 'mts'), ['a'])
    assert.deepEqual(await names(`export default { a: ${plain('a')}, n: 1 }`), ['a'])
    assert.deepEqual(await names(`module.exports = { a: ${plain('a')} }`, 'cjs'), ['a'])
  })

  test('checks what is exported as a plain definition', async () => {
    const source = `export const a = { name: 'a', retries: -1, execute: () => 1 }`
    await assert.rejects(load(source), /`retries` of tool "a"/)
  })

  test('a file that is not there, is a directory, or has another ending', async () => {
    await refused(loadTools('missing.ts', directory), /there is no file at .*missing\.ts/)
    await refused(loadTools('.', directory), /Expected --tools to be a file/)
    await refused(load('{}', 'json'), /a \.ts, \.mts, \.js or \.mjs file, got "tools-\d+\.json"/)
  })

  test('a file that does not load says why, and where', async () => {
    await refused(
      load('export const = 3', 'mjs'),
      /Cannot load tools-\d+\.mjs: Unexpected .*; "node --check tools-\d+\.mjs" shows where/,
    )
    await refused(
      load('\n\nexport const x: = 3'),
      /Cannot load tools-\d+\.ts \(line 3\): Unexpected/,
    )
    await refused(load('throw new Error("no database")'), /Cannot load .*: no database/)
    await refused(load('throw "a string"'), /Cannot load .*: a string/)
    await refused(load('enum A { B }; export const a = A.B'), /removing its types/)
    await refused(
      load('import "no-such-package-anywhere"'),
      /the package "no-such-package-anywhere", which is not installed; run: npm install/,
    )
    await refused(load('import "./gone.ts"'), /Cannot find module '.*gone\.ts'/)
  })

  test('an ES module that Node takes for a CommonJS one', async () => {
    const folder = join(directory, 'commonjs')
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}')
    const sources = {
      'tools.ts': `import 'node:fs'; export const a = ${plain('a')}`,
      'exports.js': `export const a = ${plain('a')}`,
      'waits.ts': `const a = await 1; exports.a = ${plain('a')}`,
    }
    for (const [name, source] of Object.entries(sources)) {
      writeFileSync(join(folder, name), source)
      const better = name.replace('.', '.m').replace('.', '\\.')
      await refused(
        loadTools(name, folder),
        new RegExp(`"type": "commonjs": run "npm pkg set type=module", or name it ${better}\\.$`),
      )
      renameSync(join(folder, name), join(folder, name.replace('.', '.m')))
    }
    assert.equal((await loadTools('tools.mts', folder)).tools.length, 1)
    await refused(
      load(`export const a = ${plain('a')}`, 'cts'),
      /CommonJS module, by its name: name it tools-\d+\.mts\.$/,
    )
    writeFileSync(join(folder, 'imports.mts'), `import { b } from './tools.mts'; export { b }`)
    await refused(loadTools('imports.mts', folder), /not provide an export named 'b'$/)
  })

  test('a file that exports nothing, or no tools', async () => {
    await refused(load('const a = 1'), /exports nothing; export what `tool/)
    await refused(load('export const a = 1, b = () => 2'), /no tools \(only a, b\)/)
    await refused(load('export const tools = []'), /no tools \(only tools\)/)
    await refused(
      load(`export default () => [${plain('a')}]`),
      /exports a function, which is not called; export what/,
    )
    await refused(
      load(`export default Promise.resolve([${plain('a')}])`),
      /exports a promise, which is not awaited; export what/,
    )
  })

  test('an engine, by any name, with what the agent is told beside it', async () => {
    const engine = `createEngine({ tools: [{ name: 'a', execute: () => 1 }].map(tool), limits: { crm: { concurrency: 1 } } })`
    for (const [source, agent] of [
      [`export const engine = ${engine}`, {}],
      [`export default ${engine}; export const options = { maxCalls: 9 }`, { maxCalls: 9 }],
      [
        `export default { mine: ${engine}, options: { parallel: 'forbid' } }`,
        { parallel: 'forbid' },
      ],
    ] as const) {
      const file = await load(`import { createEngine, tool } from ${fanfold}; ${source}`)
      assert.deepEqual(
        file.tools.map(({ name }) => name),
        ['a'],
      )
      assert.equal(typeof file.engine?.execute, 'function')
      assert.deepEqual(file.agentOptions, agent)
    }
    await refused(
      load(
        `import { createEngine, tool } from ${fanfold}; export const a = ${engine}, b = ${engine}`,
      ),
      /exports two engines \(`a` and `b`\)/,
    )
    await refused(
      load(
        `import { createEngine, tool } from ${fanfold}; export const a = ${engine}, options = { batch: true }`,
      ),
      /`batch` of tools-\d+\.ts to be among the options of createEngine/,
    )
  })

  test('options of the engine and the agent, with tools among them', async () => {
    const { tools, engineOptions, agentOptions } = await load(`
      export const a = ${plain('a')}
      export const options = { tools: [a, ${plain('b')}], limits: { crm: { perSecond: 2 } }, maxCost: 1, batch: undefined }
    `)
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['a', 'b'],
    )
    assert.deepEqual(engineOptions, { limits: { crm: { perSecond: 2 } } })
    assert.deepEqual(agentOptions, { maxCost: 1 })
    for (const [options, message] of [
      ['{ limit: {} }', /options of tools-\d+\.ts to be .*got `limit`\. Did you mean `limits`\?/],
      ['{ concurrency: 0 }', /Expected `concurrency` to be /],
      ['{ model: 1 }', /got `model`/],
      ['7', /options of tools-\d+\.ts to be an object, got `7`/],
    ] as const)
      await assert.rejects(
        load(`export const a = ${plain('a')}; export const options = ${options}`),
        message,
      )
  })

  test('two tools of one name', async () => {
    await refused(
      load(`export const a = ${plain('same')}; export const b = [${plain('same')}]`),
      /two tools named "same" \(in `a` and in `b`\); rename one/,
    )
  })
})
