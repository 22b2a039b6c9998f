/** A bill of materials as `npm sbom` writes it: CycloneDX 1.5, https://cyclonedx.org/docs/1.5/json/. */
export interface Bom {
  readonly bomFormat: string
  readonly specVersion: string
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly Depends[]
}

interface Component {
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly properties?: readonly { readonly name: string; readonly value: string }[]
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
  readonly licenses?: readonly unknown[]
}

interface Depends {
  readonly ref: string
  readonly dependsOn: readonly string[]
}

/** The packages whose code is a part of dist/, as `name@version`: each has its licence in THIRD-PARTY.txt, under that heading. */
export function bundledPackages(notices: string): string[] {
  return notices.split(`\n${'-'.repeat(80)}\n\n`).map((notice) => {
    const heading = notice.slice(0, notice.indexOf('\n'))
    return heading.replace(' ', '@')
  })
}

/** What users get: the dependencies, all that these need, and the packages that are a part of dist/. */
export function publishedBom(
  bom: Bom,
  { name, dependencies }: PublishedDependencies,
  bundled: readonly string[],
): Bom {
  const own = bom.metadata.component['bom-ref']
  const needs = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]))
  const direct = Object.entries(dependencies).map(([each, version]) => `${each}@${version}`)
  const kept = new Set(direct)
  for (const ref of kept) for (const needed of needs.get(ref) ?? []) kept.add(needed)
  for (const ref of bundled) kept.add(ref)
  return {
    ...bom,
    // npm calls it by the name of its folder.
    metadata: { ...bom.metadata, component: { ...bom.metadata.component, name } },
    components: bom.components
      .filter((component) => kept.has(component['bom-ref']))
      .map((component) => ({ ...component, properties: [] })),
    dependencies: [
      { ref: own, dependsOn: [...direct, ...bundled] },
      ...[...kept].map((ref) => ({
        ref,
        dependsOn: (needs.get(ref) ?? []).filter((needed) => kept.has(needed)),
      })),
    ],
  }
}

interface PublishedDependencies {
  readonly name: string
  /** Exact versions. */
  readonly dependencies: Readonly<Record<string, string>>
}

/** Says what is wrong with a bill of materials. */
export function bomFaults({ bomFormat, specVersion, components, dependencies }: Bom): string[] {
  const faults: string[] = []
  if (bomFormat !== 'CycloneDX' || specVersion !== '1.5')
    faults.push(`Expected CycloneDX 1.5, got ${bomFormat} ${specVersion}.`)
  const refs = new Set(components.map((component) => component['bom-ref']))
  if (refs.size < components.length) faults.push('Expected each component once.')
  for (const { name, version, purl, hashes, licenses } of components) {
    const missing = [
      purl === `pkg:npm/${name.replace('@', '%40')}@${version}` ? [] : ['its package URL'],
      hashes?.some(({ alg, content }) => alg === 'SHA-512' && content.length === 128)
        ? []
        : ['a hash'],
      licenses?.length ? [] : ['a licence'],
    ].flat()
    if (missing.length > 0)
      faults.push(`Expected ${name}@${version} to have ${missing.join(', ')}.`)
  }
  for (const { ref, dependsOn } of dependencies.slice(1))
    for (const one of [ref, ...dependsOn])
      if (!refs.has(one)) faults.push(`Expected ${one}, which ${ref} needs, among the components.`)
  for (const one of dependencies[0]?.dependsOn ?? [])
    if (!refs.has(one)) faults.push(`Expected ${one} among the components.`)
  return faults
}
