import { filesOf } from './files.ts'

/** A package in a lock file of npm. */
export interface Locked {
  /** Where it is installed: `node_modules/a/node_modules/b`. */
  readonly path: string
  readonly name: string
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly inBundle?: boolean
}

export interface Lock {
  readonly path: string
  /** Without the folder of the lock itself. */
  readonly packages: readonly Locked[]
}

/** Every lock of the repository. */
export function locks(): Lock[] {
  return filesOf('**/package-lock.json').map(({ path, text }) => {
    const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Locked>> }
    const all = Object.entries(packages).filter(([key]) => key !== '')
    return { path, packages: all.map(([key, entry]) => locked(key, entry)) }
  })
}

function locked(path: string, entry: Partial<Locked>): Locked {
  return { name: path.replace(/^.*node_modules\//, ''), ...entry, path }
}

/** Says which packages of a lock npm could not tell from others of their name and version, or asks a certain host for. */
export function lockFaults({ path, packages }: Lock): string[] {
  return packages.flatMap((one) => {
    const where = `${path}: ${one.path}`
    // A folder of the repository, and the link to it, come with the repository; what is bundled, with its package.
    const isOurs = one.link === true || !one.path.includes('node_modules/')
    if (isOurs)
      return /^[a-z+]+:/.test(one.resolved ?? '')
        ? [`${where} is resolved to ${one.resolved}.`]
        : []
    const faults = one.resolved === undefined ? [] : [`${where} names where it is fetched from.`]
    if (one.inBundle !== true && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(one.integrity ?? ''))
      faults.push(
        `${where} has no sha512 integrity: npm view ${one.name}@${one.version} dist.integrity`,
      )
    return faults
  })
}
