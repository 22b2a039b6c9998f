import { globSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder, readJsonLines } from '../shared-data.ts'

/** The parameters of every function, in order, by the function's name: what gives a positional argument its name. */
export type Signatures = ReadonlyMap<string, readonly string[]>

interface Description {
  readonly name: string
  readonly parameters: { readonly properties: Readonly<Record<string, unknown>> }
}

/** Reads the descriptions of the eight toolsets. */
export function readSignatures(folder: string = join(dataFolder, 'bfcl', 'tools')): Signatures {
  const descriptions = globSync('*.json', { cwd: folder })
    .toSorted()
    .flatMap((file) => readJsonLines(join(folder, file)) as Description[])
  return new Map(
    descriptions.map(({ name, parameters }) => [name, Object.keys(parameters.properties)]),
  )
}
