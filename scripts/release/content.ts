import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deadLinks, type Published } from './links.ts'
import { namedFiles, type Manifest } from './manifest.ts'

/** What npm says of a tarball that it has packed. */
export interface Packed {
  readonly filename: string
  /** In bytes. */
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

const most = { packedBytes: 1_300_000, unpackedBytes: 5_000_000 }
const wanted =
  /^(?:package\.json|README\.md|CHANGELOG\.md|SECURITY\.md|LICENSE|bin\/fanfold\.mjs|dist\/.+\.(?:d\.ts|js|mjs)|dist\/THIRD-PARTY\.txt|docs\/.+\.(?:md|svg))$/
const needed = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE', 'dist/THIRD-PARTY.txt']

/**
 * Says what is wrong with what was packed.
 *
 * @param folder where the package is staged.
 * @param root of the checkout, whose path nobody's package may hold.
 */
export function contentFaults(
  packed: Packed,
  manifest: Manifest,
  published: Published,
  folder: string,
  root: string,
): string[] {
  const paths = new Set(packed.files.map(({ path }) => path))
  const faults = [...needed, ...namedFiles(manifest)]
    .filter((path) => !paths.has(path))
    .map((path) => `Expected the package to hold ${path}.`)
  for (const path of paths) {
    if (!wanted.test(path)) faults.push(`Expected no ${path} in the package.`)
    const text = readFileSync(join(folder, path), 'utf8')
    if (text.includes(root)) faults.push(`${path} holds the path of the checkout.`)
    if (path.endsWith('.md'))
      for (const link of deadLinks(path, text, published))
        faults.push(`${path} links to ${link}, which the package does not hold.`)
  }
  return [...faults, ...sizeFaults(packed)]
}

export function sizeFaults({ size, unpackedSize }: Packed): string[] {
  const tooLarge = (what: string, is: number, bound: number): string[] =>
    is <= bound ? [] : [`Expected ${what} of at most ${bound} bytes, got ${is}.`]
  return [
    ...tooLarge('a tarball', size, most.packedBytes),
    ...tooLarge('a package', unpackedSize, most.unpackedBytes),
  ]
}

/** How many files and bytes each folder takes, the largest first. */
export function sizeTable({ files, size, unpackedSize }: Packed): string[] {
  const sums = [...Map.groupBy(files, ({ path }) => kindOf(path))].map(([kind, some]) => ({
    kind,
    count: some.length,
    bytes: some.reduce((sum, file) => sum + file.size, 0),
  }))
  const row = (count: number, bytes: number, what: string): string =>
    `${String(count).padStart(5)} files ${String(Math.round(bytes / 1000)).padStart(6)} kB  ${what}`
  return [
    ...sums.toSorted((a, b) => b.bytes - a.bytes).map((one) => row(one.count, one.bytes, one.kind)),
    row(files.length, unpackedSize, `unpacked, ${Math.round(size / 1000)} kB as a tarball`),
  ]
}

function kindOf(path: string): string {
  if (path.endsWith('.d.ts')) return 'types (dist/**/*.d.ts)'
  if (!path.includes('/')) return 'at the top'
  return `${path.slice(0, path.indexOf('/'))}/`
}
