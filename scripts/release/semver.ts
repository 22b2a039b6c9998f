import type { Manifest } from './manifest.ts'

/** Public names, by entry point, as test/repo/public-names.json has them. */
export type PublicNames = Readonly<
  Record<string, { readonly values: readonly string[]; readonly types: readonly string[] }>
>

/** What a version is compared by. */
export interface Surface {
  readonly version: string
  readonly names: PublicNames
  readonly engines: Manifest['engines']
  readonly peerDependencies: Manifest['peerDependencies']
}

export interface SurfaceChange {
  /** Each of them breaks somebody's program, as far as can be told from names. */
  readonly breaking: readonly string[]
  readonly added: readonly string[]
  /** To be judged by hand. */
  readonly toJudge: readonly string[]
}

export function surfaceChange(before: Surface, now: Surface): SurfaceChange {
  const [had, has] = [before.names, now.names].map(namesOf) as [Set<string>, Set<string>]
  const minimum = ({ engines }: Surface): string => engines.node.replace('>=', '')
  const breaking = without(had, has).map((name) => `${name} is gone`)
  if (compareVersions(minimum(now), minimum(before)) > 0)
    breaking.push(`Node.js ${now.engines.node} is needed, it was ${before.engines.node}`)
  const peers = new Set([
    ...Object.keys(before.peerDependencies),
    ...Object.keys(now.peerDependencies),
  ])
  const toJudge = [...peers]
    .filter((name) => before.peerDependencies[name] !== now.peerDependencies[name])
    .map((name) => {
      const [was = 'none', is = 'none'] = [before, now].map((one) => one.peerDependencies[name])
      return `${name}: ${is}, it was ${was}`
    })
  return { breaking, added: without(has, had), toJudge }
}

/** Says why a version is too small a step for what has changed. Before 1.0.0 a minor version may break things. */
export function versionFaults(before: Surface, now: Surface): string[] {
  const [was, is] = [partsOf(before.version), partsOf(now.version)]
  if (compareVersions(now.version, before.version) <= 0)
    return [`Expected a version after ${before.version}, got ${now.version}.`]
  const { breaking, added } = surfaceChange(before, now)
  const steps = { major: is[0] > was[0], minor: is[0] > was[0] || is[1] > was[1] }
  const mayBreak = was[0] === 0 ? steps.minor : steps.major
  const mayAdd = was[0] === 0 || steps.minor
  const least = was[0] === 0 ? 'minor' : 'major'
  if (breaking.length > 0 && !mayBreak)
    return [`Expected a ${least} version, for ${breaking.join('; ')}.`]
  if (added.length > 0 && !mayAdd)
    return [`Expected a minor version, for ${added.join(', ')} came.`]
  return []
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...names].filter((name) => !others.has(name)).toSorted()
}

function namesOf(names: PublicNames): Set<string> {
  return new Set(
    Object.entries(names).flatMap(([entry, { values, types }]) => [
      entry,
      ...values.map((name) => `${entry}: ${name}`),
      ...types.map((name) => `${entry}: type ${name}`),
    ]),
  )
}

function compareVersions(a: string, b: string): number {
  const [one, other] = [partsOf(a), partsOf(b)]
  for (const at of [0, 1, 2] as const) if (one[at] !== other[at]) return one[at] - other[at]
  return 0
}

function partsOf(version: string): [major: number, minor: number, patch: number] {
  const parts = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(version)
  if (parts === null) throw new Error(`Expected a version such as 1.2.3, got "${version}".`)
  const [, major = '0', minor = '0', patch = '0'] = parts
  return [Number(major), Number(minor), Number(patch)]
}
