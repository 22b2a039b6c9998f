// `npm run check:types`: whether the types of the packed package compile in the programs of others: every TypeScript and every
// version of the types of Node.js in platforms/types, by each way of finding modules, with other packages' types checked, too.
// Needs `npm run build` and `npm ci --prefix platforms/types`. `-- --quick`: the oldest and the newest TypeScript, each with
// every version of the types of Node.js. `--json` for a program to read.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { exec, root } from './exec.ts'
import { makeProgram } from './types/program.ts'
import { compilers, waysOf } from './types/ways.ts'

interface Tried {
  readonly compiler: string
  readonly name: string
  readonly errors: readonly string[]
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const { quick, json } = values
if (!existsSync(join(root, 'platforms/types/node_modules')))
  throw new Error('The compilers are not installed: npm ci --prefix platforms/types')

const program = await makeProgram()
const all: Tried[] = []
try {
  const ways = join(program.folder, 'ways.json')
  writeFileSync(ways, JSON.stringify(waysOf(program.files, program.typesOf, quick)))
  // One after the other: each keeps a processor busy, and the native one several.
  for (const compiler of quick ? [compilers[0] ?? '', compilers.at(-1) ?? ''] : compilers) {
    const tried = await compileBy(compiler, program.folder, ways)
    all.push(...tried)
    if (!json) tell(compiler, tried)
  }
} finally {
  rmSync(program.folder, { recursive: true, force: true })
}
const failed = all.filter(({ errors }) => errors.length > 0)
if (json) console.log(JSON.stringify({ tried: all.length, failed }))
else console.log(`${all.length} programs compiled, ${failed.length} failed.`)
process.exitCode = failed.length === 0 && all.length > 0 ? 0 : 1

async function compileBy(compiler: string, folder: string, ways: string): Promise<Tried[]> {
  const script = join(root, 'platforms/types/compile.mjs')
  const { ok, output } = await exec(['node', script, compiler, folder, ways])
  if (!ok) throw new Error(`Expected ${compiler} to run:\n${output}`)
  return (JSON.parse(output) as Tried[]).map((tried) => ({ ...tried, compiler }))
}

function tell(compiler: string, tried: readonly Tried[]): void {
  const wrong = tried.filter(({ errors }) => errors.length > 0)
  console.log(`${compiler}: ${tried.length} compiled, ${wrong.length} failed`)
  for (const { name, errors } of wrong)
    console.log([`  ${name}: ${errors.length} errors`, ...errors.slice(0, 5)].join('\n    '))
}
