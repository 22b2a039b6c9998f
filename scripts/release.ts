/**
 * `npm run release`: makes the package that is to be published, in `.release/`, checks it, and says what publishing it would
 * do. Publishes nothing. `-- --publish` does, and tags the commit; `--skip-tests` leaves out `npm test`, and is refused with
 * `--publish`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './exec.ts'
import { changelogFaults } from './release/changelog.ts'
import { contentFaults, sizeTable, type Packed } from './release/content.ts'
import { checkoutFaults } from './release/git.ts'
import type { Manifest } from './release/manifest.ts'
import { publish, publishCommand, repositoryFaults } from './release/publish.ts'
import { run } from './release/run.ts'
import { bomFaults, bundledPackages, publishedBom, type Bom } from './release/sbom.ts'
import { stage } from './release/stage.ts'
import { checkout, versionFaultsSince } from './release/surface.ts'

const { values } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
    'skip-tests': { type: 'boolean', default: false },
  },
})
if (values.publish && (values['dry-run'] || values['skip-tests']))
  throw new Error('Expected --publish alone: what is published was tested.')

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as Manifest & {
  readonly dependencies: Readonly<Record<string, string>>
}
const { name, version } = manifest
const out = join(root, '.release')
const folder = join(out, 'package')
const tarball = join(out, `${name}-${version}.tgz`)
let failed = false

/** Tells how a check went. Those after it run all the same, so that one run tells all. */
async function check(what: string, faultsOf: () => string[] | Promise<string[]>): Promise<void> {
  const asked = (async () => faultsOf())()
  const faults = await asked.catch((error: unknown) => [String(error)])
  console.log(`${faults.length === 0 ? 'ok    ' : 'FAILED'}  ${what}`)
  for (const fault of faults) console.log(fault.replaceAll(/^/gm, '        '))
  failed ||= faults.length > 0
}
const passes = async (...command: readonly string[]): Promise<string[]> => {
  await run(command[0] ?? '', command.slice(1))
  return []
}

await check('checkout: on main, all committed, not tagged yet', async () =>
  checkoutFaults(await checkout(), version),
)
await check('changelog', () => changelogFaults(read('CHANGELOG.md'), version))
await check('version, by the public names', () => versionFaultsSince(manifest))
if (values['skip-tests']) console.log('left out: the tests')
else await check('tests', () => passes('node', 'scripts/test.ts'))
await check('build', () => passes('node', 'scripts/build.ts'))

let packed: Packed | undefined
await check('contents', async () => {
  mkdirSync(out, { recursive: true })
  const published = stage(root, folder)
  const told = await run('npm', ['pack', '--json', '--pack-destination', out], { cwd: folder })
  packed = (JSON.parse(told) as Packed[])[0]
  if (packed === undefined) return ['Expected npm to pack one package.']
  return contentFaults(packed, manifest, published, folder, root)
})
await check('publint', () => passes('publint', '--strict', folder))
await check('attw', () =>
  passes('attw', tarball, '--profile', 'esm-only', '--no-emoji', '--no-color'),
)
await check('bill of materials', async () => {
  const words = [
    'sbom',
    '--package-lock-only',
    '--sbom-format',
    'cyclonedx',
    '--sbom-type',
    'library',
  ]
  const all = JSON.parse(await run('npm', words)) as Bom
  const bom = publishedBom(all, manifest, bundledPackages(read('dist/THIRD-PARTY.txt')))
  writeFileSync(`${tarball}.cdx.json`, `${JSON.stringify(bom, undefined, 2)}\n`)
  return bomFaults(bom)
})
if (values.publish) await check('repository', () => repositoryFaults(manifest))
else for (const fault of repositoryFaults(manifest)) console.log(`warning ${fault}`)

if (packed !== undefined) for (const line of sizeTable(packed)) console.log(line)
console.log(`\n${tarball}\n${tarball}.cdx.json\n`)
if (failed) console.log('Nothing can be released.')
else if (values.publish) await publish(tarball, version)
else
  console.log(
    `This would be published, and tagged v${version}:\n  ${publishCommand(tarball).join(' ')}`,
  )
process.exitCode = failed ? 1 : 0
