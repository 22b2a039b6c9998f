import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../exec.ts'
import { lastRelease, type Checkout } from './git.ts'
import type { Manifest } from './manifest.ts'
import { run } from './run.ts'
import { surfaceChange, versionFaults, type PublicNames, type Surface } from './semver.ts'

const namesFile = 'test/repo/public-names.json'

export async function checkout(): Promise<Checkout> {
  const [branch, changes] = await Promise.all([
    run('git', ['branch', '--show-current']),
    run('git', ['status', '--porcelain']),
  ])
  return {
    branch: branch.trim(),
    changes: linesOf(changes),
    tags: linesOf(await run('git', ['tag'])),
  }
}

/** Says why a version is too small a step from the last release; prints what is new and what has to be judged by hand. */
export async function versionFaultsSince(manifest: Manifest): Promise<string[]> {
  const tags = linesOf(await run('git', ['tag', '--merged', 'HEAD', '--sort=-version:refname']))
  const tag = lastRelease(tags)
  if (tag === undefined) {
    console.log('        There is no release to compare with.')
    return []
  }
  const at = async (path: string): Promise<unknown> =>
    JSON.parse(await run('git', ['show', `${tag}:${path}`])) as unknown
  const before = surfaceOf(
    (await at('package.json')) as Manifest,
    (await at(namesFile)) as PublicNames,
  )
  const names = JSON.parse(readFileSync(join(root, namesFile), 'utf8')) as PublicNames
  const now = surfaceOf(manifest, names)
  const { breaking, added, toJudge } = surfaceChange(before, now)
  console.log(`        Since ${tag}: ${breaking.length} breaking, ${added.length} new.`)
  for (const line of toJudge) console.log(`        To be judged by hand: ${line}`)
  return versionFaults(before, now)
}

function surfaceOf({ version, engines, peerDependencies }: Manifest, names: PublicNames): Surface {
  return { version, engines, peerDependencies, names }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}
