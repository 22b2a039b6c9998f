import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { exec, root } from '../exec.ts'
import type { Files } from './ways.ts'

const tools = join(root, 'platforms/types')

/** Its types are of another package, which is told to be installed beside it. */
const needPeers = ['fanfold/otel']
/** They are for Node.js, whose types they name. */
const nodeOnly = ['fanfold/testing', 'fanfold/conformance']
/** What libraries.ts and generic.ts import, from platforms/types. */
const libraries = [
  '@sinclair/typebox',
  '@valibot/to-json-schema',
  'arktype',
  'typebox',
  'valibot',
  'zod',
  'zod-3',
  'zod-to-json-schema',
]

/** Where a program was made, which uses the package as npm packs it. */
export interface Program {
  readonly folder: string
  readonly files: Files
  /** The folder to look in for `@types/node`. */
  typesOf(node: string): string
}

/** Packs the package, installs it in a folder of its own, and writes programs that import all that it exports. */
export async function makeProgram(): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-types-'))
  const own = join(folder, 'node_modules/fanfold')
  await pack(folder, own)
  const { exports, dependencies } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as {
    readonly exports: object
    readonly dependencies: object
  }
  for (const name of Object.keys(dependencies))
    link(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  for (const name of libraries)
    link(join(tools, 'node_modules', name), join(folder, 'node_modules', name))
  const peers = join(folder, 'peers')
  mkdirSync(join(peers, 'node_modules'), { recursive: true })
  cpSync(own, join(peers, 'node_modules/fanfold'), { recursive: true })
  const [api, spec] = ['@opentelemetry/api', '@standard-schema/spec']
  for (const name of [api, spec])
    link(join(root, 'node_modules', name), join(peers, 'node_modules', name))
  cpSync(join(tools, 'apps'), folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')

  const entries = Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => `fanfold${path.slice(1)}`)
  const plain = entries.filter((name) => !needPeers.includes(name))
  const web = plain.filter((name) => !nodeOnly.includes(name))
  writeFileSync(join(folder, 'plain.ts'), importsOf(plain))
  writeFileSync(join(folder, 'web.ts'), importsOf(web))
  writeFileSync(join(peers, 'peers.ts'), importsOf(needPeers))
  return {
    folder,
    files: {
      plain: ['plain.ts', 'names.ts'],
      web: ['web.ts', 'names.ts'],
      peers: ['peers/peers.ts'],
      libraries: ['libraries.ts'],
      makers: ['generic.ts'],
    },
    typesOf(node) {
      const types = join(folder, `types-${node}`)
      link(join(tools, `node_modules/@types/node-${node}`), join(types, 'node'))
      return types
    },
  }
}

async function pack(folder: string, own: string): Promise<void> {
  const packed = await exec(['npm', 'pack', '--ignore-scripts', '--pack-destination', folder])
  mkdirSync(own, { recursive: true })
  const file = packed.output.trim().split('\n').at(-1) ?? ''
  const unpacked = await exec([
    'tar',
    '-xzf',
    join(folder, file),
    '-C',
    own,
    '--strip-components=1',
  ])
  if (!packed.ok || !unpacked.ok)
    throw new Error(`Expected npm to pack the package:\n${packed.output}${unpacked.output}`)
}

/** A program that names all that the entries export. */
function importsOf(names: readonly string[]): string {
  const lines = names.map((name, index) => `export * as entry${index} from '${name}'`)
  return `${lines.join('\n')}\n`
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  try {
    symlinkSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
