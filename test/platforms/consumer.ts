import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packedFiles } from '../../scripts/package/packed-files.ts'
import { requireBuild } from '../repo/entries.ts'
import { fileOf, root } from '../repo/files.ts'
import { type Ended, runNode } from '../repo/run-node.ts'

const installed = existsSync(join(root, 'platforms/node_modules'))

/** Why what needs other bundlers and runtimes is left out; false if it need not be. */
export const noPlatforms: string | false = installed
  ? false
  : 'the bundlers and runtimes are not installed: npm ci --prefix platforms'

const { files, dependencies } = JSON.parse(fileOf('package.json').text) as {
  readonly files: readonly string[]
  readonly dependencies: Readonly<Record<string, string>>
}

/** A folder of somebody who has installed the package. */
export interface Consumer {
  /** The programs of platforms/apps. */
  readonly apps: string
  /** A folder beside it, where only what bundles do not hold is installed. */
  readonly deployed: string
  /** @returns the folder with the bundle. */
  bundle(bundler: string, app: string): Promise<string>
  /** Copies what begins threads beside a bundle. */
  copyThreads(folder: string): void
  /** What was installed is there no more. */
  uninstall(): void
  remove(): void
}

export function makeConsumer(): Consumer {
  requireBuild()
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-consumer-'))
  const [home, deployed] = [join(folder, 'home'), join(folder, 'deployed')]
  const own = join(home, 'node_modules/fanfold')
  for (const file of packedFiles(root, files)) cpSync(join(root, file), join(own, file))
  for (const name of [...Object.keys(dependencies), 'ioredis', 'piscina']) link(home, name)
  for (const name of ['ioredis', 'piscina']) link(deployed, name)
  const apps = join(home, 'src')
  cpSync(join(root, 'platforms/apps'), apps, { recursive: true })
  const threads = globSync('fanfold-*.mjs', { cwd: join(own, 'dist') })
  return {
    apps,
    deployed,
    async bundle(bundler, app) {
      const out = join(deployed, bundler)
      mkdirSync(out, { recursive: true })
      const script = join(root, 'platforms/bundle.mjs')
      const { code, stderr, stdout } = await runNode([script, bundler, join(apps, app), out])
      if (code !== 0) throw new Error(`${bundler}: ${stderr}${stdout}`)
      return out
    },
    copyThreads(out) {
      for (const file of threads) cpSync(join(root, 'dist', file), join(out, file))
    },
    uninstall: () => renameSync(home, `${home}-was`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function link(folder: string, name: string): void {
  const path = join(folder, 'node_modules', name)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), path)
}

/** Runs another runtime. */
export function runCommand(file: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      file,
      args,
      { cwd, timeout: 60_000, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, stdout, stderr })
      },
    )
  })
}
