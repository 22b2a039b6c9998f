/**
 * Tries every framework of `frameworks/` with and without a guard: `npm run guards`, with `-- --framework ai-sdk` for those whose
 * name begins so, `--case "40 edits"` for such cases, `--guarded` to leave out the runs without a guard, `--json` for a program to
 * read, `--markdown` for the guide's table. Install the frameworks first: `npm ci --prefix frameworks`.
 */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { guardCaseNames, runGuardConformance, type GuardConformance } from '../src/conformance.ts'
import { root } from './exec.ts'
import { guardsTable } from './guards-table.ts'

const { values } = parseArgs({
  options: {
    framework: { type: 'string', default: '' },
    case: { type: 'string', default: '' },
    guarded: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    driver: { type: 'string' },
  },
})
const folder = join(root, 'frameworks')
const cases = guardCaseNames.filter((name) => name.includes(values.case))

if (values.driver !== undefined) {
  // One framework, in this process: what frameworks do to a process must not reach the next.
  const url = pathToFileURL(join(folder, values.driver))
  const result = await runGuardConformance(url, { cases, plain: !values.guarded })
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
} else if (!existsSync(join(folder, 'node_modules')))
  fail('Expected the frameworks to be installed. Run `npm ci --prefix frameworks`.')
else {
  const drivers = readdirSync(folder)
    .filter((name) => name.endsWith('.driver.ts') && name.startsWith(values.framework))
    .toSorted()
  if (drivers.length === 0 || cases.length === 0)
    fail(`Expected --framework and --case to name some. Cases: ${guardCaseNames.join('; ')}.`)
  const left = drivers.entries()
  const frameworks: GuardConformance[] = []
  const lane = async (): Promise<void> => {
    for (const [index, driver] of left) {
      const one = await inProcess(driver)
      frameworks[index] = one
      if (!values.json && !values.markdown) print(one)
    }
  }
  // Frameworks that wait for time-outs and processes leave a core to others.
  await Promise.all(Array.from({ length: availableParallelism() }, lane))
  if (values.json) console.log(JSON.stringify({ frameworks }, undefined, 2))
  if (values.markdown) console.log(guardsTable(frameworks))
  if (frameworks.some((one) => one.cases.some(({ ok }) => !ok))) process.exitCode = 1
}

function inProcess(driver: string): Promise<GuardConformance> {
  const args = ['--driver', driver, '--case', values.case, ...(values.guarded ? ['--guarded'] : [])]
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [fileURLToPath(import.meta.url), ...args],
      { maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        const last = stdout.trim().split('\n').at(-1) ?? ''
        if (last.startsWith('{')) resolve(JSON.parse(last) as GuardConformance)
        else
          reject(new Error(`${driver} did not finish: ${stderr.slice(-2_000)}`, { cause: error }))
      },
    )
  })
}

function print({ name, version, cases: results }: GuardConformance): void {
  console.log(`${name} ${version}`)
  for (const { name: what, plain, guarded, ok } of results) {
    const before = plain === undefined ? '' : `${plain} -> `
    console.log(`  ${ok ? 'ok   ' : 'WRONG'} ${what}: ${before}${guarded}`)
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}
