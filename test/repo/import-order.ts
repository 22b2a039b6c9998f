import type { TextFile } from './files.ts'
import { importsOf } from './imports.ts'

const nouns = ['call', 'util']
const below = [...nouns, 'keys']
const stages = ['wire', 'plan', 'limit', 'attempt', 'place', 'journal', 'ledger']

/** What each folder of src/ may import besides itself. `entry` is a file that lies in src/ itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  util: ['call/errors/error.ts', 'call/expect.ts'],
  call: ['util'],
  keys: nouns,
  ...Object.fromEntries(stages.map((stage) => [stage, below])),
  turn: [...below, ...stages],
  agent: [...below, ...stages, 'turn'],
  adapt: [...below, ...stages, 'turn', 'agent'],
  // The audit judges tools of logs by their names.
  observe: [
    ...below,
    ...stages,
    'turn',
    'agent',
    'adapt/effects/judge-name.ts',
    'adapt/effects/judge-tool.ts',
  ],
  entry: [...below, ...stages, 'turn', 'agent', 'adapt', 'observe'],
  testing: [...below, ...stages, 'turn', 'agent', 'adapt', 'observe', 'entry'],
  cli: [...below, ...stages, 'turn', 'agent', 'adapt', 'observe', 'entry', 'testing'],
}

/** Says which imports go against the order of the folders, which is the order in which data flows. */
export function importOrderFaults(files: readonly TextFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap(({ specifier, target, line }) => {
      const where = `${file.path}:${line}`
      if (specifier === 'fanfold' || specifier.startsWith('fanfold/'))
        return [`${where} imports "${specifier}": inside src/, import the file itself.`]
      if (target === undefined) return []
      const fault = faultOf(file.path, target)
      return fault === undefined ? [] : [`${where} imports ${target}: ${fault}`]
    }),
  )
}

function faultOf(from: string, to: string): string | undefined {
  if (!to.startsWith('src/')) return 'it lies outside src/.'
  const [folder, target] = [folderOf(from), folderOf(to)]
  const allowed = mayImport[folder]
  if (allowed === undefined) return `${folder}/ has no place in the import order yet.`
  if (folder === target || allowed.includes(target) || allowed.includes(to.slice('src/'.length)))
    return undefined
  return `${folder} may import ${allowed.join(', ')} and itself.`
}

function folderOf(path: string): string {
  // An entry too, but of the suites in testing/.
  if (path === 'src/conformance.ts') return 'testing'
  const [, folder = '', ...rest] = path.split('/')
  return rest.length === 0 ? 'entry' : folder
}
