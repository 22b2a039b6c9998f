/** package.json, as far as a release looks at it. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly files: readonly string[]
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly repository?: unknown
  readonly engines: { readonly node: string }
  readonly peerDependencies: Readonly<Record<string, string>>
}

/** What only a checkout needs. Scripts, above all: npm asks who installs a package whether they may run. */
const ofCheckout = ['scripts', 'devDependencies', 'allowScripts', 'files'] as const

/** package.json as it is published. */
export function publishedManifest(manifest: Manifest): Partial<Manifest> {
  return Object.fromEntries(
    Object.entries(manifest).filter(([name]) => !ofCheckout.includes(name as 'scripts')),
  )
}

/** The files that package.json names, relative to it. */
export function namedFiles({ exports, bin }: Manifest): string[] {
  const targets = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  )
  return [...targets, ...Object.values(bin)].map((path) => path.replace(/^\.\//, ''))
}
