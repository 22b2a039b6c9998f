import { execFile } from 'node:child_process'
import { readdir, readFile, lstat, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const peers = join(import.meta.dirname, '..', '..')
const root = join(peers, '..', '..')

export interface Installed {
  /** What the files take on the disk, in millions of bytes. */
  readonly megabytes: number
  readonly packages: number
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
}

/** Installs packages into an empty folder, Fanfold as the tarball that npm would publish. */
export async function install(folder: string, names: readonly string[]): Promise<Installed> {
  const manifest = JSON.parse(await readFile(join(peers, 'package.json'), 'utf8')) as Manifest
  const dependencies: Record<string, string> = {}
  for (const wanted of names) {
    const [name = wanted, range] = wanted.split(/(?<=.)@/)
    const pinned = name === 'fanfold' ? `file:${await pack(folder)}` : manifest.dependencies[name]
    dependencies[name] = range ?? pinned ?? '*'
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies }))
  await npm(folder, ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'])
  const modules = join(folder, 'node_modules')
  const lock = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>
  }
  return {
    megabytes: Math.round((await diskUse(modules)) / 1e5) / 10,
    packages: Object.keys(lock.packages).length,
  }
}

async function pack(folder: string): Promise<string> {
  const printed = await npm(root, [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  ])
  const [packed] = JSON.parse(printed) as [{ filename: string }]
  return join(folder, packed.filename)
}

async function npm(cwd: string, args: readonly string[]): Promise<string> {
  const path = dirname(process.execPath) + delimiter + (process.env['PATH'] ?? '')
  try {
    return (await run('npm', args, { cwd, env: { ...process.env, PATH: path } })).stdout
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    const said = stderr?.split('\n').filter((line) => line.startsWith('npm error ')) ?? []
    throw new Error(`npm ${args[0]} failed: ${said.slice(0, 4).join(' ') || String(error)}`, {
      cause: error,
    })
  }
}

async function diskUse(path: string): Promise<number> {
  const entry = await lstat(path)
  if (!entry.isDirectory()) return entry.blocks * 512
  let bytes = entry.blocks * 512
  for (const name of await readdir(path)) bytes += await diskUse(join(path, name))
  return bytes
}
