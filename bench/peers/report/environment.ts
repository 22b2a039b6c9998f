import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Machine } from './results.ts'

const folder = join(import.meta.dirname, '..')

/** As it is installed here; null if it is not. */
export function versionOf(name: string): string | null {
  const path = join(folder, 'node_modules', name, 'package.json')
  if (!existsSync(path)) return null
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}

/** Fanfold and the packages that this comparison depends on, with what is installed of each. */
export function installedVersions(): readonly (readonly [string, string | null])[] {
  const text = readFileSync(join(folder, 'package.json'), 'utf8')
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> }
  return ['fanfold', ...Object.keys(dependencies)].map((name) => [name, versionOf(name)])
}

export function thisMachine(): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version.slice(1),
  }
}
