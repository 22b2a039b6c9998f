import { spawnSync } from 'node:child_process'
import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const folder = import.meta.dirname
const root = join(folder, '..', '..')

/**
 * Installs the peers, where that has not been done, and builds Fanfold, so that no older one is measured. Fanfold is
 * linked beside the peers and no dependency of theirs: a lock file would hold a copy of all that Fanfold depends on.
 */
export function setUp({ measures }: { readonly measures: boolean }): void {
  if (!existsSync(join(folder, 'node_modules')))
    command('npm', ['ci', '--prefix', folder, '--no-audit', '--no-fund'])
  const link = join(folder, 'node_modules', 'fanfold')
  if (!existsSync(link)) symlinkSync(root, link, 'junction')
  if (measures || !existsSync(join(root, 'dist')))
    command(process.execPath, ['scripts/build.ts', '--no-check'])
}

function command(name: string, args: readonly string[]): void {
  console.log(`${name} ${args.join(' ')}`)
  const { status } = spawnSync(name, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${name} ended with ${String(status)}.`)
}
